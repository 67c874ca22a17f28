"""What the person agreed to, in which words, until when, and how they change their mind."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.journey.core.rules.days import When
from services.journey.core.rules.journeys import Journey
from shared.events import (
    ConsentGiven,
    ConsentRefused,
    ConsentRenewed,
    ConsentWithdrawn,
    SharingConsentGiven,
    SharingConsentWithdrawn,
)
from shared.events.consents import AnyPurpose, Because, Method, Scope, SharingPurpose
from shared.kernel.days import day_words
from shared.kernel.refusal import Refused

from . import wordings

Gift = ConsentGiven | SharingConsentGiven
Withdrawal = ConsentWithdrawn | SharingConsentWithdrawn
RecipientKind = Literal["person", "organisation"]
METHODS: dict[Method, str] = {"verbal": "In a talk", "written": "On paper", "online": "On their own page"}
HEARS: Mapping[Scope, str] = {
    "received": "That you are with us now",
    "in_touch": "That you and we have begun",
    "ended": "That it is over",
}
"""What whoever referred somebody may hear."""
TALKS_ABOUT: Mapping[Scope, str] = {
    "taking_part": "That you come to us",
    "groups": "Which groups you go to, and when",
    "goals": "What you would like to get to",
    "how_it_goes": "How it is going",
}
"""What may be talked about with somebody they name."""
SCOPES: Mapping[Scope, str] = {**HEARS, **TALKS_ABOUT, "how_to_reach": "Your name and how to reach you"}
SHARING = get_args(SharingPurpose)


TODAY = When()


@dataclass(frozen=True)
class Manner:
    """How something was said: on which day, in the words of which language, and to whom (None: to nobody here)."""

    when: When = TODAY
    language: str = wordings.ENGLISH
    noted_by: UUID | None = None


@dataclass(frozen=True)
class Share:
    """With whom something is shared, what, and until when at the latest."""

    scope: tuple[Scope, ...] = ()
    recipient: str | None = None
    kind: RecipientKind | None = None
    until: date | None = None


@dataclass(frozen=True)
class Word:
    """What was said once of one purpose: a yes that stands or has ended, or a no."""

    id: UUID
    purpose: AnyPurpose
    given_at: datetime | None
    ended_at: datetime | None = None
    ended_because: str | None = None
    refused_at: datetime | None = None
    method: str | None = None
    wording: str | None = None
    language: str | None = None
    ends_on: date | None = None
    noted_by: UUID | None = None
    withdrawn_by: str | None = None
    ended_by: UUID | None = None
    scope: tuple[Scope, ...] = ()
    recipient: str | None = None
    renewed_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.given_at is not None and self.ended_at is None

    @property
    def answer(self) -> Literal["yes", "no"] | None:
        """As the form shows it: a yes that ended by itself is asked anew."""
        if self.stands:
            return "yes"
        return None if self.ended_because == "expired" else "no"

    @property
    def at(self) -> datetime:
        """When the last word of it was said."""
        found = self.ended_at or self.refused_at or self.renewed_at or self.given_at
        assert found is not None, "a consent without a word"
        return found


def until(purpose: AnyPurpose, said_on: date, at_the_latest: date | None) -> date | None:
    """The last day of a yes that was said on a day: the day that was chosen, or as long as its words say."""
    months = wordings.wordings().newest(purpose).months
    longest = _months_after(said_on, months) if months else None
    if at_the_latest is None:
        return longest
    if at_the_latest < said_on:
        raise Refused("That day is over. Choose one that is still to come.", field="named_until")
    if longest and at_the_latest > longest:
        raise Refused(f"A yes to this holds until {day_words(longest, said_on)} at most. Choose that day or an earlier"
                      " one; it can be said anew then.", field="named_until")  # fmt: skip
    return at_the_latest


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def give(
    journey: Journey, consent_id: UUID, purpose: AnyPurpose, method: Method, at: datetime,
    manner: Manner | None = None, share: Share | None = None, zone: ZoneInfo | None = None,
) -> Gift:  # fmt: skip
    """The person agrees to one purpose, in the words of today's version.

    `share`: with whom, what and until when, for the purposes that are about sharing.
    """
    journey.must_be_open()
    if purpose in journey.consents:
        raise Refused("They have already agreed to this. There is nothing to add.", field=purpose)
    manner, share = manner or Manner(), share or Share()
    said_on = manner.when.on or at.astimezone(zone).date()
    told: dict[str, Any] = _said(journey, purpose, method, manner, at) | {
        "consent_id": consent_id,
        "ends_on": until(purpose, said_on, share.until),
    }
    if purpose not in SHARING:
        return ConsentGiven.model_validate(told)
    return SharingConsentGiven.model_validate(told | _sharing(journey, purpose, consent_id, share))


def _sharing(journey: Journey, purpose: AnyPurpose, consent_id: UUID, share: Share) -> dict[str, Any]:
    if purpose == "evaluator_contact":
        return {"scope": ["how_to_reach"]}
    allowed = HEARS if purpose == "referrer" else TALKS_ABOUT
    scope = [one for one in allowed if one in share.scope]
    if not scope:
        raise Refused("Tick what they may hear. Only that is told.", field=f"{purpose}_scope")
    if purpose == "referrer":
        return {"scope": scope, "referral_id": journey.referral_id}
    if not (share.recipient or "").strip():
        raise Refused("Write with whom we may talk.", field="named_who")
    return {
        "scope": scope,
        "recipient": (share.recipient or "").strip(),
        "recipient_id": uuid5(consent_id, "recipient"),
        "recipient_kind": share.kind or "person",
    }


def _said(journey: Journey, purpose: AnyPurpose, method: Method, manner: Manner, at: datetime) -> dict[str, Any]:
    words = wordings.wordings().newest(purpose, manner.language)
    return {
        "journey_id": journey.id, "participant_id": journey.participant_id, "purpose": purpose, "method": method,
        "wording": words.version, "in_language": words.language, "noted_by": manner.noted_by, "occurred_at": at,
        **manner.when.told,
    }  # fmt: skip


def refuse(
    journey: Journey, refusal_id: UUID, purpose: AnyPurpose, method: Method, at: datetime, manner: Manner | None = None
) -> ConsentRefused:
    """The person says no to something they have not agreed to."""
    journey.must_be_open()
    if purpose in journey.consents:
        raise Refused("They have agreed to this. Note that they take it back.", field=purpose)
    return ConsentRefused(refusal_id=refusal_id, **_said(journey, purpose, method, manner or Manner(), at))


def renew(
    journey: Journey, word: Word, renewal_id: UUID, method: Method, at: datetime,
    manner: Manner | None = None, zone: ZoneInfo | None = None,
) -> ConsentRenewed:  # fmt: skip
    """The person says yes once more to what they agree to: in today's words, and as long as these say."""
    journey.must_be_open()
    must_stand(word)
    manner = manner or Manner()
    said_on = manner.when.on or at.astimezone(zone).date()
    return ConsentRenewed(
        consent_id=word.id, renewal_id=renewal_id, ends_on=until(word.purpose, said_on, None),
        **_said(journey, word.purpose, method, manner, at),
    )  # fmt: skip


