"""The host's page: a signed link, no login, nothing to install. Who is coming, who came, and a way to reach us."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.community import store
from services.community.domain import attendance, groups, hosting, sessions
from services.community.domain.activities import Activity
from services.community.domain.groups import Group
from services.community.domain.hosting import ExpectedVisitor
from services.community.domain.places import Ticks
from shared.context.service_context import ServiceContext
from shared.kernel.next_times import Coming
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms, limits, links
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render

from .showing import day_off

pages = APIRouter(include_in_schema=False, dependencies=[Depends(limits.by_link("host"))])


class SessionForm(forms.Form):
    """What a host tells of a session: the places of those who came, and how many new people came by themselves."""

    came: list[UUID] = Field(default_factory=list, max_length=500)
    newcomers: Annotated[
        int | None, Field(ge=0, le=500), ErrorMessage("Write a number, like 2, or leave it empty.")
    ] = None


class CallForm(forms.Form):
    """A host's wish to be rung, with what it is about if they like to say."""

    words: Annotated[str | None, Field(max_length=500)] = None


@dataclass(frozen=True)
class Host:
    """The host of a group in the access log, where the group's id stands for whoever holds the link."""

    id: UUID
    role: str = "host"


@dataclass(frozen=True)
class HostSession:
    """One activity on one day, as its host sees it."""

    activity: Activity
    time: Coming
    is_today: bool
    expected: list[ExpectedVisitor]
    newcomers: int | None

    @property
    def at(self) -> datetime:
        return self.time.starts_at

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def path(self) -> str:
        return f"sessions/{self.activity.id}/{self.day}"

    @property
    def names(self) -> list[str]:
        return [one.label for one in self.expected if one.named]

    @property
    def new(self) -> int:
        """How many without a name come for the first time."""
        return sum(1 for one in self.expected if not one.named and one.is_new)

    @property
    def others(self) -> int:
        """How many without a name have been before."""
        return sum(1 for one in self.expected if not one.named and not one.is_new)

    @property
    def to_tick(self) -> list[ExpectedVisitor]:
        return [one for one in self.expected if not one.was_there]

    @property
    def were_there(self) -> list[ExpectedVisitor]:
        return [one for one in self.expected if one.was_there]


async def _group_of(here: ServiceContext, token: str) -> Group | None:
    """The group whose host holds this link; None for whatever is wrong with it, so that nothing is revealed."""
    try:
        link = links.read(here.settings.secret, "host", token, here.now())
        async with here.db.snapshot() as tx:
            group = await store.group(tx, link.id)
    except (links.LinkWrong, links.LinkExpired, NotFound):
        return None
    return group if groups.opens(group, link.version) else None


def _ended(request: Request) -> Response:
    return render(request, "host/ended.html", status=404)


async def _session(
    tx: Transaction, here: ServiceContext, group: Group, activity: Activity, day: date, looked: str
) -> HostSession:
    been, places = await store.been(tx, activity.id), await store.places_ever(tx, activity.id)
    greeted = await store.greeted(tx, [place.participant_id for place in places])
    expected = hosting.expected(places, day, greeted, been, here.zone)
    for one in expected:
        if one.named:
            await access_log.looked(tx, Host(group.id), one.participant_id, looked, here.now())
    new = (await store.newcomers(tx, activity.id)).get(day)
    time = sessions.on(activity, day, here.zone, day_off(here))
    return HostSession(activity, time, day == here.today(), expected, new)


@pages.get("/host/{token}")
async def host_page(request: Request, here: ContextDep, token: str) -> Response:
    """GET /host/{token}: who is expected, who came, and a way to reach us. A wrong or ended link: 404, kindly."""
    group = await _group_of(here, token)
    return await _show(request, here, token, group) if group else _ended(request)


async def _show(
    request: Request, here: ServiceContext, token: str, group: Group,
    came: tuple[UUID, date, forms.BoundForm[SessionForm]] | None = None,
    call: forms.BoundForm[CallForm] | None = None,
) -> Response:  # fmt: skip
    now_day, meets = here.today(), []
    async with here.transaction() as tx:
        for number, activity in enumerate(await store.activities(tx, group.id), 1):
            earlier = [day for day in _days(here, activity) if day != sessions.latest_day(activity, now_day)]
            day = came[1] if came and came[0] == activity.id else sessions.latest_day(activity, now_day)
            form = came[2] if came and came[0] == activity.id else None
            this = await _session(tx, here, group, activity, day, "host page") if day in _days(here, activity) else None
            coming = await _session(tx, here, group, activity, sessions.next_day(activity, now_day), "host page")
            sheet = form or forms.filled(
                SessionForm, {"newcomers": this.newcomers if this else None}, f"meets-{number}-"
            )
            meets.append({"activity": activity, "this": this, "next": coming, "earlier": earlier, "form": sheet})
    call = call or forms.blank(CallForm, "call-")
    status = max(call.status, came[2].status if came else 200)
    return render(
        request, "host/host.html", status=status, group=group, meets_list=meets, call=call, base=f"/host/{token}"
    )


