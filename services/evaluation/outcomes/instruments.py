"""What the evaluator needs to know of each instrument. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Instrument:
    code: str
    name: str
    low: int
    high: int
    better: int
    """-1 where lower is better, 1 where higher is."""
    reliability: float | None = None
    about: str = "loneliness"
    good: str = "less lonely"
    bad: str = "lonelier"


ALL = {
    one.code: one
    for one in (
        Instrument("ucla-3", "UCLA 3-item", 3, 9, -1, 0.72),
        Instrument("loneliness-direct", "Direct question", 1, 5, -1),
        Instrument("ucla-4", "UCLA 4-item", 4, 16, -1),
        Instrument("djg-6", "De Jong Gierveld 6-item", 0, 6, -1),
        Instrument("who-5", "WHO-5", 0, 100, 1, about="wellbeing", good="feeling better", bad="feeling worse"),
        Instrument("k10", "K10", 10, 50, -1, about="distress", good="less distressed", bad="more distressed"),
        Instrument("gas-t", "Goal attainment", 10, 90, 1, about="goal attainment", good="further", bad="less far"),
    )
}


def known(code: str) -> Instrument:
    """The instrument, or one of which nothing is known but its code; lower is then taken as better."""
    return ALL.get(code) or Instrument(code, code, 0, 0, -1, about="score", good="better", bad="worse")
