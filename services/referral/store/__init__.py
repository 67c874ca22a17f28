"""All of the referral service's SQL; what its lists show is in `lists`."""

from .cards import Card, DuplicateCandidate, alike, card, card_as_told, cards_to_tell_again
from .journeys import (
    Journey,
    forget_journey,
    journeys,
    loads,
    note_handover,
    note_journey_closed,
    note_journey_goes_on,
    note_journey_opened,
    note_that_it_stays,
)
from .referrals import ReferralRow, ReferrerRow, quoted, referral, referral_of, referrer, walk

__all__ = [
    "Card",
    "DuplicateCandidate",
    "Journey",
    "ReferralRow",
    "ReferrerRow",
    "alike",
    "card",
    "card_as_told",
    "cards_to_tell_again",
    "forget_journey",
    "journeys",
    "loads",
    "note_handover",
    "note_journey_closed",
    "note_journey_goes_on",
    "note_journey_opened",
    "note_that_it_stays",
    "quoted",
    "referral",
    "referral_of",
    "referrer",
    "walk",
]
