"""What the counting cannot go on from by itself: records that were deleted before they were counted, and a log that was
made anew or put back. Which they are, and how it goes on once somebody has said why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.messaging.dead_letters import Aside
from shared.persistence.database import Transaction
from shared.persistence.progress import Place


@dataclass(frozen=True)
class Lost:
    """The records that are missing from one log: from `since`, the offset counted up to, to before `until`.

    `until` is the first record that is there. Where it lies before `since` the log was made anew, and begins there.
    """

    topic: str
    partition: int
    since: int
    until: int

    @property
    def anew(self) -> bool:
        """The log was made anew, or put back: it is counted again from its beginning."""
        return self.until < self.since

    def __str__(self) -> str:
        if self.anew:
            records = f"what lay before record {self.since}"
        elif self.until - self.since == 1:
            records = f"record {self.since}"
        else:
            records = f"records {self.since} to {self.until - 1}"
        return f"{records} of {self.topic}, partition {self.partition}"

    def why(self) -> str:
        """Why the counting stands still there, for whoever runs it."""
        if self.anew:
            log = f"{self.topic}, partition {self.partition}"
            return f"{log} was counted up to record {self.since} and ends before it: it was made anew, or put back"
        return f"{self}, {'are' if self.until - self.since > 1 else 'is'} gone before counting"


@dataclass(frozen=True)
class WentOn:
    """An operator's note that the counting went on without lost records: who did so, why and when."""

    lost: Lost
    by: str
    because: str
    at: datetime


def lost(reached: Mapping[Place, int], spans: Mapping[Place, tuple[int, int]]) -> list[Lost]:
    """The logs on which counting cannot go on: its next record is gone, or lies past the end.

    A log that was never counted begins where it does. `spans`: each log's first record that is there, and its next one.
    """
    return [
        Lost(*place, reached[place], first)
        for place, (first, end) in sorted(spans.items())
        if place in reached and not first <= reached[place] <= end
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
    """The notes of what operators have gone on without, the latest first."""
    rows = await tx.fetch("SELECT * FROM gone_on_without ORDER BY at DESC, topic, kafka_partition, since")
    return [
        WentOn(
            Lost(row["topic"], row["kafka_partition"], row["since"], row["until"]),
            row["by_whom"], row["because"], row["at"],
        )
        for row in rows
    ]  # fmt: skip
