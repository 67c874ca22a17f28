"""Finding activities, and the groups behind them: for link workers and their lead."""

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from services.community import store
from services.community.domain import activities, groups
from services.community.domain.groups import KINDS, Group
from services.community.domain.matching import suits
from shared.context.service_context import ServiceContext
from shared.events import HostCalled
from shared.events.community import Kind
from shared.kernel import names
from shared.kernel.days import WEEKDAYS
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms, links
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, paging, redirect, render
from shared.web.session import User

from .showing import LinkWorker, choices, next_time, only_of, shown, wishes_of

pages = APIRouter(include_in_schema=False)

Optional100 = Annotated[str | None, Field(max_length=100)]
Optional300 = Annotated[str | None, Field(max_length=300)]
Title = Annotated[str, Field(max_length=120)]
Known = Literal["yes", "no", "unknown"]
KNOWN: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}


class GroupForm(forms.Form):
    """The form that lists a group: its public name, what it is mostly about, its host and address."""

    title: Annotated[Title, ErrorMessage("Write the name people know it by.")]
    kind: Annotated[Kind, ErrorMessage("Choose what it is mostly about.")]
    host_name: Optional100 = None
    host_contact: Annotated[str | None, Field(max_length=200)] = None
    address: Optional300 = None


class ActivityForm(forms.Form):
    """The form that adds a weekly activity to a group. `weekday`: 0 is Monday; `cost`: dollars for one session."""

    title: Annotated[Title, ErrorMessage("Write what the get-together is called.")]
    weekday: Annotated[int, Field(ge=0, le=6), ErrorMessage("Choose the day of the week.")]
    starts_at: Annotated[time, ErrorMessage("Write a time like 10.30 am.")]
    minutes: Annotated[int, Field(ge=15, le=600), ErrorMessage("Write how long it lasts, 15 to 600 minutes.")] = 90
    places: Annotated[
        int, Field(ge=1, le=500), ErrorMessage("Write how many of our people may come at once, 1 to 500.")
    ]
    cost: Annotated[
        Decimal | None,
        Field(ge=0, le=1000, decimal_places=2),
        ErrorMessage("Write dollars like 4 or 4.50, or leave it empty."),
    ] = None
    step_free: Annotated[Known, ErrorMessage("Choose what you know about steps.")] = "unknown"
    quiet: Annotated[Known, ErrorMessage("Choose what you know about noise.")] = "unknown"
    where_it_is: Annotated[str | None, Field(max_length=160)] = None
    getting_there: Annotated[str | None, Field(max_length=240)] = None
    what_it_is_like: Annotated[str | None, Field(max_length=500)] = None


class LinkForm(forms.Form):
    """The form that makes a link for a group's host: for how many weeks it opens the host's page."""

    weeks: Annotated[Literal["4", "13", "26"], ErrorMessage("Choose how long the link opens the host’s page.")] = "13"


