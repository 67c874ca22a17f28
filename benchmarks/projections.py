"""The benchmarks of the evaluator's projection: P1 to P4 for how quick, F1 and F2 for whether it stays so."""

import statistics
from contextlib import ExitStack
from typing import Any

from shared.kernel.topics import PARTITIONS, topic

from . import facts, peering
from .benches import Bench, warm
from .place import Failed, wait
from .run import Run
from .runner import Round, against_itself, cost, middle, named, rounds

SMALL = 10_000
MOST_STREAMED = 200_000  # records for the stream libraries: the slowest takes a tenth of a millisecond each
NAIVE = 2_000  # events: one at a time is slow


def log(bench: Bench, size: int) -> dict[str, Any]:
    """A Local's released facts on a topic, an evaluator's empty database, and where both are."""
    local = bench.place.local()
    name = bench.place.topic(topic(local, "evaluation"))
    wait(facts.fill(bench.place.access, name, local, size, PARTITIONS))
    return {
        "local": local, "topic": name, "partitions": PARTITIONS, "size": size,
        "database": bench.place.database("evaluation/outcomes"),
    }  # fmt: skip


def projections(bench: Bench) -> None:
    """P1, P2, P2b, P4 and F1 share their rounds: every arm reads the same log."""
    if not bench.wants("P1", "P2", "P2b", "P4", "F1"):
        return
    for size in bench.sizes:
        know = log(bench, size)
        _table(bench, know, size)
        if size == max((one for one in bench.sizes if one <= MOST_STREAMED), default=0):
            _streams(bench, know, size)
        bench.place.clear()


def _table(bench: Bench, know: dict[str, Any], size: int) -> None:
    """With the database: live and anew, beside fetching and validating alone."""
    if not bench.wants("P1", "P2", "P2b", "F1"):
        return
    arms = {"raw": know, "fetch": know, "folded": know}
    if bench.wants("P1"):
        arms["live"] = know
    if bench.wants("P2", "F1"):
        arms["anew"] = know | {"processes": 1}
    if bench.wants("P2b"):
        arms["anew, at its best"] = know | {"arm": "anew", "processes": None}  # it chooses itself
    pairs = bench.pairs if size < 500_000 else min(bench.pairs, 5)
    with bench.contenders("arms.projecting", **arms) as made:
        warm(made)
        itself = against_itself(made["raw"], pairs=bench.pairs)
        done = rounds(made, pairs)
    if "live" in arms:
        bench.judge(("P1", ""), size, done, "live", "raw", itself, note=_shares(done))
    if "anew" in arms:
        note = f"{_logged_in(done, 'anew')}; {_parts(done)}"
        bench.judge(("P2", ""), size, done, "anew", "raw", itself, from_nothing, note)
        _flatness(bench, done, size, itself)
    if "anew, at its best" in arms:
        best = "anew, at its best"
        bench.judge(("P2b", ""), size, done, best, "raw", itself, from_nothing, _logged_in(done, best))


def from_nothing(run: Run) -> float:
    """How many a second by a clock that begins before anybody has logged in: a rebuild's begins there, too."""
    return run.count / (run.seconds + run.figures.get("login_s", 0.0))


def _logged_in(done: list[Round], ours: str) -> str:
    """The same ratio if the bare client's clock begins only after its login."""
    return f"{middle(done, ours, 'raw'):.2f} if the bare client's login is not counted"


def _shares(done: list[Round]) -> str:
    """How much of the live projection's time is Python's own; for the rest it waits, mostly for its database."""
    each, own = (
        statistics.median(taken(one["live"]) / one["live"].count * 1e6 for one in done)
        for taken in (lambda run: run.seconds, named("python_s"))
    )
    return f"live takes {each:.1f} µs each, {own:.1f} of them Python's, the rest waiting"


