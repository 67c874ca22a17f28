"""What is told of contacts before the first talk with a link worker: intake's, and a link worker's tries."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Private
from .journey import JourneyEvent, Mistake
from .referral import ReferralEvent

ContactWay = Literal["call", "text", "email", "letter", "met", "came_by"]
ContactOutcome = Literal["no_answer", "left_message", "somebody_else", "wrong_number", "sent", "talked", "ring_again"]


class ReferralContact(ReferralEvent):
    """How somebody tried to reach the person who was referred, and what came of it."""

    contact_id: UUID
    way: ContactWay
    outcome: ContactOutcome
    happened_at: AwareDatetime
    whole_day: bool = Field(False, description="true if only its day is known; then it counts as midday")
    minutes: int | None = Field(None, ge=1, le=600, description="how long the two talked; null if it was not noted")
    again_at: AwareDatetime | None = Field(None, description="when they asked to be rung again; null if they did not")
    words: Private[str] = None


class ReferralContactNoted(ReferralContact):
    """Intake tried to reach the person who was referred, or has talked with them."""

    noted_by: Private[UUID] = None


class ReferralContactCorrected(ReferralContact):
    """A try or a talk was noted wrongly: it counts as it says now. What stood before stays on file."""

    correction_id: UUID
    corrected_by: Private[UUID] = None


class ReferralContactTakenBack(ReferralEvent):
    """A try or a talk was noted by mistake and does not count."""

    contact_id: UUID
    reason: Mistake
    taken_back_by: Private[UUID] = None


class ContactTried(JourneyEvent):
    """The link worker tried to reach the person and did not: nobody is to blame, and no contact is counted."""

    attempt_id: UUID
    way: ContactWay
    outcome: ContactOutcome
    happened_at: AwareDatetime
    whole_day: bool = Field(False, description="true if only its day is known; then it counts as midday")
    note: Private[str] = None
    noted_by: Private[UUID] = None


class ContactTryTakenBack(JourneyEvent):
    """A try was noted by mistake and does not count."""

    attempt_id: UUID
    taken_back_by: Private[UUID] = None
