"""What the referral service tells: the front door."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from shared.kernel import names, references

from .base import Event, Private, Tombstone
from .supporters import Relation

Source = Literal[
    "self",
    "gp",
    "internal_local_service",
    "carer_family_supporter",
    "proactive_in_reach",
    "community_organisation",
    "other_health",
]
NewsStep = Literal["received", "in_touch", "ended"]
AgeBand = Literal["under-26", "26-64", "65+"]
ContactBy = Literal["sms", "email", "call", "drop_in"]
ErasureReason = Literal["kept_long_enough", "entered_by_mistake", "required_by_law"]
Safety = Literal["safe", "not_safe", "unknown"]
Protection = Literal["whoever_referred", "family", "everybody"]
Interpreter = Literal["spoken", "auslan", "no"]


def hears_nothing(tell_none_of: Protection | None, source: Source | None) -> bool:
    """Whether whoever asked is among those to whom nothing goes: where nobody knows who asked, as well."""
    family = tell_none_of == "family" and source in (None, "carer_family_supporter")
    return family or tell_none_of in ("whoever_referred", "everybody")


class ReferralEvent(Event):
    """A fact about one referral. Key of its records: the participant's id."""

    service = "referral"
    participant_id: UUID
    referral_id: UUID


class AcceptanceEvent(ReferralEvent):
    """What is told of one acceptance: who was given back by mistake may be accepted again."""

    acceptance: int = Field(1, ge=1, description="2 and more: an earlier one was a mistake, and was taken back")

    @property
    def acceptance_id(self) -> UUID:
        """What stands for it where it counts: the referral's own id for the first one."""
        return self.referral_id if self.acceptance == 1 else uuid5(self.referral_id, f"acceptance-{self.acceptance}")


class ReferralReceived(ReferralEvent):
    """Someone asked for support, or someone else asked with them in mind."""

    source: Source
    age_band: AgeBand | None = Field(None, description="on the day of the referral; null if they did not say")
    what_brings_them: Private[str] = None
    referred_by: Private[str] = None
    referrer_name: Private[str] = None
    referrer_organisation: Private[str] = None
    relation: Private[Relation] = None
    referrer_phone: Private[str] = None
    referrer_email: Private[str] = None
    wants_to_hear: Private[bool] = None
    wants_support: Private[bool] = None

    @property
    def reference(self) -> str:
        """What somebody quotes who asks about it; it follows from the id."""
        return references.of(self.referral_id)


class HearingBackDecided(ReferralEvent):
    """The person said whether whoever referred them may hear that we are in touch, and that it has ended."""

    agreed: bool
    decided_by: Private[UUID] = None


class NewsDue(ReferralEvent):
    """Whoever referred somebody is to hear one of three things, as far as the person agreed: never anything else."""

    news_id: UUID
    step: NewsStep
    by: Literal["email", "letter"]


class ReferrerContactGiven(Event):
    """Where whoever referred somebody would like to hear of it. Only the notifications service may read it."""

    service = "referral"
    stream: ClassVar[str] = "referrer-contact"
    participant_id: UUID
    email: str


class ReferrerContactTakenAway(Tombstone):
    """Whoever referred somebody is told nothing more: their address is on its topic no more."""

    service = "referral"
    stream: ClassVar[str] = "referrer-contact"
    participant_id: UUID


class LetterAttached(ReferralEvent):
    """A letter came with the referral, or later. What stands in it stays where it came to."""

    letter_id: UUID
    kind: Literal["pdf", "jpeg"]
    pages: int = Field(ge=1)
    content: Private[bytes] = None
    added_by: Private[UUID] = None


class LetterTakenAway(ReferralEvent):
    """A letter is there no more: it was the wrong one, or somebody else's."""

    letter_id: UUID
    taken_away_by: Private[UUID] = None


class ReferralAccepted(AcceptanceEvent):
    """A link worker will walk with the person who was referred."""

    link_worker_id: UUID
    exception_because: Private[str] = None
    wished: Private[tuple[str, ...]] = None
    met: Private[tuple[str, ...]] = None
    was_suggested: Private[bool] = None
    decided_by: Private[UUID] = None


class ReferralWaitlisted(ReferralEvent):
    """There is no room just now; the person keeps their place and hears from us while they wait."""

    reason: Literal["no_capacity", "asked_to_wait", "right_worker_not_free"]
    ask_again_on: date | None = Field(None, description="the day on which somebody asks them again")
    note: Private[str] = None
    decided_by: Private[UUID] = None


class WaitingChanged(ReferralEvent):
    """Why somebody waits, or when to ask them again, is another than was said before."""

    change_id: UUID
    reason: Literal["no_capacity", "asked_to_wait", "right_worker_not_free"]
    ask_again_on: date | None = None
    note: Private[str] = None
    changed_by: Private[UUID] = None


