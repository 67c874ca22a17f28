"""What is counted of what is heard: once, in any order, and without knowing anybody's name."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.practice import store
from shared.events import MomentOfConnection
from shared.messaging.handlers import DependencyNotArrived
from shared.rules.workload import Workload
from tests.doors import NOON, Doors
from tests.practice.conftest import Walk

LONG_AGO = NOON - timedelta(days=90)


async def carried(doors: Doors, nth: int = 0) -> Workload:
    async with doors.here.db.snapshot() as tx:
        [found] = await store.loads(tx, [doors.person("link_worker", nth).id], doors.here.now())
    return found


async def test_somebody_new_counts_as_new_until_a_month_is_over(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    await doors.hear(Walk(thuy).opened(NOON))
    assert await carried(doors) == Workload(thuy, walking_with=1, opened_lately=1, no_talk_yet=1)
    doors.clock.move(NOON + timedelta(days=31))
    assert await carried(doors) == Workload(thuy, walking_with=1, no_talk_yet=1)


async def test_a_talk_is_a_first_talk_and_fills_the_week(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    walk = Walk(thuy)
    await doors.hear(walk.opened(LONG_AGO))
    for told in (walk.talked(NOON - timedelta(days=9)), walk.talked(NOON), walk.debriefed(NOON)):
        await doors.hear(told)
    assert await carried(doors) == Workload(thuy, walking_with=1, talks=2)


async def test_a_talk_that_was_taken_back_never_counted(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    walk = Walk(thuy)
    by_mistake, again = walk.talked(NOON), walk.talked(NOON)
    for told in (walk.opened(LONG_AGO), by_mistake, walk.took_back(by_mistake, NOON)):
        await doors.hear(told)
    assert await carried(doors) == Workload(thuy, walking_with=1, no_talk_yet=1)
    for told in (again, by_mistake, walk.took_back(by_mistake, NOON)):
        await doors.hear(told)
    assert await carried(doors) == Workload(thuy, walking_with=1, talks=1)


async def test_hard_answers_and_wishes_to_be_called_weigh_and_good_ones_do_not(doors: Doors) -> None:
    walk = Walk(doors.person("link_worker").id)
    await doors.hear(walk.opened(LONG_AGO))
    await doors.hear(walk.answered(NOON))
    await doors.hear(walk.answered(NOON, feeling="okay", please_call=True))
    await doors.hear(walk.answered(NOON, feeling="good"))
    assert (await carried(doors)).hard == 2


async def test_who_has_parted_is_counted_no_more(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    walk = Walk(thuy)
    for told in (walk.opened(LONG_AGO), walk.talked(NOON), walk.closed(NOON)):
        await doors.hear(told)
    assert await carried(doors) == Workload(thuy)


async def test_a_journey_that_goes_on_is_counted_again_whichever_is_heard_first(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    for number, order in enumerate(permutations(range(3)), 1):
        walk = Walk(thuy)
        told = [walk.opened(LONG_AGO), walk.closed(NOON - timedelta(days=9)), walk.reopened(NOON)]
        for place in order:
            await doors.hear(told[place], lies_at=place)
        assert (await carried(doors)).walking_with == number
    await doors.hear(walk.closed(NOON + timedelta(hours=1)))
    assert (await carried(doors)).walking_with == number - 1


async def test_whoever_takes_somebody_over_begins_with_them_anew(doors: Doors) -> None:
    thuy, malia = (doors.person("link_worker", nth).id for nth in (0, 1))
    walk = Walk(thuy)
    told = (walk.opened(LONG_AGO), walk.talked(LONG_AGO), walk.handed_over(malia, NOON))
    for each in told:
        await doors.hear(each)
    assert await carried(doors) == Workload(thuy)
    assert await carried(doors, 1) == Workload(malia, walking_with=1, opened_lately=1, no_talk_yet=1)
    await doors.hear(walk.talked(NOON + timedelta(hours=1)))
    assert (await carried(doors, 1)).no_talk_yet == 0
    for late in told[:1]:
        await doors.hear(late)
    assert await carried(doors) == Workload(thuy), "an opening heard again gives nobody back"


async def test_the_log_says_which_turn_of_a_journey_is_the_last_and_no_clock(doors: Doors) -> None:
    """A teller whose clock was a day ahead, until it was put right; and then facts that were parked and come late."""
    thuy, malia = (doors.person("link_worker", nth).id for nth in (0, 1))
    walk, ahead = Walk(thuy), NOON + timedelta(days=1)
    told = {10: walk.opened(ahead), 20: walk.closed(ahead), 30: walk.reopened(NOON), 40: walk.handed_over(malia, NOON),
            25: walk.closed(ahead), 35: walk.handed_over(thuy, ahead)}  # fmt: skip
    for lies_at, event in told.items():
        await doors.hear(event, lies_at=lies_at)
    assert ((await carried(doors)).walking_with, (await carried(doors, 1)).walking_with) == (0, 1)
    await doors.hear(walk.closed(NOON - timedelta(days=1)), lies_at=50)
    assert (await carried(doors, 1)).walking_with == 0


async def test_the_order_of_arrival_changes_nothing(doors: Doors) -> None:
    thuy = doors.person("link_worker").id
    for order in permutations(range(4)):
        walk = Walk(thuy)
        told = [walk.opened(LONG_AGO), walk.talked(NOON), walk.answered(NOON), walk.closed(NOON)]
        for place in order:
            await doors.hear(told[place])
    assert await carried(doors) == Workload(thuy)


async def test_the_same_event_twice_counts_once(doors: Doors) -> None:
    walk, event_id = Walk(doors.person("link_worker").id), uuid4()
    await doors.hear(walk.opened(LONG_AGO))
    talked = walk.talked(NOON)
    await doors.hear(talked, event_id)
    await doors.hear(talked, event_id)
    await doors.hear(talked)
    assert (await carried(doors)).talks == 1


async def test_an_event_that_means_nothing_here_passes(doors: Doors) -> None:
    walk = Walk(uuid4())
    assert not await doors.hear(MomentOfConnection(**walk.ids, moment_id=uuid4(), kind="laughed", occurred_at=NOON))


async def test_no_participant_is_known_here_but_those_whom_nothing_may_bring_back(doors: Doors) -> None:
    async with doors.here.db.snapshot() as tx:
        columns = await tx.fetch(
            "SELECT table_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name)"
            " WHERE column_name = 'participant_id' AND table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND table_name NOT IN ('audit', 'erased')"
        )
        read_together = await tx.fetch("SELECT participant_id FROM together")
    assert (columns, read_together) == ([], [])


async def test_a_journey_that_had_opened_by_mistake_never_counted(doors: Doors) -> None:
    walk = Walk(doors.person("link_worker").id)
    with pytest.raises(DependencyNotArrived):
        await doors.hear(walk.taken_back(NOON))
    await doors.hear(walk.opened(LONG_AGO))
    await doors.hear(walk.taken_back(NOON))
    assert await carried(doors) == Workload(walk.link_worker_id)
    async with doors.here.db.snapshot() as tx:
        found = await store.care(tx, [walk.link_worker_id], doors.here.zone)
    assert found[walk.link_worker_id].since is None, "they have not begun to walk with anybody"
