"""From somebody asking to somebody walking with them, or to another good place. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid5

from shared.events import (
    AcceptanceAskedBack,
    AcceptanceTakenBack,
    ParticipantCardUpdated,
    ReferralAccepted,
    ReferralDecisionTakenBack,
    ReferralDeclined,
    ReferralReceived,
    ReferralWaitlisted,
)
from shared.events.referral import AgeBand, Source
from shared.kernel.refusal import Refused

from . import age, contact, speaking
from .asking import ContactDetails, SelfReferral
from .referrers import ReferrerDetails

ANSWER_WITHIN_DAYS = 3
"""Days (working days, as we say it to people) within which somebody who asked hears from us."""
WAITING_IS_LONG_DAYS = 28
UNDO = timedelta(minutes=10)

State = Literal["received", "waitlisted", "accepted", "declined"]
WaitReason = Literal["no_capacity", "asked_to_wait", "right_worker_not_free"]
DeclineReason = Literal[
    "under_26", "outside_catchment", "did_not_want_it", "could_not_be_reached", "duplicate", "other_support_fits"
]
Decision = Literal["accepted", "waitlisted", "declined"]
Elsewhere = Literal["youth_service", "other_local", "local_mental_health", "none"]
NEEDS_SOMEWHERE_ELSE = ("under_26", "outside_catchment", "other_support_fits")


@dataclass(frozen=True)
class Referral:
    """How a referral stands. `decided`: who decided what, in words, once it is accepted or declined."""

    id: UUID
    participant_id: UUID
    state: State = "received"
    age: AgeBand | None = None
    maybe_known: bool = False
    """It is still open whether somebody we know is the same person."""
    nearer: str = ""
    """Another Local, and its number, if they surely live in its area."""
    decided: str = ""
    has_waited: bool = False
    decisions_before: int = 0
    """How many were taken back: the one that stands now is another one than each of these."""
    walks_with: str = ""
    """The name of whoever was given to walk with them."""
    acceptances: int = 0
    """How often they were given to somebody, what was taken back with it."""
    asked_back: Literal["", "waits", "stays"] = ""
    """Whether the one that stands was a mistake: it is being looked at, or it stays as the two have begun."""


@dataclass(frozen=True)
class Why:
    """Why this link worker: what was asked for, what of it they bring, whether they were suggested. Codes alone."""

    wished: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    suggested: bool = False


NOT_ASKED = Why()


def participant_of(referral_id: UUID) -> UUID:
    """The participant's id that follows from a referral's: one referral is one participant."""
    return uuid5(referral_id, "participant")


def receive(
    referral_id: UUID,
    asked: SelfReferral,
    source: Source,
    referrer: ReferrerDetails | str | None,
    at: datetime,
    today: date,
) -> tuple[ReferralReceived, ParticipantCardUpdated]:
    """A new referral and its card; refused if the day they were born is still to come.

    `referrer`: who asks for them, if somebody does; a text, where an older program told of them in one line.
    """
    birth = _known_birth(asked.born, today)
    received = ReferralReceived(
        referral_id=referral_id,
        participant_id=participant_of(referral_id),
        source=source,
        age_band=age.band(birth, today),
        what_brings_them=asked.what_brings_them,
        occurred_at=at,
        **_told_of(referrer),
    )
    card = ParticipantCardUpdated(
        participant_id=participant_of(referral_id),
        asked_at=at,
        source=source,
        what_brings_them=asked.what_brings_them,
        referred_by=received.referred_by,
        occurred_at=at,
        **_details(asked, birth, today),
    )
    return received, card


def _told_of(referrer: ReferrerDetails | str | None) -> dict[str, str | bool | None]:
    if not isinstance(referrer, ReferrerDetails):
        return {"referred_by": referrer}
    return {
        "referred_by": referrer.words,
        "referrer_name": referrer.name,
        "referrer_organisation": referrer.organisation,
        "relation": referrer.relation,
        "referrer_phone": referrer.phone,
        "referrer_email": referrer.email,
        "wants_to_hear": referrer.wants_to_hear,
        "wants_support": referrer.wants_support,
    }


def change_card(
    card: ParticipantCardUpdated,
    person: ContactDetails,
    birth: age.Born | None,
    safe_because: str | None,
    by: UUID,
    at: datetime,
    today: date,
) -> ParticipantCardUpdated:
    """The card with other details on it; refused unless the way they like to be reached, and the hours, can work.

    What was not safe is so until somebody writes who said otherwise.
    """
    if card.safe_to_contact == "not_safe" != person.safe_to_contact and not safe_because:
        raise Refused("Write who said that it is safe again", field="safe_because")
    changed = {"changed_by": by, "change_note": safe_because, "occurred_at": at}
    return card.model_copy(update=changed | _details(person, birth, today))


def _details(person: ContactDetails, birth: age.Born | None, today: date) -> dict[str, Any]:
    """What a card says of somebody. The date of birth stays with the referral; who hears of it is told the year."""
    birth = _known_birth(birth, today)
    contact.check_way(person.contact_by, person.phone, person.email)
    contact.check_hours(person.hours_from, person.hours_until)
    codes = speaking.codes(person.language, person.languages)
    return person.model_dump(include=set(ContactDetails.model_fields)) | {
        "language": speaking.words(person.language, codes),
        "languages": codes,
        "year_of_birth": birth.year if birth else None,
        "born_on": birth.on if birth else None,
        "born_estimated": birth.estimated if birth else False,
    }


def _known_birth(birth: age.Born | None, today: date) -> age.Born | None:
    try:
        return age.check_born(birth, today) if birth else None
    except ValueError as wrong:
        raise Refused(str(wrong), field="born") from None


def accept(
    referral: Referral,
    link_worker_id: UUID,
    by: UUID,
    at: datetime,
    *,
    age_asked: bool = False,
    exception_because: str | None = None,
    decisions_before: int | None = None,
    why: Why = NOT_ASKED,
) -> ReferralAccepted:
    """Give the person to a link worker; refused while something is open (their age, a possible duplicate)."""
    _still_open(referral)
    _as_shown(referral, decisions_before)
    if referral.maybe_known:
        raise Refused("Answer first whether we know them already: the question stands above, with who it may be.")
    if referral.age is None and not age_asked:
        raise Refused("We do not know their age. Ask them, then tick that they are 26 or older.", field="age_asked")
    if referral.age == "under-26" and not exception_because:
        words = "They are under 26. Write why Local Connections is right for them, or help them to a youth service."
        raise Refused(words, field="exception_because")
    if referral.nearer and not exception_because:
        words = f"They live nearer to {referral.nearer}. Write why they would rather come here, or help them there."
        raise Refused(words, field="exception_because")
    return ReferralAccepted(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        link_worker_id=link_worker_id,
        acceptance=referral.acceptances + 1,
        exception_because=exception_because,
        wished=why.wished,
        met=why.met,
        was_suggested=why.suggested,
        decided_by=by,
        occurred_at=at,
    )


def wait(
    referral: Referral,
    reason: WaitReason,
    note: str | None,
    by: UUID,
    at: datetime,
    ask_again_on: date | None = None,
) -> ReferralWaitlisted:
    """Put a referral on the waitlist: no room just now. They keep the day they asked."""
    _still_open(referral)
    if referral.state == "waitlisted":
        raise Refused("They are on the waitlist already.", conflict=True)
    return ReferralWaitlisted(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        reason=reason,
        ask_again_on=ask_again_on,
        note=note,
        decided_by=by,
        occurred_at=at,
    )


def decline(
    referral: Referral,
    reason: DeclineReason,
    redirected_to: Elsewhere,
    note: str | None,
    by: UUID,
    at: datetime,
    too_few_tries: str = "",
    other_local: str | None = None,
) -> ReferralDeclined:
    """Decline a referral: something else fits better. Whoever still needs support is told where, else it is refused.

    `other_local`: the slug of the Local whose area they surely live in.
    `too_few_tries`: why nobody can say yet that the person could not be reached; a note that says why is a way past it.
    """
    _still_open(referral)
    if reason == "duplicate":
        raise Refused(
            "Say of whom: choose the person we know under “Do we know them already?”, and answer that it is the same "
            "person. This referral is put with theirs then, and nobody is turned away.",
            field="reason",
        )
    if reason == "under_26" and referral.age not in (None, "under-26"):
        raise Refused("They are 26 or older. Choose another reason.", field="reason")
    if reason == "could_not_be_reached" and too_few_tries and not note:
        raise Refused(too_few_tries, field="note")
    if reason in NEEDS_SOMEWHERE_ELSE and redirected_to == "none":
        raise Refused("Choose where they can go instead.", field="redirected_to")
    return ReferralDeclined(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        reason=reason,
        redirected_to=redirected_to,
        other_local=other_local if redirected_to == "other_local" else None,
        note=note,
        decided_by=by,
        occurred_at=at,
    )


def take_back(
    referral: Referral, decision: Decision, decisions_before: int, taking_back_id: UUID, by: UUID, at: datetime
) -> ReferralDecisionTakenBack | AcceptanceAskedBack:
    """Take a decision back that was a mistake: the referral stands as before it.

    Somebody who was given to a link worker is only asked back: whether the two have begun is known where their journey
    is. `decisions_before`: as the page showed it. What was decided since then is not taken back.
    """
    if (referral.state, referral.decisions_before) != (decision, decisions_before):
        raise Refused("This has been taken back already, or decided anew. Look at it again.", conflict=True)
    if decision == "accepted":
        return _ask_back(referral, taking_back_id, by, at)
    return ReferralDecisionTakenBack(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        taking_back_id=taking_back_id,
        decision=decision,
        back_to="waitlisted" if decision == "declined" and referral.has_waited else "received",
        taken_back_by=by,
        occurred_at=at,
    )


def minutes_to_undo(by: UUID | None, at: datetime | None, user: UUID, now: datetime) -> int:
    """For how many minutes yet whoever decided takes it back with one tap; 0 for anybody else, and later."""
    if at is None or by != user or now - at >= UNDO:
        return 0
    return -(-(UNDO - (now - at)).seconds // 60)


def _ask_back(referral: Referral, taking_back_id: UUID, by: UUID, at: datetime) -> AcceptanceAskedBack:
    if referral.asked_back == "waits":
        raise Refused("They have been asked back already. Look again in a few seconds.", conflict=True)
    if referral.asked_back == "stays":
        raise Refused(with_somebody(referral.walks_with), conflict=True)
    return AcceptanceAskedBack(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        taking_back_id=taking_back_id,
        acceptance=referral.acceptances,
        asked_by=by,
        occurred_at=at,
    )


def stand_as_before(referral: Referral, taking_back_id: UUID, at: datetime) -> AcceptanceTakenBack:
    """Take an acceptance back: the two had not begun, and the referral has the place again that it had."""
    return AcceptanceTakenBack(
        referral_id=referral.id,
        participant_id=referral.participant_id,
        taking_back_id=taking_back_id,
        acceptance=referral.acceptances,
        back_to="waitlisted" if referral.has_waited else "received",
        occurred_at=at,
    )


def with_somebody(name: str) -> str:
    """Why it is too late to take back that somebody was given to a link worker, and what can be done instead."""
    return (
        f"{name} and they have begun, so this stays. If somebody else is to walk with them, the Lead hands the journey "
        f"over. If nobody is, ask {name} to end the journey and say why. They may ask again at any time."
    )


def _as_shown(referral: Referral, decisions_before: int | None) -> None:
    """An older page decides nothing that was decided, and taken back, since."""
    if decisions_before is not None and decisions_before != referral.decisions_before:
        raise Refused(
            "This was decided and taken back since you opened the page. Look at it again, then decide.", conflict=True
        )


def _still_open(referral: Referral) -> None:
    if referral.decided or referral.state in ("accepted", "declined"):
        raise Refused(referral.decided or f"This referral was {referral.state} already.", conflict=True)
