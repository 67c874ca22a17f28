"""A stretch of one Local's log, folded: the last word on each fact, and how far it reached. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.events.evaluation import (
    AttendanceReleased,
    MeasureReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
    StepReleased,
)
from shared.progress import Place
from shared.records import Raw, Unreadable

from .reading import Told, read

Row = tuple[Any, ...]
"""A table's row in the order of its columns; the teller's count comes last."""


@dataclass
class Batch:
    local: str
    participations: dict[str, Row] = field(default_factory=dict)
    steps: dict[tuple[str, str], Row] = field(default_factory=dict)
    measures: dict[tuple[UUID, str], Row] = field(default_factory=dict)
    attendances: dict[tuple[UUID, str], Row] = field(default_factory=dict)
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
            self._fold(told)

    def park(self, record: Any, reason: str) -> None:
        self.parked.append((Raw.of(record), reason))

    def _fold(self, told: Told) -> None:
        last = (told.trace_id, told.sequence)
        match told.fact:
            case MeasureReleased() as fact:
                row: Row = (
                    fact.measure_id, fact.pseudonym, fact.instrument, fact.day, fact.occasion, fact.score,
                    fact.missing_reason, *last,
                )  # fmt: skip
                keep_latest(self.measures, row[:2], row)
            case AttendanceReleased() as fact:
                row = (fact.attendance_id, fact.pseudonym, fact.day, *last)
                keep_latest(self.attendances, row[:2], row)
            case StepReleased() as fact:
                keep_latest(self.steps, (fact.pseudonym, fact.step), (fact.pseudonym, fact.step, fact.day, *last))
            case ParticipationReleased() as fact:
                row = (fact.pseudonym, fact.local, fact.consented_week, fact.age_band, fact.source, *last)
                keep_latest(self.participations, fact.pseudonym, row)
            case ParticipationWithdrawn() as fact:
                keep_latest(self.withdrawn, fact.pseudonym, (fact.pseudonym, told.sequence))


def keep_latest(rows: dict[Any, Row], key: Any, row: Row) -> None:
    """Of two words on the same fact the later told one counts, whichever came first."""
    if (known := rows.get(key)) is None or row[-1] > known[-1]:
        rows[key] = row
