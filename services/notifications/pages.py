"""The pages: a link worker's messages, what to do about those that did not arrive, and an operator's counts."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response

from shared.refusal import NotFound
from shared.service import Here
from shared.web import forms
from shared.web.pages import HereDep, redirect, render
from shared.web.session import User, role

from .domain import hours, outlook
from .store import lists
from .store.lists import Line

SETTLED_A_PAGE = 25
COUNTED = timedelta(days=30)

pages = APIRouter(include_in_schema=False)
Reader = Annotated[User, Depends(role("link_worker", "operator"))]
LinkWorker = Annotated[User, Depends(role("link_worker"))]


class Seen(forms.Form):
    """An undelivered message was looked after; there is nothing to fill in."""


@pages.get("/notifications")
async def messages(request: Request, user: Reader, here: HereDep, before: str = "") -> Response:
    if user.role == "operator":
        return await _operators_page(request, here)
    until = _moment(before) or here.now() + timedelta(days=1)
    async with here.db.snapshot() as tx:
        settled = await lists.settled(tx, user.id, until, SETTLED_A_PAGE + 1)
        return render(
            request,
            "notifications/messages.html",
            look_after=await lists.to_look_after(tx, user.id),
            waiting=[(line, _leaves(here, line)) for line in await lists.on_their_way(tx, user.id)],
            stopped=await lists.stopped_by_reply(tx, user.id),
            settled=settled[:SETTLED_A_PAGE],
            older=settled[SETTLED_A_PAGE - 1].settled_at if len(settled) > SETTLED_A_PAGE else None,
            what_to_do=outlook.what_to_do,
            what_became=outlook.what_became,
        )


async def _operators_page(request: Request, here: Here) -> Response:
    async with here.db.snapshot() as tx:
        rows = await lists.counts(tx, here.now() - COUNTED)
    return render(request, "notifications/counts.html", counts=outlook.tally(map(dict, rows)), days=COUNTED.days)


@pages.post("/notifications/messages/{message_id}/seen")
async def look_after(request: Request, message_id: UUID, user: LinkWorker, here: HereDep) -> Response:
    wish = (await forms.read(request, Seen)).granted()
    async with here.once(wish.command_id) as tx:
        if tx and not await lists.look_after(tx, message_id, user.id, here.now()):
            raise NotFound(message_id)
    return redirect("/notifications", says="Noted. It is kept in the list below.")


def _leaves(here: Here, line: Line) -> datetime | None:
    """When it may leave: now, at the opening of their hours, or never."""
    return hours.next_fit(line.hours, here.now(), ZoneInfo(here.settings.timezone))


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):  # before the first year or after the last one
        return None
