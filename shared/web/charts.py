"""Where the marks of a chart go. The templates draw them; every chart has its numbers in a table beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .words import MONTHS, number

WIDTH = 640
LABELS = 190  # of an interval chart or bars: the room for the names of the rows
ROW = 34


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    label: str
    value: str


@dataclass(frozen=True)
class Band:
    y: float
    height: float
    label: str
    kind: int


@dataclass(frozen=True)
class LinePicture:
    width: int
    height: int
    left: float
    right: float
    bottom: float
    lines: tuple[str, ...]
    """Polylines, one for each stretch without a missing value."""
    spans: tuple[str, ...]
    """Polygons of the intervals around the stretches."""
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]
    bands: tuple[Band, ...]


def line_picture(
    points: Iterable[Any],
    low: float | None = None,
    high: float | None = None,
    bands: Iterable[tuple[float, float, str]] = (),
    height: int = 220,
) -> LinePicture:
    """A line over time. A point is `(when, value)` or a mapping or object with `when`, `value` and perhaps `low`,
    `high`; a value of None is a gap. `when` is a day, a moment or a number."""
    rows = [_point(point) for point in points]
    values = [v for row in rows for v in (row[1], row[2], row[3]) if v is not None]
    bottom, top = _span([*values, *([] if low is None else [low]), *([] if high is None else [high])])
    bottom, top = (bottom if low is None else low), (top if high is None else high)
    left, right, ceiling, floor = 46.0, WIDTH - 16.0, 14.0, height - 34.0
    xs = [_place(row[0]) for row in rows]
    first, last = min(xs, default=0.0), max(xs, default=1.0)

    def x(value: float) -> float:
        share = 0.5 if last == first else (value - first) / (last - first)
        return round(left + 14 + share * (right - left - 28), 1)

    def y(value: float) -> float:
        return round(floor - (value - bottom) / ((top - bottom) or 1) * (floor - ceiling), 1)

    stretches = _stretches(rows)
    return LinePicture(
        WIDTH, height, left, right, floor,
        tuple(" ".join(f"{x(_place(r[0]))},{y(r[1])}" for r in s) for s in stretches if len(s) > 1),
        tuple(_polygon(s, x, y) for s in stretches if len(s) > 1 and all(None not in r for r in s)),
        tuple(Point(x(_place(r[0])), y(r[1]), _when_label(r[0]), number(r[1])) for r in rows if r[1] is not None),
        tuple(Tick(y(value), number(value)) for value in _ticks(bottom, top)),
        _days(rows, x),
        tuple(
            Band(y(min(to, top)), round(y(max(since, bottom)) - y(min(to, top)), 1), label, kind % 3)
            for kind, (since, to, label) in enumerate(bands) if to > bottom and since < top
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Interval:
    y: float
    label: str
    x: float | None
    low: float | None
    high: float | None
    said: str
    note: str
    strong: bool


@dataclass(frozen=True)
class IntervalPicture:
    width: int
    height: int
    left: float
    right: float
    bottom: float
    zero: float | None
    rows: tuple[Interval, ...]
    ticks: tuple[Tick, ...]


def interval_picture(rows: Iterable[Any], zero: float | None = 0.0) -> IntervalPicture:
    """A dot and a bar for each row: mappings or objects with `label`, `value`, `low`, `high`; `note` where nothing is
    shown; `strong` for a row about everybody."""
    found = [row if isinstance(row, Mapping) else vars_of(row) for row in rows]
    values = [float(row[k]) for row in found for k in ("value", "low", "high") if row.get(k) is not None]
    bottom, top = _span([*values, *([] if zero is None else [zero])])
    left, right, floor = LABELS + 20.0, WIDTH - 16.0, 14.0 + ROW * len(found)

    def x(value: float | None) -> float | None:
        share = None if value is None else (float(value) - bottom) / ((top - bottom) or 1)
        return None if share is None else round(left + share * (right - left), 1)

    drawn = tuple(
        Interval(
            round(14 + ROW * (place + 0.5), 1), str(row["label"]),
            x(row.get("value")), x(row.get("low")), x(row.get("high")),
            number(row.get("value")), str(row.get("note") or ""), bool(row.get("strong")),
        )
        for place, row in enumerate(found)
    )  # fmt: skip
    ticks = tuple(Tick(x(value) or 0.0, number(value)) for value in _ticks(bottom, top))
    return IntervalPicture(WIDTH, int(floor + 34), left, right, floor, x(zero) if values else None, drawn, ticks)


@dataclass(frozen=True)
class Bar:
    y: float
    label: str
    width: float
    said: str
    note: str
    kind: str


@dataclass(frozen=True)
class BarPicture:
    width: int
    height: int
    left: float
    rows: tuple[Bar, ...]


def bar_picture(rows: Iterable[Any], most: float | None = None) -> BarPicture:
    """Lying bars: mappings or objects with `label`, `value` (None: nothing shown), perhaps `said` (the value in words),
    `note` and `kind` (due, late, joy)."""
    found = [row if isinstance(row, Mapping) else vars_of(row) for row in rows]
    top = most or max((float(row["value"]) for row in found if row.get("value") is not None), default=0.0) or 1.0
    room = WIDTH - LABELS - 20.0 - 130.0
    drawn = tuple(
        Bar(
            8.0 + ROW * place, str(row["label"]), round(min(float(row.get("value") or 0) / top, 1) * room, 1),
            str(row.get("said") or number(row.get("value"))), str(row.get("note") or ""), str(row.get("kind") or ""),
        )
        for place, row in enumerate(found)
    )  # fmt: skip
    return BarPicture(WIDTH, 16 + ROW * len(found), LABELS + 20.0, drawn)


def vars_of(row: Any) -> Mapping[str, Any]:
    """An object's fields by name, a dataclass's with slots and a pydantic model's too."""
    names = getattr(type(row), "__dataclass_fields__", None) or getattr(type(row), "model_fields", None)
    return {name: getattr(row, name) for name in names} if names else vars(row)


