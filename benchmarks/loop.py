"""How long one waits while changing something, beside an earlier build: `python -m benchmarks.loop --before c16fb47`.

The earlier build is laid out in a folder of its own and runs with the same packages. Both take turns, the order
mirrored.
Processor time is that of the command and of all that it has waited for; wall time stands where servers are waited for.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .place import ROOT
from .runner import machine

RESULTS = ROOT / "var/benchmarks/loop.json"
LC, TESTS = ("-m", "deploy.cli"), ("-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Wait:
    """One command; a word with a star is the file of that name, wherever the build has it.

    `goal`: at most so much of what it took before.
    """

    what: str
    words: Sequence[str]
    goal: float
    of: Literal["processor", "wall"] = "processor"
    now: Mapping[str, str] = field(default_factory=dict)
    """What the environment says for the build of today alone."""


SCORE = ("measures", "score", "ucla-3", "--answers", "[2, 3, null]")
WAITS = (
    Wait("lc --help", (*LC, "--help"), 0.2),
    Wait("lc measures score", (*LC, *SCORE), 0.2),
    Wait("a file of pure rules", (*TESTS, "tests/evaluation/**/test_windows.py"), 1 / 3),
    Wait(
        "a file with a database, PostgreSQL kept", (*TESTS, "tests/journey/test_store.py"), 1 / 4, "wall", {"KEEP": "1"}
    ),
)


def spent(folder: Path, wait: Wait, extra: Mapping[str, str]) -> float:
    """Seconds of one run. CalledProcessError if the command fails."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": str(folder), **extra}
    words = [str(next(folder.glob(word))) if "*" in word else word for word in wait.words]
    subprocess.run([sys.executable, *words], cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if wait.of == "wall":
        return time.monotonic() - began
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(wait: Wait, before: Path, pairs: int) -> dict[str, object]:
    """Both builds once unmeasured, then in turns: the median of each, and of the ratios of each turn."""
    arms = {"before": (before, {}), "now": (ROOT, wait.now)}
    took: dict[str, list[float]] = {name: [] for name in arms}
    for turn in range(pairs + 1):
        for name in list(arms)[:: 1 if turn % 2 else -1]:
            seconds = spent(arms[name][0], wait, arms[name][1])
            if turn:
                took[name].append(seconds)
    ratios = [now / then for now, then in zip(took["now"], took["before"], strict=True)]
    return {
        "what": wait.what,
        "of": wait.of,
        **{name: round(statistics.median(seconds), 2) for name, seconds in took.items()},
        "ratio": round(statistics.median(ratios), 2),
        "low": round(min(ratios), 2),
        "high": round(max(ratios), 2),
        "goal": round(wait.goal, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loop", description=__doc__)
    parser.add_argument("--before", default="c16fb47", help="the commit of the earlier build")
    parser.add_argument("--pairs", type=int, default=5, help="how often each runs")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        files = subprocess.run(["git", "archive", wish.before], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", made], input=files, check=True)
        found = []
        for wait in WAITS:
            found.append(measured(wait, Path(made), wish.pairs))
            print(found[-1], file=sys.stderr)
    told = {"before": wish.before, "pairs": wish.pairs, "machine": machine(), "found": found}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
