"""Where the marks of a chart go. The templates draw them twice, for a desk and for a phone, with a table beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.kernel.days import MONTHS

from .formatting import number

WIDE, NARROW = 640, 330  # units of a picture's width: text keeps its size on a phone
LABELS = 232.0  # in a wide picture the rows' names stand before their marks, in a narrow one above
SIDE = 14.0


@dataclass(frozen=True)
class Scale:
    """From a value to its place."""

    bottom: float
    top: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.bottom) / (self.top - self.bottom) if self.top > self.bottom else 0.5
        return round(self.begin + share * (self.end - self.begin), 1)

    def maybe(self, value: Any) -> float | None:
        return None if value is None else self(float(value))

    @property
    def ticks(self) -> tuple["Tick", ...]:
        return tuple(Tick(self(value), number(value)) for value in round_numbers(self.bottom, self.top))


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, in units of the picture, and what stands beside it."""

    at: float
    label: str


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
    y = Scale(*_span([v for r in rows for v in (r.value, r.low, r.high)], low, high), floor, SIDE)
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
    found = [_mapping(row) for row in rows]
    narrow, tall = _heights(width, 34.0)
    left, floor = SIDE if narrow else LABELS, 14.0 + tall * len(found)
    x = Scale(*_span([row.get(k) for row in found for k in ("value", "low", "high")], zero, zero), left, width - 18.0)
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
    found = [_mapping(row) for row in rows]
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


def _mapping(row: Any) -> Mapping[str, Any]:
    """A row by its fields' names, whatever it is: a mapping, a dataclass, a pydantic model."""
    if isinstance(row, Mapping):
        return row
    names = getattr(type(row), "__dataclass_fields__", None) or getattr(type(row), "model_fields", None) or vars(row)
    return {name: getattr(row, name) for name in names}


def _row(point: Any) -> _Row:
    if isinstance(point, Sequence):
        found: Mapping[str, Any] = dict(zip(("when", "value", "low", "high"), point, strict=False))
    else:
        found = _mapping(point)
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


def _span(values: Iterable[Any], low: float | None, high: float | None) -> tuple[float, float]:
    """From the least to the most, at least from `low` to `high`, with a little room where nothing was asked for."""
    known = [float(value) for value in values if value is not None]
    asked = [float(value) for value in (low, high) if value is not None]
    if not known + asked:
        return 0.0, 1.0
    least, most = min(known + asked), max(known + asked)
    room = (most - least) * 0.06 or 1.0
    return least - (0 if least in asked else room), most + (0 if most in asked else room)


def round_numbers(bottom: float, top: float) -> list[float]:
    """About five round numbers from `bottom` to `top`."""
    span = top - bottom
    if span <= 0:
        return [bottom]
    steps = (base * 10.0**power for power in range(-4, 12) for base in (1, 2, 5))
    step = next((step for step in steps if span / step <= 5.5), span)
    first = -(-bottom // step)
    return [round((first + i) * step, 6) for i in range(int(top / step - first + 1e-9) + 1)]
