"""Arms that take turns in one run: how much quicker one is than another, and was the machine calm enough to say so.

Only ratios of one run mean anything. Arms run in mirrored order (A B, B A, ...), so that a machine that grows slower
wrongs neither; before them one arm runs against itself, and where that is not 1 within a twentieth there is no verdict.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from .run import Run

__all__ = ["Arm", "Goal", "Result", "Run", "absent", "against_itself", "judge", "middle", "rounds", "save", "show"]

QUIET = (0.95, 1.05)
RESULTS = Path("var/benchmarks/results.json")


Arm = Callable[[], Run]
Round = dict[str, Run]
Figure = Callable[[Run], float]


def rate(run: Run) -> float:
    """How many a second."""
    return run.rate


def cost(run: Run) -> float:
    """Seconds for one."""
    return run.seconds / run.count


def named(name: str) -> Figure:
    """One of the other figures."""
    return lambda run: run.figures[name]


@dataclass(frozen=True)
class Goal:
    """What a ratio (ours over the other's) should be, and what it must be for the build to pass."""

    id: str
    says: str
    better: Literal["higher", "lower"]
    goal: float
    must: float
    of: str = ""
    """Which figure, where one benchmark has several."""
    unit: str = "a second"

    def met(self, ratio: float, than: float) -> bool:
        return ratio >= than if self.better == "higher" else ratio <= than


@dataclass(frozen=True)
class Result:
    """One line of the table and one object of results.json."""

    id: str
    size: int
    says: str
    goal: float
    must: float
    better: str
    of: str = ""
    unit: str = ""
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    met: bool = False
    held: bool = False
    noisy: bool = False
    against_itself: float | None = None
    pairs: int = 0
    arms: Mapping[str, float] = field(default_factory=dict)
    cpu_us: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    machine: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.id, self.of, self.size

    def as_json(self) -> dict[str, Any]:
        return {name: _rounded(value) for name, value in vars(self).items() if value not in ("", {})}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    return {name: _rounded(one) for name, one in value.items()} if isinstance(value, dict) else value


class Unequal(Exception):
    """Arms that should leave the same behind did not: then no figure of theirs means anything."""


def rounds(arms: Mapping[str, Arm], pairs: int) -> list[Round]:
    """Every arm once a round, the order mirrored from round to round."""
    found = []
    for number in range(pairs):
        names = list(arms)[:: 1 if number % 2 == 0 else -1]
        done = {name: arms[name]() for name in names}
        _same(done)
        found.append(done)
    return found


def _same(done: Round) -> None:
    sums = {name: run.checksum for name, run in done.items() if run.checksum}
    if len(set(sums.values())) > 1:
        raise Unequal(", ".join(f"{name}: {checksum}" for name, checksum in sums.items()))


def against_itself(arm: Arm, figure: Figure = rate, *, pairs: int) -> float:
    """One arm as if it were two, judged as two would be: 1 on a machine calm enough to tell two arms apart."""
    done = rounds({"one": arm, "two": arm}, pairs)
    return statistics.median(figure(one["one"]) / figure(one["two"]) for one in done)


def middle(done: Sequence[Round], ours: str, other: str, figure: Figure = rate) -> float:
    """The median of the paired ratios alone, for what stands beside a verdict."""
    return statistics.median(figure(one[ours]) / figure(one[other]) for one in done)


def judge(
    goal: Goal,
    size: int,
    done: Sequence[Round],
    ours: str,
    other: str,
    itself: float,
    figure: Figure = rate,
    note: str = "",
) -> Result:
    """The median of the paired ratios, and whether it is what it should be."""
    ratios = sorted(figure(one[ours]) / figure(one[other]) for one in done)
    ratio = statistics.median(ratios)
    noisy = not QUIET[0] <= itself <= QUIET[1]
    return Result(
        id=goal.id, of=goal.of, size=size, says=goal.says, goal=goal.goal, must=goal.must, better=goal.better,
        unit=goal.unit, ratio=ratio, low=ratios[0], high=ratios[-1],
        met=not noisy and goal.met(ratio, goal.goal), held=not noisy and goal.met(ratio, goal.must),
        noisy=noisy, against_itself=itself, pairs=len(done),
        arms={name: statistics.median(figure(one[name]) for one in done) for name in (ours, other)},
        cpu_us={
            name: statistics.median(one[name].cpu / one[name].count * 1e6 for one in done)
            for name in (ours, other) if all(one[name].cpu for one in done)
        },
        note=note, machine=machine(),
    )  # fmt: skip


def absent(goal: Goal, size: int, why: str) -> Result:
    """A comparison that could not be made here. It counts as not met."""
    return Result(
        id=goal.id, of=goal.of, size=size, says=goal.says, goal=goal.goal, must=goal.must, better=goal.better,
        unit=goal.unit, note=why, machine=machine(),
    )  # fmt: skip


def machine() -> str:
    """What this ran on, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {sys.version.split()[0]}"


def save(results: Iterable[Result], path: Path = RESULTS, *, keep: bool = False) -> None:
    """Write results.json; with `keep`, what was measured earlier and not now stays."""
    new = [result.as_json() for result in results]
    taken = {_key(one) for one in new}
    old = [one for one in json.loads(path.read_text()) if _key(one) not in taken] if keep and path.exists() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(sorted(old + new, key=_key), indent=1) + "\n")
    os.replace(beside, path)


def _key(one: Mapping[str, Any]) -> tuple[str, str, int]:
    return one["id"], one.get("of", ""), one["size"]


def show(results: Iterable[Result], console: Console | None = None) -> None:
    """The table on the screen."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "what", "size", "ratio", "spread", "goal", "must", "verdict", "arms"):
        table.add_column(column, overflow="fold")
    for one in results:
        sign = "≥" if one.better == "higher" else "≤"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        spread = "" if one.low is None or one.high is None else f"{one.low:.2f}-{one.high:.2f}"
        arms = " · ".join(f"{name} {figure:,.4g}" for name, figure in one.arms.items())
        table.add_row(
            one.id, f"{one.says}{f', {one.of}' if one.of else ''}", f"{one.size:,}", ratio, spread,
            f"{sign} {one.goal:g}", f"{sign} {one.must:g}", verdict(one), arms or one.note,
        )  # fmt: skip
    (console or Console()).print(table)


def verdict(one: Result) -> str:
    """In a word."""
    if one.ratio is None:
        return "not measured"
    if one.noisy:
        return "noisy"
    return "met" if one.met else "held" if one.held else "missed"
