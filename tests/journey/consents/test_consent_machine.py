"""Whatever is said of what they agree to, in whichever order it is heard: nothing goes out without a yes that stands.

One person, a real journey service, and everybody who acts on a yes: the release to the evaluator, messages, community.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.community.app import service as community
from services.evaluation.app import service as evaluation
from services.journey.consents import store as consents_store
from services.journey.consents.rules import choices, consents, mistakes
from services.journey.consents.rules.choices import Answers
from services.journey.consents.rules.consents import Manner, Share, Word
from services.journey.consents.rules.wordings import PURPOSES
from services.journey.core.rules.days import when
from services.journey.core.store import journeys as journeys_store
from services.journey.lifecycle.rules import course as lifecycle
from services.journey.lifecycle.rules import handing_over
from services.journey.recording import record
from services.notifications.app import service as notifications
from shared.events import (
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    Event,
    JourneyOpened,
    MessagesStopped,
)
from shared.kernel.pseudonyms import pseudonym
from shared.kernel.refusal import Refused
from shared.messaging.handlers import DependencyNotArrived
from tests.doors import Doors, OpenDoors
from tests.journey.people import MALIA, NOON, THUY, accepted

SEVERAL = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
NUMBERS = count(9000)
BEGINS = count(1)
SAYS = st.tuples(
    st.sampled_from(["yes", "no", "again", "yes", "no"]), st.sampled_from(PURPOSES), st.sampled_from([0, 0, 3])
)
DOES = st.tuples(
    st.sampled_from(["mistake", "day", "stop", "hand_over", "close", "reopen", "anew", "wait"]),
    st.sampled_from(PURPOSES), st.sampled_from([1, 30, 200]),
)  # fmt: skip
STEPS = st.lists(st.one_of(SAYS, SAYS, DOES), min_size=3, max_size=14)
ORDER = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["late", "twice"])), max_size=4)
SHARES = {
    "named": Share(("groups",), "Dot", "person"),
    "referrer": Share(("ended",)),
}


@dataclass
class Life:
    """One person. `log`: every fact that was told of their journeys, in its order."""

    doors: Doors
    participant_id: UUID
    journey_id: UUID
    now: datetime
    log: list[Event] = field(default_factory=list)
    worker: UUID = THUY

    async def tries(self, what: str, purpose: Any, number: int) -> None:
        """It comes about or is refused in words: never anything else."""
        self.now += timedelta(days=number) if what == "wait" else timedelta(minutes=1)
        self.doors.clock.move(self.now)
        if what == "wait":
            await self.doors.tick()
        elif what == "stop":
            await self.doors.hear(MessagesStopped(participant_id=self.participant_id, occurred_at=self.now))
        else:
            try:
                await self._carried_out(what, purpose, number)
            except Refused:
                return

    async def _carried_out(self, what: str, purpose: Any, days_ago: int) -> None:
        async with self.doors.here.transaction() as tx:
            journey = await journeys_store.journey(tx, self.journey_id)
            words = await consents_store.words(tx, self.journey_id)
            others = await consents_store.standing(tx, self.participant_id, self.journey_id)
            for fact in self._decided(what, purpose, days_ago, journey, words, others):
                await record(tx, fact)
                if isinstance(fact, JourneyOpened):
                    self.journey_id = fact.journey_id

    def _decided(self, what: str, purpose: Any, days_ago: int, journey: Any, words: Sequence[Word], others: Any) -> Any:
        new, zone = uuid4(), self.doors.here.zone
        latest = consents.latest(words)
        if what in ("yes", "no", "again"):
            on = (self.now - timedelta(days=days_ago)).date() if days_ago else None
            manner = Manner(when(journey, on, zone, self.now), noted_by=self.worker)
            shares = {purpose: SHARES[purpose]} if what != "no" and purpose in SHARES else {}
            said = Answers({purpose: what}, shares)  # type: ignore[dict-item]
            return choices.decide(
                journey, words, others, said, "verbal", new, manner, "link_worker", self.now, zone
            )  # fmt: skip
        if what in ("mistake", "day") and purpose in latest:
            word = latest[purpose]
            was_on = self.doors.here.day_of(word.at)
            if what == "mistake":
                return [mistakes.was_a_mistake(journey, word, "wrong_person", new, was_on, self.worker, self.now)]
            day = when(journey, journey.opened_at.astimezone(zone).date(), zone, self.now)
            return [mistakes.correct_day(journey, word, new, day, was_on, self.worker, self.now, zone)]
        return self._walks(what, journey, new)

    def _walks(self, what: str, journey: Any, new: UUID) -> list[Event]:
        if what == "hand_over":
            other = MALIA if self.worker == THUY else THUY
            handed = handing_over.hand_over(journey, new, other, None, {THUY, MALIA}, self.now)
            self.worker = other
            return [handed]
        if what == "close":
            return [lifecycle.close(journey, "other", True, self.now)]
        if what == "reopen":
            return [lifecycle.reopen(journey, new, "other", 90, self.now)]
        return [lifecycle.set_out_anew(journey, self.worker, self.now)] if what == "anew" else []

    async def told(self) -> list[Event]:
        found = await self.doors.told()
        return [event for event in found if getattr(event, "participant_id", None) == self.participant_id]


def standing(log: Sequence[Event], purpose: str) -> set[UUID]:
    """The yeses that stand, as anybody who hears the two facts of a purpose keeps them."""
    found = set[UUID]()
    for event in log:
        if getattr(event, "purpose", None) == purpose:
            name = type(event).__name__
            if name in ("ConsentGiven", "SharingConsentGiven"):
                found.add(event.consent_id)  # type: ignore[attr-defined]
            elif name in ("ConsentWithdrawn", "SharingConsentWithdrawn"):
                found.discard(event.consent_id)  # type: ignore[attr-defined]
    return found


@pytest.fixture
async def hearers(open_doors: OpenDoors) -> dict[str, Doors]:
    return {one.name: await open_doors(one) for one in (evaluation, notifications, community)}


async def holds(life: Life) -> None:
    """No forbidden state in the journey itself: what its pages show is what its facts say."""
    log = await life.told()
    async with life.doors.here.db.transaction() as tx:
        words = await consents_store.words(tx, life.journey_id)
        rows = await tx.fetch(
            "SELECT c.id, c.purpose FROM consent c JOIN journey j ON j.id = c.journey_id"
            " WHERE j.participant_id = $1 AND c.withdrawn_at IS NULL",
            life.participant_id,
        )
    for purpose in PURPOSES:
        stands = {row["id"] for row in rows if row["purpose"] == purpose}
        assert stands == standing(log, purpose), purpose
        here = [word for word in words if word.purpose == purpose and word.stands]
        assert purpose == "named" or len(here) <= 1
        assert (choices.stands(words)[purpose] == "yes") == bool(here)


async def hear(doors: Doors, log: Sequence[Event], order: Sequence[tuple[int, str]]) -> None:
    """In the log's order, but for what is heard twice, and what was parked and comes when all else is there."""
    ids, begins = [uuid4() for _ in log], next(BEGINS) * 1000
    late = {place % len(log) for place, how in order if how == "late"}
    twice = {place % len(log) for place, how in order if how == "twice"}
    parked = [place for place in late if not isinstance(log[place], JourneyOpened)]
    for place, event in enumerate(log):
        if place in parked:
            continue
        for _ in range(2 if place in twice else 1):
            try:
                await doors.hear(event, ids[place], lies_at=begins + place)
            except DependencyNotArrived:
                parked.append(place)
    for place in sorted(set(parked)):
        await doors.hear(log[place], ids[place], lies_at=begins + place)