def _days(here: ServiceContext, activity: Activity) -> list[date]:
    planned = here.day_of(activity.planned_at)
    return sessions.days_to_tick(activity, here.today(), attendance.DAYS_BACK["host"], planned)


@pages.get("/host/{token}/sessions/{activity_id}/{day}")
async def earlier_session(request: Request, here: ContextDep, token: str, activity_id: UUID, day: date) -> Response:
    """GET /host/{token}/sessions/{activity_id}/{day}: one of the past 14 days' sessions, to tell who came."""
    group = await _group_of(here, token)
    if group is None:
        return _ended(request)
    async with here.transaction() as tx:
        activity = await _own_activity(tx, group, activity_id)
        if day not in _days(here, activity):
            raise NotFound("session")
        this = await _session(tx, here, group, activity, day, "host page")
    form = forms.filled(SessionForm, {"newcomers": this.newcomers})
    return render(request, "host/session.html", group=group, this=this, form=form, base=f"/host/{token}")


async def _own_activity(tx: Transaction, group: Group, activity_id: UUID, *, lock: bool = False) -> Activity:
    activity = await store.activity(tx, activity_id, lock=lock)
    if activity.group_id != group.id:
        raise NotFound("activity")
    return activity


@pages.post("/host/{token}/sessions/{activity_id}/{day}")
async def tell_who_came(request: Request, here: ContextDep, token: str, activity_id: UUID, day: date) -> Response:
    """POST /host/{token}/sessions/{activity_id}/{day}: notes who came, and how many new people by themselves."""
    group = await _group_of(here, token)
    if group is None:
        return _ended(request)
    async with here.db.snapshot() as tx:
        await _own_activity(tx, group, activity_id)
    form = await forms.read(request, SessionForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await _note_who_came(tx, here, await _own_activity(tx, group, activity_id, lock=True), day, wish)
            return redirect(f"/host/{token}", says="Thank you. It is noted.")
    return await _show(request, here, token, group, came=(activity_id, day, form))


async def _note_who_came(
    tx: Transaction, here: ServiceContext, activity: Activity, day: date, wish: SessionForm
) -> None:
    attendance.check_day(activity, day, "host", here.now(), here.zone)
    places = {place.id: place for place in await store.places_ever(tx, activity.id)}
    been = await store.been(tx, activity.id)
    if not places.keys() >= set(wish.came):
        raise Refused(
            "Somebody on this page is not expected any more. Look at it again and tick who came.", field="came"
        )
    for place_id in dict.fromkeys(wish.came):
        place = places[place_id]
        ticks = been.get(place.participant_id, Ticks())
        if fact := attendance.attend(activity, place, day, "host", ticks, here.now(), here.zone):
            await store.record(tx, fact)
    if wish.newcomers is not None:
        await store.note_newcomers(tx, activity.id, day, wish.newcomers)


@pages.post("/host/{token}/sessions/{activity_id}/{day}/places/{place_id}/not-there")
async def take_a_tick_back(
    request: Request, here: ContextDep, token: str, activity_id: UUID, day: date, place_id: UUID
) -> Response:
    """POST /host/{token}/sessions/{activity_id}/{day}/places/{place_id}/not-there: takes today's tick back."""
    group = await _group_of(here, token)
    if group is None:
        return _ended(request)
    wish = (await forms.read(request, forms.Form)).granted()
    async with here.once(wish) as tx:
        if tx:
            await _note_not_there(tx, here, await _own_activity(tx, group, activity_id, lock=True), day, place_id)
    return redirect(f"/host/{token}", says="Taken back. You can tick again who came.")


async def _note_not_there(tx: Transaction, here: ServiceContext, activity: Activity, day: date, place_id: UUID) -> None:
    who = next((one.participant_id for one in await store.places_ever(tx, activity.id) if one.id == place_id), None)
    if who is None:
        raise NotFound("place")
    ticks = (await store.been(tx, activity.id)).get(who, Ticks())
    if fact := attendance.take_back(activity, who, day, "host", ticks, here.now(), here.zone):
        await store.record(tx, fact)


@pages.post("/host/{token}/call")
async def ask_for_a_call(request: Request, here: ContextDep, token: str) -> Response:
    """POST /host/{token}/call: notes that the host would like to be rung."""
    group = await _group_of(here, token)
    if group is None:
        return _ended(request)
    form = await forms.read(request, CallForm, prefix="call-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await store.record(tx, groups.ask_for_a_call(group, wish.command_id, wish.words, here.now()))
            return redirect(f"/host/{token}", says="A link worker will ring you.")
    return await _show(request, here, token, group, call=form)
