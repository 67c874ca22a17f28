"""Finding an activity for one person, and walking the last mile with them."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.community import store
from services.community.domain import attendance, mistakes, places, sessions
from services.community.domain.matching import best_first, match
from services.community.domain.places import HOW, REASONS, Standing
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel import names
from shared.persistence import access_log
from shared.web import forms, wholes
from shared.web.forms import Form
from shared.web.rendering import ContextDep, paging, redirect, render
from shared.web.session import User

from .person_forms import (
    BY_NAME,
    PERSON_AND_ACTIVITY,
    PREFIX,
    At,
    AtDep,
    AttendanceForm,
    GiveUpForm,
    GreetingForm,
    IntroductionForm,
    NotGivenUpForm,
    NotIntroducedForm,
    NotKeptForm,
    NotLookedAtForm,
    NotThereForm,
    PlaceForm,
    ReasonForm,
    Sheets,
    blank_sheets,
)
from .showing import LinkWorker, by_activity, choices, next_time, only_of, shown, wishes_of

pages = APIRouter(include_in_schema=False)
Wish = TypeVar("Wish", bound=Form)


@pages.get("/community/for")
async def my_people(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /community/for: people with an open journey, those who have no place yet first."""
    async with here.db.snapshot() as tx:
        people = told_apart(await store.people(tx, only_of(user)))
    page = paging(request, len(people))
    return render(request, "community/people.html", people=people[page.offset : page.offset + page.size], page=page)


@pages.get("/community/for/{participant_id}")
async def for_a_person(request: Request, here: ContextDep, user: LinkWorker, participant_id: UUID) -> Response:
    """GET /community/for/{participant_id}: how far they have come, and every activity, what fits their wishes first."""
    wishes = wishes_of(request.query_params)
    async with here.transaction() as tx:
        who = await store.participant(tx, participant_id, only_of(user))
        await access_log.looked(tx, user, who.id, "activities for a person", here.now())
        groups, every = await store.titles(tx), await store.activities(tx)
        steps = await store.steps(tx, who.id)
    page = paging(request, len(every))
    found = best_first(every, wishes)[page.offset : page.offset + page.size]
    return render(
        request,
        "community/for_a_person.html",
        who=who,
        page=page,
        wishes=wishes,
        query=_query(request),
        steps=by_activity(steps, {activity.id: activity.title for activity in every}),
        found=[shown(one.activity, groups, here, one) for one in found],
        **choices(),
    )


