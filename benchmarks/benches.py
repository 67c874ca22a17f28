"""The benchmarks: which arms take part in each, and what is read from their rounds."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.kernel.topics import PARTITIONS, topic

from . import outboxes, peering
from .arms import commanding
from .goals import GOALS
from .place import Contender, Failed, Place, wait
from .runner import Arm, Result, Round, Run, absent, against_itself, cost, judge, middle, named, rate, rounds

MOST_TOLD = 200_000  # rows in one outbox: what gathers while a broker is away for hours
SAMPLES = 200  # for a percentile, in one round
TURNS = 4
"""What waits for the disk takes turns so many times as often, each so much shorter than the moods of a disk."""


@dataclass
class Bench:
    """What every benchmark has at hand, and the results so far."""

    place: Place
    wanted: frozenset[str]
    sizes: tuple[int, ...]
    pairs: int
    quick: bool
    tell: Callable[[Result], None]
    results: list[Result] = field(default_factory=list)

    @property
    def short_turns(self) -> int:
        """How often each arm runs where a turn is short."""
        return self.pairs if self.quick else TURNS * self.pairs

    def wants(self, *ids: str) -> bool:
        return bool(self.wanted & set(ids))

    def judge(self, key: tuple[str, str], size: int, done: list[Round], ours: str, other: str, itself: float,
              figure: Any = rate, note: str = "") -> None:  # fmt: skip
        if key[0] in self.wanted:
            self._keep(judge(GOALS[key], size, done, ours, other, itself, figure, note))

    def flat(self, key: tuple[str, str], size: int, done: list[Round], late: str, early: str, itself: float) -> None:
        """Two figures of the same run against each other."""
        split = [{name: Run(run.figures[name]) for name, run in one.items()} for one in done]
        self.judge(key, size, split, late, early, itself, cost)

    def absent(self, key: tuple[str, str], size: int, why: str) -> None:
        if key[0] in self.wanted:
            self._keep(absent(GOALS[key], size, why))

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self.tell(result)

    @contextmanager
    def contenders(self, module: str, **given: dict[str, Any]) -> Iterator[dict[str, Arm]]:
        """Arms of one module by name; what a name has after a blank tells arms of the same kind apart."""
        with ExitStack() as stack:
            arms: dict[str, Arm] = {}
            for name, know in given.items():
                kind = know.get("arm", name)
                arms[name] = stack.enter_context(Contender(self.place, f"benchmarks.{module}:{kind}", know))
            yield arms

    @contextmanager
    def peer(self, where: str, given: dict[str, Any]) -> Iterator[Arm]:
        with Contender(self.place, f"benchmarks.peers.{where}", given, peering.python()) as arm:
            yield arm


def warm(arms: dict[str, Arm]) -> None:
    for arm in arms.values():
        arm()


def commands(bench: Bench) -> None:
    """C1, C2: what telling costs a command, and what Python costs it."""
    if not bench.wants("C1", "C2"):
        return
    url = bench.place.database("journey")
    wait(commanding.open_journeys(url))
    for writers in (1, 8):
        size = (100 if bench.quick else 500) * min(writers, 4)
        know = {"database": url, "writers": writers, "size": size, "whole": False}
        names = ("ours", "without", "asyncpg_alone", "pgbench", "pgbench_without")
        with bench.contenders("arms.commanding", **dict.fromkeys(names, know)) as arms:
            warm(arms)
            itself = against_itself(arms["ours"], pairs=bench.short_turns)
            done = rounds(arms, bench.short_turns)
        note = f"the same two by pgbench: {middle(done, 'pgbench', 'pgbench_without', cost):.2f}"
        bench.judge(("C1", ""), writers, done, "ours", "without", itself, cost, note)
        key = ("C2", "1 writer" if writers == 1 else "8 writers")
        note = f"asyncpg alone with ready values: {middle(done, 'asyncpg_alone', 'pgbench'):.2f}"
        bench.judge(key, writers, done, "ours", "pgbench", itself, note=note)


def command_beside_eventsourcing(bench: Bench) -> None:
    """C3: one event a commit, one writer."""
    if not bench.wants("C3"):
        return
    url, size = bench.place.database("journey"), 100 if bench.quick else 300
    wait(commanding.open_journeys(url))
    know = {"database": url, "writers": 1, "size": size, "whole": False}
    try:
        with (
            bench.contenders("arms.commanding", ours=know, pgbench=know) as arms,
            bench.peer("events_in_postgres:save", {"database": bench.place.database(), "size": size}) as peer,
        ):
            arms["eventsourcing"] = peer
            warm(arms)
            itself = against_itself(arms["ours"], pairs=bench.short_turns)
            done = rounds(arms, bench.short_turns)
            note = f"pgbench with our statement: {middle(done, 'pgbench', 'eventsourcing'):.2f}"
            bench.judge(("C3", ""), 1, done, "ours", "eventsourcing", itself, note=note)
    except (peering.NoPeers, Failed) as why:
        bench.absent(("C3", ""), 1, str(why))


def command_after_history(bench: Bench) -> None:
    """F3: the same command in an empty database and in one through which so many facts have gone."""
    if not bench.wants("F3"):
        return
    for size in bench.sizes:
        know = {}
        for name, history in (("late", size), ("early", 0)):
            url = bench.place.database("journey")
            wait(commanding.open_journeys(url))
            wait(commanding.give_history(url, history))
            know[name] = {"arm": "ours", "database": url, "writers": 1, "size": 100 if bench.quick else 500,
                          "whole": False}  # fmt: skip
        with bench.contenders("arms.commanding", **know) as arms:
            warm(arms)
            itself = against_itself(arms["early"], pairs=bench.short_turns)
            bench.judge(("F3", ""), size, rounds(arms, bench.short_turns), "late", "early", itself, cost)
        bench.place.clear()


def latency(bench: Bench) -> None:
    """L1, L2: how long after the commit it has had its effect."""
    if not bench.wants("L1", "L2"):
        return
    size = SAMPLES // 4 if bench.quick else SAMPLES
    url, local, other = bench.place.database("journey"), bench.place.local(), bench.place.local()
    wait(commanding.open_journeys(url))
    know = {
        name: {"database": url, "hearer": bench.place.database("practice"), "local": slug, "size": size,
               "topic": bench.place.topic(topic(slug, "journey"))}
        for name, slug in (("ours", local), ("raw", other))
    }  # fmt: skip
    with ExitStack() as stack:
        arms = stack.enter_context(bench.contenders("arms.latency", **know))
        why = ""
        if bench.wants("L2"):
            jobs = {"database": bench.place.database(), "size": size}
            try:
                arms["procrastinate"] = stack.enter_context(bench.peer("jobs_in_postgres:deferred", jobs))
            except (peering.NoPeers, Failed) as error:
                why = str(error)
        itself = against_itself(arms["ours"], named("p50"), pairs=bench.short_turns)  # each has warmed itself
        done = rounds(arms, bench.short_turns)
    samples = size * len(done)
    for of in ("p50", "p99"):
        bench.judge(("L1", of), samples, done, "ours", "raw", itself, named(of), _way(done) if of == "p50" else "")
        if why:
            bench.absent(("L2", of), samples, why)
        else:
            bench.judge(("L2", of), samples, done, "ours", "procrastinate", itself, named(of))


def _way(done: list[Round]) -> str:
    """What lies before the hearer's own work and what is that work: its effect and the commit."""
    begun, whole = (statistics.median(one["ours"].figures[name] for one in done) for name in ("begun", "p50"))
    return f"of ours, {begun:.2f} ms until the effect begins, {whole - begun:.2f} for it and its commit"


