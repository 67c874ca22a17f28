"""Who may attach, open and take away a letter, and the facts of it. Pure."""

from datetime import datetime
from uuid import UUID, uuid5

from services.referral.domain.walks import Walk
from shared.events import LetterAttached, LetterTakenAway

from .letters import Letter


def attach(
    referral_id: UUID, participant_id: UUID, wish_id: UUID, letter: Letter, by: UUID | None, at: datetime
) -> LetterAttached:
    """A letter comes with a referral, or is added to it.

    `wish_id`: the form's own id; `by`: None for somebody who does not work here.
    """
    return LetterAttached(
        referral_id=referral_id,
        participant_id=participant_id,
        letter_id=uuid5(wish_id, "letter"),
        kind=letter.kind,
        pages=letter.pages,
        content=letter.content,
        added_by=by,
        occurred_at=at,
    )


def take_away(referral_id: UUID, participant_id: UUID, letter_id: UUID, by: UUID, at: datetime) -> LetterTakenAway:
    """A letter that was the wrong one, or somebody else's, goes for good."""
    return LetterTakenAway(
        referral_id=referral_id, participant_id=participant_id, letter_id=letter_id, taken_away_by=by, occurred_at=at
    )


def may_open(user_id: UUID, walk: Walk | None, *, answers_referrals: bool) -> bool:
    """Whether what came along concerns somebody: those who answer referrals, and the link worker who walks with them
    now."""
    walks = walk is not None and walk.ended_at is None and walk.link_worker_id == user_id
    return answers_referrals or walks
