"""One person as their link worker sees them today: who they are, how to reach them safely, how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from shared.events.consents import AnyPurpose
from shared.events.referral import Protection
from shared.kernel.days import between_words
from shared.rules.languages import in_words, spoken
from shared.rules.measure_plan import Occasion

from .rhythm import Rhythm

Feeling = Literal["good", "okay", "hard"]
Taken = tuple[str, Occasion]
"""An instrument's code and the occasion on which it was answered, skipped or declined."""
ShutOut = Literal["no_year", "wrong_year"]
Stage = Literal["getting_to_know", "planning", "trying_out", "connecting", "stepped_down", "quiet", "paused", "closed"]

STAGES: dict[Stage, str] = {
    "getting_to_know": "Getting to know you",
    "planning": "Planning",
    "trying_out": "Trying out",
    "connecting": "Connecting",
    "stepped_down": "On their own feet",
    "quiet": "Quiet for a while",
    "paused": "Paused",
    "closed": "Closed",
}
QUIET_DAYS = 7
"""So many days beyond the person's own rhythm without a word between them count as quiet."""
CONNECTING_AFTER = 3
"""So many times at get-togethers are more than trying out."""


@dataclass(frozen=True)
class Card:
    """Who the person is and how it is safe to reach them."""

    name: str
    preferred_name: str | None = None
    pronouns: str | None = None
    year_of_birth: int | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    contact_by: str = "call"
    safe_to_contact: str = "unknown"
    hours_from: int = 8
    hours_until: int = 20
    address: str | None = None
    tell_none_of: Protection | None = None
    """To whom nothing goes because of violence in the family."""
    languages: Sequence[str] | None = None
    interpreter: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Card":
        """From a row that holds them, whatever else it holds."""
        return cls(**{each.name: row[each.name] for each in fields(cls) if each.name in row})

    @property
    def speaks(self) -> str:
        """What they speak, the one they like to use first, and an interpreter if that was asked; empty if unknown."""
        said = in_words(spoken(self.language, self.languages))
        helps = {"spoken": "Interpreter: yes.", "auslan": "Auslan interpreter: yes.", "no": "Interpreter: no."}
        return " ".join(filter(None, (f"Speaks {said}." if said else "", helps.get(self.interpreter or ""))))

    @property
    def called(self) -> str:
        return self.preferred_name or self.name

    @property
    def reach(self) -> str:
        """How and when to reach them, in one line."""
        by = {
            "sms": "Prefers a text message",
            "email": "Prefers an e-mail",
            "call": "Prefers a call",
            "drop_in": "Would rather drop in",
        }.get(self.contact_by, "Prefers a call")
        return f"{by}, {between_words(self.hours_from, self.hours_until)}."

    @property
    def missing(self) -> str | None:
        """What is not there for the way they like to be reached."""
        if self.contact_by in ("call", "sms") and not self.phone:
            return "no phone number"
        return "no e-mail address" if self.contact_by == "email" and not self.email else None

    @property
    def safety(self) -> str:
        return {
            "safe": "Messages and voicemail are safe.",
            "not_safe": "Not safe: leave no message and no voicemail. Speak to nobody but them.",
            "unknown": "Not known yet whether messages are safe: leave none until they have told you.",
        }[self.safe_to_contact]


@dataclass(frozen=True)
class Debrief:
    """A debrief that is still to be held: the title of what they went to, and the day they were there."""

    id: UUID
    title: str
    attended_on: date


@dataclass(frozen=True)
class Meeting:
    """A get-together the person has a place at, and does not go to alone yet."""

    activity_id: UUID
    title: str
    weekday: int
    starts_at: time
    introduced: bool
    been: int = 0
    """How often they were there."""


@dataclass(frozen=True)
class CheckInMessage:
    """The last time the person was asked how they are going, until somebody has talked with them."""

    due_at: datetime
    answered_at: datetime | None = None
    feeling: Feeling | None = None
    please_call: bool = False
    words: str | None = None
    by_person: bool = False
    """Messages went unanswered, so a person is to ask."""
    moved_to: datetime | None = None
    """Another time they agreed on for this once."""

    @property
    def due(self) -> datetime:
        """When it is time, after any moving."""
        return self.moved_to or self.due_at

    def has_word(self, last_contact_at: datetime | None) -> bool:
        """Whether they were in touch since it was time, however that came about: nobody has to ask any more."""
        return last_contact_at is not None and last_contact_at >= self.due


