"""Whoever refers somebody else: who they are to them, what each is asked, and what they would like to hear. Pure."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from shared.events.referral import Source
from shared.events.supporters import Relation
from shared.kernel import phones

from . import contact
from .asking import Email, Referrer

RELATIONS: dict[Relation, str] = {
    "partner": "Their husband, wife or partner",
    "child": "Their daughter or son",
    "parent": "Their mother or father",
    "sibling": "Their sister or brother",
    "other_family": "Another relative of theirs",
    "friend": "Their friend",
    "neighbour": "Their neighbour",
    "carer": "Their carer",
    "former_partner": "Their former partner",
    "other": "Somebody else who knows them",
}
"""Who a relative, a friend or a carer is to the person, as they say it at the door."""
REFERRER_NEEDED = "Write your name"
WAY_NEEDED = "Write an e-mail address or a phone number, so that we can tell you"
ReferrerPhone = Annotated[str, Field(max_length=40), AfterValidator(contact.any_phone_number)]


@dataclass(frozen=True)
class ReferrerQuestions:
    """What one kind of referrer is asked of themselves, beside their name and how to reach them."""

    organisation: str | None = None
    """The label of the field for it; None: it is not asked."""
    hint: str = ""
    relation: bool = False
    """Whether they are asked who they are to the person, and whether they would like support for themselves."""


QUESTIONS: dict[Source, ReferrerQuestions] = {
    "carer_family_supporter": ReferrerQuestions(relation=True),
    "gp": ReferrerQuestions("Your practice", "As it stands on a letter."),
    "other_health": ReferrerQuestions("Your service or team", "For example the community nurses of a hospital."),
    "community_organisation": ReferrerQuestions("Your group or organisation"),
    "internal_local_service": ReferrerQuestions("Your role here", "For example peer worker, or intake."),
    "proactive_in_reach": ReferrerQuestions("Where you met", "For example the library, or a food bank."),
}
"""Each kind is asked only what fits it."""


class ReferrerDetails(BaseModel):
    """Who refers, how to reach them, and whether they would like to hear what becomes of it."""

    name: Referrer
    organisation: Referrer | None = None
    relation: Relation | None = None
    phone: ReferrerPhone | None = None
    email: Email | None = None
    wants_to_hear: bool = False
    wants_support: bool = False

    @property
    def words(self) -> str:
        """Who it is in one line: Mai Tran, their daughter or son · 0412 345 678."""
        relation = RELATIONS[self.relation] if self.relation and self.relation != "other" else ""
        who = ", ".join(part for part in (self.name, self.organisation, relation[:1].lower() + relation[1:]) if part)
        return " · ".join(part for part in (who, phones.words(self.phone), self.email) if part)
