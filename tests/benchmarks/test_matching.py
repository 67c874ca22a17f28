"""The made-up people on whom recognising is measured, and what is read from the figures."""

from itertools import pairwise

import pytest

from benchmarks.matching import Best, Referred, best, curve, first_of
from benchmarks.matching_people import Maker
from services.referral.matching.rules.compare import SHOWN
from services.referral.matching.rules.population import Population


def test_one_seed_makes_the_same_people() -> None:
    one, other = Maker(3), Maker(3)
    assert [one.someone() for _ in range(50)] == [other.someone() for _ in range(50)]


def test_the_best_f1_of_a_list_is_where_right_ones_end() -> None:
    right = [frozenset(pair) for pair in ("ab", "cd", "ef", "gh")]
    wrong = [frozenset(pair) for pair in ("ax", "ay", "az")]
    found = best([right[0], right[1], wrong[0], right[2], *wrong[1:]], set(right))
    assert found == Best(pytest.approx(6 / 8), 3 / 4, 3 / 4)


@pytest.fixture(scope="module")
def judged() -> list[Referred]:
    """Two hundred referrals that come again into a Local of six hundred, and a hundred of nobody's who is there."""
    maker = Maker(5)
    people = [maker.someone() for _ in range(600)]
    population = Population.of(enumerate(each.person for each in people))
    again = [Referred(number, population.find(maker.again(people[number]))) for number in range(200)]
    return again + [Referred(None, population.find(maker.someone().person)) for _ in range(100)]


def test_whoever_comes_again_is_among_those_who_are_compared(judged: list[Referred]) -> None:
    known = [each for each in judged if each.about is not None]
    met = sum(any(who == each.about for who, _ in each.found) for each in known)
    assert met / len(known) >= 0.99


def test_most_who_come_again_are_shown_and_few_others(judged: list[Referred]) -> None:
    points = {each.beyond: each for each in curve(judged)}
    assert points[SHOWN].recall >= 0.95
    assert points[SHOWN].wrong <= 10
    assert first_of(judged) >= 0.97


def test_the_curve_falls(judged: list[Referred]) -> None:
    points = curve(judged)
    for earlier, later in pairwise(points):
        assert (later.recall, later.wrong) <= (earlier.recall, earlier.wrong)
