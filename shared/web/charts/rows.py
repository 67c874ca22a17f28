"""Rows that lie above one another: estimates with their intervals, and bars."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shared.web.formatting import number

from .scales import LABELS, NARROW, SIDE, WIDE, Scale, Tick, mapping, span


@dataclass(frozen=True)
class Interval:
    """A row of an interval chart: estimate and its ends (None: hidden or not known), and how it reads aloud."""

    y: float
    label: str
    label_y: float
    x: float | None
    low: float | None
    high: float | None
    said: str
    note: str
    strong: bool


@dataclass(frozen=True)
class IntervalPicture:
    """Geometry of estimates with their intervals. `zero`: where "no change" stands, if it is in the picture."""

    width: int
    height: int
    left: float
    right: float
    floor: float
    narrow: bool
    zero: float | None
    rows: tuple[Interval, ...]
    ticks: tuple[Tick, ...]


def interval_picture(rows: Iterable[Any], zero: float | None = 0.0, width: int = WIDE) -> IntervalPicture:
    """A dot and a bar for each row: mappings or objects with `label`, `value`, `low`, `high`; `note` where nothing is
    shown; `strong` for a row about everybody."""
    found = [mapping(row) for row in rows]
    narrow, tall = _heights(width, 34.0)
    left, floor = SIDE if narrow else LABELS, 14.0 + tall * len(found)
    x = Scale(*span([row.get(k) for row in found for k in ("value", "low", "high")], zero, zero), left, width - 18.0)
    drawn = []
    for place, row in enumerate(found):
        y = round(14 + tall * (place + (0.72 if narrow else 0.5)), 1)
        drawn.append(
            Interval(
                y,
                str(row["label"]),
                y - 18 if narrow else y + 4,
                x.maybe(row.get("value")),
                x.maybe(row.get("low")),
                x.maybe(row.get("high")),
                number(row.get("value")),
                str(row.get("note") or ""),
                bool(row.get("strong")),
            )
        )
    shown = any(row.x is not None for row in drawn)
    at = x(zero) if shown and zero is not None else None
    ticks = x.ticks if shown else ()
    return IntervalPicture(width, int(floor + 34), left, width - 18.0, floor, narrow, at, tuple(drawn), ticks)


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart, and how it reads aloud."""

    y: float
    label: str
    label_y: float
    width: float
    said: str
    note: str
    kind: str


@dataclass(frozen=True)
class BarPicture:
    """Geometry of a bar chart in units of its viewBox."""

    width: int
    height: int
    left: float
    narrow: bool
    rows: tuple[Bar, ...]


def bar_picture(rows: Iterable[Any], most: float | None = None, width: int = WIDE) -> BarPicture:
    """Lying bars: mappings or objects with `label`, `value` (None: nothing shown), perhaps `said` (the value in words),
    `note` and `kind` (due, late, joy)."""
    found = [mapping(row) for row in rows]
    narrow, tall = _heights(width, 34.0)
    left = 0.0 if narrow else LABELS
    values = [float(row.get("value") or 0) for row in found]
    x = Scale(0, most or max(values, default=0) or 1, 0, width - left - (90.0 if narrow else 140.0))
    drawn = []
    for place, row in enumerate(found):
        y = 4.0 + tall * place + (22 if narrow else 0)
        drawn.append(
            Bar(
                y,
                str(row["label"]),
                y - 6 if narrow else y + 17,
                min(x(values[place]), x.end),
                str(row.get("said") or number(row.get("value"))),
                str(row.get("note") or ""),
                str(row.get("kind") or ""),
            )
        )
    return BarPicture(width, int(8 + tall * len(found)), left, narrow, tuple(drawn))


def _heights(width: int, row: float) -> tuple[bool, float]:
    narrow = width <= NARROW
    return narrow, row + 20 if narrow else row
