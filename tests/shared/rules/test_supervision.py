"""Which supervision is next."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.rules.supervision import next_on

MELBOURNE = ZoneInfo("Australia/Melbourne")
THURSDAY = date(2026, 3, 12)


def test_nothing_is_next_that_was_not_planned() -> None:
    assert next_on(None, None, MELBOURNE) is None
    assert next_on(None, datetime(2026, 3, 2, tzinfo=UTC), MELBOURNE) is None


def test_before_the_first_supervision_the_planned_day_is_next() -> None:
    assert next_on(THURSDAY, None, MELBOURNE) == THURSDAY


@pytest.mark.parametrize(("held_on", "next_day"), [(11, THURSDAY), (12, None), (13, None)])
def test_a_plan_is_done_with_once_they_met_on_its_day_or_later(held_on: int, next_day: date | None) -> None:
    assert next_on(THURSDAY, datetime(2026, 3, held_on, 1, tzinfo=UTC), MELBOURNE) == next_day


def test_the_day_is_that_of_the_local() -> None:
    early_on_thursday = datetime(2026, 3, 11, 22, tzinfo=UTC)
    assert next_on(THURSDAY, early_on_thursday, MELBOURNE) is None
