"""What the journey service tells about carers and supporters: that somebody is named, and nothing about them.

Who it is, what they are to the person and what each may know concerns nobody outside the service. Above all nobody can
tell from these facts that contact with somebody is not safe: they look the same whatever the person said.
"""

from typing import Literal
from uuid import UUID

from .base import Private
from .journey import JourneyEvent

Relation = Literal[
    "partner", "former_partner", "child", "parent", "sibling", "other_family", "friend", "neighbour", "carer", "other"
]
MayKnow = Literal["nothing", "that_we_meet", "how_it_goes", "what_i_agree", "not_safe"]


class SupporterEvent(JourneyEvent):
    """Who somebody is, in the person's own words: kept here, never told."""

    supporter_id: UUID
    name: Private[str] = None
    relation: Private[Relation] = None
    is_carer: Private[bool] = None
    contact: Private[str] = None
    note: Private[str] = None


class SupporterNamed(SupporterEvent):
    """The person named somebody: a carer, a relative, a friend. Until they say more, nobody is told anything."""


class SupporterCorrected(SupporterEvent):
    """What is written about somebody they named was put right."""


class SupporterViewRecorded(JourneyEvent):
    """The person said what this one may know. What they said before stays on file, and what they said last holds."""

    supporter_id: UUID
    view_id: UUID
    may_know: Private[MayKnow] = None
    words: Private[str] = None
    in_emergency: Private[bool] = None
    recorded_by: Private[UUID] = None


class SupporterEnded(JourneyEvent):
    """That one is no supporter of theirs any more."""

    supporter_id: UUID
