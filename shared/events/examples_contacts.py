"""Examples of what is told of contacts before the first talk with a link worker."""

from datetime import date

from . import (
    ContactTried,
    ContactTryTakenBack,
    Event,
    ReferralContactCorrected,
    ReferralContactNoted,
    ReferralContactTakenBack,
    WaitingChanged,
)
from .examples_base import _at, _id, _walk, dimitra, referral

_asked = {"participant_id": dimitra, "referral_id": referral}

REFERRAL_CONTACT_NOTED = ReferralContactNoted(
    **_asked, contact_id=_id(70), way="call", outcome="no_answer", happened_at=_at(2, 4), occurred_at=_at(2, 4)
)
REFERRAL_CONTACT_CORRECTED = ReferralContactCorrected(
    **_asked, correction_id=_id(71), contact_id=_id(70), way="call", outcome="talked", minutes=12,
    happened_at=_at(2, 4), occurred_at=_at(2, 5),
)  # fmt: skip
REFERRAL_CONTACT_TAKEN_BACK = ReferralContactTakenBack(
    **_asked, contact_id=_id(72), reason="twice", occurred_at=_at(2, 6)
)
CONTACT_TRIED = ContactTried(
    **_walk, attempt_id=_id(73), way="call", outcome="left_message", happened_at=_at(3, 4), occurred_at=_at(3, 4)
)
CONTACT_TRY_TAKEN_BACK = ContactTryTakenBack(**_walk, attempt_id=_id(74), occurred_at=_at(3, 5))
WAITING_CHANGED = WaitingChanged(
    **_asked, change_id=_id(75), reason="asked_to_wait", ask_again_on=date(2026, 6, 1), occurred_at=_at(2, 7)
)

REACHED: tuple[Event, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Event))
