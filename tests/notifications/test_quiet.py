"""When a message is not needed: a pause, a person who asks, and two who have been in touch already."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.domain.messages import Quiet, Send, Wait, Withhold
from shared.events import MessageWithheld
from tests.doors import NOON, Doors
from tests.notifications.people import Somebody, states
from tests.notifications.test_messages import NIGHT, decided

Texts = Callable[[], list[dict[str, Any]]]
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def test_in_a_pause_nothing_leaves_from_its_first_day_to_its_last() -> None:
    for quiet in (Quiet(MONDAY, MONDAY), Quiet(MONDAY - DAY, None), Quiet(MONDAY - DAY, MONDAY + DAY)):
        assert decided(pauses=(quiet,)) == Withhold("paused")
    for quiet in (Quiet(MONDAY + DAY, None), Quiet(MONDAY - DAY, MONDAY - DAY), Quiet(MONDAY, MONDAY - DAY)):
        assert isinstance(decided(pauses=(quiet,)), Send)


def test_who_has_talked_with_somebody_since_is_not_asked() -> None:
    assert decided(in_touch_at=NOON) == Withhold("not_needed")
    assert isinstance(decided(in_touch_at=NOON - DAY), Send)


def test_safety_weighs_more_than_a_pause() -> None:
    assert decided(pauses=(Quiet(MONDAY, None),), safe="not_safe") == Withhold("not_safe")


async def test_where_a_person_is_to_ask_no_message_waits(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed(), dimitra.due(by="person")):
        await doors.hear(told)
    await doors.tick()
    assert await states(doors) == []
    assert texts() == []


async def test_what_is_told_of_a_pause_is_that_messages_were_stopped(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await doors.hear(dimitra.paused(uuid4(), MONDAY, None))
    await doors.tick()
    [told] = await doors.told()
    assert isinstance(told, MessageWithheld)
    assert (told.reason, told.detail) == ("stopped", "paused")


async def test_a_message_that_waits_when_a_pause_begins_does_not_leave(doors: Doors, texts: Texts) -> None:
    dimitra, pause = Somebody(), uuid4()
    await dimitra.ready(doors)
    await doors.hear(dimitra.paused(pause, MONDAY, None))
    await doors.tick()
    assert await states(doors) == [("withheld", "paused")]
    assert texts() == []


async def test_after_a_pause_has_ended_early_messages_leave_again(doors: Doors, texts: Texts) -> None:
    dimitra, pause = Somebody(), uuid4()
    await doors.hear(dimitra.paused(pause, MONDAY - DAY, MONDAY + DAY))
    await doors.hear(dimitra.paused(pause, MONDAY - DAY, MONDAY + 20 * DAY))
    await doors.hear(dimitra.resumed(pause, MONDAY))
    await dimitra.ready(doors)
    await doors.tick()
    assert await states(doors) == [("sent", None)]
    assert len(texts()) == 1


async def test_a_pause_that_was_called_off_holds_nothing_back(doors: Doors) -> None:
    dimitra, pause = Somebody(), uuid4()
    await doors.hear(dimitra.paused(pause, MONDAY + DAY, None))
    await doors.hear(dimitra.resumed(pause, MONDAY))
    await dimitra.ready(doors, NOON + 2 * DAY)
    doors.clock.move(NOON + 2 * DAY)
    await doors.tick()
    assert await states(doors) == [("sent", None)]


@pytest.mark.parametrize("what", ["talked", "moved", "missed"])
async def test_a_message_that_still_waits_when_somebody_has_asked_is_not_sent(
    doors: Doors, texts: Texts, what: str
) -> None:
    dimitra = Somebody()
    doors.clock.move(NIGHT)
    await dimitra.ready(doors)
    await doors.tick()
    assert await states(doors) == [("waiting", None)]
    await doors.hear(getattr(dimitra, what)(NIGHT))
    doors.clock.move(NOON + DAY)
    await doors.tick()
    assert await states(doors) == [("withheld", "not_needed")]
    assert texts() == []


async def test_a_contact_that_was_taken_back_stops_nothing(doors: Doors) -> None:
    dimitra = Somebody()
    doors.clock.move(NIGHT)
    await dimitra.ready(doors)
    await doors.hear(dimitra.talked(NIGHT))
    await doors.hear(dimitra.took_back(NIGHT + timedelta(minutes=5)))
    doors.clock.move(NOON + DAY)
    await doors.tick()
    assert await states(doors) == [("sent", None)]


@pytest.mark.parametrize("what", ["talked", "moved", "missed"])
async def test_where_the_later_of_two_talks_is_taken_back_the_earlier_one_still_counts(
    doors: Doors, texts: Texts, what: str
) -> None:
    dimitra, another = Somebody(), NIGHT + DAY
    doors.clock.move(NIGHT)
    await dimitra.ready(doors)
    await doors.hear(getattr(dimitra, what)(NIGHT))
    await doors.hear(dimitra.talked(NIGHT + timedelta(minutes=2), another))
    await doors.hear(dimitra.took_back(NIGHT + timedelta(minutes=5), another))
    doors.clock.move(NOON + DAY)
    await doors.tick()
    assert await states(doors) == [("withheld", "not_needed")]
    assert texts() == []


async def test_where_both_talks_are_taken_back_the_message_leaves(doors: Doors) -> None:
    dimitra, another = Somebody(), NIGHT + DAY
    doors.clock.move(NIGHT)
    await dimitra.ready(doors)
    for due_at in (NOON, another):
        await doors.hear(dimitra.talked(NIGHT, due_at))
    for due_at in (another, NOON):
        await doors.hear(dimitra.took_back(NIGHT + timedelta(minutes=5), due_at))
    doors.clock.move(NOON + DAY)
    await doors.tick()
    assert await states(doors) == [("sent", None)]


def test_outside_their_hours_it_still_waits_in_a_pause() -> None:
    assert decided(NIGHT, pauses=(Quiet(MONDAY, None),)) == Wait()