def hearing(bench: Bench) -> None:
    """H1: how quickly a service handles what has gathered while it was away, each record in its own transaction."""
    if not bench.wants("H1"):
        return
    size = 200 if bench.quick else 500
    know = {}
    for name in ("ours", "naive"):
        local = bench.place.local()
        know[name] = {"local": local, "topic": bench.place.topic(topic(local, "journey")), "size": size,
                      "database": bench.place.database("practice")}  # fmt: skip
    with bench.contenders("arms.hearing", **know) as arms:
        warm(arms)
        itself = against_itself(arms["ours"], pairs=bench.short_turns)
        bench.judge(("H1", ""), size, rounds(arms, bench.short_turns), "ours", "naive", itself)
    bench.place.clear()


def relaying(bench: Bench) -> None:
    """R1, R1b: an outbox drained, beside the bare producer with the same bytes."""
    if not bench.wants("R1", "R1b"):
        return
    for size in bench.sizes:
        if size > MOST_TOLD:
            continue
        url, local = bench.place.database("journey"), bench.place.local()
        wait(outboxes.keep_spare(url, size))
        know = {"database": url, "local": local, "topic": bench.place.topic(topic(local, "journey")), "size": size,
                "partitions": PARTITIONS}  # fmt: skip
        with bench.contenders(
            "arms.relaying", **dict.fromkeys(("ours", "send", "create_batch", "least"), know)
        ) as arms:
            warm(arms)
            itself = against_itself(arms["ours"], pairs=bench.pairs)
            done = rounds(arms, bench.pairs)
        bench.judge(("R1", ""), size, done, "ours", "send", itself)
        note = f"the least a relay can do: {middle(done, 'least', 'create_batch'):.2f}"
        bench.judge(("R1b", ""), size, done, "ours", "create_batch", itself, note=note)
        bench.place.clear()


def relaying_beside_a_snapshot(bench: Bench) -> None:
    """R2: somebody's long look at the database must not slow the telling."""
    if not bench.wants("R2"):
        return
    size = 12_000 if bench.quick else 60_000
    url, local = bench.place.database("journey"), bench.place.local()
    wait(outboxes.keep_spare(url, 1_000))
    know = {"arm": "churned", "database": url, "local": local, "size": size,
            "topic": bench.place.topic(topic(local, "journey")), "partitions": PARTITIONS}  # fmt: skip
    # One relay an outbox: they take turns in the lock, too.
    with bench.contenders("arms.relaying", **{"not held": know | {"held": False}}) as arms:
        warm(arms)
        itself = against_itself(arms["not held"], cost, pairs=bench.pairs)
    done: list[Round] = []
    for number in range(bench.pairs):
        one: Round = {}
        for held in (True, False) if number % 2 == 0 else (False, True):
            name = "held" if held else "not held"
            with bench.contenders("arms.relaying", **{name: know | {"held": held}}) as arms:
                one[name] = arms[name]()
        done.append(one)
    bench.judge(("R2", ""), size, done, "held", "not held", itself, cost)


ALL: tuple[Callable[[Bench], None], ...] = (
    commands,
    command_beside_eventsourcing,
    command_after_history,
    latency,
    hearing,
    relaying,
    relaying_beside_a_snapshot,
)