@dataclass(frozen=True)
class UnseenReply:
    """They answered a message in words of their own, and nobody has looked yet. The words stand with the messages."""

    id: UUID
    meaning: str
    stops: bool
    heard_at: datetime


@dataclass(frozen=True)
class CurrentPause:
    """The pause that holds today: its first day, its last one (None: until somebody ends it), and why."""

    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True)
class Promise:
    """A step towards a goal which the link worker said they would take."""

    goal_id: UUID
    step_id: UUID
    what: str
    due_on: date


@dataclass(frozen=True)
class Review:
    """A goal, and the day they said they would look at it again."""

    goal_id: UUID
    wording: str
    review_on: date


@dataclass(frozen=True)
class Hour:
    """An hour of practising that the person has a place in."""

    session_id: UUID
    topic: str
    starts_at: datetime
    place: str | None


@dataclass(frozen=True)
class OpenSafetyNote:
    """A safety note that is open."""

    id: UUID
    kind: str
    urgency: str
    escalate_to: str
    raised_at: datetime
    seen: bool


@dataclass(frozen=True)
class Agreement:
    """A yes that stands: to what, in which words, until when, and with whom where it is about somebody."""

    purpose: AnyPurpose
    wording: str | None = None
    ends_on: date | None = None
    recipient: str | None = None


@dataclass(frozen=True)
class Person:
    """One person on one journey, as their link worker sees them on a day."""

    journey_id: UUID
    participant_id: UUID
    link_worker_id: UUID
    opened_at: datetime
    rhythm: Rhythm
    card: Card | None = None
    together_since: datetime | None = None
    """From when on the link worker of now walks with them: since the last handover, else since it opened."""
    closed_at: datetime | None = None
    closing_reason: str | None = None
    rhythm_chosen: bool = False
    last_contact_at: datetime | None = None
    service_since: datetime | None = None
    """Since when they agree to working together; None if they do not (yet, or any more)."""
    asked: CheckInMessage | None = None
    debriefs: tuple[Debrief, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    occasions: tuple[Taken, ...] = ()
    """Which instruments they were asked on which occasions."""
    has_plan: bool = False
    places: int = 0
    visits: int = 0
    pause: CurrentPause | None = None
    """The pause that holds today, if one does."""
    stepped_down: bool = False
    step_review_on: date | None = None
    follow_up_on: date | None = None
    """After closing: the day to ask once more how they are going, until somebody has."""
    promises: tuple[Promise, ...] = ()
    reviews: tuple[Review, ...] = ()
    hours: tuple[Hour, ...] = ()
    worries: tuple[OpenSafetyNote, ...] = ()
    shut_out: ShutOut | None = None
    """Why they cannot open their own page; None if they can."""
    gets_messages: bool = False
    """Whether they agree to messages: the link to their own page is in each."""
    answers: tuple[UnseenReply, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    @property
    def called(self) -> str:
        return self.card.called if self.card else "Someone new"

    @property
    def next_word_by(self) -> datetime:
        """Up to when their own rhythm leaves it after the last word between them."""
        return (self.last_contact_at or self.opened_at) + timedelta(weeks=self.rhythm.every_weeks)

    def is_quiet(self, now: datetime) -> bool:
        """No word between them for longer than their own rhythm and a week."""
        return now - self.next_word_by > timedelta(days=QUIET_DAYS)

    def stage(self, now: datetime) -> Stage:
        """Where they are today. It follows from what has happened; nobody sets it. In SQL: lists.STAGE."""
        if self.closed_at is not None:
            return "closed"
        if self.pause is not None:
            return "paused"
        if self.last_contact_at is not None and self.is_quiet(now):
            return "quiet"
        if self.stepped_down:
            return "stepped_down"
        if self.visits >= CONNECTING_AFTER:
            return "connecting"
        if self.visits or self.places:
            return "trying_out"
        return "planning" if self.has_plan else "getting_to_know"