@pages.get("/community")
async def find(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /community: activities that suit the filters in the address, each with its next session."""
    wishes = wishes_of(request.query_params)
    async with here.db.snapshot() as tx:
        by_id, every = await store.titles(tx), await store.activities(tx)
    suiting = [activity for activity in every if suits(activity, wishes)]
    page = paging(request, len(suiting))
    found = [shown(activity, by_id, here) for activity in suiting[page.offset : page.offset + page.size]]
    return render(
        request, "community/find.html", found=found, page=page, wishes=wishes, none_at_all=not every, **choices()
    )


@pages.get("/community/groups")
async def all_groups(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /community/groups: every group with what it does, those whose host waits for a call first."""
    async with here.db.snapshot() as tx:
        lines = await store.groups(tx)
    page = paging(request, len(lines))
    return render(
        request, "community/groups.html", lines=lines[page.offset : page.offset + page.size], page=page, kinds=KINDS
    )


@pages.get("/community/groups/new")
async def new_group(request: Request, user: LinkWorker) -> Response:
    """GET /community/groups/new: the blank form that lists a group."""
    return _group_form(request, forms.blank(GroupForm))


@pages.post("/community/groups/new")
async def list_group(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """POST /community/groups/new: lists a group and goes to its page."""
    form = await forms.read(request, GroupForm)
    if wish := form.wish:
        with form.refusals():
            fact = groups.list_group(
                wish.command_id, wish.title, wish.kind, here.now(), wish.host_name, wish.host_contact, wish.address
            )
            async with here.once(wish) as tx:
                if tx:
                    await store.record(tx, fact)
            return redirect(
                f"/community/groups/{wish.command_id}",
                says="The group is listed. Add what it does and when, so it can be found.",
            )
    return _group_form(request, form)


def _group_form(request: Request, form: forms.BoundForm[GroupForm]) -> Response:
    return render(request, "community/new_group.html", status=form.status, form=form, kinds=list(KINDS.items()))


@pages.get("/community/groups/{group_id}")
async def one_group(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID) -> Response:
    """GET /community/groups/{group_id}: what it does, who from us goes there, its host's calls and link."""
    return await _group_page(request, here, user, group_id, forms.blank(LinkForm))


async def _group_page(
    request: Request,
    here: ContextDep,
    user: User,
    group_id: UUID,
    form: forms.BoundForm[LinkForm],
    link: dict[str, object] | None = None,
) -> Response:
    async with here.transaction() as tx:
        group = await store.group(tx, group_id)
        calls = await store.calls(tx, group_id)
        meets = []
        for activity in await store.activities(tx, group_id):
            goers = await store.goers(tx, activity.id)
            own = [goer for goer in goers if only_of(user) in (None, goer.participant.link_worker_id)]
            for goer in own:
                await access_log.looked(tx, user, goer.participant.id, "group page", here.now())
            labelled = list(zip(own, _labels(own), strict=True))
            meets.append({"activity": activity, "coming": next_time(activity, here),
                          "own": labelled, "others": len(goers) - len(own)})  # fmt: skip
    return render(
        request,
        "community/group.html",
        status=form.status,
        form=form,
        group=group,
        calls=calls,
        meets_list=meets,
        link=link,
    )


def _labels(goers: list[store.Goer]) -> list[str]:
    """What each is called; where two are called alike, with their whole names."""
    return names.told_apart(
        [(goer.participant.called or "Someone whose name has not arrived", [goer.name]) for goer in goers]
    )


@pages.get("/community/groups/{group_id}/activities/new")
async def new_activity(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID) -> Response:
    """GET /community/groups/{group_id}/activities/new: the blank form that adds a weekly activity."""
    async with here.db.snapshot() as tx:
        group = await store.group(tx, group_id)
    return _activity_form(request, group, forms.blank(ActivityForm))


@pages.post("/community/groups/{group_id}/activities/new")
async def plan_activity(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID) -> Response:
    """POST /community/groups/{group_id}/activities/new: adds a weekly activity, checked by whoever is logged in."""
    async with here.db.snapshot() as tx:
        group = await store.group(tx, group_id)
    form = await forms.read(request, ActivityForm)
    if wish := form.wish:
        with form.refusals():
            fact = activities.plan_activity(
                group, wish.command_id, wish.title, wish.weekday, wish.starts_at, wish.minutes, wish.places,
                checked_by=user.name, at=here.now(), cost_cents=int((wish.cost or 0) * 100),
                step_free=KNOWN[wish.step_free], quiet=KNOWN[wish.quiet], what_it_is_like=wish.what_it_is_like,
                where_it_is=wish.where_it_is, getting_there=wish.getting_there,
            )  # fmt: skip
            async with here.once(wish) as tx:
                if tx:
                    await store.record(tx, fact)
            return redirect(
                f"/community/groups/{group_id}", says="It is in the list now, and can be found and proposed."
            )
    return _activity_form(request, group, form)


def _activity_form(request: Request, group: Group, form: forms.BoundForm[ActivityForm]) -> Response:
    days = list(enumerate(WEEKDAYS))
    return render(request, "community/new_activity.html", status=form.status, form=form, group=group, days=days)


@pages.post("/community/groups/{group_id}/host-link")
async def make_host_link(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID) -> Response:
    """POST /community/groups/{group_id}/host-link: makes a link that opens the host's page, and shows it once.

    It is stored nowhere; made again, it opens the same page until its own end.
    """
    form = await forms.read(request, LinkForm)
    link: dict[str, object] | None = None
    if wish := form.wish:
        async with here.db.transaction() as tx:
            group = await store.group(tx, group_id)
            await _note_whom_it_shows(tx, here, user, group_id)
        ends = groups.link_ends(here.now(), int(wish.weeks))
        token = links.sign(here.settings.secret, "host", group.id, ends, group.link_version)
        site = (here.settings.link_url or here.settings.public_url).rstrip("/")
        link = {"url": f"{site}/host/{token}", "ends": ends}
    return await _group_page(request, here, user, group_id, form, link)


async def _note_whom_it_shows(tx: Transaction, here: ServiceContext, user: User, group_id: UUID) -> None:
    """A look for each person whom the link shows from now on; and one for the group, which stands for those to come."""
    goers = [goer for each in await store.activities(tx, group_id) for goer in await store.goers(tx, each.id)]
    for whom in (group_id, *dict.fromkeys(goer.participant.id for goer in goers)):
        await access_log.looked(tx, user, whom, "host link made", here.now())


@pages.post("/community/groups/{group_id}/host-link/revoked")
async def revoke_host_link(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID) -> Response:
    """POST /community/groups/{group_id}/host-link/revoked: ends every host link of the group."""
    wish = (await forms.read(request, forms.Form)).granted()
    async with here.once(wish) as tx:
        if tx:
            await store.record(tx, groups.revoke_link(await store.group(tx, group_id, lock=True), here.now()))
    return redirect(
        f"/community/groups/{group_id}",
        says="No host link of this group opens any more. Make a new one when it is wanted.",
    )


@pages.post("/community/groups/{group_id}/calls/{call_id}/answered")
async def answer_call(request: Request, here: ContextDep, user: LinkWorker, group_id: UUID, call_id: UUID) -> Response:
    """POST /community/groups/{group_id}/calls/{call_id}/answered: notes that somebody has rung the host."""
    wish = (await forms.read(request, forms.Form)).granted()
    async with here.once(wish) as tx:
        if tx and await store.waits_for_a_call(tx, group_id, call_id):
            await store.record(tx, HostCalled(group_id=group_id, call_id=call_id, occurred_at=here.now()))
    return redirect(f"/community/groups/{group_id}", says="Noted. Thank you for ringing.")
