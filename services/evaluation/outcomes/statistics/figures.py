"""The figures, computed from rows: what changed in people measured at both times, and how far to trust it. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.evaluation.outcomes.disclosure.suppression import HIDDEN, Cell, HiddenCells, cover, why_hidden

from . import instruments
from .arithmetic import mean, ratio, sd, t_interval, welch, wilson
from .instruments import Known, ScoreScale
from .mixed import mixed_model
from .ranks import hodges_lehmann, spearman, wilcoxon
from .windows import FOLLOW_UPS, CountedMeasurements, Measurement, choose

NOT_STATED = "not stated"
PRIORITY = "65+"  # the age band the program is for before all others
BANDS: dict[str, tuple[int, float]] = {"0": (0, 0), "1-2": (1, 2), "3-5": (3, 5), "6+": (6, math.inf)}
RELIABLE = 1.96
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who agreed to the evaluation: their Local and their age band, if it was stated."""

    site: str
    age_band: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One person's baseline and follow-up score on one instrument, and the change between them."""

    participant: str
    before: float
    after: float
    change: float
    good: int | None
    """1 if the change is a good one, -1 if a bad one, 0 if there is none; None where no file says which is which."""
    sessions: int | None


def analyse(
    measurements: Iterable[Measurement], people: Mapping[str, Participant], known: Known = instruments.known
) -> Figures:
    """All figures from measurements: those of each instrument and follow-up, and what became of every row.

    Keys: `rows` (fate -> number of rows) and `outcomes` (a list, see `outcome`).
    """
    counted, fates = choose(measurements)
    return {
        "rows": {"read": fates.total()}
        | {fate: fates[fate] for fate in ("counted", "no_score", "no_window", "superseded")},
        "outcomes": [
            outcome(known(code), occasion, counted[code], people) for code in sorted(counted) for occasion in FOLLOW_UPS
        ],
    }


def outcome(
    instrument: ScoreScale, occasion: str, counted: CountedMeasurements, people: Mapping[str, Participant]
) -> Figures:
    """The figures of one instrument at one follow-up."""
    follow_up = counted.follow_ups[occasion]
    pairs = pair_up(counted, occasion, instrument.better)
    changes = [pair.change for pair in pairs]
    return {
        "instrument": instrument.code,
        "occasion": occasion,
        "n_consented": len(people),
        "n_baseline": len(counted.baseline),
        "n_followup": len(follow_up),
        "n_paired": len(pairs),
        "paired_share": ratio(len(pairs), len(people)),
        **change_figures(pairs),
        "wilcoxon": wilcoxon(changes),
        "hodges_lehmann": hodges_lehmann(changes),
        **_shares(pairs, instrument.better),
        "rci": reliable_change(pairs, instrument),
        **_those_who_are_missing(counted, follow_up, pairs),
        "dose": dose(pairs),
        "by_site": breakdown(pairs, {person.site for person in people.values()}, lambda who: people[who].site),
        "by_age_band": breakdown(
            pairs,
            {person.age_band or NOT_STATED for person in people.values()},
            lambda who: people[who].age_band or NOT_STATED,
            last=PRIORITY,
        ),
    }


def pair_up(counted: CountedMeasurements, occasion: str, better: int) -> list[Pair]:
    """Everybody with a counted baseline and a counted score at this occasion, in the order of their labels.

    `better`: of the instrument.
    """
    found = []
    for who, after in sorted(counted.follow_ups[occasion].items()):
        before = counted.baseline.get(who)
        if before is None or before.score is None or after.score is None:
            continue
        change = round(after.score - before.score, 9) + 0.0  # so that -0.0 is 0.0
        found.append(Pair(who, before.score, after.score, change, _judged(change, better), after.sessions))
    return found


def _judged(change: float, better: int) -> int | None:
    if not better:
        return None
    return 0 if change == 0 else (1 if (change > 0) == (better > 0) else -1)


def change_figures(pairs: list[Pair]) -> Figures:
    """Means and SDs before and after, the mean change with its 95 % interval, and standardised effect sizes.

    `dz`: by the SD of the changes. `smd_baseline`: by the SD at baseline. `…_hedges`: with Hedges' small-sample factor.
    """
    before, after = [pair.before for pair in pairs], [pair.after for pair in pairs]
    changes = [pair.change for pair in pairs]
    middle, spread = mean(changes), sd(changes)
    low, high = t_interval(changes)
    dz, smd = ratio(middle, spread), ratio(middle, sd(before))
    hedges = 1 - 3 / (4 * (len(pairs) - 1) - 1) if len(pairs) >= 3 else None
    return {
        "baseline": {"mean": mean(before), "sd": sd(before)},
        "followup": {"mean": mean(after), "sd": sd(after)},
        "change": {"mean": middle, "sd": spread, "ci_low": low, "ci_high": high},
        "dz": dz,
        "dz_hedges": None if dz is None or hedges is None else dz * hedges,
        "smd_baseline": smd,
        "smd_baseline_hedges": None if smd is None or hedges is None else smd * hedges,
    }


def _shares(pairs: list[Pair], better: int) -> Figures:
    return {
        name: share(sum(pair.good == good for pair in pairs), len(pairs)) if better else NOT_JUDGED
        for name, good in (("improved", 1), ("same", 0), ("worse", -1))
    }


