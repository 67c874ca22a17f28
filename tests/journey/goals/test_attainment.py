"""Goal attainment as one number, held to figures worked out by hand from the published formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.journey.goals.rules.attainment import t_score, weight

GOALS = st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 9)), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("levels", "weights", "expected"),
    [
        ([0], [1], 50.0),
        ([1], [1], 60.0),
        ([-2], [9], 30.0),
        ([-1, -1, -1], [1, 1, 1], 36.30694),  # 50 - 30 / sqrt(0.7 * 3 + 0.3 * 9)
        ([1, 0, -1], [2, 3, 1], 52.20326),  # 50 + 10 / sqrt(0.7 * 14 + 0.3 * 36)
        ([2, 2], [1, 4], 72.70383),  # 50 + 100 / sqrt(0.7 * 17 + 0.3 * 25)
    ],
)
def test_the_number_is_the_one_the_formula_gives_by_hand(levels, weights, expected):
    assert t_score(levels, weights) == pytest.approx(expected, abs=1e-5)


def test_what_was_hoped_for_with_every_goal_is_fifty():
    assert t_score([0, 0, 0], [6, 2, 9]) == 50


@pytest.mark.parametrize(("levels", "weights"), [([], []), ([0, None], [1, 1]), ([1, 2], [0, 0])])
def test_without_a_level_or_any_weight_the_number_is_missing_and_not_nought(levels, weights):
    assert t_score(levels, weights) is None


def test_a_goal_that_weighs_nothing_changes_nothing():
    assert t_score([1, -2], [4, 0]) == t_score([1], [4])


@pytest.mark.parametrize(("levels", "weights"), [([3], [1]), ([0], [10]), ([0], [-1]), ([0, 1], [1])])
def test_what_is_outside_the_scale_is_refused_by_name(levels, weights):
    with pytest.raises(ValueError, match=r"goal 1|one of both"):
        t_score(levels, weights)


def test_a_weight_is_importance_times_difficulty():
    assert [weight(3, 3), weight(2, 1), weight(0, 3)] == [9, 2, 0]
    with pytest.raises(ValueError, match="difficulty is 4"):
        weight(1, 4)


@given(GOALS, st.randoms())
def test_the_order_of_the_goals_does_not_matter_and_the_mirror_of_all_levels_mirrors_the_number(goals, chance):
    levels, weights = [level for level, _ in goals], [of for _, of in goals]
    score = t_score(levels, weights)
    shuffled = list(goals)
    chance.shuffle(shuffled)
    assert t_score(*map(list, zip(*shuffled, strict=True))) == pytest.approx(score)
    assert t_score([-level for level in levels], weights) == pytest.approx(100 - score)


@given(GOALS)
def test_the_number_stays_between_ten_and_ninety(goals):
    assert 10 <= t_score([level for level, _ in goals], [of for _, of in goals]) <= 90
