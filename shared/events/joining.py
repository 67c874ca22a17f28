"""What the referral service tells of two records that may be one person's: compared, joined, parted."""

from uuid import UUID

from .base import Event, Private


class RecordPairEvent(Event):
    """A fact about two records, told once under the key of each: `participant_id` is the one, `with_id` the other."""

    service = "referral"
    participant_id: UUID
    with_id: UUID


class DuplicateRuledOut(RecordPairEvent):
    """Somebody compared two records that looked alike: they are two people. More alike, they are compared again."""

    answer_id: UUID
    answered_by: Private[UUID] = None
    note: Private[str] = None
    evidence: Private[float] = None


class DuplicateLeftOpen(RecordPairEvent):
    """Somebody compared two records that looked alike, and nobody can say yet whether they are one person's."""

    answer_id: UUID
    answered_by: Private[UUID] = None
    note: Private[str] = None
    evidence: Private[float] = None


class ParticipantJoined(RecordPairEvent):
    """Two records are one person's. Both stay as they are; whoever reads one reads the other, too."""

    joining_id: UUID
    kept_id: UUID
    """Which of the two is carried on: its card holds, and its journey where both have one."""
    joined_by: Private[UUID] = None
    note: Private[str] = None
    evidence: Private[float] = None
    settles: Private[list[UUID]] = None


class ParticipantParted(RecordPairEvent):
    """They were not one person's after all: each record stands for itself again."""

    joining_id: UUID
    kept_id: UUID
    parted_by: Private[UUID] = None
    note: Private[str] = None
    evidence: Private[float] = None
