"""When somebody's record may be erased, as the law has it (Health Records Act 2001 (Vic), HPP 4). Pure.

What is known of an adult is kept for seven years after the last service; of somebody who was a child when it was
collected, until they are 25, whichever is later. What was never a record of a service (a referral entered twice, a
wrong person, a try) need not be kept, and what somebody with the right to do so orders to be erased is erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.events import ParticipantCardTakenAway, ParticipantErased
from shared.events.referral import ErasureReason
from shared.kernel import letters
from shared.kernel.days import date_words
from shared.kernel.refusal import Refused

from .age import Born
from .referrals import State

YEARS_KEPT = 7
KEPT_UNTIL_AGE = 25


@dataclass(frozen=True)
class SupportPeriod:
    """A journey of theirs, by the days on which it began and ended. None: it goes on."""

    opened_on: date
    closed_on: date | None


@dataclass(frozen=True)
class ErasureCase:
    """What decides about erasing somebody. `decided_on`: when their referral was accepted or declined."""

    participant_id: UUID
    name: str
    born: Born | None
    state: State
    received_on: date
    decided_on: date | None
    walks: Sequence[SupportPeriod] = ()

    @property
    def last_service_on(self) -> date:
        """The day the last journey closed or, without one, the day the referral was decided."""
        ends = [walk.closed_on for walk in self.walks if walk.closed_on]
        return max(ends, default=self.decided_on or self.received_on)

    @property
    def kept_until(self) -> date:
        """The first day on which the law lets it go."""
        return max(_years_after(self.last_service_on, YEARS_KEPT), _grown_up_on(self.born))


def must_be_whole(records: int, *, both: bool) -> None:
    """Refused for one of several records that are joined: half of what is known of a person does not go by itself."""
    if records > 1 and not both:
        raise Refused(
            "They are here under another record, too. Tick that both go, or part the two records first.", field="both"
        )


def erase(
    known: ErasureCase, reason: ErasureReason, because: str | None, by: UUID | None, at: datetime, today: date
) -> ParticipantErased:
    """Erase somebody's record: nothing about them is kept any more but a line in the register.

    Raises `Refused` as long as they wait for an answer or somebody walks with them (`still_needed`). By reason: kept
    long enough, before `kept_until`; entered by mistake, if somebody has walked with them; required by law, without
    a `because` that says who ordered it.
    """
    still_needed(known)
    if reason == "kept_long_enough" and today < known.kept_until:
        raise Refused(
            f"The law asks us to keep this record for now. It may be erased from {date_words(known.kept_until)}.",
            field="reason",
        )
    if reason == "entered_by_mistake" and known.walks:
        raise Refused(
            "Somebody has walked with them, so this is the record of a service."
            f" It may be erased from {date_words(known.kept_until)}.",
            field="reason",
        )
    if because and not letters.whole(because):
        raise Refused(letters.TAKE_OUT, field="because")
    if reason == "required_by_law" and not because:
        raise Refused("Write who ordered it, and by what. It is kept in the register only.", field="because")
    return ParticipantErased(
        participant_id=known.participant_id,
        reason=reason,
        name=known.name,
        period_from=known.received_on,
        period_until=known.last_service_on,
        because=because,
        decided_by=by,
        occurred_at=at,
    )


def still_needed(known: ErasureCase) -> None:
    """Refuse to erase somebody who waits for an answer or with whom somebody walks, saying what comes first."""
    if known.state in ("received", "waitlisted"):
        raise Refused("They wait for an answer. Accept or decline their referral first.", conflict=True)
    if any(walk.closed_on is None for walk in known.walks) or (known.state == "accepted" and not known.walks):
        raise Refused("Somebody walks with them. Close their journey first.", conflict=True)


def card_away(told: ParticipantErased) -> ParticipantCardTakenAway:
    """The tombstone that takes the card of somebody who was erased off its topic."""
    return ParticipantCardTakenAway(participant_id=told.participant_id, occurred_at=told.occurred_at)


def _grown_up_on(birth: Born | None) -> date:
    """The first day on which they are surely 25: with no more than a year, the first day of the next one."""
    if birth is None:
        return date.min
    if birth.surely_on:
        return _years_after(birth.surely_on, KEPT_UNTIL_AGE)
    return date(birth.year + KEPT_UNTIL_AGE + 1, 1, 1)


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; after 29 February comes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