def told_apart(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of `store.people`, with whole names as `called` where two are called alike."""
    known = [each for each in people if each["called"]]
    labels = names.told_apart([(each["called"], [each["name"]]) for each in known])
    for each, label in zip(known, labels, strict=True):
        each["called"] = label
    return people


def _query(request: Request) -> str:
    """The wishes, to take along to the page of one activity."""
    kept = [(name, request.query_params[name]) for name in ("kind", "weekday", "free", "step_free", "quiet")
            if name in request.query_params]  # fmt: skip
    return f"?{urlencode(kept)}" if kept else ""


@pages.get(PERSON_AND_ACTIVITY)
async def one_activity(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    """GET /community/for/{participant_id}/activities/{activity_id}: one activity for one person, and each next step."""
    return await _show(request, here, user, at, blank_sheets())


async def _show(
    request: Request, here: ServiceContext, user: User, at: At, sheets: Sheets, status: int = 200
) -> Response:
    async with here.transaction() as tx:
        who = await store.participant(tx, at.participant_id, only_of(user))
        await access_log.looked(tx, user, who.id, "one activity for a person", here.now())
        standing = await store.standing(tx, who, at.activity_id)
        if not (sheets["place"].typed or sheets["place"].errors):
            sheets["place"] = forms.filled(PlaceForm, {"greet_as": who.greeted}, PREFIX["place"])
        for name, (now, labels) in WHOLES.items():
            _as_it_stands(sheets[name], now(standing), labels)
        group = await store.group(tx, standing.activity.group_id)
        steps = [step for step in await store.steps(tx, who.id) if step["activity_id"] == at.activity_id]
    wishes = wishes_of(request.query_params)
    return render(
        request,
        "community/one_activity.html",
        status=status,
        who=who,
        standing=standing,
        group=group,
        steps=steps,
        how=list(HOW.items()),
        ways_to_introduce=HOW,
        by_name=list(BY_NAME.items()),
        reasons=list(REASONS.items()),
        days=_days(standing, here),
        mistakes=attendance.ticks_to_take_back(standing.been, here.today()),
        unused_place=mistakes.unused_place(standing),
        query=_query(request),
        coming=next_time(standing.activity, here),
        match=match(standing.activity, wishes) if wishes.any else None,
        **sheets,
    )


WHOLES: dict[str, tuple[Callable[[Standing], dict[str, str | None]], wholes.Labels]] = {
    "greeting": (places.greeting_now, {"expected_by_name": BY_NAME}),
    "reason": (mistakes.reason_now, {"reason": REASONS}),
}
"""The forms that write a whole: what stands in them, and what its codes are called."""


def _as_it_stands(sheet: forms.BoundForm[Any], now: dict[str, str | None], labels: wholes.Labels) -> None:
    if sheet.typed or sheet.errors:
        wholes.show_newer(sheet, now, labels)
    else:
        wholes.begin(sheet, now)


def _days(standing: Standing, here: ServiceContext) -> list[date]:
    """The days the link worker may still tick: since the place was taken, not ticked yet."""
    if standing.place is None:
        return []
    since = here.day_of(standing.place.taken_at)
    days = sessions.days_to_tick(standing.activity, here.today(), attendance.DAYS_BACK["link_worker"], since)
    return [day for day in days if day not in standing.been.days]


async def _carry_out(
    request: Request, here: ServiceContext, user: User, at: At, sheet: str, model: type[Wish],
    decide: Callable[[Standing, Wish], Event | None], says: str,
) -> Response:  # fmt: skip
    """One wish about one person and one activity, decided on the locked standing: the second hears of the first."""
    form = await forms.read(request, model, prefix=PREFIX[sheet])
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    who = await store.participant(tx, at.participant_id, only_of(user))
                    standing = await store.standing(tx, who, at.activity_id, lock=True)
                    if sheet in WHOLES:
                        wholes.must_be_as_it_began(form, WHOLES[sheet][0](standing))
                    if fact := decide(standing, wish):
                        await store.record(tx, fact)
            return redirect(at.path + _query(request), says=says)
    return await _show(request, here, user, at, blank_sheets() | {sheet: form}, form.status)


@pages.post(f"{PERSON_AND_ACTIVITY}/proposal")
async def propose(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: Form) -> Event:
        return places.propose(standing, wish.command_id, here.now())

    says = "Noted. When they would like to go, keep a place for them."
    return await _carry_out(request, here, user, at, "proposal", Form, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place")
async def take_place(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: PlaceForm) -> Event:
        by_name = wish.expected_by_name == "yes"
        return places.take_place(standing, wish.command_id, by_name, here.now(), wish.greet_as)

    says = "The place is kept, and the host sees that someone is coming. Next: introduce them."
    return await _carry_out(request, here, user, at, "place", PlaceForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place/greeting")
async def choose_greeting(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: GreetingForm) -> Event | None:
        by_name = wish.expected_by_name == "yes"
        return places.choose_greeting(standing, wish.command_id, by_name, here.now(), wish.greet_as)

    says = "Noted. The host’s page shows it so from now on."
    return await _carry_out(request, here, user, at, "greeting", GreetingForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/introduction")
async def introduce(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: IntroductionForm) -> Event:
        return places.introduce(standing, wish.command_id, wish.how, here.now())

    says = "The introduction is noted."
    return await _carry_out(request, here, user, at, "introduction", IntroductionForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/proposal/taken-back")
async def not_looked_at(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    """POST .../proposal/taken-back: takes back that they looked at it together."""

    def decide(standing: Standing, wish: NotLookedAtForm) -> Event:
        return mistakes.not_looked_at(standing, wish.proposal_id, here.now())

    says = "Taken back: that you looked at it together does not count any more."
    return await _carry_out(request, here, user, at, "not_looked_at", NotLookedAtForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/introduction/taken-back")
async def not_introduced(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: NotIntroducedForm) -> Event:
        return mistakes.not_introduced(standing, wish.introduction_id, here.now())

    says = "Taken back: that introduction does not count any more."
    return await _carry_out(request, here, user, at, "not_introduced", NotIntroducedForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place/taken-back")
async def not_kept(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    """POST .../place/taken-back: takes back a place that was kept by mistake."""

    def decide(standing: Standing, wish: NotKeptForm) -> Event:
        return mistakes.not_kept(standing, wish.place_id, here.now())

    says = "Taken back: that place does not count any more, and is free."
    return await _carry_out(request, here, user, at, "not_kept", NotKeptForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/attendance")
async def attend(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: AttendanceForm) -> Event | None:
        return attendance.told_by_link_worker(standing, wish.session_on, here.now(), here.zone)

    says = "Noted: they were there. After a first visit, My day reminds you to ask how it was."
    return await _carry_out(request, here, user, at, "attendance", AttendanceForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/attendance/taken-back")
async def take_back(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    """POST .../attendance/taken-back: takes back that they were there on a day."""

    def decide(standing: Standing, wish: NotThereForm) -> Event | None:
        return attendance.taken_back_by_link_worker(standing, wish.attendance_id, here.now(), here.zone)

    says = "Taken back: that visit does not count any more."
    return await _carry_out(request, here, user, at, "not_there", NotThereForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place/given-up")
async def give_up(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: GiveUpForm) -> Event:
        return places.give_up(standing, wish.place_id, wish.reason, wish.command_id, here.now())

    says = "The place is free again. That is all right."
    return await _carry_out(request, here, user, at, "giving_up", GiveUpForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place/given-up/reason")
async def gave_up_because(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: ReasonForm) -> Event | None:
        return mistakes.gave_up_because(standing, wish.giving_up_id, wish.reason, wish.command_id, here.now())

    says = "Put right. What stood before stays on this page."
    return await _carry_out(request, here, user, at, "reason", ReasonForm, decide, says)


@pages.post(f"{PERSON_AND_ACTIVITY}/place/given-up/taken-back")
async def not_given_up(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    def decide(standing: Standing, wish: NotGivenUpForm) -> Event:
        return mistakes.not_given_up(standing, wish.giving_up_id, here.now())

    says = "Taken back: the place is theirs, and the host sees that someone is coming."
    return await _carry_out(request, here, user, at, "not_given_up", NotGivenUpForm, decide, says)
