"""What the front door's forms ask."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.referral.contacts.rules import ContactDetails as Told
from services.referral.domain.asking import Birth, ContactDetails, Email, Name, Note, Referrer, SelfReferral
from services.referral.domain.referrals import DeclineReason, Elsewhere, WaitReason
from services.referral.domain.referrers import QUESTIONS, ReferrerDetails, ReferrerPhone
from services.referral.joining.rules import Answer
from shared.events.referral import ContactBy, ErasureReason, Safety, Source
from shared.events.supporters import Relation
from shared.web.forms import ErrorMessage, Form

ReferStep = Literal["source", "you", "who", "why", "reach", "safe", "check", "send"]
REFER_STEPS: dict[str, tuple[str, ...]] = {
    "source": ("source",),
    "you": ("referrer_name", "referrer_organisation", "relation", "wants_to_hear", "referrer_email",
            "referrer_phone", "wants_support"),
    "who": ("name", "preferred_name", "pronouns", "born"),
    "why": ("what_brings_them", "wish_gender"),
    "reach": ("contact_by", "phone", "email", "address"),
    "safe": ("safe_to_contact", "hours_from", "hours_until", "language", "languages", "interpreter"),
}  # fmt: skip
Step = Literal["who", "why", "born", "reach", "safe", "check"]
STEPS: dict[str, tuple[str, ...]] = {
    "who": ("name", "preferred_name", "pronouns"),
    "why": ("what_brings_them", "wish_gender"),
    "born": ("born",),
    "reach": ("contact_by", "phone", "email", "address"),
    "safe": ("safe_to_contact", "hours_from", "hours_until", "language", "languages", "interpreter"),
}
"""Which questions stand on which page."""


class AskForm(Form, SelfReferral):
    """The form by which somebody asks for support for themselves, all pages of it together."""

    name: Annotated[Name, ErrorMessage("Write your name, or any name you like to be known by")]
    contact_by: Annotated[ContactBy, ErrorMessage("Choose how we may reach you")]
    safe_to_contact: Annotated[Safety, ErrorMessage("Choose one of the answers")] = "unknown"


class StepForm(AskForm):
    """One page of asking for support: all answers so far travel with it, nothing is stored."""

    step: Step
    go: Literal["next", "back", "skip", "who", "why", "born", "reach", "safe"] = "next"
    checking: Literal["yes"] | None = None


class ReferForm(Form, SelfReferral):
    """The form that refers somebody else with their agreement, and says who refers them."""

    page_order = ("source", "referrer_name", "referrer_organisation", "relation", "wants_to_hear", "referrer_email",
                  "referrer_phone", "wants_support", "name", "preferred_name", "pronouns", "born",
                  "what_brings_them", "contact_by", "phone", "email", "address", "safe_to_contact")  # fmt: skip
    source: Annotated[Source, ErrorMessage("Choose who you are to them")]
    referrer_name: Referrer | None = None
    referrer_organisation: Referrer | None = None
    relation: Annotated[Relation | None, ErrorMessage("Choose who you are to them, or leave it")] = None
    wants_to_hear: Annotated[Literal["yes", "no"] | None, ErrorMessage("Choose yes or no, or leave it")] = None
    referrer_email: Email | None = None
    referrer_phone: ReferrerPhone | None = None
    wants_support: Literal["yes"] | None = None
    name: Annotated[Name, ErrorMessage("Write their name, or any name they like to be known by")]
    contact_by: Annotated[ContactBy, ErrorMessage("Choose how we may reach them")]
    agreed: Annotated[
        Literal["yes"], ErrorMessage("Ask them first. We only get in touch with people who know about it and agree")
    ]

    @property
    def can_be_told(self) -> bool:
        return bool(self.referrer_email or self.referrer_phone)

    @property
    def referrer(self) -> ReferrerDetails | None:
        if self.source == "self" or not self.referrer_name:
            return None
        return ReferrerDetails(
            name=self.referrer_name,
            organisation=self.referrer_organisation,
            relation=self.relation if QUESTIONS[self.source].relation else None,
            phone=self.referrer_phone,
            email=self.referrer_email,
            wants_to_hear=self.wants_to_hear == "yes",
            wants_support=self.wants_support == "yes" and QUESTIONS[self.source].relation,
        )


class DeskForm(ReferForm):
    """The same at the desk, while somebody talks: it may be looked up, or kept, before it is whole.

    `saves`: how often it had been kept when the page was opened.
    """

    go: Literal["send", "look", "keep"] = "send"
    saves: int = 0


class ReferStepForm(ReferForm):
    """One page of referring somebody: all answers so far travel with it, nothing is stored."""

    step: ReferStep
    go: Literal["next", "back", "skip", "source", "you", "who", "why", "reach", "safe"] = "next"
    checking: Literal["yes"] | None = None


class AcceptForm(Form):
    """The form that gives somebody to a link worker, with an answer to what was open about their age."""

    page_order = ("age_asked", "exception_because", "link_worker_id")
    link_worker_id: Annotated[UUID, ErrorMessage("Choose who will walk with them")]
    decisions_before: int | None = None
    """How many had been taken back when the page was opened."""
    age_asked: Literal["yes"] | None = None
    exception_because: Note | None = None


class KnownForm(Form):
    """The form that answers whether somebody we know is the same person, and which of two walks goes on if they are."""

    answer: Annotated[Answer, ErrorMessage("Choose one of the three answers")]
    answers_before: Annotated[
        int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say what had been answered")
    ]
    """How many answers there were when the page was opened: who has answered since counts first."""
    kept: Literal["this", "other"] | None = None
    """Whose walk goes on, where both have one: that of the page's own record, or of the one beside it."""
    note: Note | None = None


