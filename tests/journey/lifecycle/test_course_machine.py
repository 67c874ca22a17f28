"""A journey's course in any order, on a real database: what must hold whatever anybody tries.

Every service that hears of it comes to the same end.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.community.app import service as community
from services.journey.check_ins.rules import pauses
from services.journey.consents.rules import consents
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Pause
from services.journey.core.store import journeys as journeys_store
from services.journey.goals.rules import goals
from services.journey.lifecycle.rules import course as lifecycle
from services.journey.lifecycle.rules import handing_over
from services.journey.recording import record
from services.journey.safety import rules as safety
from services.notifications.app import service as notifications
from services.practice.app import service as practice
from services.referral.app import service as referral
from shared.events import Event, JourneyOpened
from shared.kernel.refusal import Refused
from tests.doors import Doors, OpenDoors
from tests.journey.people import MALIA, NOON, THUY, accepted

WITHIN = 90
FAR = timedelta(days=4000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from([1, 30, 100])),
        st.tuples(
            st.sampled_from(["goal", "pause", "worry", "agree", "withdraw", "close", "follow_up", "reopen", "anew",
                             "hand_over"]),
            st.integers(0, 2),
        ),
    ),
    min_size=4,
    max_size=16,
)  # fmt: skip
SEVERAL = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NUMBERS = count(1000)


@dataclass
class Episode:
    id: UUID
    closed_at: datetime | None = None
    agreed: bool = False
    goals: int = 0


@dataclass
class Course:
    """One person, as it should be; each step is tried with the real decision and the real database."""

    doors: Doors
    participant_id: UUID
    episodes: list[Episode]
    now: datetime
    worker: UUID = THUY
    told: list[Event] = field(default_factory=list)

    def may(self, what: str, which: Episode) -> bool:
        is_open, is_latest = which.closed_at is None, which is self.episodes[-1]
        ended_lately = which.closed_at is not None and self.now - which.closed_at <= timedelta(days=WITHIN)
        return {
            "goal": is_open and which.goals < goals.MOST_GOALS_AT_ONCE,
            "pause": is_open,
            "worry": True,
            "agree": is_open and not which.agreed,
            "withdraw": which.agreed,
            "close": is_open,
            "follow_up": not is_open and is_latest,
            "reopen": is_latest and ended_lately,
            "anew": is_latest and not is_open,
            "hand_over": is_open,
        }[what]

    async def attempt(self, what: str, number: int) -> None:
        which = self.episodes[-1 - number % len(self.episodes)]
        expected = self.may(what, which)
        try:
            async with self.doors.here.transaction() as tx:
                event = _decide(what, await journeys_store.journey(tx, which.id), self)
                await record(tx, event)
        except Refused:
            assert not expected, f"{what} should have been possible"
            return
        assert expected, f"{what} should have been refused"
        self.told.append(event)
        self._note(what, which, event)

    def _note(self, what: str, which: Episode, event: Event) -> None:
        if what == "goal":
            which.goals += 1
        elif what in ("agree", "withdraw"):
            which.agreed = what == "agree"
        elif what in ("close", "reopen"):
            which.closed_at = self.now if what == "close" else None
        elif isinstance(event, JourneyOpened):
            self.episodes.append(Episode(event.journey_id))
        elif what == "hand_over":
            self.worker = _other(self.worker)

    async def holds(self) -> None:
        async with self.doors.here.db.transaction() as tx:
            rows = await tx.fetch(
                "SELECT id, closed_at, link_worker_id, episode FROM journey WHERE participant_id = $1 ORDER BY episode",
                self.participant_id,
            )
            agreed = await tx.fetch(
                "SELECT journey_id FROM consent WHERE withdrawn_at IS NULL AND journey_id = ANY($1)",
                [episode.id for episode in self.episodes],
            )
        assert sum(row["closed_at"] is None for row in rows) <= 1, "one open journey a person"
        assert {row["link_worker_id"] for row in rows} == {self.worker}, "always exactly one link worker"
        assert [(row["id"], row["closed_at"]) for row in rows] == [(one.id, one.closed_at) for one in self.episodes]
        assert {row["journey_id"] for row in agreed} == {one.id for one in self.episodes if one.agreed}


def _other(worker: UUID) -> UUID:
    return MALIA if worker == THUY else THUY


def _decide(what: str, journey: Journey, course: Course) -> Event:
    at, new = course.now, uuid4()
    day: date = (at + FAR).date() + timedelta(days=len(course.told))  # no two pauses meet
    decisions: dict[str, Callable[[], Event]] = {
        "goal": lambda: goals.set_goal(journey, new, "swim", 5, None, at),
        "pause": lambda: pauses.pause(journey, Pause(new, day, day, "holiday"), [], at.date(), at),
        "worry": lambda: safety.raise_note(journey, new, "worry", "today", "lead", "so quiet", at),
        "agree": lambda: consents.give(journey, new, "service", "verbal", at),
        "withdraw": lambda: consents.withdraw(journey, "service", at),
        "close": lambda: lifecycle.close(journey, "other", True, at),
        "follow_up": lambda: lifecycle.follow_up(journey, new, "going_well", None, at),
        "reopen": lambda: lifecycle.reopen(journey, new, "other", WITHIN, at),
        "anew": lambda: lifecycle.set_out_anew(journey, course.worker, at),
        "hand_over": lambda: handing_over.hand_over(journey, new, _other(course.worker), "sings", {THUY, MALIA}, at),
    }
    return decisions[what]()


@pytest.fixture
async def others(open_doors: OpenDoors) -> dict[str, Doors]:
    """Everybody who hears of it."""
    return {one.name: await open_doors(one) for one in (practice, referral, community, notifications)}


async def begin(doors: Doors) -> Course:
    referral_ = accepted(next(NUMBERS))
    await doors.hear(referral_)
    opened = lifecycle.open_journey(referral_)
    return Course(doors, referral_.participant_id, [Episode(opened.journey_id)], NOON, told=[opened])


@SEVERAL
@given(steps=STEPS)
async def test_whatever_is_tried_one_journey_is_open_and_one_link_worker_walks_with_them(
    doors: Doors, others: dict[str, Doors], steps: list[tuple[str, int]]
) -> None:
    course = await begin(doors)
    for what, number in steps:
        course.now += timedelta(days=number) if what == "wait" else timedelta(minutes=1)
        if what != "wait":
            await course.attempt(what, number)
            await course.holds()
    await everybody_agrees(course, others)


async def everybody_agrees(course: Course, others: dict[str, Doors]) -> None:
    for event in course.told:
        for each in others.values():
            await each.hear(event)
    is_open, latest = course.episodes[-1].closed_at is None, course.episodes[-1].id
    ids = [episode.id for episode in course.episodes]
    row = await _row(others["community"], "SELECT * FROM journey WHERE participant_id = $1", course.participant_id)
    assert (row["journey_id"], row["closed_at"] is None, row["link_worker_id"]) == (latest, is_open, course.worker)
    row = await _row(others["notifications"], "SELECT * FROM contact WHERE participant_id = $1", course.participant_id)
    assert (row["journey_id"], row["journey_open"], row["link_worker_id"]) == (latest, is_open, course.worker)
    walking = "SELECT count(*) AS n, min(link_worker_id::text) AS who FROM {} WHERE {} = ANY($1) AND {}"
    for name, table, key, going in (
        ("practice", "walk", "journey_id", "closed_at IS NULL"),
        ("referral", "journey", "id", "closed_at IS NULL"),
    ):
        row = await _row(others[name], walking.format(table, key, going), ids)
        assert (row["n"], row["who"]) == ((1, str(course.worker)) if is_open else (0, None)), name


async def _row(doors: Doors, sql: str, value: Any) -> Any:
    async with doors.here.db.transaction() as tx:
        return await tx.fetchrow(sql, value)
