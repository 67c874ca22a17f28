"""A yes that ends soon, or that was said to words of before and is to be said anew, as it comes up on My day."""

from datetime import date, timedelta

from services.journey.consents.rules import wordings
from services.journey.core.rules.people import Agreement, Person

from .needs import Need, at, day_tag, day_tint, need

REMIND = timedelta(days=14)
"""So long before its last day."""


def said_again(person: Person, today: date) -> list[Need]:
    """To ask the person once more, for each yes that will end and each whose newer words ask anew."""
    found = [_need(person, one, today) for one in person.agreements]
    return [each for each in found if each]


def _need(person: Person, one: Agreement, today: date) -> Need | None:
    ends_soon = one.ends_on is not None and one.ends_on - today <= REMIND
    if not ends_soon and not wordings.wordings().asks_anew(one.purpose, one.wording):
        return None
    about = wordings.called(one.purpose) + (f", with {one.recipient}" if one.recipient else "")
    around = ("Ask ", f" once more about {about}")
    if one.ends_on is not None and ends_soon:
        return need(
            person, "said_again", one.ends_on.toordinal(), day_tint(one.ends_on, today), around,
            day_tag(one.ends_on, today), "After that day it ends by itself. No is as good an answer as yes.", "Ask",
            at(person, "consents"),
        )  # fmt: skip
    detail = "Our words have changed. What they agreed to stands until they say otherwise."
    return need(person, "said_again", date.max.toordinal(), "calm", around, "New words", detail, "Ask",
                at(person, "consents"))  # fmt: skip
