"""What may be noted of a supervision, and when it is time for the next."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from services.practice.domain.supervision import Kind, SupervisionRecord, hold, long_ago, plan, take_back
from shared.events import SupervisionHeld, SupervisionPlanned, SupervisionTakenBack
from shared.kernel.refusal import Refused
from tests.doors import NOON

THUY, SUPERVISION = UUID(int=1), UUID(int=2)
TODAY = date(2026, 3, 2)


def held(days_ago: float) -> SupervisionHeld:
    return hold(SUPERVISION, THUY, "external", 60, "rest more", NOON - timedelta(days=days_ago), NOON)


def test_a_supervision_is_told_with_the_day_it_took_place() -> None:
    assert held(3) == SupervisionHeld(
        supervision_id=SUPERVISION,
        link_worker_id=THUY,
        kind="external",
        minutes=60,
        note="rest more",
        occurred_at=NOON - timedelta(days=3),
    )


def test_what_was_said_is_never_published() -> None:
    assert b"rest more" not in held(3).body()


@pytest.mark.parametrize("days_ago", [-1, 366])
def test_a_day_to_come_or_long_gone_is_most_likely_mistyped(days_ago: int) -> None:
    with pytest.raises(Refused) as refused:
        held(days_ago)
    assert refused.value.field == "held_on"


def test_the_next_one_is_today_or_later() -> None:
    assert plan(THUY, TODAY, None, TODAY, NOON) == SupervisionPlanned(link_worker_id=THUY, on=TODAY, occurred_at=NOON)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(Refused) as refused:
            plan(THUY, day, None, TODAY, NOON)
        assert refused.value.field == "next_on"


def test_the_next_one_is_on_another_day_than_the_last() -> None:
    assert plan(THUY, TODAY + timedelta(days=1), TODAY, TODAY, NOON).on == date(2026, 3, 3)
    with pytest.raises(Refused, match="noted already"):
        plan(THUY, TODAY, TODAY, TODAY, NOON)


def test_six_weeks_are_long() -> None:
    assert long_ago(NOON - timedelta(weeks=6), None, NOON)
    assert not long_ago(NOON - timedelta(weeks=6, minutes=-1), None, NOON)


def test_before_the_first_one_the_weeks_count_from_the_first_journey() -> None:
    assert long_ago(None, NOON - timedelta(weeks=7), NOON)
    assert not long_ago(None, NOON - timedelta(weeks=2), NOON)
    assert not long_ago(None, None, NOON)


def noted(kind: Kind = "external", taken_back_at: datetime | None = None) -> SupervisionRecord:
    return SupervisionRecord(SUPERVISION, THUY, NOON - timedelta(days=3), kind, taken_back_at)


def test_what_was_noted_by_mistake_is_taken_back_with_the_moment_it_was_told_for() -> None:
    wrong = noted()
    assert take_back(wrong, True, NOON) == SupervisionTakenBack(
        link_worker_id=wrong.link_worker_id,
        supervision_id=wrong.supervision_id,
        held_at=wrong.held_at,
        occurred_at=NOON,
    )


def test_the_lead_takes_back_only_what_they_may_read() -> None:
    assert take_back(noted("line"), False, NOON)
    with pytest.raises(Refused, match="Ask them to take it back themselves"):
        take_back(noted("external"), False, NOON)


def test_once_is_enough() -> None:
    with pytest.raises(Refused, match="taken back already"):
        take_back(noted(taken_back_at=NOON), True, NOON)
