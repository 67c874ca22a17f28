"""What whoever referred somebody hears: that we have it, that we are in touch, that it has ended. Nothing else. Pure.

That we have it they hear if they would like to. The rest is the person's: until they have said yes, and from the moment
they take it back, nothing more is told, however it is asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from services.referral.domain.referrals import State
from shared.events import HearingBackDecided, NewsDue
from shared.events.referral import NewsStep

STEPS: dict[NewsStep, str] = {
    "received": "We have received what you sent us.",
    "in_touch": "We are in touch.",
    "ended": "It has come to its end.",
}
"""All that is ever said."""
Agreed = Literal["yes", "no"]


@dataclass(frozen=True)
class Hearing:
    """Whoever referred somebody, what they may hear, and how it stands with the person."""

    referral_id: UUID
    participant_id: UUID
    state: State
    talked: bool
    ended: bool
    wants_to_hear: bool
    agreed: bool | None
    email: str | None
    protected: bool = False
    """Nothing goes to whoever referred them, whatever was agreed: violence in the family."""
    told: Collection[NewsStep] = ()


def step_now(hearing: Hearing) -> NewsStep:
    """How it stands, in the only words there are for it."""
    if hearing.state == "declined" or hearing.ended:
        return "ended"
    return "in_touch" if hearing.talked else "received"


def may_hear(hearing: Hearing) -> NewsStep:
    """How it stands as far as whoever referred may know: beyond the first step only with the person's yes."""
    return step_now(hearing) if hearing.agreed and not hearing.protected else "received"


def due(hearing: Hearing, at: datetime) -> NewsDue | None:
    """What is to be told now; None if they need not hear, or have heard it."""
    step = may_hear(hearing)
    if hearing.protected or not hearing.wants_to_hear or hearing.agreed is False or step in hearing.told:
        return None
    return NewsDue(
        referral_id=hearing.referral_id,
        participant_id=hearing.participant_id,
        news_id=uuid5(hearing.referral_id, f"news: {step}"),
        step=step,
        by="email" if hearing.email else "letter",
        occurred_at=at,
    )


def decide(hearing: Hearing, agreed: bool, by: UUID, at: datetime) -> HearingBackDecided:
    """The person says what whoever referred them may hear; they may say otherwise at any time."""
    return HearingBackDecided(
        referral_id=hearing.referral_id,
        participant_id=hearing.participant_id,
        agreed=agreed,
        decided_by=by,
        occurred_at=at,
    )
