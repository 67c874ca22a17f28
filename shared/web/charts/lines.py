"""A line over time, with its intervals and the bands behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.kernel.days import MONTHS
from shared.web.formatting import number

from .scales import SIDE, WIDE, Scale, Tick, mapping, span


@dataclass(frozen=True)
class Point:
    """One value of a line: where, in units of the picture, its label and the value as people read it."""

    x: float
    y: float
    label: str
    value: str


@dataclass(frozen=True)
class ChartBand:
    """A stretch behind a line, like the range of scores that has a name."""

    y: float
    height: float
    label: str
    kind: int


@dataclass(frozen=True)
class LinePicture:
    """Geometry of a line chart in units of its viewBox. The template draws, and has a table beside it."""

    width: int
    height: int
    left: float
    right: float
    floor: float
    lines: tuple[str, ...]
    """Polylines, one for each stretch without a missing value."""
    spans: tuple[str, ...]
    """Polygons of the intervals around the stretches."""
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]
    bands: tuple[ChartBand, ...]


@dataclass(frozen=True)
class _Row:
    when: Any
    value: float | None
    low: float | None
    high: float | None

    @property
    def place(self) -> float:
        """Where on the line of time: days, or the number itself."""
        if isinstance(self.when, datetime):
            return self.when.timestamp() / 86400
        return float(self.when.toordinal()) if isinstance(self.when, date) else float(self.when)

    @property
    def label(self) -> str:
        if isinstance(self.when, date):
            return f"{self.when.day} {MONTHS[self.when.month - 1][:3]}"
        return number(self.when)


def line_picture(
    points: Iterable[Any],
    low: float | None = None,
    high: float | None = None,
    bands: Iterable[tuple[float, float, str]] = (),
    height: int = 220,
    width: int = WIDE,
) -> LinePicture:
    """A line over time. A point is `(when, value)` or a mapping or object with `when`, `value` and perhaps `low`,
    `high`; a value of None is a gap. `when` is a day, a moment or a number."""
    rows = [_row(point) for point in points]
    left, right, floor = 40.0, width - 12.0, height - 34.0
    y = Scale(*span([v for r in rows for v in (r.value, r.low, r.high)], low, high), floor, SIDE)
    places = [row.place for row in rows] or [0.0]
    x = Scale(min(places), max(places), left + SIDE, right - SIDE)
    shown = [row for row in rows if row.value is not None]
    stretches = [stretch for stretch in _stretches(rows) if len(stretch) > 1]
    return LinePicture(
        width, height, left, right, floor,
        lines=tuple(" ".join(f"{x(r.place)},{y(r.value or 0)}" for r in stretch) for stretch in stretches),
        spans=tuple(_polygon(s, x, y) for s in stretches if not any(r.low is None or r.high is None for r in s)),
        points=tuple(Point(x(r.place), y(r.value or 0), r.label, number(r.value)) for r in shown),
        ticks=y.ticks,
        days=_days(shown, x),
        bands=tuple(_bands(bands, y)),
    )  # fmt: skip


def _row(point: Any) -> _Row:
    if isinstance(point, Sequence):
        found: Mapping[str, Any] = dict(zip(("when", "value", "low", "high"), point, strict=False))
    else:
        found = mapping(point)
    value, low, high = (None if found.get(k) is None else float(found[k]) for k in ("value", "low", "high"))
    return _Row(found["when"], value, low, high)


def _stretches(rows: list[_Row]) -> list[list[_Row]]:
    found: list[list[_Row]] = [[]]
    for row in rows:
        if row.value is None:
            found.append([])
        else:
            found[-1].append(row)
    return found


def _polygon(stretch: list[_Row], x: Scale, y: Scale) -> str:
    there = [f"{x(row.place)},{y(row.high or 0)}" for row in stretch]
    back = [f"{x(row.place)},{y(row.low or 0)}" for row in reversed(stretch)]
    return " ".join(there + back)


def _days(rows: list[_Row], x: Scale) -> tuple[Tick, ...]:
    """Names under the line, as many as there is room for; the last one always."""
    ticks: list[Tick] = []
    for row in reversed(rows):
        tick = Tick(x(row.place), row.label)
        if not ticks or ticks[-1].at - tick.at > 64:
            ticks.append(tick)
    return tuple(reversed(ticks))


def _bands(bands: Iterable[tuple[float, float, str]], y: Scale) -> Iterable[ChartBand]:
    for kind, (since, to, label) in enumerate(bands):
        since, to = max(since, y.bottom), min(to, y.top)
        if since < to:
            yield ChartBand(y(to), round(y(since) - y(to), 1), label, kind % 3)