def withdraw(journey: Journey, purpose: AnyPurpose, at: datetime) -> Withdrawal:
    """The person changes their mind and says so to their link worker. Possible after the journey's end, too."""
    if purpose not in journey.consents:
        raise Refused("There is no agreement to this that could be taken back.", field=purpose)
    return ended(journey.participant_id, journey.id, journey.consents[purpose], purpose, at, told_by="link_worker")


def take_back(
    journey: Journey, word: Word, at: datetime, told_by: str = "link_worker", by: UUID | None = None
) -> Withdrawal:
    """One yes of several is taken back, as of those with whom we may talk. `by`: who noted it."""
    must_stand(word)
    who = (journey.participant_id, journey.id, word.id, word.purpose, at)
    return ended(*who, told_by=told_by, taken_back_by=by)


@dataclass(frozen=True)
class Standing:
    """A yes that stands, on whichever of somebody's journeys."""

    participant_id: UUID
    journey_id: UUID
    consent_id: UUID
    purpose: AnyPurpose
    recipient: str | None = None

    def ends(self, at: datetime, told_by: str | None, because: Because | None = None, **kept: Any) -> Withdrawal:
        who = (self.participant_id, self.journey_id, self.consent_id, self.purpose, at)
        return ended(*who, told_by=told_by, because=because, **kept)


def expire(over: Standing, at: datetime) -> Withdrawal:
    """Its last day is over and nobody said yes once more: it ends by itself."""
    return over.ends(at, None, "expired")


def taken_back_to_anybody(stands: Standing, by: UUID, at: datetime) -> Withdrawal:
    """The person takes it back and says so to whoever of us they reach."""
    return stands.ends(at, "staff", taken_back_by=by)


def ended(
    participant_id: UUID, journey_id: UUID, consent_id: UUID, purpose: AnyPurpose, at: datetime, *,
    told_by: str | None = None, because: Because | None = None, **kept: Any,
) -> Withdrawal:  # fmt: skip
    """What ends a yes, whatever the reason. `kept`: what stays here of one that was noted by mistake."""
    told = {
        "participant_id": participant_id, "journey_id": journey_id, "consent_id": consent_id, "purpose": purpose,
        "because": because, "occurred_at": at, **kept,
    }  # fmt: skip
    if purpose in SHARING:
        return SharingConsentWithdrawn.model_validate(told | {"told_by": told_by})
    known = told_by if told_by in ("participant", "link_worker") else None
    return ConsentWithdrawn.model_validate(told | {"told_by": known})


def withdraw_themselves(
    participant_id: UUID, given: Iterable[tuple[UUID, UUID]], purpose: AnyPurpose, at: datetime
) -> list[Withdrawal]:
    """The person takes back a consent by themselves, wherever it holds, on whichever of their journeys.

    They do so on their own page, or by answering a message with STOP.

    `given`: journey and consent of each. None is fine: it has been taken back before.
    """
    return [
        ended(participant_id, journey_id, consent_id, purpose, at, told_by="participant")
        for journey_id, consent_id in given
    ]


def stop_messages(journey: Journey, command_id: UUID, at: datetime) -> Withdrawal:
    """The person says from their own link that no message shall come. It counts even where they never agreed to any."""
    stopped = journey.consents.get("messages", command_id)
    return ended(journey.participant_id, journey.id, stopped, "messages", at, told_by="participant")


def must_stand(word: Word) -> None:
    """Refused where that yes has ended meanwhile."""
    if not word.stands:
        raise Refused("This yes stands no more. Look at what was said last.", conflict=True)


def latest(words: Sequence[Word]) -> dict[AnyPurpose, Word]:
    """What holds of each purpose: a yes that stands before all else, or what was said last."""
    found: dict[AnyPurpose, Word] = {}
    for word in sorted(words, key=lambda word: (word.stands, word.at)):
        found[word.purpose] = word
    return found