def _point(point: Any) -> tuple[Any, float | None, float | None, float | None]:
    if isinstance(point, Sequence):
        when, value = point[0], point[1]
        low, high = (point[2], point[3]) if len(point) > 3 else (None, None)
    else:
        row = point if isinstance(point, Mapping) else vars_of(point)
        when, value, low, high = row["when"], row["value"], row.get("low"), row.get("high")
    return when, *(None if v is None else float(v) for v in (value, low, high))


def _place(when: Any) -> float:
    """Where on the line of time: days, or the number itself."""
    if isinstance(when, datetime):
        return when.timestamp() / 86400
    return float(when.toordinal()) if isinstance(when, date) else float(when)


def _when_label(when: Any) -> str:
    if isinstance(when, date):
        return f"{when.day} {MONTHS[when.month - 1][:3]}"
    return number(when) if isinstance(when, int | float) else str(when)


def _stretches(rows: list[Any]) -> list[list[Any]]:
    found: list[list[Any]] = [[]]
    for row in rows:
        if row[1] is None:
            found.append([])
        else:
            found[-1].append(row)
    return [stretch for stretch in found if stretch]


def _polygon(stretch: list[Any], x: Any, y: Any) -> str:
    there = [f"{x(_place(row[0]))},{y(row[3])}" for row in stretch]
    back = [f"{x(_place(row[0]))},{y(row[2])}" for row in reversed(stretch)]
    return " ".join(there + back)


def _days(rows: list[Any], x: Any) -> tuple[Tick, ...]:
    """Names under the line, as many as there is room for."""
    shown = rows if len(rows) <= 7 else [rows[round(i * (len(rows) - 1) / 6)] for i in range(7)]
    ticks: list[Tick] = []
    for row in shown:
        tick = Tick(x(_place(row[0])), _when_label(row[0]))
        if not ticks or tick.at - ticks[-1].at > 56:
            ticks.append(tick)
    return tuple(ticks)


def _span(values: list[float]) -> tuple[float, float]:
    """A little more than from the least to the most."""
    if not values:
        return 0.0, 1.0
    least, most = min(values), max(values)
    room = (most - least) * 0.06 or 1.0
    return least - (room if least else 0), most + (room if most else 0)


def _ticks(bottom: float, top: float) -> list[float]:
    """Round numbers, about five."""
    span = top - bottom
    if span <= 0:
        return [bottom]
    step = next(
        base * 10**power for power in range(-4, 12) for base in (1, 2, 5) if span / (base * 10.0**power) <= 5.5
    )  # fmt: skip
    first = -(-bottom // step)
    return [round((first + i) * step, 6) for i in range(int(top / step - first + 1e-9) + 1)]
