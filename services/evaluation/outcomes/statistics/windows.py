"""Which measurement counts, for which occasion. Pure; the rules are the methods page's, word for word.

A day is counted from the consent. Both ends of a window are inside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

BASELINE = (0, 14)
TARGETS: dict[str, int] = {"week_8": 56, "week_12": 84, "week_26": 182, "week_52": 364}
WINDOWS: dict[str, tuple[int, int]] = {
    "week_8": (42, 70),
    "week_12": (63, 105),
    "week_26": (154, 210),
    "week_52": (322, 406),
}
FOLLOW_UPS = (*TARGETS, "closure")
Fate = Literal["no_score", "no_window", "superseded", "counted"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One instrument at one day, with a score or without. `place` decides between equals: its order in the file."""

    participant: str
    instrument: str
    day: int
    occasion: str | None
    score: float | None
    place: int = 0
    sessions: int | None = None
    """Get-togethers attended up to that day; None if nobody knows."""


@dataclass
class CountedMeasurements:
    """Of one instrument, the baseline and follow-ups that count, by participant."""

    baseline: dict[str, Measurement] = field(default_factory=dict)
    follow_ups: dict[str, dict[str, Measurement]] = field(
        default_factory=lambda: {occasion: {} for occasion in FOLLOW_UPS}
    )


def occasion_of(day: int, stated: str | None) -> str | None:
    """The occasion (baseline, week_12, …) for which a measurement on that day may count; None if for none.

    A stated occasion holds in its own window only. Unstated, the week whose target is nearest; of equals the earlier.
    """
    if stated == "closure":
        return stated if day >= 0 else None
    if stated:
        low, high = BASELINE if stated == "baseline" else WINDOWS[stated]
        return stated if low <= day <= high else None
    if BASELINE[0] <= day <= BASELINE[1]:
        return "baseline"
    inside = [week for week, (low, high) in WINDOWS.items() if low <= day <= high]
    return min(inside, key=lambda week: abs(day - TARGETS[week]), default=None)


def choose(measurements: Iterable[Measurement]) -> tuple[dict[str, CountedMeasurements], Counter[Fate]]:
    """Choose the measurements that count, by instrument, and say what became of every row."""
    fates: Counter[Fate] = Counter()
    counted: dict[str, CountedMeasurements] = {}
    candidates: dict[tuple[str, str], dict[str, list[Measurement]]] = defaultdict(lambda: defaultdict(list))
    for one in measurements:
        counted.setdefault(one.instrument, CountedMeasurements())
        if one.score is None:
            fates["no_score"] += 1
        elif occasion := occasion_of(one.day, one.occasion):
            candidates[one.instrument, one.participant][occasion].append(one)
        else:
            fates["no_window"] += 1
    for (instrument, _), rows in candidates.items():
        kept = _choose_one_persons(rows, counted[instrument])
        fates["counted"] += kept
        fates["superseded"] += sum(map(len, rows.values())) - kept
    return counted, fates


def _choose_one_persons(rows: dict[str, list[Measurement]], into: CountedMeasurements) -> int:
    """Follow-ups first; then the last baseline before the first of them. Returns how many count."""
    first: int | None = None
    kept = 0
    for occasion in FOLLOW_UPS:
        if found := rows.get(occasion):
            best = _closure(found) if occasion == "closure" else _nearest(found, TARGETS[occasion])
            into.follow_ups[occasion][best.participant] = best
            first = best.day if first is None else min(first, best.day)
            kept += 1
    before = [row for row in rows.get("baseline", ()) if first is None or row.day < first]
    if before:
        last = min(before, key=lambda row: (-row.day, row.place))
        into.baseline[last.participant] = last
        kept += 1
    return kept


def _nearest(rows: list[Measurement], target: int) -> Measurement:
    return min(rows, key=lambda row: (abs(row.day - target), row.day, row.place))


def _closure(rows: list[Measurement]) -> Measurement:
    return min(rows, key=lambda row: (-row.day, row.place))
