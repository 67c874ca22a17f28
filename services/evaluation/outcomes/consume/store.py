"""The projection's SQL. The connection's search path says which tables: the live ones or a shadow's."""

from collections.abc import Collection
from urllib.parse import urlencode

from shared.messaging.dead_letters import ANOTHER, WAITS
from shared.persistence.database import Database, Transaction
from shared.persistence.how_far import Overtaken
from shared.persistence.progress import Place

from .batch import Batch, Row

LIVE = "outcomes"
TABLES = ("participation", "step", "measure", "attendance", "withdrawn", "reached", "parked")


def in_schema(url: str, schema: str) -> str:
    """A database address whose connections find their tables in `schema` first."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'search_path': f'{schema},public'})}"


async def reached(tx: Transaction) -> dict[Place, int]:
    """The next offset to count of each log, by (topic, partition)."""
    rows = await tx.fetch("SELECT topic, kafka_partition, next_offset FROM reached")
    return {(row["topic"], row["kafka_partition"]): row["next_offset"] for row in rows}


async def write(db: Database, batch: Batch) -> None:
    """Write a batch and the offsets it reaches in one transaction: each record has its effect exactly once.

    Batches come in the log's order: a withdrawal takes back whatever is there, and what the batch holds came after it.
    """
    async with db.transaction() as tx:
        await advance(tx, batch)
        if batch.withdrawn:
            for sql in TAKE_BACK:
                await tx.execute(sql, list(batch.withdrawn))
        for table, found in rows(batch).items():
            if found:
                await tx.execute(CHANGES[table], *(list(column) for column in zip(*found, strict=True)))
        await park(tx, batch)


def rows(batch: Batch) -> dict[str, Collection[Row]]:
    """A batch's rows by table; of whoever withdrew, only what came later on the log."""
    return {
        "withdrawn": batch.withdrawn.values(),
        "participation": batch.after_withdrawal(batch.participations, who=0),
        "step": batch.after_withdrawal(batch.steps, who=0),
        "measure": batch.after_withdrawal(batch.measures, who=1),
        "attendance": batch.after_withdrawal(batch.attendances, who=1),
    }


async def park(tx: Transaction, batch: Batch) -> None:
    """Keep the records that could not be read, byte for byte; of a log that was made anew, what lies there now."""
    for raw, reason in batch.parked:
        headers = [[name, None if value is None else value.hex()] for name, value in raw.headers]
        await tx.execute(ANOTHER, raw.topic, raw.partition, raw.offset, raw.key, headers, raw.value)
        await tx.execute(PARK, raw.topic, raw.partition, raw.offset, raw.key, headers, raw.value, reason)


async def advance(tx: Transaction, batch: Batch) -> None:
    """Move each offset from exactly where this batch began. Raises Overtaken if anybody else has moved one."""
    moves = [(topic, part, start, end) for (topic, part), (start, end) in batch.moves.items()]
    if not moves:
        return
    moved = await tx.fetch(ADVANCE, *(list(column) for column in zip(*moves, strict=True)))
    if len(moved) != len(moves):
        raise Overtaken


ADVANCE = """
WITH move AS (SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[])
              AS move (topic, kafka_partition, start, stop)),
     known AS (UPDATE reached SET next_offset = stop FROM move
               WHERE (reached.topic, reached.kafka_partition) = (move.topic, move.kafka_partition)
                 AND reached.next_offset = move.start
               RETURNING reached.topic),
     fresh AS (INSERT INTO reached (topic, kafka_partition, next_offset)
               SELECT topic, kafka_partition, stop FROM move
               WHERE start = 0 AND NOT EXISTS (
                   SELECT FROM reached r WHERE (r.topic, r.kafka_partition) = (move.topic, move.kafka_partition))
               ON CONFLICT DO NOTHING RETURNING topic)
SELECT topic FROM known UNION ALL SELECT topic FROM fresh"""

WITHDRAWN = """
INSERT INTO withdrawn SELECT * FROM unnest($1::text[], $2::bigint[])
ON CONFLICT (pseudonym) DO UPDATE SET log_offset = excluded.log_offset"""

PARTICIPATION = """
INSERT INTO participation (pseudonym, local, consented_week, age_band, source, trace_id, log_offset)
SELECT fact.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[])
    AS fact (pseudonym, local, consented_week, age_band, source, trace_id, log_offset)
ON CONFLICT (pseudonym) DO UPDATE SET local = excluded.local, consented_week = excluded.consented_week,
    age_band = excluded.age_band, source = excluded.source, trace_id = excluded.trace_id,
    log_offset = excluded.log_offset"""

STEP = """
INSERT INTO step (pseudonym, step, day, trace_id, log_offset)
SELECT fact.* FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::bigint[])
    AS fact (pseudonym, step, day, trace_id, log_offset)
ON CONFLICT (pseudonym, step)
    DO UPDATE SET day = excluded.day, trace_id = excluded.trace_id, log_offset = excluded.log_offset"""

MEASURE = """
INSERT INTO measure
    (measure_id, pseudonym, instrument, day, occasion, score, missing_reason, trace_id, log_offset)
SELECT fact.* FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::float8[], $7::text[],
                          $8::uuid[], $9::bigint[])
    AS fact (measure_id, pseudonym, instrument, day, occasion, score, missing_reason, trace_id, log_offset)
ON CONFLICT (measure_id, pseudonym) DO UPDATE SET instrument = excluded.instrument, day = excluded.day,
    occasion = excluded.occasion, score = excluded.score, missing_reason = excluded.missing_reason,
    trace_id = excluded.trace_id, log_offset = excluded.log_offset"""

ATTENDANCE = """
INSERT INTO attendance (attendance_id, pseudonym, day, trace_id, log_offset)
SELECT fact.* FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::bigint[])
    AS fact (attendance_id, pseudonym, day, trace_id, log_offset)
ON CONFLICT (attendance_id, pseudonym)
    DO UPDATE SET day = excluded.day, trace_id = excluded.trace_id, log_offset = excluded.log_offset"""

CHANGES = {
    "withdrawn": WITHDRAWN,
    "participation": PARTICIPATION,
    "step": STEP,
    "measure": MEASURE,
    "attendance": ATTENDANCE,
}

TAKE_BACK = tuple(
    f"DELETE FROM {table} WHERE pseudonym = ANY($1::text[])"  # noqa: S608, the table's name is ours
    for table in ("participation", "step", "measure", "attendance")
)

PARK = """
INSERT INTO parked (topic, kafka_partition, kafka_offset, record_key, headers, body, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"""


async def count_rows(tx: Transaction) -> dict[str, int]:
    """How many rows each table holds, without facts that were taken back, and how many records are parked."""
    row = await tx.fetchrow(
        """
        SELECT (SELECT count(*) FROM participation) AS participation,
               (SELECT count(*) FROM step WHERE day IS NOT NULL) AS step,
               (SELECT count(*) FROM measure WHERE day IS NOT NULL) AS measure,
               (SELECT count(*) FROM attendance WHERE day IS NOT NULL) AS attendance,
               (SELECT count(*) FROM withdrawn) AS withdrawn, (SELECT count(*) FROM parked) AS parked"""
    )
    return dict(row or {})


async def parked_by_reason(tx: Transaction) -> dict[str, int]:
    """How many parked records wait for somebody, by the reason why they could not be read."""
    rows = await tx.fetch(f"SELECT reason, count(*) AS n FROM parked WHERE {WAITS} GROUP BY 1 ORDER BY 1")  # noqa: S608
    return {row["reason"]: row["n"] for row in rows}
