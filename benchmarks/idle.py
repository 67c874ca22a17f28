"""What a Local costs while nobody does anything: `python -m benchmarks.idle`.

One Local alone, then all six with the evaluator, on a stack of their own: seconds until every page answers, memory, and
the processor time of a calm minute, by part. The clocks are the machine's, as where it is in use; nobody is simulated.
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from deploy.demo import processes
from deploy.kafka import prepare
from deploy.kafka.rights import EVALUATOR
from deploy.local import embedded
from deploy.local.providers import provide
from deploy.local.stack import Stack
from shared.kernel import topics

from .place import ROOT
from .runner import machine

RESULTS = ROOT / "var/benchmarks/idle.json"
SETTLE = 20.0  # seconds from the first answer until what a start brings along is over


@dataclass(frozen=True)
class Idle:
    """One measurement. Shares are of one processor, in per cent; memory in MB, shared pages counted once."""

    what: str
    start_s: float
    memory_mb: Mapping[str, float]
    cpu_percent: Mapping[str, float]


def measured(stack: Stack, state: Path, what: str, slugs: Sequence[str], evaluator: bool, seconds: float) -> Idle:
    """Starts these sites, lets them come to rest, and watches them doing nothing."""
    made = processes.processes(prepare(stack, list(slugs)), state, mail_port=9)
    sites = [site for site in made if evaluator or site.name != EVALUATOR]
    for site in sites:
        for simulated in ("LC_CLOCK", "LC_CLOCK_STARTS"):
            site.environment.pop(simulated, None)
    try:
        began = time.monotonic()
        for site in sites:
            site.start()
        asyncio.run(processes.until_ready(sites))
        start = time.monotonic() - began
        time.sleep(SETTLE)
        parts = {f"{len(sites)} site{'s' * (len(sites) > 1)}": [_pid(site) for site in sites]}
        parts |= {name: [pid] for name, pid in stack.pids.items()}
        return Idle(
            what, round(start, 1), {name: round(processes.memory_mb(pids)) for name, pids in parts.items()},
            _shares(parts, seconds),
        )  # fmt: skip
    finally:
        processes.stop(sites)


def _pid(site: processes.Process) -> int:
    process = site.child.process()
    assert process, f"{site.name} has ended"
    return process.pid


def _shares(parts: Mapping[str, Sequence[int]], seconds: float) -> dict[str, float]:
    before = {name: _spent(pids) for name, pids in parts.items()}
    began = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - began
    return {name: round(100 * (_spent(pids) - before[name]) / passed, 2) for name, pids in parts.items()}


def _spent(pids: Sequence[int]) -> float:
    """Seconds of processor time so far, of ended children too."""
    total = 0.0
    for pid in pids:
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
                total += times.children_user + times.children_system
    return total


@contextlib.contextmanager
def stack_of_its_own() -> Iterator[tuple[Stack, Path]]:
    state = embedded.default_state() / "benchmarks" / "idle"
    shutil.rmtree(state, ignore_errors=True)
    os.environ[processes.PORT_SETTING] = "0"
    with provide(state, lambda line: print(line, file=sys.stderr)) as stack:
        yield stack, state
    shutil.rmtree(state, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.idle", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long it is watched")
    seconds = parser.parse_args().seconds
    found = []
    for what, slugs, evaluator in (
        ("one Local", topics.LOCALS[:1], False),
        ("six Locals and the evaluator", topics.LOCALS, True),
    ):
        with stack_of_its_own() as (stack, state):
            found.append(asdict(measured(stack, state, what, slugs, evaluator, seconds)))
            print(found[-1], file=sys.stderr)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps({"seconds": seconds, "machine": machine(), "found": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
