"""Records that could not be handled: kept byte for byte with the reason, shown, and replayed after a mend.

What nobody can mend is set aside for good, by somebody and for a reason, so that the next one is noticed.
"""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from shared.kernel import letters
from shared.kernel.failpoints import reached
from shared.kernel.refusal import Refused
from shared.persistence import how_far
from shared.persistence.database import Database, Transaction
from shared.persistence.how_far import Stretch

from .envelope import KafkaRecord

LEAST_REASON, MOST_REASON, MOST_NAME = 3, 300, 200  # characters
WAITS = "replayed_at IS NULL AND set_aside_at IS NULL"


@dataclass(frozen=True)
class Aside:
    """Who said that this is done without, as a record that can never be handled, and why."""

    by: str
    because: str
    at: datetime

    def checked(self) -> "Aside":
        """As it may be kept. `Refused` without a reason or a name."""
        if not LEAST_REASON <= len(self.because.strip()) <= MOST_REASON:
            raise Refused(f"Say in {LEAST_REASON} to {MOST_REASON} characters why.", field="because")
        if not 1 <= len(self.by.strip()) <= MOST_NAME:
            raise Refused("Say who you are.", field="by")
        return Aside(letters.kept(self.by.strip()), letters.kept(self.because.strip()), self.at)


@dataclass(frozen=True)
class DeadLetter:
    """A dead letter: the record as it came, why it could not be handled, after how many tries, and when that was."""

    raw: KafkaRecord
    reason: str
    attempts: int
    parked_at: datetime
    aside: Aside | None = None


async def park(db: Database, raw: KafkaRecord, reason: str, at: Stretch | None = None) -> bool:
    """Keep the record. Parked again (after a replay that failed), it counts one attempt more.

    Where the log was made anew, another record may lie in its place: that one is kept, and waits as any new one does.
    False, and nothing is kept, if it names somebody who was erased. `at`: how far its log is heard with it. Raises
    `Overtaken`.
    """
    headers = [[name, None if value is None else value.hex()] for name, value in raw.headers]
    async with db.transaction() as tx:
        await tx.execute(ANOTHER, raw.topic, raw.partition, raw.offset, raw.key, headers, raw.value)
        done = await tx.execute(
            """
            INSERT INTO parked (topic, kafka_partition, kafka_offset, record_key, headers, body, reason, anew)
            SELECT $1, $2::int, $3::bigint, $4::bytea, $5::jsonb, $6::bytea, $7, $8::int WHERE NOT EXISTS (
                SELECT FROM erased
                WHERE $4 = convert_to(participant_id::text, 'UTF8')
                   OR position(convert_to(participant_id::text, 'UTF8') IN $6) > 0)
            ON CONFLICT (topic, kafka_partition, kafka_offset)
            DO UPDATE SET attempts = parked.attempts + 1, reason = excluded.reason, replayed_at = NULL""",
            raw.topic,
            raw.partition,
            raw.offset,
            raw.key,
            headers,
            raw.value,
            reason[:500],
            raw.anew,
        )
        if at:
            await how_far.move(tx, [at])
    return not done.endswith(" 0")


ANOTHER = """
DELETE FROM parked WHERE (topic, kafka_partition, kafka_offset) = ($1, $2, $3)
AND (record_key, headers, body) IS DISTINCT FROM ($4::bytea, $5::jsonb, $6::bytea)"""


async def waiting(tx: Transaction, *, most: int = 200) -> list[DeadLetter]:
    """What still waits for somebody, oldest first."""
    rows = await tx.fetch(f"SELECT * FROM parked WHERE {WAITS} ORDER BY parked_at LIMIT $1", most)  # noqa: S608
    return [_parked(row) for row in rows]


async def aside(tx: Transaction, *, most: int = 200) -> list[DeadLetter]:
    """What was set aside for good, the latest first."""
    rows = await tx.fetch(
        "SELECT * FROM parked WHERE replayed_at IS NULL AND set_aside_at IS NOT NULL"
        " ORDER BY set_aside_at DESC LIMIT $1",
        most,
    )
    return [_parked(row) for row in rows]


async def set_aside(tx: Transaction, raw: KafkaRecord, note: Aside) -> None:
    """It waits for nobody any more, also if it comes again. `Refused` without a reason or a name, or too late."""
    note = note.checked()
    done = await tx.execute(
        "UPDATE parked SET set_aside_at = $4, set_aside_by = $5, set_aside_because = $6"  # noqa: S608
        f" WHERE (topic, kafka_partition, kafka_offset) = ($1, $2, $3) AND {WAITS}",
        raw.topic,
        raw.partition,
        raw.offset,
        note.at,
        note.by,
        note.because,
    )
    if done.endswith(" 0"):
        raise Refused("It does not wait any more: it was handled, or set aside already.", conflict=True)


async def find(tx: Transaction, topic: str, partition: int, offset: int) -> DeadLetter | None:
    """The dead letter of one place on the log, or None."""
    row = await tx.fetchrow(
        "SELECT * FROM parked WHERE (topic, kafka_partition, kafka_offset) = ($1, $2, $3)", topic, partition, offset
    )
    return _parked(row) if row else None


async def settled(tx: Transaction, raw: KafkaRecord) -> None:
    """It has been replayed and handled."""
    reached("replay.after_effect")
    await tx.execute(
        "UPDATE parked SET replayed_at = now() WHERE (topic, kafka_partition, kafka_offset) = ($1, $2, $3)",
        raw.topic,
        raw.partition,
        raw.offset,
    )


def _parked(row: Record) -> DeadLetter:
    headers = tuple((name, None if value is None else bytes.fromhex(value)) for name, value in row["headers"])
    raw = KafkaRecord(
        row["topic"],
        row["kafka_partition"],
        row["kafka_offset"],
        row["record_key"],
        row["body"],
        headers,
        row.get("anew", 0),  # the evaluator's outcomes are compared by nothing but their numbers
    )
    at = row["set_aside_at"]
    note = Aside(row["set_aside_by"], row["set_aside_because"], at) if at else None
    return DeadLetter(raw, row["reason"], row["attempts"], row["parked_at"], note)
