"""Who supporters are to a person, and what each may know: the words of both."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.supporters import MayKnow, Relation

RELATIONS: dict[Relation, str] = {
    "partner": "Partner",
    "former_partner": "Former partner",
    "child": "Daughter, son or child",
    "parent": "Mother, father or parent",
    "sibling": "Sister, brother or sibling",
    "other_family": "Somebody else of the family",
    "friend": "Friend",
    "neighbour": "Neighbour",
    "carer": "Carer, paid or not",
    "other": "Somebody else",
}
CALLED: Mapping[str, str] = {
    "partner": "partner",
    "former_partner": "former partner",
    "child": "child",
    "parent": "parent",
    "sibling": "sibling",
    "other_family": "family",
    "friend": "friend",
    "neighbour": "neighbour",
    "carer": "carer",
    "other": "close to them",
}
"""The same, in the middle of a sentence."""


@dataclass(frozen=True)
class Meaning:
    """One answer to what a supporter may know: as it is chosen, what it means, and what a page says of it."""

    title: str
    hint: str
    tells: str
    width: int
    """How much of the person's life it lets out, 0 to 2."""


MAY_KNOW: Mapping[str, Meaning] = {
    "nothing": Meaning(
        "Nothing", "Not even that we know one another.", "Nothing, not even that we know one another.", 0
    ),
    "that_we_meet": Meaning(
        "That we meet", "And nothing of what is said or done.", "That we meet, and nothing of what is said or done.", 1
    ),
    "how_it_goes": Meaning(
        "How it goes, in general terms",
        "Well, or not so well. Nothing that was said.",
        "How it goes, in general terms, and nothing that was said.",
        2,
    ),
    "what_i_agree": Meaning("Only what they name", "Write it down below, in their words.", "Only what they named:", 2),
    "not_safe": Meaning(
        "Contact with them is not safe",
        "They are told nothing and not called, whatever was said before. It stands on top of the page.",
        "Not safe. Tell them nothing, not even that we know one another, and do not contact them.",
        0,
    ),
}
NOT_ASKED = "Not said yet. Until then: nothing."
PROTECTED = "Nothing, because of violence in the family. That goes before everything that was agreed."
NO_AGREEMENT = "They do not agree to working together now, so nobody is told anything, whatever was said before."
NOT_SAFE_STAYS = (
    "They said that contact is not safe. That stays until they themselves say otherwise: then choose what holds now."
)
WIDEST = max(meaning.width for meaning in MAY_KNOW.values())


def width(may_know: MayKnow | None) -> int:
    """How much is let out; nothing, as long as they have not said."""
    return MAY_KNOW[may_know or "nothing"].width
