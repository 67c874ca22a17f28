"""From values to places in a picture: what every chart begins with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.web.formatting import number

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


def span(values: Iterable[Any], low: float | None, high: float | None) -> tuple[float, float]:
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


def mapping(row: Any) -> Mapping[str, Any]:
    """A row by its fields' names, whatever it is: a mapping, a dataclass, a pydantic model."""
    if isinstance(row, Mapping):
        return row
    names = getattr(type(row), "__dataclass_fields__", None) or getattr(type(row), "model_fields", None) or vars(row)
    return {name: getattr(row, name) for name in names}
