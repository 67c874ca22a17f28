"""The inbox and the waitlist: who asked, and who has waited longest."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Query, Request, Response

from services.referral import commands
from services.referral.asking.store import drafts, questions
from services.referral.domain import referrals
from services.referral.store import lists
from shared.events.referral import Source
from shared.web.access import May
from shared.web.rendering import ContextDep, csv_download, paging, render
from shared.web.session import User

from . import words

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
Knowing = Annotated[User, Depends(May("know_people"))]
Lead = Annotated[User, Depends(May("erase_people"))]
COLUMNS = (
    "referral_id", "source", "age_band", "state", "received_at", "waiting_since", "waiting_because", "decided_at",
    "declined_because", "redirected_to", "link_worker_id", "walks_since", "ended_at",
)  # fmt: skip


@pages.get("/referral")
async def inbox(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral: referrals to look at, the longest wait first; `show` in the address chooses another list."""
    return await _list(request, here, _show(request.query_params.get("show", "new")))


@pages.get("/referral/waitlist")
async def waitlist(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/waitlist: referrals on the waitlist, the longest wait first."""
    return await _list(request, here, "waiting")


@pages.get("/referral/referrals.csv")
async def download(request: Request, user: Intake, here: ContextDep, show: Annotated[str, Query()] = "all") -> Response:
    """GET /referral/referrals.csv: the list for a spreadsheet: ids, codes and times, nobody's name."""
    async with here.db.snapshot() as tx:
        rows = await lists.rows_for_download(tx, _show(show), _source(request))
    return csv_download(f"referrals-{here.local}.csv", COLUMNS, [tuple(row) for row in rows])


async def _list(request: Request, here: ContextDep, show: lists.Show) -> Response:
    source = _source(request)
    async with here.db.snapshot() as tx:
        page = paging(request, await lists.number(tx, show, source), size=50)
        lines = await lists.lines(tx, show, source, page.size, page.offset)
        counts, sources = await lists.counts(tx), await lists.sources(tx, show)
        begun = await drafts.drafts(tx, here.now()) if show == "new" else []
        unanswered = await questions.unanswered(tx, here.now())
    today = here.today()
    waited = {line.id: (today - here.day_of(line.received_at)).days for line in lines}
    return render(
        request,
        "referral/inbox.html",
        show=show,
        source=source,
        sources=sources,
        lines=lines,
        page=page,
        counts=counts,
        waited=waited,
        late={line.id: is_late(line.state, waited[line.id]) for line in lines},
        now_with=commands.now_with(here),
        words=words,
        drafts=begun,
        unanswered=unanswered,
        names={person.id: person.name for person in here.settings.staff},
        within=referrals.ANSWER_WITHIN_DAYS,
    )


def is_late(state: str, days: int) -> bool:
    """Whether somebody has waited more days than they should for a first answer, or on the waitlist.

    `state`: the referral's; `days`: since it was received. Never once it is accepted or declined.
    """
    limit = {"received": referrals.ANSWER_WITHIN_DAYS, "waitlisted": referrals.WAITING_IS_LONG_DAYS}.get(state)
    return limit is not None and days > limit


def _show(asked: str) -> lists.Show:
    return next((known for known in get_args(lists.Show) if known == asked), "new")


def _source(request: Request) -> str | None:
    asked = request.query_params.get("source")
    return asked if asked in get_args(Source) else None
