"""The SQL of what is shown and told: the rows the figures are computed from, and the editions that were published."""

import json
from dataclasses import dataclass
from typing import Any

from services.evaluation.outcomes.consume.store import reached
from services.evaluation.outcomes.disclosure.editions import Edition
from shared.messaging.dead_letters import WAITS
from shared.persistence.database import Transaction
from shared.persistence.progress import Place


@dataclass(frozen=True)
class Facts:
    """All rows of the projection that the figures are computed from, as they stood at one moment."""

    people: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    attendances: dict[str, list[int]]
    """By pseudonym the days of them, in order: half of all facts, so they come person by person."""
    reached: dict[Place, int]
    parked: int


async def facts(tx: Transaction) -> Facts:
    """Read everything the figures need in one snapshot; only of people whose participation stands."""
    so_far = await reached(tx)
    return Facts(
        people=[dict(row) for row in await tx.fetch(PEOPLE)],
        measures=[dict(row) for row in await tx.fetch(MEASURES)],
        steps=[dict(row) for row in await tx.fetch(STEPS)],
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


async def published(tx: Transaction, most: int = 200) -> list[dict[str, Any]]:
    """The published editions, latest first: rows of the table `published`."""
    rows = await tx.fetch("SELECT * FROM published ORDER BY occurred_at DESC, snapshot, edition DESC LIMIT $1", most)
    return [dict(row) for row in rows]
