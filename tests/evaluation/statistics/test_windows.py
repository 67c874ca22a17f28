"""Which measurement counts: every edge of every window."""

import pytest

from services.evaluation.outcomes.statistics.windows import Measurement, choose, occasion_of


def row(
    day: int, score: float | None = 6, occasion: str | None = None, place: int = 0, who: str = "ann"
) -> Measurement:
    return Measurement(who, "ucla-3", day, occasion, score, place)


@pytest.mark.parametrize(
    ("occasion", "first", "last"),
    [("baseline", 0, 14), ("week_8", 42, 70), ("week_12", 63, 105), ("week_26", 154, 210), ("week_52", 322, 406)],
)
def test_both_ends_of_a_stated_window_are_inside_it(occasion: str, first: int, last: int) -> None:
    inside = [day for day in range(-5, 450) if occasion_of(day, occasion)]
    assert (inside[0], inside[-1], len(inside)) == (first, last, last - first + 1)
    assert {occasion_of(day, occasion) for day in inside} == {occasion}


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (-1, None), (0, "baseline"), (14, "baseline"), (15, None), (41, None), (42, "week_8"), (62, "week_8"),
        (63, "week_8"), (69, "week_8"), (70, "week_8"), (71, "week_12"), (105, "week_12"), (106, None), (153, None),
        (154, "week_26"), (210, "week_26"), (211, None), (321, None), (322, "week_52"), (406, "week_52"), (407, None),
    ],
)  # fmt: skip
def test_an_unstated_occasion_is_the_window_the_day_lies_in_and_the_nearer_of_two(
    day: int, occasion: str | None
) -> None:
    assert occasion_of(day, None) == occasion


def test_a_closure_counts_on_any_day_from_the_consent_on_but_only_when_stated() -> None:
    assert [occasion_of(day, "closure") for day in (-1, 0, 300, 1000)] == [None, "closure", "closure", "closure"]
    assert occasion_of(300, None) is None


def test_a_stated_occasion_outside_its_window_is_set_aside_and_never_moved() -> None:
    counted, fates = choose([row(84, occasion="week_8"), row(5, occasion="week_12")])
    assert fates == {"no_window": 2}
    assert not counted["ucla-3"].baseline


def test_of_several_in_a_week_the_nearest_then_the_earlier_then_the_first_in_the_file_counts() -> None:
    counted, fates = choose([row(80, 1, place=0), row(88, 2, place=1), row(80, 3, place=2), row(95, 4, place=3)])
    assert counted["ucla-3"].follow_ups["week_12"]["ann"].score == 1
    assert fates == {"counted": 1, "superseded": 3}


def test_of_several_closures_the_latest_counts_and_of_equals_the_first_in_the_file() -> None:
    counted, _ = choose([row(30, 1, "closure", 0), row(60, 2, "closure", 1), row(60, 3, "closure", 2)])
    assert counted["ucla-3"].follow_ups["closure"]["ann"].score == 2


def test_the_last_baseline_strictly_before_the_first_follow_up_counts() -> None:
    counted, fates = choose([row(0, 8), row(5, 7), row(9, 6), row(9, 5, "closure")])
    assert counted["ucla-3"].baseline["ann"].score == 7
    assert fates == {"counted": 2, "superseded": 2}


def test_without_an_earlier_day_there_is_no_baseline() -> None:
    counted, _ = choose([row(3, 8), row(3, 5, "closure")])
    assert not counted["ucla-3"].baseline


def test_a_row_without_a_score_takes_nobodys_place() -> None:
    counted, fates = choose([row(84, None), row(100, 5)])
    assert counted["ucla-3"].follow_ups["week_12"]["ann"].score == 5
    assert +fates == {"no_score": 1, "counted": 1}


def test_every_row_is_counted_once() -> None:
    rows = [row(day, score, place=place) for place, (day, score) in enumerate([(0, 7), (2, 8), (20, 5), (84, None)])]
    _, fates = choose(rows)
    assert fates.total() == len(rows)


def test_labels_are_opaque() -> None:
    counted, _ = choose([row(0, 7, who="001"), row(0, 5, who="1"), row(0, 6, who="NA")])
    assert set(counted["ucla-3"].baseline) == {"001", "1", "NA"}
