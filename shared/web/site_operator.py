"""The operator's first page: every service of this Local at a glance, each with its own page behind it."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared import audit
from shared.service import Here
from shared.status import status

from .pages import render
from .session import User, role


def site_operator_page(heres: Callable[[], Sequence[Here]]) -> APIRouter:
    """`/operator`, for the services that run in this process."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/operator")
    async def overview(request: Request, user: Annotated[User, Depends(role("operator"))]) -> Response:
        rows = []
        for here in heres():
            async with here.db.transaction() as tx:
                rows.append((here.service, await status(tx, here), await audit.broken_at(tx)))
        return render(request, "operator_site.html", rows=rows)

    return pages
