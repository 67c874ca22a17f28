"""Whoever shows who walks with a person shows the newest: all services answer alike, whatever happened on the way.

A stretch is told at random, each step as the journey service records it, and each of the others hears it: handovers,
endings, going on, setting out anew, pauses, people given to somebody by mistake, and people for whom nobody was found.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from services.community import store as community_store
from services.journey.check_ins.store import rhythms as rhythms_store
from services.journey.core.store import journeys as journeys_store
from services.journey.core.store import people as people_store
from services.journey.lifecycle.rules import course
from services.journey.lifecycle.store import course as course_store
from services.journey.recording import record
from services.notifications.store import contacts
from services.practice import store as practice_store
from services.referral import commands
from services.referral import store as referral_store
from services.referral.domain import referrals
from services.referral.recording import record as referral_record
from shared.events import (
    Event,
    JourneyClosed,
    JourneyHandedOver,
    JourneyPaused,
    JourneyReopened,
    JourneyResumed,
    ParticipantCardUpdated,
    ReferralAccepted,
    ReferralDeclined,
    ReferralReceived,
)
from shared.kernel.refusal import NotFound
from tests.doors import NOON, Doors, OpenDoors

from .addresses import service

HEARERS = ("community", "referral", "practice", "notifications")
DAY = timedelta(days=1)
TAG = re.compile(r"<[^>]+>")
LETTERS = str.maketrans("0123456789", "ghijklmnop")
"""Makes a name of an id that is like no other."""


class Stretch:
    """Five services side by side, and the people whom they all know."""

    def __init__(self, doors: dict[str, Doors]) -> None:
        self.doors = doors
        self.workers = [doors["journey"].person("link_worker", nth).id for nth in (0, 1, 2)]
        self.heard = dict.fromkeys(("journey", "referral"), 0)
        self.at = NOON

    def later(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at

    async def pass_on(self, teller: str, *hearers: str) -> None:
        told = await self.doors[teller].told()
        fresh, self.heard[teller] = told[self.heard[teller] :], len(told)
        for event in fresh:
            for name in hearers:
                await self.doors[name].hear(event)

    async def asks(self, accepted: bool, worker: UUID) -> UUID:
        referral_id, who = uuid4(), uuid4()
        referral = {"referral_id": referral_id, "participant_id": who}
        decided: Event = (
            ReferralAccepted(**referral, link_worker_id=worker, decided_by=uuid4(), occurred_at=self.later())
            if accepted
            else ReferralDeclined(**referral, reason="could_not_be_reached", redirected_to="none", decided_by=uuid4(),
                                  occurred_at=self.later())
        )  # fmt: skip
        async with self.doors["referral"].here.transaction() as tx:
            for event in (
                ReferralReceived(**referral, source="self", occurred_at=self.at),
                ParticipantCardUpdated(participant_id=who, name=who.hex.translate(LETTERS), occurred_at=self.at),
                decided,
            ):
                await referral_record(tx, event)
        await self.pass_on("referral", "journey", "community", "notifications")
        await self.pass_on("journey", *HEARERS)
        return who

    async def asks_back(self, who: UUID, worker: UUID) -> str:
        """Intake says that they were given away by mistake: they stay, or are given to that link worker instead."""
        async with self.doors["referral"].here.transaction() as tx:
            referral_id = (await referral_store.referral_of(tx, who)).id
            referral = await commands.load(self.doors["referral"].here, tx, referral_id)
            if referral.asked_back:
                return "asked before"
            told = referrals.take_back(referral, "accepted", referral.decisions_before, uuid4(), uuid4(), self.later())
            await referral_record(tx, told)
        await self.pass_on("referral", "journey", "community", "notifications")
        await self.pass_on("journey", *HEARERS)
        await self.pass_on("referral", "journey", "community", "notifications")
        async with self.doors["referral"].here.transaction() as tx:
            referral = await commands.load(self.doors["referral"].here, tx, referral_id)
            if referral.state == "accepted":
                return "stays"
        await nobody_walks_with(self, who)
        async with self.doors["referral"].here.transaction() as tx:
            given = referrals.accept(referral, worker, uuid4(), self.later(), age_asked=True)
            await referral_record(tx, given)
        await self.pass_on("referral", "journey", "community", "notifications")
        await self.pass_on("journey", *HEARERS)
        return "given to somebody else"

    async def goes_through(self, who: UUID, random: Random) -> None:
        """One more thing that can happen to them now."""
        async with self.doors["journey"].here.transaction() as tx:
            journey = await journeys_store.latest_journey_of(tx, who)
            assert journey
            pauses = await rhythms_store.pauses(tx, journey.id)
            ids = {"journey_id": journey.id, "participant_id": who, "occurred_at": self.later()}
            if journey.closed_at:
                anew = course.set_out_anew(journey, random.choice(self.workers), ids["occurred_at"])
                event = random.choice([anew, JourneyReopened(**ids, reopening_id=uuid4(), reason="other")])
            else:
                open_pause = next((pause for pause in pauses if pause.resumed_at is None), None)
                event = random.choice(list(_steps(ids, journey.link_worker_id, self.workers, self.at.date())))
                if isinstance(event, JourneyPaused) and open_pause:
                    event = JourneyResumed(**ids, pause_id=open_pause.id, resumed_on=self.at.date())
            await record(tx, event)
        await self.pass_on("journey", *HEARERS)


def _steps(ids: dict[str, Any], worker: UUID, workers: list[UUID], today: date) -> list[Event]:
    others = [each for each in workers if each != worker]
    return [
        JourneyHandedOver(
            **ids,
            handover_id=uuid4(),
            link_worker_id=others[ids["occurred_at"].hour % 2],
            earlier_link_worker_id=worker,
        ),
        JourneyClosed(**ids, reason="moved_away", planned=True),
        JourneyPaused(**ids, pause_id=uuid4(), from_on=today, reason="hospital"),
    ]


Walk = tuple[UUID, datetime | None, bool | None, bool]
"""Who walks with them, since when, whether they pause, whether it has ended. None where a service does not claim it."""


async def as_journey_says(stretch: Stretch, who: UUID) -> Walk:
    async with stretch.doors["journey"].here.transaction() as tx:
        journey = await journeys_store.latest_journey_of(tx, who)
        assert journey
        person = await people_store.person(tx, journey.id, stretch.at.date())
    ended = person.closed_at is not None
    return person.link_worker_id, person.together_since, person.pause is not None and not ended, ended


async def as_referral_says(stretch: Stretch, who: UUID) -> Walk:
    async with stretch.doors["referral"].here.transaction() as tx:
        walk = await referral_store.walk(tx, (await referral_store.referral_of(tx, who)).id)
    assert walk
    return walk.link_worker_id, walk.since, None, walk.ended_at is not None


async def as_community_says(stretch: Stretch, who: UUID) -> Walk:
    async with stretch.doors["community"].here.transaction() as tx:
        person = await community_store.participant(tx, who, None)
    return person.link_worker_id, None, None, person.is_closed


async def as_notifications_says(stretch: Stretch, who: UUID) -> Walk:
    async with stretch.doors["notifications"].here.transaction() as tx:
        contact = await contacts.locked(tx, who)
        worker = await tx.fetchval("SELECT link_worker_id FROM contact WHERE participant_id = $1", who)
    paused = any(quiet.holds(stretch.at.date()) for quiet in contact.pauses)
    return worker, None, paused and bool(contact.journey_open), not contact.journey_open


async def as_practice_says(stretch: Stretch, who: UUID) -> Walk:
    """It knows no person, only journeys."""
    async with stretch.doors["journey"].here.transaction() as tx:
        journey = await journeys_store.latest_journey_of(tx, who)
    assert journey
    async with stretch.doors["practice"].here.transaction() as tx:
        row = await tx.fetchrow("SELECT * FROM walk WHERE journey_id = $1", journey.id)
    assert row
    ended = row["closed_at"] is not None
    return row["link_worker_id"], row["with_since"], None, ended


SAY: dict[str, Callable[[Stretch, UUID], Any]] = {
    "referral": as_referral_says,
    "community": as_community_says,
    "notifications": as_notifications_says,
    "practice": as_practice_says,
}


def alike(said: Walk, true: Walk) -> bool:
    return all(one is None or one == other for one, other in zip(said, true, strict=True))


@pytest.fixture
async def stretch(open_doors: OpenDoors) -> Stretch:
    return Stretch({name: await open_doors(service(name)) for name in ("journey", *HEARERS)})


async def test_after_every_step_all_services_say_the_same_of_everybody(stretch: Stretch) -> None:
    random, seen, asked = Random(12), Counter[tuple[bool, bool]](), Counter[str]()
    people = [await stretch.asks(True, random.choice(stretch.workers)) for _ in range(8)]
    refused = await stretch.asks(False, stretch.workers[0])
    for _ in range(80):
        who = random.choice(people)
        if random.random() < 0.2:
            asked[await stretch.asks_back(who, random.choice(stretch.workers))] += 1
        else:
            await stretch.goes_through(who, random)
        true = await as_journey_says(stretch, who)
        seen[true[2], true[3]] += 1
        for name, says in SAY.items():
            assert alike(said := await says(stretch, who), true), (name, said, true)
    assert set(seen) == {(False, False), (True, False), (False, True)}
    assert set(asked) == {"stays", "given to somebody else", "asked before"}
    await _count_alike(stretch)
    await nobody_walks_with(stretch, refused)


async def _count_alike(stretch: Stretch) -> None:
    """With how many each link worker walks is the same number everywhere."""
    async with stretch.doors["journey"].here.transaction() as tx:
        true = await course_store.people_by_worker(tx)
    async with stretch.doors["referral"].here.transaction() as tx:
        assert await referral_store.loads(tx) == true
    async with stretch.doors["practice"].here.transaction() as tx:
        loads = await practice_store.loads(tx, stretch.workers, stretch.at)
    assert {load.link_worker_id: load.walking_with for load in loads if load.walking_with} == true
    for worker in stretch.workers:
        async with stretch.doors["community"].here.transaction() as tx:
            assert len(await community_store.people(tx, worker)) == true.get(worker, 0)


async def nobody_walks_with(stretch: Stretch, who: UUID) -> None:
    async with stretch.doors["referral"].here.transaction() as tx:
        assert await referral_store.walk(tx, (await referral_store.referral_of(tx, who)).id) is None
    async with stretch.doors["community"].here.transaction() as tx:
        with pytest.raises(NotFound):
            await community_store.participant(tx, who, None)
    worker, _, _, ended = await as_notifications_says(stretch, who)
    assert (worker, ended) == (None, True)
    await _count_alike(stretch)


async def test_the_pages_say_it_in_the_same_words(stretch: Stretch) -> None:
    """What intake reads and what the link worker reads: the same name and the same day."""
    thuy, malia, _ = stretch.workers
    who = await stretch.asks(True, thuy)
    stretch.at += 9 * DAY
    async with stretch.doors["journey"].here.transaction() as tx:
        journey = await journeys_store.latest_journey_of(tx, who)
        assert journey
        ids = {"journey_id": journey.id, "participant_id": who, "occurred_at": stretch.later()}
        over = {"handover_id": uuid5(who, "handover"), "link_worker_id": malia, "earlier_link_worker_id": thuy}
        await record(tx, JourneyHandedOver(**ids, **over))
    await stretch.pass_on("journey", *HEARERS)
    async with stretch.doors["referral"].here.transaction() as tx:
        referral_id = (await referral_store.referral_of(tx, who)).id
    for doors in stretch.doors.values():
        doors.clock.move(stretch.at)
    intake, lead = await stretch.doors["referral"].client("intake"), await stretch.doors["journey"].client("lead")
    read = {
        "intake": (await intake.get(f"/referral/{referral_id}")).text,
        "lead": (await lead.get(f"/journey/{journey.id}")).text,
    }
    text = {
        name: " ".join(TAG.sub(" ", page).replace("\N{NO-BREAK SPACE}", " ").split()) for name, page in read.items()
    }
    assert "Malia Tuala has walked with them since Wednesday 11 March" in text["intake"]
    assert "together since Wednesday 11 March" in text["lead"]
    assert "with Malia Tuala" in text["lead"]
