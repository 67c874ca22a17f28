"""A stretch of one Local's log, folded: the last word on each fact, and how far it reached. Pure."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
    StepWithdrawn,
)
from shared.messaging.envelope import InvalidMessage, KafkaRecord
from shared.persistence.progress import Place

from .reading import Said, id_of, read

Row = tuple[Any, ...]
"""A table's row in the order of its columns; where the fact lies on the log comes last."""
WINDOW = 2_000
"""Offsets within which a record that comes again is recognised: four times what a relay sends at once."""


class Recent:
    """Recognises a record that comes a second time on one log, within a window of offsets.

    A relay that was not told whether Kafka has a batch sends it again, and the first may still arrive, after what came
    later: it must not bring back what that took away.
    """

    def __init__(self) -> None:
        self._last: dict[bytes, int] = {}
        self._order: deque[tuple[int, bytes]] = deque()

    def again(self, record: Any) -> bool:
        """Whether this id has come within the window; and remember it."""
        event_id, offset, order, last = id_of(record), record.offset, self._order, self._last
        while order and order[0][0] < offset - WINDOW:
            gone, which = order.popleft()
            if last[which] == gone:
                del last[which]
        if event_id is None:
            return False
        known = event_id in last
        last[event_id] = offset
        order.append((offset, event_id))
        return known


@dataclass
class Batch:
    """A stretch of one Local's log, folded to rows by table, with the records parked and the offsets reached."""

    local: str
    participations: dict[str, Row] = field(default_factory=dict)
    steps: dict[tuple[str, str], Row] = field(default_factory=dict)
    measures: dict[tuple[int, str], Row] = field(default_factory=dict)
    attendances: dict[tuple[int, str], Row] = field(default_factory=dict)
    withdrawn: dict[str, Row] = field(default_factory=dict)
    parked: list[tuple[KafkaRecord, str]] = field(default_factory=list)
    moves: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """Each log's next offset before this batch and after it."""
    records: list[Any] = field(default_factory=list)
    repeated: int = 0
    """Records that came again within a short time, and changed nothing."""
    numbers: list[tuple[str, str, int]] = field(default_factory=list)
    """Topic, pseudonym and the teller's own number of each fact: for whoever looks whether a teller counts again."""

    @property
    def size(self) -> int:
        return len(self.records) + self.repeated

    def add(self, place: Place, expected: int, records: Iterable[Any], recent: Recent | None = None) -> int:
        """Take records of one partition, in order; what lies before `expected` was counted already.

        Returns the next offset of that partition.
        """
        reached = expected
        for record in records:
            again = recent is not None and recent.again(record)
            if record.offset < reached:
                continue
            if again:
                self.repeated += 1
            else:
                self._take(record)
                self.records.append(record)
            reached = record.offset + 1
        if reached > expected:
            start, _ = self.moves.get(place, (expected, expected))
            self.moves[place] = (start, reached)
        return reached

    def _take(self, record: Any) -> None:
        try:
            told = read(record, self.local)
        except InvalidMessage as why:
            self.park(record, str(why))
            return
        if told is not None:
            kind, said, number, trace = told
            rows, key, row = FOLDS[kind](self, said, record.offset, trace)
            rows[key] = row  # of two words on the same fact the later one on the log counts, whatever their numbers
            self.numbers.append((record.topic, said["pseudonym"], number))

    def after_withdrawal(self, rows: Mapping[Any, Row], who: int) -> Collection[Row]:
        """Those that came later on the log than a withdrawal of the same person; `who`: the column of the pseudonym."""
        if not self.withdrawn:
            return rows.values()
        taken = {pseudonym: row[-1] for pseudonym, row in self.withdrawn.items()}
        return [row for row in rows.values() if taken.get(row[who], -1) < row[-1]]

    def park(self, record: Any, reason: str) -> None:
        self.parked.append((KafkaRecord.of(record), reason))


Fold = tuple[dict[Any, Row], Any, Row]
"""Where a fact belongs, what makes it the same fact, and its row."""


def _participation(batch: Batch, said: Said, at: int, trace: str | None) -> Fold:
    who = said["pseudonym"]
    row = (who, said["local"], said["consented_week"], said.get("age_band"), said.get("source"), trace, at)
    return batch.participations, who, row


def _step(batch: Batch, said: Said, at: int, trace: str | None) -> Fold:
    """Without a day when it is taken back: another word on the same fact."""
    key = (said["pseudonym"], said["step"])
    return batch.steps, key, (*key, said.get("day"), trace, at)


def _measure(batch: Batch, said: Said, at: int, trace: str | None) -> Fold:
    which, who = said["measure_id"], said["pseudonym"]
    answer = tuple(said.get(name) for name in ("instrument", "day", "occasion", "score", "missing_reason"))
    return batch.measures, (which.int, who), (which, who, *answer, trace, at)


def _attendance(batch: Batch, said: Said, at: int, trace: str | None) -> Fold:
    which, who = said["attendance_id"], said["pseudonym"]
    return batch.attendances, (which.int, who), (which, who, said.get("day"), trace, at)


def _withdrawal(batch: Batch, said: Said, at: int, trace: str | None) -> Fold:
    who = said["pseudonym"]
    return batch.withdrawn, who, (who, at)


FOLDS: dict[type[Released], Callable[[Batch, Said, int, str | None], Fold]] = {
    MeasureReleased: _measure,
    MeasureWithdrawn: _measure,
    AttendanceReleased: _attendance,
    AttendanceWithdrawn: _attendance,
    StepReleased: _step,
    StepWithdrawn: _step,
    ParticipationReleased: _participation,
    ParticipationWithdrawn: _withdrawal,
}
