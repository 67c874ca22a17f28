"""What several of the community's pages show in the same way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from services.community import store
from services.community.domain import sessions
from services.community.domain.activities import Activity
from services.community.domain.groups import KINDS, Group
from services.community.domain.matching import Match, Wishes
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.kernel.days import WEEKDAYS
from shared.kernel.next_times import Coming, DayOff
from shared.web.access import May
from shared.web.session import User

LinkWorker = Annotated[User, Depends(May("bring_people_together"))]


def only_of(user: User) -> UUID | None:
    """The link worker whose people alone this user may see; None for the lead, who sees all of the Local."""
    return None if user.may("see_everybody") else user.id


def day_off(here: ServiceContext) -> DayOff:
    """The Local's calendar of days off: a function that says what a day off is called."""
    return calendars.of(here.settings).days_off.name


def next_time(activity: Activity, here: ServiceContext) -> Coming:
    """When one could next be there from the beginning, and what to know of that day."""
    return sessions.coming(activity, here.now(), here.zone, day_off(here))


@dataclass(frozen=True)
class ActivityView:
    """An activity as a list shows it."""

    activity: Activity
    group: Group
    coming: Coming
    match: Match | None = None


def shown(
    activity: Activity, groups: Mapping[UUID, Group], here: ServiceContext, match: Match | None = None
) -> ActivityView:
    """An activity with its group and its next session, as a list shows it. `groups`: by id."""
    return ActivityView(activity, groups[activity.group_id], next_time(activity, here), match)


def wishes_of(query: Mapping[str, str]) -> Wishes:
    """Read wishes from the query of an address, as the filter links write it; what makes no sense is no wish."""
    kind, weekday = query.get("kind"), query.get("weekday", "")
    return Wishes(
        kind=next((known for known in KINDS if known == kind), None),
        weekday=int(weekday) if weekday in {str(day) for day in range(7)} else None,
        free=query.get("free") == "yes",
        step_free=query.get("step_free") == "yes",
        quiet=query.get("quiet") == "yes",
    )


def choices() -> dict[str, Any]:
    """The options of the filter links, as code and words: `kinds` and `days`. An empty code means any."""
    return {
        "kinds": [("", "Anything"), *KINDS.items()],
        "days": [("", "Any day"), *((str(number), name) for number, name in enumerate(WEEKDAYS))],
    }


@dataclass
class Path:
    """How far the person has come with one activity: the last mile as a few words."""

    activity_id: UUID
    title: str
    times: int = 0
    introduced: int = 0
    has_place: bool = False
    last: datetime | None = None


def by_activity(steps: list[store.LastMileStep], titles: dict[UUID, str]) -> list[Path]:
    """One path for each activity, the latest step first; none of a mistake alone. `steps` come the latest first."""
    paths: dict[UUID, Path] = {}
    held: dict[UUID, int] = {}
    for step in steps:
        if step.step.endswith("taken_back"):
            continue
        activity_id = step.activity_id
        path = paths.setdefault(activity_id, Path(activity_id, titles[activity_id], last=step.at))
        path.times += step.step == "attended"
        path.introduced += step.step == "introduced"
        held[activity_id] = held.get(activity_id, 0) + {"place": 1, "given_up": -1}.get(step.step, 0)
    return [replace(path, has_place=held[path.activity_id] > 0) for path in paths.values()]
