"""A sentence is made from the figures it is about, whatever their sign and their order."""

import re
from itertools import product
from typing import Any

import pytest

from services.evaluation.outcomes.site import sentences
from services.evaluation.outcomes.statistics import instruments

CHANGES = (-2.0, -0.3, -0.04, 0.0, 0.04, 0.3, 2.0)
CODES = ("ucla-3", "who-5", "gas-t", "k10")


def row(began_at: float, change_mean: float) -> dict[str, Any]:
    return {"began_at": began_at, "n": 10, "change_mean": change_mean}


def shown(value: float) -> str:
    return f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("low", "high"), list(product(CHANGES, repeat=2)))
def test_those_who_began_worst_are_said_to_feel_better_only_where_the_figures_say_so(
    code: str, low: float, high: float
) -> None:
    instrument = instruments.known(code)
    said = sentences.drawn_back(instrument, [row(20, low), row(40, 0), row(60, high)])
    (worst_at, worst), (best_at, best) = ((60, high), (20, low)) if instrument.better < 0 else ((20, low), (60, high))
    assert f"began worst, at {worst_at} changed by {shown(worst)}," in said
    assert f"began best, at {best_at} changed by {shown(best)}." in said
    drawn_back = round(worst, 1) * instrument.better > round(best, 1) * instrument.better
    assert ("It does not show in these figures" in said) is not drawn_back


def test_without_two_beginnings_nothing_is_said_of_these_figures() -> None:
    assert sentences.drawn_back(instruments.known("ucla-3"), [row(5, 1)]).endswith("feel better later anyway.")
    assert sentences.drawn_back(instruments.known("ucla-3"), []).endswith("feel better later anyway.")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("mean", "half"), list(product(CHANGES, (None, 0.0, 0.02, 0.1, 1.0, 3.0))))
def test_the_headline_never_says_two_things_at_once(code: str, mean: float, half: float | None) -> None:
    low, high = (None, None) if half is None else (mean - half, mean + half)
    change = {"mean": mean, "ci_low": low, "ci_high": high}
    said = sentences.headline({"n_paired": 12, "change": change}, instruments.known(code))
    directions = set(re.findall(r"\b(fell|rose)\b", said))
    assert directions <= {"fell" if mean < 0 else "rose"}
    sure = low is not None and high is not None and not low <= 0 <= high
    assert ("fairly sure" in said) is sure
    assert ("interval holds zero" in said) is (low is not None and not sure)
    if "stayed about where it was" in said and sure:
        assert "by very little" in said


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("difference", CHANGES)
def test_those_missing_began_worse_off_if_the_others_began_better(code: str, difference: float) -> None:
    one = {"n_paired": 1, "n_consented": 2, "missingness": {"difference": difference}}
    said = sentences.those_missing(one, instruments.known(code))
    if abs(difference) < 0.05:
        assert said == "those missing began like the others"
    else:
        others_were_better = difference * instruments.known(code).better > 0
        assert said.endswith("worse off" if others_were_better else "better off")
