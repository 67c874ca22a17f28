"""What was changed on somebody's card, told from what stood before and after. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from shared.events.referral import Protection
from shared.kernel import phones
from shared.kernel.days import date_words, hour_words

SAFETY = {"safe": "safe", "not_safe": "not safe", "unknown": "not known"}
WAYS = {"call": "a call", "sms": "a text message", "email": "an e-mail", "drop_in": "they drop in"}
TELL_NONE: Mapping[Protection, str] = {
    "whoever_referred": "whoever referred them",
    "family": "family, carers and friends",
    "everybody": "anybody outside this team",
}
Says = Callable[[Any], str]
FIELDS: Mapping[str, tuple[str, Says]] = {
    "safe_to_contact": ("Safe to contact", lambda code: SAFETY[code]),
    "tell_none_of": ("Violence in the family, so nothing goes to", lambda code: TELL_NONE[code]),
    "contact_by": ("Likes to be reached by", lambda code: WAYS[code]),
    "phone": ("Phone", lambda number: phones.words(number) or number),
    "email": ("E-mail", str),
    "address": ("Address", str),
    "hours_from": ("From", hour_words),
    "hours_until": ("Until", hour_words),
    "name": ("Name", str),
    "preferred_name": ("Called", str),
    "pronouns": ("Pronouns", str),
    "year_of_birth": ("Born in", str),
    "born_on": ("Born on", lambda day: date_words(date.fromisoformat(day))),
    "language": ("Language", str),
    "intake_note": ("Intake’s note", str),
}
"""Each field of a card that is told of, by its column: what it is called, and how what stands in it reads."""


@dataclass(frozen=True)
class FieldChange:
    """One field that reads otherwise: what it is called, what stood there and what stands there. Empty: nothing."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class CardChange:
    """One time somebody changed a card. `by` None: nobody did, it came in with a release."""

    at: datetime
    by: UUID | None
    note: str | None
    fields: tuple[FieldChange, ...]


def changes(cards: Sequence[Mapping[str, Any]]) -> list[CardChange]:
    """What was changed on a card, the latest first. `cards`: as it stood each time, the first one first."""
    found = [_change(was, now) for was, now in pairwise(cards)]
    return [each for each in reversed(found) if each.fields]


def _change(was: Mapping[str, Any], now: Mapping[str, Any]) -> CardChange:
    fields = tuple(
        FieldChange(label, _said(was.get(name), says), _said(now.get(name), says))
        for name, (label, says) in FIELDS.items()
        if was.get(name) != now.get(name)
    )
    return CardChange(now["updated_at"], now["changed_by"], now["change_note"], fields)


def _said(value: Any, says: Says) -> str:
    return "" if value is None else says(value)