class WaitForm(Form):
    """The form that puts a referral on the waitlist, and why."""

    reason: Annotated[WaitReason, ErrorMessage("Choose why they wait")]
    ask_again_on: Annotated[date | None, ErrorMessage("Write a day like 1/6/2026, or leave it empty")] = None
    told: Literal["call", "met", "text", "email", "letter", "not_yet"] | None = None
    note: Note | None = None

    @property
    def contact(self) -> Told | None:
        """How they were told of it just now; None if they were not."""
        if self.told is None or self.told == "not_yet":
            return None
        return Told(self.told, "talked" if self.told in ("call", "met") else "sent")


class DeclineForm(Form):
    """The form that declines a referral: why, and where they can go instead."""

    reason: Annotated[DeclineReason, ErrorMessage("Choose why")]
    redirected_to: Elsewhere = "none"
    note: Note | None = None


class TakeBackForm(Form):
    """The form that takes back the decision which the page shows; there is nothing to fill in."""

    decisions_before: Annotated[
        int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say which decision it showed")
    ]
    """How many had been taken back when the page was opened: another one decided since then has more before it."""


class CardForm(Form, ContactDetails):
    """The form that changes somebody's card. `version`: how often it had been written when the page was opened."""

    page_order = ("safe_to_contact", "safe_because", "contact_by", "phone", "email", "hours_from", "hours_until",
                  "name", "preferred_name", "pronouns", "born", "language", "languages", "interpreter",
                  "address")  # fmt: skip
    name: Annotated[Name, ErrorMessage("Write their name, or any name they like to be known by")]
    born: Birth | None = None
    contact_by: Annotated[ContactBy, ErrorMessage("Choose how they like to be reached")]
    safe_to_contact: Annotated[Safety, ErrorMessage("Choose one of the answers")]
    safe_because: Note | None = None
    version: int | None = None


class EraseForm(Form):
    """The form that erases somebody's record: why it may be, and that whoever sends it is sure."""

    reason: Annotated[ErasureReason, ErrorMessage("Choose why it may be erased")]
    because: Note | None = None
    sure: Annotated[Literal["yes"], ErrorMessage("Tick that it goes for good. It cannot be brought back")]
    both: Literal["yes"] | None = None


class SearchForm(Form):
    """The form that looks somebody up by what is typed; it changes nothing."""

    seeks = True
    asked: Annotated[str, Field(max_length=200)] = ""
