"""How far each log has been heard: kept in the service's own database, so that it goes back when the database does.

The group's offsets follow a moment later, for whoever looks at the broker, and as a second memory: a log that was made
anew and a broker that was put back are noticed by them. Whichever remembers less is believed, because what is heard
again finds its id in the inbox. A topic that was deleted and made again has another id, however long it has grown.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition

from .database import Database, Transaction
from .progress import Place

MARK = "the database has it, too"
"""Stands with the group's offsets, so that a database without any is not taken for one from before they were kept."""


class Overtaken(Exception):
    """The database does not stand where this process believes: it was put back, or another one has taken over."""


class RecordsGone(Exception):
    """Records were deleted before they were heard; the words say which."""


@dataclass(frozen=True)
class Stretch:
    """What one record moves: a log heard up to `since`, as the database has it, is then heard up to `until`."""

    topic: str
    partition: int
    since: int
    until: int


@dataclass(frozen=True)
class LogState:
    """Everything that is known about one log where listening begins. Next offsets; None where nothing is remembered."""

    here: int | None
    """What the service's own database says."""
    group: int | None
    marked: bool
    """Whether the group's offset was written by a release that keeps offsets in the database as well."""
    begins: int
    ends: int
    another: bool = False
    """The topic is not the one that was heard: it was deleted, and made again under the same name."""

    @property
    def memory(self) -> int | None:
        """Up to where it was heard: of another topic nothing was. A database of before offsets were kept there takes
        the group's, once."""
        if self.another:
            return 0
        return self.group if self.here is None and not self.marked else self.here

    @property
    def is_new(self) -> bool:
        """It is another log than was heard, or ends before that: what comes on it now lies on another log, or end."""
        return self.another or (self.memory is not None and self.memory > self.ends)


def where_to_begin(known: LogState) -> int:
    """The offset from which to hear. Raises `RecordsGone` if what comes next was deleted before it was heard. Pure."""
    if known.memory is not None and known.memory < known.begins:
        raise RecordsGone(f"records {known.memory} to {known.begins - 1}")
    if known.memory is None or known.group is None:
        return known.begins
    lowest = min(known.memory, known.group)
    return lowest if known.begins <= lowest <= known.ends else known.begins


def why_there(known: LogState) -> str | None:
    """What there is to say about where it begins; None if it only goes on. Pure."""
    if known.another:
        return "the topic was deleted and made again: it is heard from its first record"
    if known.memory is None and known.ends == 0:
        return None
    if known.memory is None:
        return f"nothing is remembered of this log: it is heard from its first record, {known.begins} of {known.ends}"
    if max(known.memory, known.group or 0) > known.ends:
        return "the log is shorter than what was heard: it was made anew, or put back"
    if known.group is None and known.memory > known.begins:
        return "the group's offsets are gone: what is there is heard again"
    if known.here is not None and (known.group or 0) > known.here:
        return "the database is older than the log: what came since is heard again"
    return None


async def places_of(consumer: Any, names: Collection[str]) -> list[TopicPartition]:
    """Every partition of these topics as the broker has them: a consumer knows only what it is subscribed to."""
    cluster = await consumer._client.fetch_all_metadata()
    return [TopicPartition(name, part) for name in names for part in sorted(cluster.partitions_for_topic(name) or ())]


async def known(
    tx: Transaction, consumer: Any, places: Collection[TopicPartition], ids: Mapping[str, str] | None = None
) -> dict[TopicPartition, LogState]:
    """Ask the database, the group and the broker. `ids`: which topic each name stands for, as far as that is known."""
    here, heard = await heard_up_to(tx), await _topics_heard(tx)
    group = await consumer._coordinator.fetch_committed_offsets(list(places))
    begins, ends = await consumer.beginning_offsets(list(places)), await consumer.end_offsets(list(places))
    found = {}
    for place in places:
        kept = group.get(place)
        committed = kept.offset if kept is not None and kept.offset >= 0 else None
        marked = committed is not None and kept.metadata == MARK
        was, now = heard.get((place.topic, place.partition)), (ids or {}).get(place.topic)
        another = was is not None and now is not None and was != now
        found[place] = LogState(
            here.get((place.topic, place.partition)), committed, marked, begins[place], ends[place], another
        )
    return found


async def _topics_heard(tx: Transaction) -> dict[Place, str]:
    """The id of the topic that was heard, of each log where it was known."""
    rows = await tx.fetch("SELECT topic, kafka_partition, topic_id FROM heard_up_to WHERE topic_id IS NOT NULL")
    return {(row["topic"], row["kafka_partition"]): row["topic_id"] for row in rows}


async def keep_ids(tx: Transaction, places: Collection[TopicPartition], ids: Mapping[str, str]) -> None:
    """From now on these logs are heard of these topics. One that is not known is left as it was."""
    rows = [(place.topic, place.partition, ids[place.topic]) for place in places if place.topic in ids]
    await tx.executemany(
        "UPDATE heard_up_to SET topic_id = $3 WHERE (topic, kafka_partition) = ($1, $2)"
        " AND topic_id IS DISTINCT FROM $3",
        rows,
    )


