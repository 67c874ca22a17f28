"""What the front door hears: who walks with how many."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from services.referral import store
from services.referral.app import service
from shared.events import GoalSet, JourneyClosed, JourneyHandedOver, JourneyOpened, JourneyReopened
from shared.messaging.handlers import DependencyNotArrived
from tests.doors import NOON, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks

PERSON = uuid4()


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def opened(referral_id: UUID, link_worker_id: UUID) -> JourneyOpened:
    return JourneyOpened(
        participant_id=PERSON, journey_id=uuid5(referral_id, "journey"), referral_id=referral_id,
        link_worker_id=link_worker_id, occurred_at=NOON,
    )  # fmt: skip


def closed(referral_id: UUID) -> JourneyClosed:
    return JourneyClosed(
        participant_id=PERSON,
        journey_id=uuid5(referral_id, "journey"),
        reason="moved_away",
        planned=True,
        occurred_at=NOON,
    )


async def loads(doors: Doors) -> dict[UUID, int]:
    async with doors.here.db.transaction() as tx:
        return await store.loads(tx)


async def test_a_journey_that_opens_counts_until_it_closes(doors: Doors) -> None:
    thuy, referral_id = doors.person("link_worker").id, uuid4()
    assert await doors.hear(opened(referral_id, thuy))
    assert await loads(doors) == {thuy: 1}
    assert await doors.hear(closed(referral_id))
    assert await loads(doors) == {}


def ids(referral_id: UUID) -> dict[str, UUID]:
    return {"participant_id": PERSON, "journey_id": uuid5(referral_id, "journey")}


async def test_a_journey_that_goes_on_or_begins_anew_counts_again(doors: Doors) -> None:
    thuy, referral_id = doors.person("link_worker").id, uuid4()
    again = JourneyReopened(**ids(referral_id), reopening_id=uuid4(), reason="other", occurred_at=NOON)
    with pytest.raises(DependencyNotArrived):
        await doors.hear(again)
    for told in (opened(referral_id, thuy), closed(referral_id), again):
        await doors.hear(told)
    assert await loads(doors) == {thuy: 1}
    anew = opened(referral_id, thuy).model_copy(update={"journey_id": uuid4(), "episode": 2})
    for told in (closed(referral_id), anew):
        await doors.hear(told)
    assert await loads(doors) == {thuy: 1}, "the one that ended is not counted beside the new one"


async def test_somebody_who_was_handed_over_counts_with_whoever_walks_with_them_now(doors: Doors) -> None:
    thuy, malia, referral_id = doors.person("link_worker").id, doors.person("link_worker", 1).id, uuid4()
    over = JourneyHandedOver(
        **ids(referral_id), handover_id=uuid4(), link_worker_id=malia, earlier_link_worker_id=thuy, occurred_at=NOON
    )
    with pytest.raises(DependencyNotArrived):
        await doors.hear(over)
    for told in (opened(referral_id, thuy), over):
        await doors.hear(told)
    assert await loads(doors) == {malia: 1}


async def test_the_log_says_which_turn_of_a_journey_is_the_last_and_no_clock(doors: Doors) -> None:
    """A teller whose clock was a day ahead, until it was put right; and then facts that were parked and come late."""
    thuy, malia, referral_id = doors.person("link_worker").id, doors.person("link_worker", 1).id, uuid4()
    ahead = {"occurred_at": NOON + timedelta(days=1)}
    again = JourneyReopened(**ids(referral_id), reopening_id=uuid4(), reason="other", occurred_at=NOON)
    over = JourneyHandedOver(
        **ids(referral_id), handover_id=uuid4(), link_worker_id=malia, earlier_link_worker_id=thuy, occurred_at=NOON
    )
    await doors.hear(opened(referral_id, thuy).model_copy(update=ahead), lies_at=10)
    await doors.hear(closed(referral_id).model_copy(update=ahead), lies_at=20)
    await doors.hear(again, lies_at=30)
    await doors.hear(over, lies_at=40)
    assert await loads(doors) == {malia: 1}
    await doors.hear(closed(referral_id).model_copy(update=ahead), lies_at=25)
    await doors.hear(over.model_copy(update={"link_worker_id": thuy, **ahead}), lies_at=35)
    assert await loads(doors) == {malia: 1}


async def test_a_second_delivery_changes_nothing(doors: Doors) -> None:
    thuy, event_id, fact = doors.person("link_worker").id, uuid4(), opened(uuid4(), doors.person("link_worker").id)
    for _ in range(2):
        assert await doors.hear(fact, event_id)
    assert await doors.hear(fact), "told again under another id"
    assert await loads(doors) == {thuy: 1}


async def test_a_closing_that_comes_too_early_is_heard_again_later(doors: Doors) -> None:
    with pytest.raises(DependencyNotArrived):
        await doors.hear(closed(uuid4()))


async def test_what_means_nothing_here_passes(doors: Doors) -> None:
    goal = GoalSet(participant_id=PERSON, journey_id=uuid4(), goal_id=uuid4(), importance=3, occurred_at=NOON)
    assert not await doors.hear(goal)


async def test_somebody_just_given_counts_before_their_journey_opens_and_once_after(doors: Doors) -> None:
    referral_id, thuy = await somebody_asks(doors), doors.person("link_worker").id
    await decide(await doors.client("intake"), referral_id, "accept", link_worker_id=str(thuy))
    assert await loads(doors) == {thuy: 1}
    await doors.hear(opened(referral_id, thuy))
    assert await loads(doors) == {thuy: 1}


async def test_the_page_shows_each_workers_load(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    for _ in range(3):
        await doors.hear(opened(uuid4(), thuy))
    page = (await (await doors.client("intake")).get(f"/referral/{await somebody_asks(doors)}")).text
    assert "3 people." in page
    assert "Supports nobody yet." in page
