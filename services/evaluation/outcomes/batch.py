"""A stretch of one Local's log, folded: the last word on each fact, and how far it reached. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
    StepWithdrawn,
)
from shared.progress import Place
from shared.records import Raw, Unreadable

from .reading import Said, read

Row = tuple[Any, ...]
"""A table's row in the order of its columns; the teller's count comes last."""


@dataclass
class Batch:
    local: str
    participations: dict[str, Row] = field(default_factory=dict)
    steps: dict[tuple[str, str], Row] = field(default_factory=dict)
    measures: dict[tuple[int, str], Row] = field(default_factory=dict)
    attendances: dict[tuple[int, str], Row] = field(default_factory=dict)
    withdrawn: dict[str, Row] = field(default_factory=dict)
    parked: list[tuple[Raw, str]] = field(default_factory=list)
    moves: dict[Place, tuple[int, int]] = field(default_factory=dict)
    """Each log's next offset before this batch and after it."""
    records: list[Any] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.records)

    def add(self, place: Place, expected: int, records: Iterable[Any]) -> int:
        """Take records of one partition, in order; what lies before `expected` was counted already.

        Returns the next offset of that partition.
        """
        reached = expected
        for record in records:
            if record.offset < reached:
                continue
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
        except Unreadable as why:
            self.park(record, str(why))
            return
        if told is not None:
            kind, said, count, trace = told
            rows, key, row = FOLDS[kind](self, said, count, trace)
            if (known := rows.get(key)) is None or row[-1] > known[-1]:
                rows[key] = row  # of two words on the same fact the later told one counts, whichever came first

    def park(self, record: Any, reason: str) -> None:
        self.parked.append((Raw.of(record), reason))


Fold = tuple[dict[Any, Row], Any, Row]
"""Where a fact belongs, what makes it the same fact, and its row."""


def _participation(batch: Batch, said: Said, told: int, trace: str | None) -> Fold:
    who = said["pseudonym"]
    row = (who, said["local"], said["consented_week"], said.get("age_band"), said.get("source"), trace, told)
    return batch.participations, who, row


def _step(batch: Batch, said: Said, told: int, trace: str | None) -> Fold:
    """Without a day when it is taken back: another word on the same fact."""
    key = (said["pseudonym"], said["step"])
    return batch.steps, key, (*key, said.get("day"), trace, told)


def _measure(batch: Batch, said: Said, told: int, trace: str | None) -> Fold:
    which, who = said["measure_id"], said["pseudonym"]
    answer = (said["instrument"], said["day"], said.get("occasion"), said["score"], said.get("missing_reason"))
    return batch.measures, (which.int, who), (which, who, *answer, trace, told)


def _attendance(batch: Batch, said: Said, told: int, trace: str | None) -> Fold:
    which, who = said["attendance_id"], said["pseudonym"]
    return batch.attendances, (which.int, who), (which, who, said.get("day"), trace, told)


def _withdrawal(batch: Batch, said: Said, told: int, trace: str | None) -> Fold:
    who = said["pseudonym"]
    return batch.withdrawn, who, (who, told)


FOLDS: dict[type[Released], Callable[[Batch, Said, int, str | None], Fold]] = {
    MeasureReleased: _measure,
    AttendanceReleased: _attendance,
    AttendanceWithdrawn: _attendance,
    StepReleased: _step,
    StepWithdrawn: _step,
    ParticipationReleased: _participation,
    ParticipationWithdrawn: _withdrawal,
}
