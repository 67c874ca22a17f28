"""From measured rates to people: what one small machine carries, and what a whole country would need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

Results = Sequence[Mapping[str, Any]]

FACTS = 60
"""Facts a person and year inside a Local: about 25 attendances, 15 check-ins, 6 debriefs, 4 referral, 10 others."""
RELEASED = 20
"""Of these, what is released to the evaluator: participation, steps, measures, attendances."""
HEARD = 3
"""Services that do something about a fact, on average (at most five hear it)."""
A_WORKER = 120
"""People a year with whom one link worker walks: sixty at once, each for about half a year."""
BUSY_SECONDS = 230 * 7 * 3600
"""Working days of seven hours in a year: nobody writes at night."""
PEAK = 5
"""The busiest minute beside the average one."""
RECORD = 730
"""Bytes of a fact on the log, headers and all."""
COPIES = 3
TOPICS = 8
"""Of one Local: its six services' and the card, and one for what is still to come."""
PARTITIONS = 4
REPLICAS_A_BROKER = 4_000
"""A cautious figure for one broker of a KRaft cluster; the published limits lie far higher."""
YEARS = 5
SPARE = 0.5
"""No more than half of what was measured is planned with."""


@dataclass(frozen=True)
class Measured:
    """Records a second of each stage, and microseconds of processor time a record, from the largest size measured."""

    rates: Mapping[str, float | None]
    cpu: Mapping[str, float]
    p50: float | None
    p99: float | None


STAGES = {
    "a command's write": ("C2", "8 writers", "ours"),
    "the relay": ("R1", "", "ours"),
    "a listener": ("H1", "", "ours"),
    "the live projection": ("P1", "", "live"),
    "a rebuild": ("P2b", "", "anew, at its best"),
}


def measured(results: Results) -> Measured:
    rates: dict[str, float | None] = {}
    cpu: dict[str, float] = {}
    for stage, (which, of, arm) in STAGES.items():
        one = largest(results, which, of)
        rates[stage] = one["arms"].get(arm) if one else None
        if one and (spent := one.get("cpu_us", {}).get(arm)):
            cpu[stage] = spent
    latency = [largest(results, "L1", of) for of in ("p50", "p99")]
    p50, p99 = (one["arms"]["ours"] if one else None for one in latency)
    return Measured(rates, cpu, p50, p99)


def largest(results: Results, which: str, of: str) -> Mapping[str, Any] | None:
    """The result of the largest size; None if it was not measured."""
    found = [one for one in results if one["id"] == which and one.get("of", "") == of and one["ratio"] is not None]
    return max(found, key=lambda one: float(one["size"]), default=None)


@dataclass(frozen=True)
class Scale:
    """So many Locals with so many people a year in each."""

    name: str
    locals: int
    people_each: int

    @property
    def people(self) -> int:
        return self.locals * self.people_each

    @property
    def link_workers(self) -> int:
        return ceil(self.people / A_WORKER)

    @property
    def busiest(self) -> float:
        """Facts a second in the busiest minute, everywhere together."""
        return self.people * FACTS / BUSY_SECONDS * PEAK

    @property
    def gigabytes(self) -> float:
        """On the logs' disks after `YEARS`, all copies."""
        return self.people * (FACTS + RELEASED) * RECORD * COPIES * YEARS / 1e9


TRIAL = Scale("the trial, as the demo lives it", 6, 300)
TEN = Scale("ten times that, on one small machine", 6, 3_000)
COUNTRY = Scale("a whole country", 500, 2_000)
SCALES = (TRIAL, TEN, COUNTRY)


def cores(scale: Scale, found: Mapping[str, float]) -> float | None:
    """Processors in the busiest minute, half of each kept free; None while a part has not been measured."""
    if not {"a command's write", "the relay", "a listener", "the live projection"} <= found.keys():
        return None
    each = found["a command's write"] + found["the relay"] + HEARD * found["a listener"]
    evaluation = (found["the relay"] + found["the live projection"]) * RELEASED / FACTS
    return scale.busiest * (each + evaluation) / 1e6 / SPARE


def brokers(scale: Scale) -> int:
    """By the number of replicas they hold; never fewer than the copies."""
    return max(COPIES, ceil(scale.locals * TOPICS * PARTITIONS * COPIES / REPLICAS_A_BROKER))


def rebuild_minutes(scale: Scale, rate: float | None) -> float | None:
    """Everything released in `YEARS`, read again from the first record."""
    return scale.people * RELEASED * YEARS / rate / 60 if rate else None