def _parts(done: list[Round]) -> str:
    """Where a record's processor time goes, step by step."""
    spent = {name: statistics.median(one[name].cpu / one[name].count * 1e6 for one in done) for name in done[0]}
    said = (f"{name} {spent[name]:.1f}" for name in ("fetch", "raw", "folded", "anew"))
    most = max(one["anew"].figures["most_mb"] for one in done)
    return f"µs of processor time each: {' · '.join(said)}; at most {most:.0f} MB of memory"


def _flatness(bench: Bench, done: list[Round], size: int, itself: float) -> None:
    """F1: a record near the end must cost what one near the start did. Too few to tell below half a million."""
    if size >= 500_000:
        split = [dict.fromkeys(("last_tenth_us", "first_tenth_us"), one["anew"]) for one in done]
        bench.flat(("F1", ""), size, split, "last_tenth_us", "first_tenth_us", itself)


def _streams(bench: Bench, know: dict[str, Any], size: int) -> None:
    """P4: reading and folding alone, beside stream libraries that read JSON and do nothing with it."""
    if not bench.wants("P4"):
        return
    with ExitStack() as stack:
        arms = stack.enter_context(bench.contenders("arms.projecting", folded=know))
        try:
            arms["quixstreams"] = stack.enter_context(bench.peer("streams:quix", know))
            arms["faust"] = stack.enter_context(bench.peer("streams:faust", know))
        except (peering.NoPeers, Failed) as why:
            for peer in ("quixstreams", "faust"):
                bench.absent(("P4", peer), size, str(why))
            return
        warm(arms)
        itself = against_itself(arms["folded"], pairs=bench.pairs)
        done = rounds(arms, bench.pairs)
    for peer in ("quixstreams", "faust"):
        bench.judge(("P4", peer), size, done, "folded", peer, itself)


def rebuild_beside_naive(bench: Bench) -> None:
    """P3: first the same few events by both, which must leave the same rows; then each at the size that suits it."""
    if not bench.wants("P3"):
        return
    few = log(bench, NAIVE)
    with bench.contenders("arms.projecting", naive=few, anew=few | {"processes": 1}) as arms:
        rounds(arms, 1)
        size = bench.sizes[-1]
        with bench.contenders("arms.projecting", rebuild=log(bench, size) | {"arm": "anew", "processes": 1}) as big:
            warm(big)
            itself = against_itself(big["rebuild"], pairs=bench.pairs)
            done = rounds({"rebuild": big["rebuild"], "naive": _unsigned(arms["naive"])}, bench.pairs)
        note = f"the naive one, over {NAIVE:,} records, commits twice for each: a transaction and an offset"
        bench.judge(("P3", ""), size, done, "rebuild", "naive", itself, note=note)
    bench.place.clear()


def _unsigned(arm: Any) -> Any:
    """Its rows were held to the rebuild's at the same size; at another size they cannot be."""
    from dataclasses import replace

    return lambda: replace(arm(), checksum="")


def figures_on_the_page(bench: Bench) -> None:
    """F2: the page's question to a projection of many facts and to one of few."""
    if not bench.wants("F2"):
        return
    size = bench.sizes[-1]
    know: dict[str, dict[str, Any]] = {}
    for name, facts_there in (("many", size), ("few", SMALL)):
        there = log(bench, facts_there)
        with bench.contenders("arms.projecting", live=there) as arms:
            arms["live"]()
        know[name] = there | {"arm": "looked_at"}
    with bench.contenders("arms.projecting", **know) as arms:
        warm(arms)
        itself = against_itself(arms["few"], cost, pairs=bench.pairs)
        done = rounds(arms, bench.pairs)
    first = " and ".join(f"{done[0][name].figures['first_s']:.2f} s" for name in know)
    note = f"asked again of an unmoved log; the first answer after it moved takes {first}"
    bench.judge(("F2", "p99"), size, done, "many", "few", itself, named("p99"), note)
    bench.place.clear()


PROJECTIONS = (projections, rebuild_beside_naive, figures_on_the_page)
