"""Examples of what somebody agreed to and what not: sharing, a no, a yes said again, and what was noted by mistake."""

from datetime import date

from . import (
    ConsentCorrected,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentRenewed,
    Event,
    SharingConsentGiven,
    SharingConsentWithdrawn,
)
from .examples_base import _at, _id, _walk, referral

SHARING_CONSENT_GIVEN = SharingConsentGiven(
    **_walk, consent_id=_id(70), purpose="referrer", scope=["received", "in_touch", "ended"], referral_id=referral,
    method="verbal", wording="referrer-2026-01", in_language="en", occurred_at=_at(5),
)  # fmt: skip
SHARING_CONSENT_WITHDRAWN = SharingConsentWithdrawn(
    **_walk, consent_id=_id(70), purpose="referrer", told_by="participant", occurred_at=_at(30)
)
CONSENT_REFUSED = ConsentRefused(
    **_walk, refusal_id=_id(71), purpose="evaluator_contact", method="written", wording="evaluator_contact-2026-01",
    in_language="en", happened_on=date(2026, 3, 4), occurred_at=_at(5),
)  # fmt: skip
CONSENT_REFUSAL_TAKEN_BACK = ConsentRefusalTakenBack(
    **_walk, refusal_id=_id(71), purpose="evaluator_contact", reason="wrong_person", occurred_at=_at(6)
)
CONSENT_RENEWED = ConsentRenewed(
    **_walk, consent_id=_id(72), renewal_id=_id(73), purpose="named", method="verbal", wording="named-2026-01",
    in_language="en", ends_on=date(2027, 3, 30), occurred_at=_at(30),
)  # fmt: skip
CONSENT_CORRECTED = ConsentCorrected(
    **_walk, correction_id=_id(74), consent_id=_id(23), purpose="service", happened_on=date(2026, 3, 4),
    occurred_at=_at(6),
)  # fmt: skip

CONSENTS: tuple[Event, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Event))
