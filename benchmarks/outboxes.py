"""Outboxes full of goals, as journey writes them."""

import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.events import GoalSet
from shared.persistence.database import connect
from shared.persistence.outbox import uuid7

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
EACH = 20
"""Facts about one person."""

COLUMNS = ("event_id", "type", "stream", "key", "sequence", "occurred_at", "traceparent", "causation", "body")
REFILL = f"INSERT INTO outbox ({', '.join(COLUMNS)}) SELECT {', '.join(COLUMNS)} FROM spare ORDER BY position LIMIT $1"  # noqa: S608


def goal(participant: UUID, journey: UUID) -> GoalSet:
    return GoalSet(
        occurred_at=AT, participant_id=participant, journey_id=journey, goal_id=uuid4(), importance=8, confidence=5,
        wording="Go to the choir on Thursdays and stay for the tea",
    )  # fmt: skip


async def keep_spare(url: str, size: int) -> None:
    """A table `spare` beside the outbox, with `size` facts of journey's to fill it from at once."""
    connection = await connect(url)
    try:
        await connection.execute("CREATE TABLE spare (LIKE outbox INCLUDING IDENTITY)")
        people = [uuid4() for _ in range(max(1, size // EACH))]
        rows = []
        for place in range(size):
            told = goal(people[place % len(people)], uuid4())
            parent = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
            rows.append((uuid7(), told.type_name(), told.stream, told.subject, place // len(people) + 1, AT, parent,
                         None, told.body()))  # fmt: skip
        await connection.copy_records_to_table("spare", records=rows, columns=COLUMNS, timeout=120)
    finally:
        await connection.close()


async def refill(url: str, size: int) -> None:
    """The outbox full again, and its earlier rows' remains swept away."""
    connection = await connect(url)
    try:
        await connection.execute("TRUNCATE outbox")
        await connection.execute(REFILL, size, timeout=120)
        await connection.execute("ANALYZE outbox")
    finally:
        await connection.close()
