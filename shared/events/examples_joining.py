"""Examples of two records compared, joined and parted: Dimitra, whose daughter asked for her a second time."""

from uuid import uuid5

from . import DuplicateLeftOpen, DuplicateRuledOut, Event, ParticipantJoined, ParticipantParted
from .examples_base import _at, _id, dimitra

_second = uuid5(_id(70), "participant")
_pair = {"participant_id": dimitra, "with_id": _second}

PAIRS: tuple[Event, ...] = (
    DuplicateLeftOpen(**_pair, answer_id=_id(71), occurred_at=_at(12)),
    DuplicateRuledOut(**_pair, answer_id=_id(72), occurred_at=_at(12, 2)),
    ParticipantJoined(**_pair, joining_id=_id(73), kept_id=_second, occurred_at=_at(13)),
    ParticipantParted(**_pair, joining_id=_id(73), kept_id=_second, occurred_at=_at(14)),
)
