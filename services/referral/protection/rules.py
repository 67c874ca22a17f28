"""What is said at once to keep somebody safe, and what is asked before it is taken back. Pure."""

from datetime import datetime
from uuid import UUID

from shared.events import ParticipantCardUpdated
from shared.events.referral import Protection
from shared.kernel.refusal import Refused
from shared.rules.sharing import stricter


def not_safe(card: ParticipantCardUpdated, note: str | None, by: UUID, at: datetime) -> ParticipantCardUpdated:
    """The card that says contact is not safe. Nobody is asked why: whoever heard it says it at once."""
    return _changed(card, {"safe_to_contact": "not_safe"}, note, by, at)


def tell_none(
    card: ParticipantCardUpdated, of: Protection, note: str | None, by: UUID, at: datetime
) -> ParticipantCardUpdated:
    """The card by which nothing goes to these because of violence in the family; what held before holds on."""
    return _changed(card, {"tell_none_of": stricter(card.tell_none_of, of)}, note, by, at)


def lift(card: ParticipantCardUpdated, because: str, by: UUID, at: datetime) -> ParticipantCardUpdated:
    """The card on which what the person agreed to holds again. Refused where nothing stands in its way."""
    if card.tell_none_of is None:
        raise Refused("This was lifted already, or was never set. Look at it again.", conflict=True)
    return _changed(card, {"tell_none_of": None}, because, by, at)


def _changed(
    card: ParticipantCardUpdated, fields: dict[str, Protection | str | None], note: str | None, by: UUID, at: datetime
) -> ParticipantCardUpdated:
    return card.model_copy(update={**fields, "changed_by": by, "change_note": note, "occurred_at": at})