async def heard_up_to(tx: Transaction) -> dict[Place, int]:
    """The next offset of each log, as the database has it."""
    rows = await tx.fetch("SELECT topic, kafka_partition, next_offset FROM heard_up_to")
    return {(row["topic"], row["kafka_partition"]): row["next_offset"] for row in rows}


async def put(tx: Transaction, offsets: Mapping[TopicPartition, int]) -> None:
    """Let each log be heard from this offset on, whatever was remembered."""
    rows = [(place.topic, place.partition, offset) for place, offset in offsets.items()]
    await tx.execute(PUT, *(list(column) for column in zip(*rows, strict=True)))


async def go_on(tx: Transaction, logs: Mapping[TopicPartition, LogState], ids: Mapping[str, str]) -> None:
    """Let each log be heard from the first record that is there, without those that are gone. A new one counts as one
    from now on: whoever begins next finds it known."""
    await put(tx, {place: one.begins for place, one in logs.items()})
    await made_anew(tx, [place for place, one in logs.items() if one.is_new])
    await keep_ids(tx, logs, ids)


PUT = """
INSERT INTO heard_up_to AS kept SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, kafka_partition) DO UPDATE SET next_offset = excluded.next_offset
WHERE kept.next_offset <> excluded.next_offset"""


async def move(tx: Transaction, stretches: Iterable[Stretch]) -> None:
    """What a record moves when nothing else is written of it. Raises `Overtaken`."""
    rows = [(one.topic, one.partition, one.since, one.until) for one in stretches]
    moved = await tx.fetch(MOVE, *(list(column) for column in zip(*rows, strict=True)))
    if len(moved) != len(rows):
        raise Overtaken


ANEW = """
UPDATE heard_up_to SET anew = anew + 1
WHERE (topic, kafka_partition) IN (SELECT * FROM unnest($1::text[], $2::int[]))"""
HOW_OFTEN = "SELECT topic, kafka_partition, anew FROM heard_up_to"


async def made_anew(tx: Transaction, places: Collection[TopicPartition]) -> dict[TopicPartition, int]:
    """Count these logs as new ones. Returns how often each log has been made anew."""
    if places:
        await tx.execute(ANEW, [place.topic for place in places], [place.partition for place in places])
    rows = await tx.fetch(HOW_OFTEN)
    return {TopicPartition(row["topic"], row["kafka_partition"]): row["anew"] for row in rows}


MOVE = """
UPDATE heard_up_to AS kept SET next_offset = move.until
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) AS move (topic, kafka_partition, since, until)
WHERE (kept.topic, kept.kafka_partition) = (move.topic, move.kafka_partition) AND kept.next_offset = move.since
RETURNING kept.topic"""


class HowFar:
    """What one process takes for granted about the logs it hears. The database has the last word each time it moves."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.next: dict[TopicPartition, int] = {}
        """The offset of each log's next record."""
        self.anew: dict[TopicPartition, int] = {}
        """How often each log has been made anew."""
        self._kept: dict[TopicPartition, int] = {}
        """Where the database stands. It is behind where records came that are nothing to this service."""

    def forget(self) -> None:
        """Which logs are whose has changed: begin from the database, not from what is remembered here."""
        self.next.clear()
        self._kept.clear()

    async def begin(
        self, consumer: Any, places: Collection[TopicPartition], ids: Mapping[str, str] | None = None
    ) -> dict[TopicPartition, LogState]:
        """Stand where the database says, and let the consumer go on from there. Raises `RecordsGone`.

        `ids`: which topic each name stands for, as far as the broker told."""
        async with self._db.transaction() as tx:
            found = await known(tx, consumer, places, ids)
            starts = {}
            for place, one in found.items():
                try:
                    starts[place] = where_to_begin(one)
                except RecordsGone as gone:
                    raise RecordsGone(f"{gone} of {place.topic}, partition {place.partition}, are gone") from None
            await put(tx, starts)
            self.anew = await made_anew(tx, [place for place, one in found.items() if one.is_new])
            await keep_ids(tx, places, ids or {})
        for place, start in starts.items():
            consumer.seek(place, start)
            self.next[place] = self._kept[place] = start
        return found

    def stretch(self, place: TopicPartition, offset: int) -> Stretch:
        return Stretch(place.topic, place.partition, self._kept[place], offset + 1)

    def passed(self, stretch: Stretch, kept: bool) -> None:
        """A record was dealt with; `kept`: the database has moved with it."""
        place = TopicPartition(stretch.topic, stretch.partition)
        self.next[place] = stretch.until
        if kept:
            self._kept[place] = stretch.until

    async def keep(self) -> None:
        """Write down what was passed over because it is nothing to this service. Raises `Overtaken`."""
        behind = {place: at for place, at in self.next.items() if at > self._kept.get(place, at)}
        if behind:
            stretches = [self.stretch(place, at - 1) for place, at in behind.items()]
            async with self._db.transaction() as tx:
                await move(tx, stretches)
            self._kept |= behind
