"""The SQL of what is shown and told: the rows the figures are computed from, and the editions that were published."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, cast

from services.evaluation.outcomes.consume.store import reached
from services.evaluation.outcomes.disclosure.editions import Edition
from shared.messaging.dead_letters import WAITS
from shared.persistence.database import Transaction
from shared.persistence.progress import Place


class PersonRow(TypedDict):
    """Whose participation stands: from which Local and ISO week, of what age band and brought by whom (codes)."""

    pseudonym: str
    local: str
    consented_week: str
    age_band: str | None
    source: str | None


class MeasureRow(TypedDict):
    """One measurement; `day` is counted from the consent to the service."""

    pseudonym: str
    local: str
    age_band: str | None
    instrument: str
    day: int
    occasion: str | None
    score: float | None
    missing_reason: str | None


class StepRow(TypedDict):
    """The first time that somebody came so far; `day` is counted from the consent to the service."""

    pseudonym: str
    step: str
    day: int


@dataclass(frozen=True)
class Facts:
    """All rows of the projection that the figures are computed from, as they stood at one moment."""

    people: list[PersonRow]
    measures: list[MeasureRow]
    steps: list[StepRow]
    attendances: dict[str, list[int]]
    """By pseudonym the days of them, in order: half of all facts, so they come person by person."""
    reached: dict[Place, int]
    parked: int


async def facts(tx: Transaction) -> Facts:
    """Read everything the figures need in one snapshot; only of people whose participation stands."""
    so_far = await reached(tx)
    return Facts(
        people=cast(list[PersonRow], [dict(row) for row in await tx.fetch(PEOPLE)]),
        measures=cast(list[MeasureRow], [dict(row) for row in await tx.fetch(MEASURES)]),
        steps=cast(list[StepRow], [dict(row) for row in await tx.fetch(STEPS)]),
        attendances={row["pseudonym"]: row["days"] for row in await tx.fetch(ATTENDANCES)},
        reached=so_far,
        parked=await tx.fetchval(f"SELECT count(*) FROM parked WHERE {WAITS}"),  # noqa: S608, a text of ours
    )


PEOPLE = "SELECT pseudonym, local, consented_week, age_band, source FROM participation ORDER BY pseudonym"
MEASURES = """
SELECT m.pseudonym, p.local, p.age_band, m.instrument, m.day, m.occasion, m.score, m.missing_reason
FROM measure m JOIN participation p USING (pseudonym) WHERE m.day IS NOT NULL
ORDER BY m.pseudonym, m.day, m.measure_id"""
STEPS = (
    "SELECT s.pseudonym, s.step, s.day FROM step s JOIN participation USING (pseudonym)"
    " WHERE s.day IS NOT NULL ORDER BY s.pseudonym, s.step"
)
ATTENDANCES = """
SELECT a.pseudonym, array_agg(a.day ORDER BY a.day) AS days
FROM attendance a JOIN participation USING (pseudonym) WHERE a.day IS NOT NULL GROUP BY a.pseudonym"""


async def where_it_stands(tx: Transaction) -> str:
    """The counted offsets as one text: what was computed from the same ones need not be computed again."""
    found = await reached(tx)
    return json.dumps(sorted([topic, part, offset] for (topic, part), offset in found.items()))


async def editions(tx: Transaction, snapshot: str) -> list[Edition]:
    """Every edition of a snapshot so far, with the fingerprints of whom it counted."""
    rows = await tx.fetch("SELECT edition, n_consented FROM published WHERE snapshot = $1 ORDER BY edition", snapshot)
    members: dict[int, dict[str, set[bytes]]] = {row["edition"]: {} for row in rows}
    for row in await tx.fetch("SELECT edition, local, fingerprint FROM counted_before WHERE snapshot = $1", snapshot):
        members[row["edition"]].setdefault(row["local"], set()).add(row["fingerprint"])
    return [Edition(row["n_consented"], members[row["edition"]]) for row in rows]


async def remember_edition(tx: Transaction, snapshot: str, edition: Edition) -> None:
    """Keep the fingerprints of whom the latest edition of a snapshot counted."""
    number = await tx.fetchval("SELECT max(edition) FROM published WHERE snapshot = $1", snapshot)
    await tx.executemany(
        "INSERT INTO counted_before (snapshot, edition, local, fingerprint) VALUES ($1, $2, $3, $4)",
        [(snapshot, number, local, one) for local, found in edition.members.items() for one in found],
    )


@dataclass(frozen=True)
class PublishedEdition:
    """One edition of a snapshot, as the page lists it; the figures are those that were published."""

    snapshot: str
    edition: int
    occurred_at: datetime
    n_paired: int
    baseline_mean: float | None
    change_mean: float | None
    change_sd: float | None
    ci_low: float | None
    ci_high: float | None


async def published(tx: Transaction, most: int = 200) -> list[PublishedEdition]:
    """The published editions, latest first."""
    rows = await tx.fetch(
        """
        SELECT snapshot, edition, occurred_at, n_paired, baseline_mean, change_mean, change_sd, ci_low, ci_high
        FROM published
        ORDER BY occurred_at DESC, snapshot, edition DESC LIMIT $1""",
        most,
    )
    return [PublishedEdition(**row) for row in rows]
