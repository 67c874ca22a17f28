"""What a try or a talk is, how it reads, and what follows from all of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.events import ReferralContactCorrected, ReferralContactNoted, ReferralContactTakenBack
from shared.events.contacts import ContactOutcome, ContactWay
from shared.events.journey import Mistake
from shared.kernel.counts import counted
from shared.kernel.days import day_words, moment_of
from shared.kernel.refusal import NotFound, Refused
from shared.rules.contacts import OUTCOMES, TALKS, sentence, unfitting

MISTAKES: dict[Mistake, str] = {
    "did_not_happen": "It did not come about",
    "twice": "It was noted twice",
    "wrong_person": "It was noted for the wrong person",
}


@dataclass(frozen=True)
class ContactDetails:
    """What somebody notes of a try or a talk. Without a day it was today, without day and time just now."""

    way: ContactWay
    outcome: ContactOutcome
    on: date | None = None
    at: time | None = None
    minutes: int | None = None
    again_at: datetime | None = None
    words: str | None = None


@dataclass(frozen=True)
class Contact:
    """A try or a talk as it is noted now."""

    id: UUID
    referral_id: UUID
    way: ContactWay
    outcome: ContactOutcome
    happened_at: datetime
    whole_day: bool
    minutes: int | None
    again_at: datetime | None
    words: str | None
    noted_by: UUID | None
    noted_at: datetime
    corrections: int
    taken_back_at: datetime | None = None

    @property
    def is_talk(self) -> bool:
        return self.outcome in TALKS

    @property
    def sentence(self) -> str:
        return sentence(self.way, self.outcome, self.minutes)


@dataclass(frozen=True)
class About:
    """Which referral it is about, since when it is known, and where and when somebody notes it."""

    referral_id: UUID
    participant_id: UUID
    received_at: datetime
    zone: ZoneInfo
    now: datetime


def note(about: About, contact_id: UUID, details: ContactDetails, by: UUID) -> ReferralContactNoted:
    """Note a try or a talk, now or on an earlier day; Refused where it cannot be, beside the field."""
    return ReferralContactNoted(**_told(about, contact_id, details), noted_by=by)


def correct(
    about: About, contact: Contact, details: ContactDetails, began_from: int, correction_id: UUID, by: UUID
) -> ReferralContactCorrected:
    """Put a try or a talk right. `began_from`: how often it had been put right when the page was opened."""
    _must_stand(contact, about)
    if contact.corrections != began_from:
        raise Refused(
            "Somebody else has put this right while you had it open. Open it again and look at theirs.", conflict=True
        )
    return ReferralContactCorrected(
        **_told(about, contact.id, details), correction_id=correction_id, corrected_by=by
    )  # fmt: skip


def take_back(about: About, contact: Contact, reason: Mistake, by: UUID) -> ReferralContactTakenBack:
    """Take a try or a talk back that was noted by mistake; that it was noted stays on file."""
    _must_stand(contact, about)
    return ReferralContactTakenBack(
        referral_id=about.referral_id,
        participant_id=about.participant_id,
        contact_id=contact.id,
        reason=reason,
        taken_back_by=by,
        occurred_at=about.now,
    )


def _must_stand(contact: Contact, about: About) -> None:
    if contact.referral_id != about.referral_id:
        raise NotFound(contact.id)
    if contact.taken_back_at is not None:
        raise Refused("This has been taken back already.", conflict=True)


def _told(about: About, contact_id: UUID, details: ContactDetails) -> dict[str, Any]:
    if why := unfitting(details.way, details.outcome):
        raise Refused(why, field="outcome")
    if details.minutes and details.outcome not in TALKS:
        raise Refused("Minutes are for a talk. Leave them empty if you did not talk.", field="minutes")
    happened_at, whole_day = _when(about, details.on, details.at)
    _check_again(details, happened_at)
    return {
        "referral_id": about.referral_id, "participant_id": about.participant_id, "contact_id": contact_id,
        "way": details.way, "outcome": details.outcome, "happened_at": happened_at, "whole_day": whole_day,
        "minutes": details.minutes, "again_at": details.again_at, "words": (details.words or "").strip() or None,
        "occurred_at": about.now,
    }  # fmt: skip


def _when(about: About, on: date | None, at: time | None) -> tuple[datetime, bool]:
    """When it was, and whether only its day is known."""
    today, asked_on = about.now.astimezone(about.zone).date(), about.received_at.astimezone(about.zone).date()
    day = on or today
    if day > today:
        raise Refused("That day is still to come. Choose today or an earlier day.", field="on")
    if day < asked_on:
        words = f"They asked on {day_words(asked_on, today)}. Choose that day or a later one."
        raise Refused(words, field="on")
    if at is not None:
        moment = datetime.combine(day, at, about.zone)
        if moment > about.now:
            raise Refused("That time is still to come. Leave it empty for just now.", field="at")
        return moment, False
    return (about.now, False) if day == today else (moment_of(day, about.now, about.zone), True)


def _check_again(details: ContactDetails, happened_at: datetime) -> None:
    if details.again_at is None:
        return
    if details.outcome != "ring_again":
        words = f"A time to ring again goes with “{OUTCOMES['ring_again']}”. Choose that, or leave the time empty."
        raise Refused(words, field="again_at")
    if details.again_at <= happened_at:
        raise Refused(
            "That is before you talked. Write a later day and time, like 27/3/2026 2.30 pm.", field="again_at"
        )


# What follows from all of them


@dataclass(frozen=True)
class Patience:
    """How often, and over how many days, a Local tries to reach somebody before it closes a referral."""

    tries: int
    over_days: int


def tries(contacts: Sequence[Contact]) -> list[Contact]:
    """Those by which nobody was reached, and that stand."""
    return [each for each in contacts if each.taken_back_at is None and not each.is_talk]


def too_few(contacts: Sequence[Contact], patience: Patience, now: datetime) -> str:
    """Why nobody can say yet that the person could not be reached, in words; empty if they can."""
    tried = tries(contacts)
    days = (now - min(each.happened_at for each in tried)).days if tried else 0
    if len(tried) >= patience.tries and days >= patience.over_days:
        return ""
    many = f"{counted(len(tried), 'try', 'tries')} are noted"
    so_far = {0: "No try is noted yet", 1: "One try is noted"}.get(len(tried), many)
    since = f", the first one {'today' if days == 0 else 'yesterday' if days == 1 else f'{days} days ago'}" * bool(
        tried
    )
    return (
        f"{so_far}{since}. We try at least {counted(patience.tries, 'time')} over {weeks(patience.over_days)} "
        "before we say that somebody could not be reached. Try again another day or another way, or write why you "
        "close it now."
    )


def weeks(days: int) -> str:
    """2 weeks, 10 days: whichever says it in whole numbers."""
    number, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"


FRESH = timedelta(minutes=10)


def can_be_undone(contact: Contact, by: UUID, now: datetime) -> bool:
    """Whether one tap undoes it: by whoever noted it, within ten minutes."""
    return contact.noted_by == by and now - contact.noted_at <= FRESH and contact.corrections == 0
