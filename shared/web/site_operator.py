"""The operator's first page: every service of this Local at a glance, each with its own page behind it."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared import VERSION
from shared.context import audit_anchors
from shared.context.service_context import ServiceContext
from shared.context.status import status
from shared.persistence.database import Transaction

from .access import May
from .navigation import OPERATE
from .rendering import render
from .session import User


def site_operator_page(heres: Callable[[], Sequence[ServiceContext]]) -> APIRouter:
    """`/operator`, for the services that run in this process."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/operator")
    async def overview(request: Request, user: Annotated[User, Depends(May(OPERATE))]) -> Response:
        rows, ends, tables = [], [], []
        for here in heres():
            chain = await audit_anchors.glance(here)
            async with here.db.snapshot() as tx:
                rows.append((here.service, await status(tx, here)))
                tables.append((here.service, await _last_migration(tx, here.service)))
            if chain and chain.end:
                end = audit_anchors.Anchor(here.local, here.service, chain.end.row, chain.end.seal)
                ends.append((here.service, chain.says, end))
        return render(request, "operator_site.html", rows=rows, ends=ends, tables=tables, version=VERSION)

    return pages


async def _last_migration(tx: Transaction, service: str) -> str:
    """0012_words: how far its tables have come."""
    name: str | None = await tx.fetchval("SELECT max(name) FROM migration WHERE name LIKE $1", f"{service}/%")
    return (name or "none").removeprefix(f"{service}/").removesuffix(".sql")
