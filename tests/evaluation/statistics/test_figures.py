"""The figures against the worked examples of their definitions."""

import statistics
from typing import Any

import pytest

from services.evaluation.outcomes.site import sentences
from services.evaluation.outcomes.statistics.figures import Figures, Participant, analyse
from services.evaluation.outcomes.statistics.instruments import known
from services.evaluation.outcomes.statistics.mixed import mixed_model
from services.evaluation.outcomes.statistics.ranks import hodges_lehmann, spearman, wilcoxon
from services.evaluation.outcomes.statistics.windows import FOLLOW_UPS, Measurement

PAIRS = [(8, 6), (7, 7), (9, 7), (6, 6), (7, 8), (5, 4)]


def example(pairs: list[tuple[float, float]] = PAIRS, more_baselines: tuple[float, ...] = (9, 8)) -> Figures:
    rows, people = [], {}
    for place, scores in enumerate([*pairs, *((score,) for score in more_baselines)]):
        who = f"p{place}"
        people[who] = Participant("brimbank")
        for day, score in zip((0, 84), scores, strict=False):
            rows.append(Measurement(who, "ucla-3", day, None, score, len(rows), sessions=place))
    return analyse(rows, people)


def week_12(figures: Figures) -> Figures:
    return next(one for one in figures["outcomes"] if one["occasion"] == "week_12")


def shown(row: Figures) -> tuple[Any, Any, Any]:
    return row["n_paired"], row["change_mean"], row["improved_share"]


def test_the_worked_example() -> None:
    figures = week_12(example())
    assert (figures["n_consented"], figures["n_baseline"], figures["n_followup"], figures["n_paired"]) == (8, 8, 6, 6)
    assert figures["paired_share"] == 0.75
    close = {
        "change.mean": -0.6666667, "change.sd": 1.2110601, "change.ci_low": -1.9375963, "change.ci_high": 0.6042630,
        "dz": -0.5504819, "dz_hedges": -0.4635637, "smd_baseline": -0.4714045, "wilcoxon.statistic": 1.5,
        "wilcoxon.p": 0.2652054, "hodges_lehmann": -0.5, "improved.wilson_low": 0.1876163,
        "improved.wilson_high": 0.8123837, "rci.threshold": 2.0742690, "unpaired_difference": -1.0416667,
        "missingness.difference": -1.5, "missingness.ci_low": -3.6171359, "missingness.ci_high": 0.6171359,
    }  # fmt: skip
    for path, expected in close.items():
        value = figures
        for part in path.split("."):
            value = value[part]
        assert value == pytest.approx(expected, abs=5e-8), path
    assert (figures["improved"]["n"], figures["same"]["n"], figures["worse"]["n"]) == (3, 2, 1)
    assert figures["wilcoxon"]["method"] == "normal"
    assert figures["mixed_model"]["estimate"] is None


def test_those_missing_are_compared_with_the_others_where_anybody_is() -> None:
    assert sentences.those_missing(week_12(example()), known("ucla-3")) == "those missing began 1.5 worse off"
    assert sentences.those_missing(week_12(example(more_baselines=())), known("ucla-3")) == "nobody is missing"


def test_the_mixed_model_takes_everybody_who_was_measured_at_either_time() -> None:
    before, after = [7, 8, 6, 9, 5, 7, 8, 6, 9, 4, 9, 8], [5, 8, 4, 7, 5, 8, 5, 6, 6, 3]
    found = mixed_model(list(zip(before[:10], after, strict=True)), before[10:], [5])
    assert found["estimate"] == pytest.approx(-1.33423333, abs=1e-7)
    assert found["se"] == pytest.approx(0.42765569, abs=1e-7)
    assert (found["n_people"], found["n_observations"]) == (13, 23)


def test_a_person_variance_of_nothing_is_least_squares() -> None:
    pairs = [(float(n), float(-n)) for n in range(-6, 7)]
    found = mixed_model(pairs, [], [])
    scores = [score for pair in pairs for score in pair]
    residual = sum(score**2 for score in scores) / (len(scores) - 2)
    assert found["estimate"] == pytest.approx(0, abs=1e-12)
    assert found["se"] == pytest.approx((residual * 2 / 13) ** 0.5, rel=1e-9)


