"""`python -m benchmarks`: everything, or what is asked for, on real Kafka and real PostgreSQL of its own."""

import argparse
import logging
import sys
import time
from collections.abc import Callable

import structlog
from rich.console import Console

from deploy.local.trouble import CliError

from .benches import ALL, Bench
from .goals import IDS
from .place import ROOT, Failed, place
from .projections import PROJECTIONS
from .runner import RESULTS, Result, Unequal, save, show, verdict

SIZES = (10_000, 100_000)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help="ids with commas between: C1,R1,P2")
    parser.add_argument("--sizes", default="", help="numbers of events with commas between: 10000,100000,1000000")
    parser.add_argument("--pairs", type=int, default=8, help="how often each arm runs")
    parser.add_argument("--quick", action="store_true", help="few and small: shows that it runs, measures little")
    found = parser.parse_args()
    found.ids = frozenset(found.only.split(",")) if found.only else frozenset(IDS)
    if unknown := found.ids - set(IDS):
        parser.error(f"{', '.join(sorted(unknown))} is not one of {', '.join(IDS)}")
    found.numbers = tuple(sorted(int(size) for size in found.sizes.split(","))) if found.sizes else SIZES
    return found


def main() -> None:
    wish = asked()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    path = ROOT / (RESULTS.with_name("quick.json") if wish.quick else RESULTS)
    console, began = Console(stderr=True, soft_wrap=True), time.monotonic()

    def tell(result: Result) -> None:
        ratio = "" if result.ratio is None else f" {result.ratio:.2f}"
        of = f" {result.of}" if result.of else ""
        console.print(f"[{time.monotonic() - began:4.0f} s] {result.id}{of} {result.size:,}:{ratio} {verdict(result)}",
                      markup=False)  # fmt: skip
        save(bench.results, path, keep=True)

    with place() as where:
        bench = Bench(where, wish.ids, (2_000,) if wish.quick else wish.numbers, 2 if wish.quick else wish.pairs,
                      wish.quick, tell)  # fmt: skip
        broken = [one for one in (*ALL, *PROJECTIONS) if not done(one, bench, console)]
    show(bench.results)
    console.print(f"{time.monotonic() - began:.0f} s; written to {path.relative_to(ROOT)}")
    sys.exit(1 if broken else 0)


def done(one: Callable[[Bench], None], bench: Bench, console: Console) -> bool:
    """Whether it got to its end; another one's trouble is no reason to leave the rest out."""
    try:
        one(bench)
    except (Failed, Unequal) as trouble:
        console.print(f"{one.__name__}: {trouble}", markup=False)
        return False
    return True


if __name__ == "__main__":
    try:
        main()
    except CliError as trouble:
        sys.exit(str(trouble))
