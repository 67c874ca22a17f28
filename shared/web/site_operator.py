"""The operator's first page: every service of this Local at a glance, each with its own page behind it."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared import anchors, audit
from shared.service import Here
from shared.status import status

from .pages import render
from .session import User, role


def site_operator_page(heres: Callable[[], Sequence[Here]]) -> APIRouter:
    """`/operator`, for the services that run in this process."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/operator")
    async def overview(request: Request, user: Annotated[User, Depends(role("operator"))]) -> Response:
        rows, ends = [], []
        for here in heres():
            known = anchors.kept(here.settings.audit_anchors)
            async with here.db.snapshot() as tx:
                chain = await audit.chain(tx, known.of(here.service))
                rows.append((here.service, await status(tx, here), chain))
            if chain.end:
                ends.append((here.service, anchors.Anchor(here.local, here.service, chain.end.row, chain.end.seal)))
        return render(request, "operator_site.html", rows=rows, ends=ends)

    return pages
