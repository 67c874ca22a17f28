"""Each time somebody is asked, and what comes of it: held, moved, let go, taken back, or a person asks instead."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.journey.check_ins.rules import check_ins, pauses, rhythms
from services.journey.check_ins.rules.check_ins import CheckIn, asks_by
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Calendar, Pause, Rhythm
from shared.kernel.refusal import NotFound, Refused
from tests.journey.people import DIMI, JOURNEY, MALIA, NOON, THUY

MELBOURNE = ZoneInfo("Australia/Melbourne")
PLAIN = Calendar(MELBOURNE)
OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
FORTNIGHTLY = Rhythm(2, 1, 10, NOON)
TUESDAY = datetime(2026, 3, 2, 23, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = date(2026, 3, 2)


def asked(number=0, **changes):
    return replace(CheckIn(UUID(int=number + 1), TUESDAY + 2 * number * WEEK), **changes)


# Who asks next


def test_after_two_messages_without_a_word_a_person_asks():
    assert asks_by([], None) == "message"
    assert asks_by([asked()], None) == "message"
    assert asks_by([asked(1), asked(0)], None) == "person"


@pytest.mark.parametrize("what", ["answered_at", "held_at", "moved_to", "missed_at"])
@pytest.mark.parametrize("which", [0, 1])
def test_one_that_came_to_something_is_not_silence(what, which):
    latest = [asked(1), asked(0)]
    latest[which] = replace(latest[which], **{what: TUESDAY + 3 * WEEK})
    assert asks_by(latest, None) == "message"


def test_a_contact_in_between_is_not_silence():
    assert asks_by([asked(1), asked(0)], TUESDAY + DAY) == "message"
    assert asks_by([asked(1), asked(0)], TUESDAY - DAY) == "person"


def test_a_person_goes_on_asking_until_there_was_a_word():
    by_person = asked(2, by="person")
    assert asks_by([by_person, asked(1)], None) == "person"
    assert asks_by([replace(by_person, missed_at=TUESDAY + 5 * WEEK), asked(1)], None) == "person"
    assert asks_by([replace(by_person, held_at=TUESDAY + 5 * WEEK), asked(1)], None) == "message"
    assert asks_by([by_person, asked(1)], TUESDAY + 5 * WEEK) == "message"


# Decisions


def test_another_time_lies_ahead_and_before_the_next_one_and_outside_a_pause():
    at = TUESDAY + timedelta(hours=1)
    moved = check_ins.move(OPEN, asked(), at + DAY, FORTNIGHTLY, PLAIN, at)
    assert (moved.check_in_id, moved.to) == (asked().id, at + DAY)
    quiet = Calendar(MELBOURNE, pauses=(Pause(uuid4(), date(2026, 3, 5), date(2026, 3, 9), "holiday"),))
    for to, calendar, words in (
        (at, PLAIN, "still to come"),
        (at + 2 * WEEK, PLAIN, "comes before that anyway"),
        (at + 2 * DAY, quiet, "within their pause"),
    ):
        with pytest.raises(Refused, match=words):
            check_ins.move(OPEN, asked(), to, FORTNIGHTLY, calendar, at)


def test_without_a_check_in_that_waits_nothing_is_moved_or_let_go():
    for check_in in (None, asked(held_at=TUESDAY), asked(missed_at=TUESDAY)):
        with pytest.raises(Refused, match="No check-in is waiting"):
            check_ins.move(OPEN, check_in, TUESDAY + DAY, FORTNIGHTLY, PLAIN, TUESDAY)
        with pytest.raises(Refused, match="No check-in is waiting"):
            check_ins.miss(OPEN, check_in, "away", TUESDAY)


def test_what_was_answered_is_not_let_go():
    with pytest.raises(Refused, match="They have answered"):
        check_ins.miss(OPEN, asked(answered_at=TUESDAY), "no_answer", TUESDAY)


def test_an_answer_that_comes_late_opens_what_was_let_go():
    assert not asked(missed_at=TUESDAY).is_open
    assert asked(missed_at=TUESDAY, answered_at=TUESDAY + DAY).is_open


def test_a_contact_is_taken_back_within_ten_minutes_by_whoever_recorded_it():
    held = asked(held_at=TUESDAY, held_by=THUY)
    assert check_ins.take_back(OPEN, held, THUY, TUESDAY + timedelta(minutes=10)).check_in_id == held.id
    with pytest.raises(Refused, match="more than ten minutes ago"):
        check_ins.take_back(OPEN, held, THUY, TUESDAY + timedelta(minutes=11))
    with pytest.raises(NotFound):
        check_ins.take_back(OPEN, held, MALIA, TUESDAY)
    with pytest.raises(Refused, match="already"):
        check_ins.take_back(OPEN, asked(), THUY, TUESDAY)


def test_a_pause_begins_today_or_later_ends_after_it_begins_and_shares_no_day_with_another():
    other = Pause(uuid4(), date(2026, 3, 10), date(2026, 3, 20), "holiday")

    def wish(first, last, pause_id=None):
        return pauses.pause(OPEN, Pause(pause_id or uuid4(), first, last, "asked"), [other], MONDAY, NOON)

    assert wish(MONDAY, date(2026, 3, 9)).until_on == date(2026, 3, 9)
    assert wish(date(2026, 3, 21), None).until_on is None
    for first, last in ((MONDAY, date(2026, 3, 10)), (date(2026, 3, 20), None), (MONDAY, None)):
        with pytest.raises(Refused, match=r"from Tuesday 10 to Friday 20\sMarch already"):
            wish(first, last)
    for first, last, words in ((MONDAY - DAY, MONDAY, "today or later"), (MONDAY + DAY, MONDAY, "last day")):
        with pytest.raises(Refused, match=words):
            wish(first, last)
    assert wish(MONDAY, date(2026, 3, 12), other.id).pause_id == other.id


def test_a_running_pause_keeps_its_first_day_and_one_that_has_ended_is_not_changed():
    running = Pause(uuid4(), MONDAY - 3 * DAY, None, "hospital")
    longer = replace(running, until_on=MONDAY + 9 * DAY)
    assert pauses.pause(OPEN, longer, [running], MONDAY, NOON).until_on == MONDAY + 9 * DAY
    with pytest.raises(Refused, match="has ended"):
        pauses.pause(OPEN, longer, [replace(running, resumed_at=NOON)], MONDAY, NOON)
    with pytest.raises(Refused, match="over already"):
        pauses.resume(OPEN, replace(running, resumed_at=NOON), MELBOURNE, NOON)


def test_stepping_down_is_less_often_and_stepping_up_more_often():
    down = rhythms.step_down(OPEN, FORTNIGHTLY, 8, date(2026, 6, 2), MONDAY, NOON)
    assert (down.every_weeks, down.review_on) == (8, date(2026, 6, 2))
    assert rhythms.step_up(OPEN, FORTNIGHTLY, 1, NOON).every_weeks == 1
    with pytest.raises(Refused, match="more weeks"):
        rhythms.step_down(OPEN, FORTNIGHTLY, 2, None, MONDAY, NOON)
    with pytest.raises(Refused, match="fewer weeks"):
        rhythms.step_up(OPEN, FORTNIGHTLY, 2, NOON)
    with pytest.raises(Refused, match="still to come"):
        rhythms.step_down(OPEN, FORTNIGHTLY, 8, MONDAY, MONDAY, NOON)
