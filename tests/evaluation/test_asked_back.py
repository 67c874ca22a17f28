"""Somebody given to a link worker by mistake counts at the evaluator once, from the second time on."""

from itertools import permutations
from uuid import uuid4

import pytest

from services.evaluation import store
from services.evaluation.app import service
from shared.events import AcceptanceTakenBack, Event, JourneyTakenBack, StepReleased
from tests.doors import Doors, OpenDoors

from .people import Story


class TwiceGiven(Story):
    """Accepted on day -5 by mistake, and on day -2 once more."""

    def mistake(self) -> tuple[Event, ...]:
        ids = {"participant_id": self.who, "referral_id": self.id("referral"), "taking_back_id": uuid4()}
        return (
            self.accepted(),
            AcceptanceTakenBack(**ids, back_to="received", occurred_at=self.at(-4)),
        )

    def journey_by_mistake(self) -> tuple[Event, ...]:
        gone = self.opened(-5).model_copy(update={"journey_id": self.id("by mistake")})
        ids = {"participant_id": self.who, "referral_id": self.id("referral"), "journey_id": gone.journey_id}
        return gone, JourneyTakenBack(**ids, taking_back_id=uuid4(), occurred_at=self.at(-4))

    def again(self) -> Event:
        return self.accepted(-2).model_copy(update={"acceptance": 2})


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def days(release: Doors) -> dict[str, int]:
    told = [fact for fact in await release.told() if isinstance(fact, StepReleased)]
    assert len({fact.step for fact in told}) == len(told), "each step is told once"
    return {fact.step: fact.day for fact in told if fact.step in ("referred", "accepted", "opened")}


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_the_mistake_counts_in_no_order_and_the_second_time_counts_once(
    release: Doors, order: tuple[int, ...]
) -> None:
    ann = TwiceGiven()
    told = [*ann.mistake(), *ann.journey_by_mistake()]
    for event in (
        ann.referred(),
        *(told[number] for number in order),
        ann.again(),
        ann.opened(),
        ann.agreed("service"),
    ):
        await release.hear(event)
    await release.hear(ann.agreed())
    assert await days(release) == {"referred": -10, "accepted": -2, "opened": -1}
    async with release.here.db.transaction() as tx:
        assert await store.opened_on(tx, ann.who) == ann.on(-1)


async def test_who_was_given_away_by_mistake_and_to_nobody_after_that_was_not_accepted(release: Doors) -> None:
    ann = TwiceGiven()
    for event in (ann.referred(), *ann.mistake(), *ann.journey_by_mistake()):
        await release.hear(event)
    async with release.here.db.transaction() as tx:
        assert set((await store.known(tx, ann.who)).steps) == {"referred"}
