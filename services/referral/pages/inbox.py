"""The inbox and the waitlist: who asked, and who has waited longest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.referral import commands
from services.referral.asking.store import drafts, questions
from services.referral.contacts.rules import Contact
from services.referral.domain import referrals
from services.referral.store import ReferralRow, lists
from services.referral.waiting import rules as waiting
from services.referral.waiting.rules import Limits, Standing, Waiting
from services.referral.waiting.store import how_long
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.events.referral import Source
from shared.kernel import phones
from shared.persistence.database import Transaction
from shared.rules.contacts import TOLD
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, csv_download, paging, redirect, render
from shared.web.session import User

from . import words
from .forms import SearchForm

MOST_WAITING = 5000
MOST_BESIDE, MOST_FOUND = 30, 200
SHOWN_BESIDE: dict[str, lists.Show] = {
    "received": "new",
    "waitlisted": "waiting",
    "accepted": "given",
    "declined": "declined",
}
pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
Knowing = Annotated[User, Depends(May("know_people"))]
Lead = Annotated[User, Depends(May("erase_people"))]
COLUMNS = (
    "referral_id", "source", "age_band", "state", "received_at", "waiting_since", "waiting_because", "decided_at",
    "declined_because", "redirected_to", "link_worker_id", "walks_since", "ended_at",
    "ask_again_on", "tries", "last_tried_at", "first_talked_at", "last_told_at",
)  # fmt: skip


@pages.get("/referral")
async def inbox(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral: referrals to look at, the longest wait first; `show` in the address chooses another list."""
    return await _list(request, here, _show(request.query_params.get("show", "new")))


