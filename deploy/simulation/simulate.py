"""All Locals side by side: people are made up, live their half year, and what is true of them is known here alone."""

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.simulation.doors import Doors, Refusal
from deploy.simulation.handing import Handing
from deploy.simulation.locals import shares
from deploy.simulation.messages import Mailboxes
from deploy.simulation.plan import Plan, plans
from deploy.simulation.story import Story, StoryRecord
from services import permissions
from shared.kernel import staff

Progress = Callable[[str, int, int], object]
"""Called with the Local, the days lived, and all the days."""


@dataclass(frozen=True)
class LocalSite:
    """Where one Local's site answers and where its text messages are written."""

    slug: str
    address: str
    sms_file: Path
    secret: str = field(default="", repr=False)
    """What a gateway signs replies to them with; without it nobody replies."""


@dataclass(frozen=True)
class HalfYear:
    """One Local's half year: what was planned, what came of it, what was refused."""

    plan: Plan
    told: StoryRecord
    refusals: list[Refusal]
    posts: int


def made_up(seed: int, people: int, days: int, slugs: Sequence[str], staff_file: Path) -> dict[str, Plan]:
    """Every Local's plan, made from the seed; nothing is done yet."""
    workers = {slug: [person.id for person in permissions.link_workers(staff.read(staff_file, slug))] for slug in slugs}
    return plans(seed, shares(people, slugs), days, workers)


async def simulate(
    plans: dict[str, Plan], places: Sequence[LocalSite], staff_file: Path, mail: Mailboxes, progress: Progress
) -> dict[str, HalfYear]:
    """Carry out all plans through the Locals' sites, side by side."""
    handing = Handing(place.slug for place in places)
    try:
        async with asyncio.TaskGroup() as group:
            lives = {
                place.slug: group.create_task(_live(plans[place.slug], place, staff_file, mail, handing, progress))
                for place in places
            }
    except BaseExceptionGroup as several:
        raise first_of(several) from None
    return {slug: life.result() for slug, life in lives.items()}


def first_of(several: BaseException) -> BaseException:
    """The first exception in however many nested groups."""
    while isinstance(several, BaseExceptionGroup):
        several = several.exceptions[0]
    return several


async def _live(
    plan: Plan, place: LocalSite, staff_file: Path, mail: Mailboxes, handing: Handing, progress: Progress
) -> HalfYear:
    async def has_lived(days: int) -> None:
        await handing.has_lived(place.slug, days)
        progress(place.slug, days, plan.days)

    async with Doors(place.address, staff.read(staff_file, place.slug), handing, place.secret) as doors:
        story = Story(plan, doors, place.sms_file, mail)
        await story.live(has_lived)
        return HalfYear(plan, story.told, doors.refusals, doors.posts)


def true_change(plans: Sequence[Plan]) -> float | None:
    """The mean change of UCLA-3 at week 12 over everybody whose consent to the evaluation stands at the end."""
    changes = [(change, len(each.in_evaluation())) for each in plans if (change := each.true_change()) is not None]
    people = sum(count for _, count in changes)
    return sum(change * count for change, count in changes) / people if people else None


def keep_personal(file: Path, lived: Sequence[HalfYear]) -> None:
    """Write every invented personal string to a file, for the test that looks for leaks (mode 0600)."""
    found = {text for each in lived for text in each.plan.personal() | each.told.typed}
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(sorted(found), out, ensure_ascii=False, indent=0)