def test_every_follow_up_is_there_even_when_nobody_was_measured() -> None:
    outcomes = example()["outcomes"]
    assert [one["occasion"] for one in outcomes] == list(FOLLOW_UPS)
    nobody = outcomes[-1]
    assert nobody["n_paired"] == 0
    assert nobody["change"] == {"mean": None, "sd": None, "ci_low": None, "ci_high": None}
    assert nobody["improved"] == {"n": 0, "share": None, "wilson_low": None, "wilson_high": None}
    assert shown(nobody["by_site"][0]) == (0, None, None)


def test_one_pair_has_a_mean_and_no_spread() -> None:
    change = week_12(example([(8, 6)], ()))["change"]
    assert change == {"mean": -2, "sd": None, "ci_low": None, "ci_high": None}


def test_equal_changes_have_no_spread_and_an_interval_of_no_width() -> None:
    figures = week_12(example([(50.1, 36.3), (54.7, 40.9), (20.0, 6.2)], ()))
    assert figures["change"] == {"mean": -13.8, "sd": 0, "ci_low": -13.8, "ci_high": -13.8}
    assert figures["dz"] is None


def test_nobody_at_all_gives_no_outcomes() -> None:
    assert analyse([], {}) == {
        "rows": {"read": 0, "counted": 0, "no_score": 0, "no_window": 0, "superseded": 0}, "outcomes": [],
    }  # fmt: skip


def test_a_few_changes_without_ties_are_ranked_exactly() -> None:
    assert wilcoxon([1, 2, 3, -4, 5]) == {
        "statistic": 11,
        "p": pytest.approx(0.4375),
        "method": "exact",
        "n_nonzero": 5,
    }
    assert wilcoxon([0, 0])["p"] is None


def test_the_middle_of_all_averages_keeps_the_zeros() -> None:
    assert hodges_lehmann([-2, 0, -2, 0, 1, -1]) == -0.5
    assert hodges_lehmann([]) is None


def test_a_perfect_order_correlates_perfectly_and_a_constant_not_at_all() -> None:
    assert spearman([1, 2, 3], [9, 8, 7]) == (-1, 0)
    assert spearman([1, 1, 1], [9, 8, 7]) == (None, None)


def test_higher_wellbeing_is_an_improvement() -> None:
    rows = [Measurement("ann", "who-5", day, None, score, day) for day, score in ((0, 40), (84, 60))]
    assert week_12(analyse(rows, {"ann": Participant("brimbank")}))["improved"]["n"] == 1


def test_a_site_of_few_is_not_shown() -> None:
    rows, people = [], {}
    for place in range(40):
        who = f"p{place}"
        people[who] = Participant("latrobe" if place < 3 else "brimbank" if place < 20 else "frankston")
        rows += [Measurement(who, "ucla-3", day, None, 7 - (day > 0), 0) for day in (0, 84)]
    by_site = {row["group"]: row for row in week_12(analyse(rows, people))["by_site"]}
    assert shown(by_site["latrobe"]) == ("n.p.", "n.p.", "n.p.")
    assert {by_site["latrobe"]["ci_low"], by_site["latrobe"]["ci_high"]} == {"n.p."}
    assert by_site["brimbank"]["n_paired"] == "n.p."
    assert by_site["frankston"]["change_mean"] == -1


@pytest.mark.parametrize("n", [1, 2, 3, 10, 11])
def test_taking_equal_changes_together_gives_the_same_middle(n: int) -> None:
    changes = [((place * 7) % 5 - 2) / 2 for place in range(n)]
    averages = [(changes[i] + changes[j]) / 2 for i in range(n) for j in range(i, n)]
    assert hodges_lehmann(changes) == pytest.approx(statistics.median(averages))


def test_people_of_65_and_over_are_shown_where_hiding_others_protects_those_not_stated() -> None:
    rows, people = [], {}
    for place, band in enumerate(["26-64"] * 40 + ["65+"] * 25 + [None] * 3):
        who = f"p{place:02}"
        people[who] = Participant("brimbank", band)
        for day, score in ((0, 8), (84, 7 if place % 2 else 8)):
            rows.append(Measurement(who, "ucla-3", day, None, score, len(rows)))
    by_age = {row["group"]: shown(row) for row in week_12(analyse(rows, people))["by_age_band"]}
    assert by_age["26-64"] == by_age["not stated"] == ("n.p.", "n.p.", "n.p.")
    assert by_age["65+"] == (25, pytest.approx(-0.48), 0.48)