async def everybody_keeps_to_it(life: Life, log: Sequence[Event], hearers: dict[str, Doors]) -> None:
    key = life.doors.here.settings.pseudonym_key.get_secret_value()
    known = pseudonym(key, life.participant_id)
    out = await _row(hearers["evaluation"], "SELECT 1 FROM released_participation WHERE pseudonym = $1", known)
    assert (out is not None) == agrees_to_the_evaluation(log)
    row = await _row(hearers["notifications"], "SELECT * FROM contact WHERE participant_id = $1", life.participant_id)
    if row["agreed"] and not row["left_service"]:
        assert standing(log, "messages")
        assert not said_no_to_the_service(log)
    row = await _row(hearers["community"], "SELECT * FROM journey WHERE participant_id = $1", life.participant_id)
    now = [event for event in log if getattr(event, "journey_id", None) == life.journey_id]
    assert (row["stopped_at"] is not None) == said_no_to_the_service(now)


def agrees_to_the_evaluation(log: Sequence[Event]) -> bool:
    """The last word, without those that were none. A yes on a later journey is no beginning."""
    first = next(event.journey_id for event in log if isinstance(event, JourneyOpened))
    none = {getattr(event, "consent_id", None) for event in log if getattr(event, "reason", None)}
    none |= {getattr(event, "refusal_id", None) for event in log if isinstance(event, ConsentRefusalTakenBack)}
    agrees = False
    for event in log:
        if getattr(event, "purpose", None) != "evaluation":
            continue
        if isinstance(event, ConsentGiven) and event.journey_id == first and event.consent_id not in none:
            agrees = True
        if isinstance(event, ConsentWithdrawn) and event.consent_id not in none:
            agrees = False
        if isinstance(event, ConsentRefused) and event.refusal_id not in none:
            agrees = False
    return agrees


def said_no_to_the_service(log: Sequence[Event]) -> bool:
    words = [event for event in log if getattr(event, "purpose", None) == "service"]
    ends = ConsentGiven | ConsentWithdrawn | ConsentRefused | ConsentRefusalTakenBack
    last = [event for event in words if isinstance(event, ends)][-1:]
    return bool(last) and isinstance(last[0], ConsentWithdrawn | ConsentRefused)


async def _row(doors: Doors, sql: str, value: Any) -> Any:
    async with doors.here.db.transaction() as tx:
        return await tx.fetchrow(sql, value)


@SEVERAL
@given(steps=STEPS, order=ORDER)
async def test_nothing_goes_out_without_a_yes_that_stands(
    doors: Doors, hearers: dict[str, Doors], steps: list[tuple[str, Any, int]], order: list[tuple[int, str]]
) -> None:
    referral = accepted(next(NUMBERS))
    await doors.hear(referral)
    life = Life(doors, referral.participant_id, uuid5(referral.referral_id, "journey"), NOON)
    for what, purpose, number in steps:
        await life.tries(what, purpose, number)
    await holds(life)
    log = await life.told()
    for each in hearers.values():
        await hear(each, log, order)
    await everybody_keeps_to_it(life, log, hearers)