@pages.get("/referral/waitlist")
async def waitlist(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/waitlist: referrals on the waitlist, the longest wait first."""
    return await _list(request, here, "waiting")


@pages.post("/referral/find")
async def find(request: Request, user: Intake, here: ContextDep) -> Response:
    """POST /referral/find: referrals that a name, a number, a suburb or a referrer fits; no name in an address."""
    form = await forms.read(request, SearchForm)
    asked = form.wish.asked.strip() if form.wish else ""
    if form.wish and not asked:
        return redirect("/referral")
    return await _list(request, here, "all", form)


@pages.get("/referral/referrals.csv")
async def download(request: Request, user: Intake, here: ContextDep, show: Annotated[str, Query()] = "all") -> Response:
    """GET /referral/referrals.csv: the list for a spreadsheet: ids, codes and times, nobody's name."""
    async with here.db.snapshot() as tx:
        rows = await lists.rows_for_download(tx, _show(show), _source(request))
    return csv_download(f"referrals-{here.local}.csv", COLUMNS, [tuple(row) for row in rows])


async def _list(
    request: Request, here: ContextDep, show: lists.Show, search: BoundForm[SearchForm] | None = None
) -> Response:
    source, search = _source(request), search or forms.blank(SearchForm)
    asked = search.wish.asked.strip() if search.wish else ""
    async with here.db.snapshot() as tx:
        among = await lists.found(tx, asked, lambda text: _as_phone(text, here.settings.area_code)) if asked else None
        total = await lists.number(tx, show, source) if among is None else len(among)
        page, waits = paging(request, total, size=50 if among is None else MOST_FOUND), show == "waiting"
        most, offset = (MOST_WAITING, 0) if waits else (page.size, page.offset)
        lines = await lists.lines(tx, show, source, most, offset, among)
        counts, sources = await lists.counts(tx), await lists.sources(tx, show)
        begun = await drafts.drafts(tx, here.now()) if show == "new" else []
        unanswered = await questions.unanswered(tx, here.now())
    today = here.today()
    standings = {line.id: _standing(here, line) for line in lines if line.state == "waitlisted"}
    reasons = Counter(line.waiting_because for line in lines) if waits else Counter()
    if waits:
        lines = sorted(lines, key=lambda line: (standings[line.id].order, line.received_at))
        lines = lines[page.offset : page.offset + page.size]
    waited = {line.id: (today - here.day_of(line.received_at)).days for line in lines}
    return render(
        request,
        "referral/inbox.html",
        search.status,
        show=show,
        source=source,
        sources=sources,
        lines=lines,
        page=page,
        counts=counts,
        waited=waited,
        standings=standings,
        reasons=reasons,
        answers={line.id: answer_by(here, line.received_at) for line in lines if line.state == "received"},
        late={line.id: _is_late(here, line, standings) for line in lines},
        now_with=commands.now_with(here),
        words=words,
        drafts=begun,
        unanswered=unanswered,
        names={person.id: person.name for person in here.settings.staff},
        within=referrals.ANSWER_WITHIN_DAYS,
        search=search,
        asked=asked,
    )


def _as_phone(text: str, area_code: str) -> str | None:
    try:
        return phones.read(text, area_code)
    except ValueError:
        return None


@dataclass(frozen=True)
class SideList:
    """The list that stands beside an open referral: the first of it, and how many there are of each state."""

    show: lists.Show
    lines: list[lists.ReferralLine]
    standings: Mapping[UUID, Standing]
    counts: Mapping[str, int]


async def beside(here: ServiceContext, tx: Transaction, kept: ReferralRow) -> SideList:
    """The list in which a referral stands, in its order."""
    show = SHOWN_BESIDE[kept.state]
    waits = show == "waiting"
    lines = await lists.lines(tx, show, None, MOST_WAITING if waits else MOST_BESIDE, 0)
    standings = {line.id: _standing(here, line) for line in lines if line.state == "waitlisted"}
    if waits:
        lines = sorted(lines, key=lambda line: (standings[line.id].order, line.received_at))[:MOST_BESIDE]
    return SideList(show, lines, standings, await lists.counts(tx))


def _is_late(here: ServiceContext, line: lists.ReferralLine, standings: Mapping[UUID, Standing]) -> bool:
    """Whether nobody has talked with them by the day they were promised, or they wait for room longer than they should.

    Never once they are accepted or declined, and never for whoever asked to wait.
    """
    if line.state == "received":
        return line.talked_at is None and here.today() > answer_by(here, line.received_at)
    return line.id in standings and standings[line.id].tint == "late"


def answer_by(here: ServiceContext, received_at: datetime) -> date:
    """The day by which whoever asked has heard from us."""
    days_off = calendars.of(here.settings).days_off
    return waiting.answer_by(here.day_of(received_at), referrals.ANSWER_WITHIN_DAYS, days_off)


def _limits(here: ServiceContext) -> Limits:
    return Limits(here.settings.waiting_is_long_days, here.settings.tell_who_waits_days)


def _standing(here: ServiceContext, line: lists.ReferralLine) -> Standing:
    since, told = line.waiting_since or line.received_at, line.told_at
    one = Waiting(
        line.waiting_because or "", here.day_of(since), here.day_of(line.received_at), line.ask_again_on,
        here.day_of(told) if told else None,
    )  # fmt: skip
    return waiting.standing(one, here.today(), _limits(here))


def told(kept: ReferralRow, noted: Sequence[Contact]) -> Contact | None:
    """What whoever waits heard from us last, since they were put on the waitlist or on the day they were."""
    if kept.waiting_since is None:
        return None
    since = kept.waiting_since - timedelta(hours=12)
    return next((one for one in noted if one.outcome in TOLD and one.happened_at >= since), None)


def standing_of(here: ServiceContext, kept: ReferralRow, noted: Sequence[Contact]) -> Standing | None:
    """How it stands with whoever waits; None for whoever does not."""
    if kept.state != "waitlisted" or kept.waiting_since is None:
        return None
    heard = told(kept, noted)
    one = Waiting(
        kept.waiting_because or "", here.day_of(kept.waiting_since), here.day_of(kept.received_at), kept.ask_again_on,
        here.day_of(heard.happened_at) if heard else None,
    )  # fmt: skip
    return waiting.standing(one, here.today(), _limits(here))


async def usual(here: ServiceContext, tx: Transaction) -> str:
    """How long waiting for room has taken in the last half year, in a sentence to tell; empty where it is not known."""
    return waiting.usual(*await how_long(tx, here.now() - timedelta(weeks=26)))


def _show(asked: str) -> lists.Show:
    return next((known for known in get_args(lists.Show) if known == asked), "new")


def _source(request: Request) -> str | None:
    asked = request.query_params.get("source")
    return asked if asked in get_args(Source) else None