class ReferralDeclined(ReferralEvent):
    """Local Connections is not what fits; somebody said why and where else to go."""

    reason: Literal[
        "under_26", "outside_catchment", "did_not_want_it", "could_not_be_reached", "duplicate", "other_support_fits"
    ]
    redirected_to: Literal["youth_service", "other_local", "local_mental_health", "none"] = "none"
    other_local: str | None = Field(None, max_length=60, description="the slug of the Local near them, if it is known")
    note: Private[str] = None
    decided_by: Private[UUID] = None


class ReferralDecisionTakenBack(ReferralEvent):
    """What was decided about a referral was a mistake: it is open again, with the day they asked."""

    taking_back_id: UUID
    decision: Literal["waitlisted", "declined"]
    back_to: Literal["received", "waitlisted"] = Field(description="how it stands now, as it did before")
    taken_back_by: Private[UUID] = None


class AcceptanceAskedBack(AcceptanceEvent):
    """Somebody was given to a link worker by mistake. Nothing changes until it is known whether the two have begun."""

    taking_back_id: UUID
    asked_by: Private[UUID] = None


class AcceptanceTakenBack(AcceptanceEvent):
    """An acceptance was a mistake and does not count: the two had not begun, and the referral stands as before it."""

    taking_back_id: UUID
    back_to: Literal["received", "waitlisted"]


class ParticipantCardUpdated(Event):
    """Who the person is, how it is safe to reach them, and how they came to us.

    Only this Local's own services may read it, and each keeps no more of it than it needs.
    """

    service = "referral"
    stream: ClassVar[str] = "participant-card"
    participant_id: UUID
    name: str = Field(min_length=1, max_length=200)
    preferred_name: str | None = Field(None, max_length=100)
    pronouns: str | None = Field(None, max_length=60)
    year_of_birth: int | None = Field(None, ge=1900, le=2100)
    born_on: Private[date] = None
    born_estimated: Private[bool] = None
    phone: str | None = Field(None, description="E.164, for example +61412345678")
    email: str | None = None
    address: str | None = Field(None, max_length=300)
    language: str | None = Field(None, description="the language they like to use, as they said it")
    languages: tuple[str, ...] | None = Field(
        None,
        description="codes of these (ASCL 2016), the one they like to use first; null if nobody has read their words",
    )
    interpreter: Interpreter | None = Field(None, description="null: nobody has asked")
    contact_by: ContactBy = "call"
    safe_to_contact: Safety = "unknown"
    hours_from: int = Field(8, ge=0, le=23, description="first hour at which they like to hear from us, local time")
    hours_until: int = Field(20, ge=1, le=24, description="the hour from which they like to be left alone, local time")
    asked_at: AwareDatetime | None = Field(None, description="when they, or somebody for them, asked for support")
    source: Source | None = None
    what_brings_them: str | None = Field(None, max_length=2000, description="in the words of whoever asked")
    referred_by: str | None = Field(None, max_length=400, description="who asked for them, and how to reach them")
    intake_note: str | None = Field(None, max_length=1000, description="what intake wrote for whoever walks with them")
    tell_none_of: Protection | None = Field(
        None, description="violence in the family: nothing goes to these, whatever else was agreed"
    )
    changed_by: Private[UUID] = None
    change_note: Private[str] = None

    @property
    def referrer_hears_nothing(self) -> bool:
        """Whether whoever asked for them is told nothing at all, for violence in the family."""
        return hears_nothing(self.tell_none_of, self.source)

    @property
    def called(self) -> str:
        """What the person likes to be called, among those who work with them: what they said, else their whole name."""
        return self.preferred_name or self.name

    @property
    def name_words(self) -> list[str]:
        """By which they are found and compared, however somebody spells them."""
        return names.words_of(self.name, self.preferred_name)

    @property
    def name_joined(self) -> str:
        return names.joined(self.name, self.preferred_name)

    @property
    def name_folding(self) -> int:
        return names.FOLDING


class SupportWishesNoted(Event):
    """Somebody said what they wish for in who supports them. What it is stays with the referral."""

    service = "referral"
    participant_id: UUID
    gender: Private[str] = None
    experience: Private[tuple[str, ...]] = None
    days: Private[tuple[str, ...]] = None
    not_with: Private[tuple[UUID, ...]] = None
    conflicts: Private[tuple[UUID, ...]] = None
    noted_by: Private[UUID] = None


class ParticipantErased(Event):
    """Nothing about the person is to be kept any more: whoever hears this deletes every row about them."""

    service = "referral"
    participant_id: UUID
    reason: ErasureReason
    name: Private[str] = None
    period_from: Private[date] = None
    period_until: Private[date] = None
    because: Private[str] = None
    decided_by: Private[UUID] = None


class ParticipantCardTakenAway(Tombstone):
    """The card of somebody who was erased is on its topic no more; the erasure is told as an event of its own."""

    service = "referral"
    stream: ClassVar[str] = "participant-card"
    participant_id: UUID
