"""Records that were deleted before they were counted: which they are, and how the counting goes on without them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.messaging.parked import Aside
from shared.persistence.database import Transaction
from shared.persistence.progress import Place


@dataclass(frozen=True)
class Lost:
    """What is not there any more of one log: from `since` up to before `until`, the first record that is there."""

    topic: str
    partition: int
    since: int
    until: int

    def __str__(self) -> str:
        records = (
            f"record {self.since}" if self.until - self.since == 1 else f"records {self.since} to {self.until - 1}"
        )
        return f"{records} of {self.topic}, partition {self.partition}"


@dataclass(frozen=True)
class WentOn:
    """Somebody went on without them, for a reason."""

    lost: Lost
    by: str
    because: str
    at: datetime


def lost(reached: Mapping[Place, int], begins: Mapping[Place, int]) -> list[Lost]:
    """Where counting would go on at a record that is gone; a log that was never counted begins where it does."""
    return [
        Lost(*place, reached[place], first)
        for place, first in sorted(begins.items())
        if reached.get(place, first) < first
    ]


async def go_on_without(tx: Transaction, gone: Iterable[Lost], note: Aside) -> None:
    """Count on from the first record that is there, and keep who said so and why. Raises `Refused`.

    A projector that stands still there looks again every few seconds.
    """
    note = note.checked()
    for one in gone:
        moved = await tx.execute(
            "UPDATE reached SET next_offset = $4 WHERE (topic, kafka_partition, next_offset) = ($1, $2, $3)",
            one.topic, one.partition, one.since, one.until,
        )  # fmt: skip
        if not moved.endswith(" 0"):
            await tx.execute(
                "INSERT INTO gone_on_without (topic, kafka_partition, since, until, at, by_whom, because)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                one.topic, one.partition, one.since, one.until, note.at, note.by, note.because,
            )  # fmt: skip


async def went_on(tx: Transaction) -> list[WentOn]:
    """What somebody has gone on without, the latest first."""
    rows = await tx.fetch("SELECT * FROM gone_on_without ORDER BY at DESC, topic, kafka_partition, since")
    return [
        WentOn(
            Lost(row["topic"], row["kafka_partition"], row["since"], row["until"]),
            row["by_whom"], row["because"], row["at"],
        )
        for row in rows
    ]  # fmt: skip
