"""Time's door: each check-in falls due once."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4, uuid5

from services.journey.check_ins.rules import rhythms
from services.journey.check_ins.store import due as due_store
from services.journey.check_ins.store.due import TURNS
from services.journey.clock import tell_what_is_due
from services.journey.consents import store as consents_store
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.lifecycle.rules import course
from services.journey.recording import record
from shared.context.service_context import ServiceContext
from shared.events import CheckInDue
from shared.kernel.clock import MovableClock

from .people import JOURNEY, NOON, accepted

TUESDAY_TEN = datetime(2026, 3, 2, 23, tzinfo=UTC)


async def decide(doors, decision, *args):
    async with doors.here.transaction() as tx:
        await record(tx, decision(await journeys_store.journey(tx, JOURNEY), *args))


async def agree(doors):
    await decide(doors, consents.give, uuid4(), "service", "verbal", doors.here.now())


async def due(doors):
    return [event for event in await doors.told() if isinstance(event, CheckInDue)]


async def test_without_choosing_anything_somebody_is_asked_every_second_tuesday_at_ten(with_dimi):
    await agree(with_dimi)
    assert await with_dimi.tick() == 0
    with_dimi.clock.move(TUESDAY_TEN)
    assert await with_dimi.tick() == 1
    (told,) = await due(with_dimi)
    assert told.due_at == TUESDAY_TEN
    assert told.check_in_id == uuid5(JOURNEY, TUESDAY_TEN.isoformat())


async def test_a_moment_is_told_once_however_often_the_clock_looks(with_dimi):
    await agree(with_dimi)
    with_dimi.clock.move(TUESDAY_TEN + timedelta(hours=1))
    assert [await with_dimi.tick() for _ in range(3)] == [1, 0, 0]


async def test_two_clocks_tell_once(with_dimi):
    await agree(with_dimi)
    for week in range(6):
        with_dimi.clock.move(TUESDAY_TEN + timedelta(weeks=2 * week, hours=3))
        other = ServiceContext(
            "journey", "brimbank", with_dimi.here.settings, MovableClock(with_dimi.here.now()), with_dimi.here.db
        )
        told = await asyncio.gather(tell_what_is_due(with_dimi.here), tell_what_is_due(other), tell_what_is_due(other))
        assert sum(told) == 1
    assert len(await due(with_dimi)) == 6


async def test_a_clock_that_dies_after_it_took_its_turn_leaves_the_moment_to_the_next(with_dimi):
    await agree(with_dimi)
    with_dimi.clock.move(TUESDAY_TEN)
    try:
        async with with_dimi.here.db.transaction() as tx:
            assert await due_store.due_at(tx, with_dimi.here.now()) == [JOURNEY]
            assert await due_store.take(tx, JOURNEY, with_dimi.here.now())
            await due_store.looked(tx, JOURNEY, with_dimi.here.now(), TUESDAY_TEN + timedelta(weeks=2))
            raise ConnectionResetError
    except ConnectionResetError:
        pass
    assert await with_dimi.tick() == 1


async def test_what_was_missed_while_the_service_was_down_is_told_once(with_dimi):
    await agree(with_dimi)
    with_dimi.clock.move(NOON + timedelta(weeks=9))
    assert await with_dimi.tick() == 1
    assert [event.due_at for event in await due(with_dimi)] == [datetime(2026, 4, 28, 0, tzinfo=UTC)]


async def test_when_the_clocks_go_back_ten_stays_ten(with_dimi):
    await agree(with_dimi)
    for week in range(8):
        with_dimi.clock.move(NOON + timedelta(weeks=week, days=2))
        await with_dimi.tick()
    assert [event.due_at.hour for event in await due(with_dimi)] == [23, 23, 23, 0]


async def test_when_the_clocks_go_forward_ten_stays_ten(doors):
    september = datetime(2026, 9, 21, tzinfo=UTC)
    doors.clock.move(september)
    somebody = accepted(1, at=september)
    await doors.hear(somebody)
    journey_id = course.open_journey(somebody).journey_id
    async with doors.here.transaction() as tx:
        await record(
            tx, consents.give(await journeys_store.journey(tx, journey_id), uuid4(), "service", "verbal", september)
        )
    for week in range(4):
        doors.clock.move(september + timedelta(weeks=week, days=2))
        await doors.tick()
    assert [event.due_at.isoformat() for event in await due(doors)] == [
        "2026-09-22T00:00:00+00:00", "2026-10-05T23:00:00+00:00",
    ]  # fmt: skip


async def test_on_a_public_holiday_it_is_the_next_working_day(with_dimi):
    await agree(with_dimi)
    await decide(with_dimi, rhythms.choose_rhythm, 1, [0], 10, 0, None, NOON)
    with_dimi.clock.move(datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert await with_dimi.tick() == 0, "Labour Day"
    with_dimi.clock.move(datetime(2026, 3, 9, 23, tzinfo=UTC))
    assert await with_dimi.tick() == 1
    assert [event.due_at for event in await due(with_dimi)] == [datetime(2026, 3, 9, 23, tzinfo=UTC)]


async def test_nobody_is_asked_who_has_not_agreed(with_dimi):
    with_dimi.clock.move(TUESDAY_TEN)
    assert await with_dimi.tick() == 0
    await agree(with_dimi)
    assert await with_dimi.tick() == 0, "a moment before they agreed does not count"
    with_dimi.clock.move(TUESDAY_TEN + timedelta(weeks=2))
    assert await with_dimi.tick() == 1


async def test_nobody_is_asked_after_they_changed_their_mind_or_the_journey_closed(with_dimi):
    await agree(with_dimi)
    await decide(with_dimi, consents.withdraw, "service", NOON)
    with_dimi.clock.move(TUESDAY_TEN)
    assert await with_dimi.tick() == 0
    await agree(with_dimi)
    await decide(with_dimi, course.close, "moved_away", True, with_dimi.here.now())
    with_dimi.clock.move(TUESDAY_TEN + timedelta(weeks=2))
    assert await with_dimi.tick() == 0


async def test_a_rhythm_chosen_anew_counts_from_then(with_dimi):
    await agree(with_dimi)
    with_dimi.clock.move(TUESDAY_TEN)
    await with_dimi.tick()
    await decide(with_dimi, rhythms.choose_rhythm, 1, [3], 15, 0, None, with_dimi.here.now())
    with_dimi.clock.move(datetime(2026, 3, 5, 4, tzinfo=UTC))
    assert await with_dimi.tick() == 1
    assert (await due(with_dimi))[-1].due_at == datetime(2026, 3, 5, 4, tzinfo=UTC)


async def test_several_days_and_minutes_are_each_their_own_moment(with_dimi):
    await agree(with_dimi)
    await decide(with_dimi, rhythms.choose_rhythm, 1, [1, 4], 9, 45, None, NOON)
    for day in range(1, 9):
        with_dimi.clock.move(NOON + timedelta(days=day))
        await with_dimi.tick()
    assert [event.due_at.isoformat() for event in await due(with_dimi)] == [
        "2026-03-02T22:45:00+00:00", "2026-03-05T22:45:00+00:00", "2026-03-09T22:45:00+00:00",
    ]  # fmt: skip


async def test_a_check_in_carries_the_version_of_the_links_that_hold_now(with_dimi):
    await agree(with_dimi)
    async with with_dimi.here.transaction() as tx:
        await consents_store.revoke_links(tx, JOURNEY, NOON)
    with_dimi.clock.move(TUESDAY_TEN)
    await with_dimi.tick()
    assert (await due(with_dimi))[0].link_version == 1


async def test_a_journey_that_cannot_be_worked_out_keeps_nobody_else_waiting(with_dimi):
    await agree(with_dimi)
    broken = accepted(2)
    await with_dimi.hear(broken)
    async with with_dimi.here.db.transaction() as tx:
        await tx.execute(
            "UPDATE journey SET hour = 99, opened_at = opened_at - interval '1 day' WHERE referral_id = $1",
            broken.referral_id,
        )
    with_dimi.clock.move(TUESDAY_TEN)
    assert [await with_dimi.tick() for _ in range(2)] == [1, 0]


async def test_among_many_journeys_the_clock_reads_only_those_whose_turn_it_is(with_dimi):
    """The plan reads an index from its beginning, and stops at now."""
    async with with_dimi.here.db.transaction() as tx:
        await tx.execute("SET LOCAL enable_seqscan = off")
        await tx.execute("SET LOCAL enable_sort = off")  # a handful of rows is sorted as cheaply as read in order
        rows = await tx.fetch(f"EXPLAIN {TURNS}", NOON, due_store.MOST_AT_ONCE)
    plan = " ".join(row[0] for row in rows)
    assert "Index Scan using journey_by_turn" in plan
    assert "Index Cond: (COALESCE(next_due_at" in plan
    assert "Sort" not in plan
