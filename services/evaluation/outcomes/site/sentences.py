"""A sentence before the numbers. Pure."""

from collections.abc import Sequence

from services.evaluation.outcomes.statistics.figures import Figures
from services.evaluation.outcomes.statistics.instruments import ScoreScale
from shared.kernel.counts import counted
from shared.web.formatting import number

OCCASIONS = {
    "baseline": "the start",
    "week_8": "8 weeks",
    "week_12": "12 weeks",
    "week_26": "26 weeks",
    "week_52": "52 weeks",
    "closure": "the end",
}
FEWEST_TO_SAY = 10


NOT_JUDGED = "No data file here says which way is the good one: this is counted and not judged."


def headline(one: Figures, instrument: ScoreScale) -> str:
    """The figures in a sentence or two, with how sure we can be; never that the program is why."""
    n, change = one["n_paired"], one["change"]
    if n == 0:
        return (
            "Nobody has been measured at both times yet. The first figures appear here within seconds of the first one."
        )
    if n < FEWEST_TO_SAY:
        return f"Only {counted(n, 'person', 'people')} measured at both times: too few to say anything yet."
    moved = f"Among the {number(n)} people measured at both times, {instrument.about} {_moved(change['mean'])}"
    if not instrument.better:
        return f"{moved}. {how_sure(change)} {NOT_JUDGED}"
    return f"{moved} on a scale from {instrument.low} to {instrument.high}. {how_sure(change)}"


def _moved(mean: float) -> str:
    if _tenths(mean) == 0:
        return "stayed about where it was"
    return f"{'fell' if mean < 0 else 'rose'} by {number(abs(mean), 1)} points"


def how_sure(change: Figures) -> str:
    """How sure we can be of a change, from its 95 % interval: chance, or fairly sure."""
    low, high = change["ci_low"], change["ci_high"]
    if low is None:
        return "There are too few to say how sure that is."
    if low <= 0 <= high:
        return "That may be chance: the interval holds zero."
    little = ", by very little" if _tenths(change["mean"]) == 0 else ""
    return f"We can be fairly sure it {'fell' if high < 0 else 'rose'}{little}; we cannot say the program is why."


def drawn_back(instrument: ScoreScale, by_beginning: Sequence[Figures]) -> str:
    """A sentence on regression to the mean: those who begin worst often feel better later anyway.

    It says whether these figures show it. `by_beginning`: rows of `began_at` and `change_mean`, the lowest first.
    """
    better = instrument.better
    if not better:
        return "Whoever begins far from the middle is often nearer to it later anyway."
    general = "People who come when they feel worst often feel better later anyway"
    if len(by_beginning) < 2:
        return f"{general}."
    worst, best = sorted((by_beginning[0], by_beginning[-1]), key=lambda row: row["began_at"] * better)
    more = (_tenths(worst["change_mean"]) - _tenths(best["change_mean"])) * better > 0
    said = [f"at {number(row['began_at'], 0)} changed by {number(row['change_mean'], 1)}" for row in (worst, best)]
    figures = f"those who began worst, {said[0]}, those who began best, {said[1]}"
    return f"{general}: {figures}." if more else f"{general}. It does not show in these figures: {figures}."


def _tenths(value: float) -> float:
    """As it is shown: what looks alike on the page is spoken of as alike."""
    return float(f"{value:.1f}")


def those_missing(one: Figures, instrument: ScoreScale) -> str:
    """Whether those who were not measured again began differently from the others, in words."""
    if one["n_paired"] == one["n_consented"]:
        return "nobody is missing"
    difference = one["missingness"]["difference"]
    if difference is None:
        return "nobody to compare those missing with"
    if _tenths(difference) == 0:
        return "those missing began like the others"
    if not instrument.better:
        return f"those missing began {number(abs(difference), 1)} {'lower' if difference > 0 else 'higher'}"
    worse = difference * instrument.better > 0
    return f"those missing began {number(abs(difference), 1)} {'worse' if worse else 'better'} off"
