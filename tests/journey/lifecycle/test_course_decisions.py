"""How a journey ends, is asked after, goes on, begins anew and changes hands: what may be decided."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey.core.rules.journeys import Journey
from services.journey.lifecycle.rules import course, handing_over
from services.journey.lifecycle.rules.endings import COMPLETION, ENDINGS
from shared.kernel.refusal import Refused
from tests.journey.people import DIMI, JOURNEY, MALIA, NOON, REFERRAL, THUY

DAY = timedelta(days=1)


TODAY = date(2026, 3, 2)


OPEN = Journey(JOURNEY, DIMI, THUY, NOON, consents={"service": UUID(int=1)}, referral_id=REFERRAL)


ENDED = replace(OPEN, closed_at=NOON)


GOOD = "going_well"


def test_every_reason_has_a_completion_status_of_its_own():
    statuses = [ending.completion_status for ending in ENDINGS.values()]
    assert sorted(statuses) == [1, 2, 3, 4, 5, 6]
    assert set(COMPLETION) == {0, 1, 2, 3, 4, 5, 6}
    assert "client moved" in COMPLETION[ENDINGS["moved_away"].completion_status]


def test_parting_ways_tells_the_status_and_the_day_somebody_asks_again():
    closed = course.close(OPEN, "could_not_be_reached", False, NOON, date(2026, 5, 25), TODAY)
    assert (closed.completion_status, closed.follow_up_on, closed.planned) == (2, date(2026, 5, 25), False)
    assert course.close(OPEN, "moved_away", True, NOON).follow_up_on is None, "nobody has to be asked later"


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2025, 5, 1), date(2027, 3, 4)])
def test_a_day_in_the_past_or_far_ahead_is_refused(day):
    with pytest.raises(Refused, match="from tomorrow to a year"):
        course.close(OPEN, "moved_away", True, NOON, day, TODAY)


def test_whoever_does_not_agree_to_working_together_is_not_asked_later():
    stranger = replace(OPEN, consents={})
    with pytest.raises(Refused, match="do not agree"):
        course.close(stranger, "moved_away", True, NOON, date(2026, 5, 25), TODAY)
    ended = replace(stranger, closed_at=NOON)
    with pytest.raises(Refused, match="written down"):
        course.follow_up(ended, uuid4(), GOOD, "her garden grows", NOON)
    assert course.follow_up(ended, uuid4(), "no_answer", None, NOON).outcome == "no_answer"


def test_a_follow_up_is_for_a_journey_that_has_ended():
    with pytest.raises(Refused, match="is open"):
        course.follow_up(OPEN, uuid4(), GOOD, None, NOON)
    assert course.follow_up(ENDED, uuid4(), GOOD, " still sings ", NOON).note == "still sings"


@pytest.mark.parametrize(("days", "same"), [(0, True), (90, True), (91, False)])
def test_soon_after_the_end_the_same_journey_goes_on_and_later_a_new_one_begins(days, same):
    at = NOON + days * DAY
    assert ENDED.can_go_on(90, at) is same
    if same:
        assert course.reopen(ENDED, uuid4(), "asked_to_return", 90, at).journey_id == JOURNEY
    else:
        with pytest.raises(Refused, match="set out anew instead"):
            course.reopen(ENDED, uuid4(), "asked_to_return", 90, at)


def test_a_new_journey_knows_the_earlier_one_and_its_id_follows_from_it():
    anew = course.set_out_anew(ENDED, THUY, NOON)
    assert (anew.episode, anew.earlier_journey_id, anew.referral_id) == (2, JOURNEY, REFERRAL)
    assert anew.journey_id == uuid5(JOURNEY, "episode-2")
    assert anew == course.set_out_anew(ENDED, THUY, NOON)


def test_an_open_journey_and_one_with_a_later_one_do_not_go_on():
    for journey, why in ((OPEN, "is open"), (replace(ENDED, is_latest=False), "set out anew since")):
        for attempt in (
            lambda journey=journey: course.reopen(journey, uuid4(), "other", 90, NOON),
            lambda journey=journey: course.set_out_anew(journey, THUY, NOON),
        ):
            with pytest.raises(Refused, match=why):
                attempt()


@pytest.mark.parametrize(
    ("to", "note", "why"),
    [(THUY, "sings", "already"), (uuid4(), "sings", "link workers of this Local"), (MALIA, " ", "tell it all again")],
)
def test_handing_over_needs_somebody_else_and_a_note(to, note, why):
    with pytest.raises(Refused, match=why):
        handing_over.hand_over(OPEN, uuid4(), to, note, {THUY, MALIA}, NOON)


def test_a_journey_that_has_ended_is_not_handed_over():
    with pytest.raises(Refused, match="closed"):
        handing_over.hand_over(ENDED, uuid4(), MALIA, "sings", {MALIA}, NOON)