NOT_JUDGED: Figures = dict.fromkeys(("n", "share", "wilson_low", "wilson_high"))


def share(x: int, n: int) -> Figures:
    """x of n as a share with Wilson's 95 % interval: keys n (which is x), share, wilson_low, wilson_high."""
    low, high = wilson(x, n)
    return {"n": x, "share": ratio(x, n), "wilson_low": low, "wilson_high": high}


def reliable_change(pairs: list[Pair], instrument: ScoreScale) -> Figures:
    """How many changed by more than the instrument's measurement error explains (reliable change).

    Threshold: 1.96 · SD at baseline · √2 · √(1 − reliability). None where no reliability or direction is known.
    """
    spread, r = sd([pair.before for pair in pairs]), instrument.reliability
    found: Figures = {"reliability": r, "sd_baseline": spread}
    if r is None or not spread or not instrument.better:
        return found | dict.fromkeys(("threshold", "improved", "unchanged", "deteriorated"))
    threshold = RELIABLE * spread * math.sqrt(2) * math.sqrt(1 - r)
    improved = sum(pair.change * instrument.better >= threshold for pair in pairs)
    worse = sum(-pair.change * instrument.better >= threshold for pair in pairs)
    return found | {
        "threshold": threshold, "improved": improved, "unchanged": len(pairs) - improved - worse, "deteriorated": worse,
    }  # fmt: skip


def _those_who_are_missing(
    counted: CountedMeasurements, follow_up: Mapping[str, Measurement], pairs: list[Pair]
) -> Figures:
    before = {who: row.score for who, row in sorted(counted.baseline.items()) if row.score is not None}
    after = {who: row.score for who, row in sorted(follow_up.items()) if row.score is not None}
    paired = [pair.before for pair in pairs]
    unpaired = [score for who, score in before.items() if who not in after]
    difference, low, high = welch(paired, unpaired)
    at_start, later = mean(list(before.values())), mean(list(after.values()))
    return {
        "unpaired_difference": None if at_start is None or later is None else later - at_start,
        "missingness": {
            "baseline_mean_paired": mean(paired), "baseline_mean_unpaired": mean(unpaired), "difference": difference,
            "ci_low": low, "ci_high": high,
        },
        "mixed_model": mixed_model(
            [(pair.before, pair.after) for pair in pairs],
            unpaired,
            [score for who, score in after.items() if who not in before],
        ),
    }  # fmt: skip


def dose(pairs: list[Pair]) -> Figures:
    """Mean change by the number of get-togethers attended, and their rank correlation. Not a cause of it."""
    told = [pair for pair in pairs if pair.sessions is not None]
    rho, p = spearman([pair.sessions or 0 for pair in told], [pair.change for pair in told])
    rows = {band: [pair for pair in told if low <= (pair.sessions or 0) <= high] for band, (low, high) in BANDS.items()}
    covered = cover({band: _group(found) for band, found in rows.items()})
    by_band = [
        {
            "band": band,
            "n": HIDDEN if band in covered.counts else len(found),
            "change_mean": HIDDEN if band in covered.means else mean([pair.change for pair in found]),
        }
        for band, found in rows.items()
    ]
    return {"n": len(told), "spearman_rho": rho, "p": p, "by_band": by_band}


def breakdown(
    pairs: list[Pair], groups: Iterable[str], group_of: Callable[[str], str], last: str | None = None
) -> list[Figures]:
    """Figures by group, small cells suppressed; `why` says so in words. `last`: see `protect`."""
    rows: dict[str, list[Pair]] = {group: [] for group in sorted(groups)}
    for pair in pairs:
        rows[group_of(pair.participant)].append(pair)
    covered = cover({group: _group(found) for group, found in rows.items()}, last)
    return [_part(group, found, covered) for group, found in rows.items()]


def _part(group: str, found: list[Pair], covered: HiddenCells) -> Figures:
    changes = [pair.change for pair in found]
    low, high = t_interval(changes)
    no_mean = group in covered.means
    return {
        "group": group,
        "n_paired": HIDDEN if group in covered.counts else len(found),
        "change_mean": HIDDEN if no_mean else mean(changes),
        "ci_low": HIDDEN if no_mean else low,
        "ci_high": HIDDEN if no_mean else high,
        "improved_share": HIDDEN if group in covered.shares else _improved_share(found),
        "why": why_hidden(len(found)) if no_mean else None,
    }


def by_beginning(pairs: Iterable[Pair], fewest: int = 10) -> list[Figures]:
    """Mean change by baseline score, where at least `fewest` began with it: it shows regression to the mean."""
    found: dict[float, list[float]] = {}
    for pair in pairs:
        found.setdefault(pair.before, []).append(pair.change)
    return [
        {"began_at": began, "n": len(changes), "change_mean": mean(changes)}
        for began, changes in sorted(found.items())
        if len(changes) >= fewest
    ]


def _group(pairs: list[Pair]) -> Cell:
    return Cell(len(pairs), sum(pair.good == 1 for pair in pairs))


def _improved_share(pairs: list[Pair]) -> float | None:
    return None if any(pair.good is None for pair in pairs) else ratio(_group(pairs).x, len(pairs))
