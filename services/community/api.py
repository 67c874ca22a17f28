"""Activities as JSON: the public facts of groups and what they do. Nobody's name, and nobody who goes there."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.events.community import Kind, WallTime
from shared.web.access import May
from shared.web.rendering import ContextDep
from shared.web.session import User
from shared.web.strict_json import AFTER_A_LOGIN, answers

from . import store
from .domain import sessions
from .domain.activities import Activity
from .domain.groups import Group
from .domain.matching import Wishes, suits

api = APIRouter(responses=answers(*AFTER_A_LOGIN))

Reader = Annotated[User, Depends(May("read_what_is_on"))]
MOST = 100


class ActivityQuery(BaseModel):
    """What the list of activities may be asked for: filters and the page. Any other parameter is refused."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = None
    weekday: Annotated[int | None, Field(ge=0, le=6, description="0 Monday to 6 Sunday")] = None
    free: Literal["yes"] | None = None
    step_free: Literal["yes"] | None = None
    quiet: Literal["yes"] | None = None
    after: Annotated[UUID | None, Field(description="the last id of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.kind, self.weekday, self.free == "yes", self.step_free == "yes", self.quiet == "yes")


class PublicGroup(BaseModel):
    """A community group as it may be told to anybody: its name, and what it is mostly about."""

    id: UUID
    title: str
    kind: Kind


class PublicActivity(BaseModel):
    """A weekly activity of a group: when, what it costs, how one can get in, and when it is next."""

    id: UUID
    title: str
    group: PublicGroup
    weekday: int = Field(description="0 Monday to 6 Sunday")
    starts_at: WallTime = Field(description="local time, like 10:00:00")
    minutes: int
    cost_cents: int
    step_free: bool | None = Field(description="null: not known")
    quiet: bool | None = Field(description="null: not known")
    places_left: int
    next_session_at: datetime
    next_day_off: str | None = Field(description="the public holiday that day is: ask first whether it is on")
    checked_on: date


class Activities(BaseModel):
    """One page of activities, and where the next page is."""

    items: list[PublicActivity]
    next: str | None = Field(description="address of the next page; null on the last one")


@api.get("/community/api/activities", summary="Activities that suit, in the order of their ids")
async def list_activities(
    request: Request, here: ContextDep, reader: Reader, asked: Annotated[ActivityQuery, Query()]
) -> Activities:
    """Activities that are known to suit every wish named, with their groups and places left. No person is named."""
    async with here.db.snapshot() as tx:
        groups, every = await store.titles(tx), await store.activities(tx)
    suiting = sorted((each for each in every if suits(each, asked.wishes)), key=lambda each: each.id)
    rest = [each for each in suiting if asked.after is None or each.id > asked.after]
    items = [_public(each, groups[each.group_id], here) for each in rest[: asked.limit]]
    more = len(rest) > asked.limit
    url = str(request.url.include_query_params(after=str(items[-1].id)).replace(scheme="", netloc="")) if more else None
    return Activities(items=items, next=url)


def _public(activity: Activity, group: Group, here: ServiceContext) -> PublicActivity:
    coming = sessions.coming(activity, here.now(), here.zone, calendars.of(here.settings).days_off.name)
    facts = {name: getattr(activity, name) for name in PublicActivity.model_fields if hasattr(activity, name)}
    return PublicActivity(
        **facts,
        group=PublicGroup(id=group.id, title=group.title, kind=group.kind),
        places_left=activity.left,
        next_session_at=coming.starts_at,
        next_day_off=coming.day_off,
        checked_on=activity.planned_at.date(),
    )
