"""Each time the person is asked how they are going, and what comes of it.

Two messages in a row that nobody answered are enough: the next time a person asks, until there was contact again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Feeling
from services.journey.core.rules.rhythm import Calendar, Rhythm
from services.journey.core.rules.story import Sentence, by_code, plain, then
from shared.events import CheckInAnswered, CheckInDue, CheckInHeld, CheckInMissed, CheckInMoved, ContactTakenBack
from shared.kernel.refusal import NotFound, Refused

Mode = Literal["call", "visit", "message"]
By = Literal["message", "person"]
MissedBecause = Literal["no_answer", "not_well", "away", "not_today", "we_could_not", "other"]

FEELINGS: dict[Feeling, str] = {"good": "good", "okay": "okay, I guess", "hard": "hard"}
MISSED: dict[MissedBecause, str] = {
    "no_answer": "We tried and did not reach them",
    "not_well": "They were not well",
    "away": "They were away",
    "not_today": "They would rather not, this time",
    "we_could_not": "We could not make it",
    "other": "Something else",
}
MOST_UNANSWERED = 2
"""So many messages in a row without a word are enough; then a person asks."""
TAKE_BACK_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class CheckIn:
    """One check-in or contact as far as it has gone: due, answered, held, moved or missed."""

    id: UUID
    due_at: datetime | None
    answered_at: datetime | None = None
    held_at: datetime | None = None
    by: By = "message"
    moved_to: datetime | None = None
    missed_at: datetime | None = None
    held_by: UUID | None = None
    recorded_at: datetime | None = None
    """When the contact was written down, which may be later than it was."""
    mode: Mode | None = None
    note: str | None = None
    held_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Nobody has talked with them since. An answer that comes late opens what was let go."""
        let_go = self.missed_at is not None and (self.answered_at is None or self.answered_at < self.missed_at)
        return self.held_at is None and not let_go

    def has_word(self, last_contact_at: datetime | None) -> bool:
        """Whether there was a word between them since it fell due."""
        since = last_contact_at is not None and self.due_at is not None and last_contact_at >= self.due_at
        return since or any(at is not None for at in (self.answered_at, self.held_at, self.moved_to))


def asks_by(latest: Sequence[CheckIn], last_contact_at: datetime | None) -> By:
    """Whether a message or a person asks next time: a person, after two messages without any word.

    `latest`: the last times they were asked, newest first; two are enough.
    """
    without = [asked for asked in latest[:MOST_UNANSWERED] if not asked.has_word(last_contact_at)]
    if latest and latest[0].by == "person":
        return "person" if latest[0] in without else "message"
    silent = [asked for asked in without if asked.by == "message" and asked.missed_at is None]
    return "person" if len(silent) == MOST_UNANSWERED else "message"


@dataclass(frozen=True)
class Turn:
    """What the clock needs to know of a journey whose next check-in has come, or has not been worked out yet."""

    rhythm: Rhythm
    told_until: datetime | None = None
    """Up to when everything has been told; None for a journey that nobody has looked at."""
    last_contact_at: datetime | None = None
    service_since: datetime | None = None
    """Since when the person agrees to the service; None if they do not. No check-in is asked for earlier than that."""


def what_falls_due(
    journey: Journey, turn: Turn, calendar: Calendar, asked: Sequence[CheckIn], at: datetime
) -> CheckInDue | None:
    """The check-in that is due and not yet told, or None; of several that were missed only the latest.

    They are missed where the service was down.
    """
    moment = turn.rhythm.latest_until(at, calendar)
    settled = [until for until in (turn.service_since, turn.told_until) if until is not None]
    if moment is None or turn.service_since is None or moment <= max(settled):
        return None
    return fall_due(journey, moment, asks_by(asked, turn.last_contact_at), at)


def fall_due(journey: Journey, due_at: datetime, by: By, at: datetime) -> CheckInDue:
    """The event that a check-in fell due; its id follows from the moment, so that it is told only once."""
    return CheckInDue(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=uuid5(journey.id, due_at.astimezone(UTC).isoformat()),
        due_at=due_at,
        link_version=journey.link_version,
        by=by,
        occurred_at=at,
    )


def answer(
    journey: Journey, check_in: CheckIn, feeling: Feeling, please_call: bool, words: str | None, at: datetime
) -> CheckInAnswered | None:
    """The person's answer to a check-in; None if it was answered before, which changes nothing."""
    if check_in.answered_at is not None:
        return None
    return CheckInAnswered(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=check_in.id,
        feeling=feeling,
        please_call=please_call,
        words=free_text.said(words),
        occurred_at=at,
    )


def hold(
    journey: Journey,
    check_in_id: UUID,
    mode: Mode,
    note: str | None,
    at: datetime,
    recorded_by: UUID | None = None,
    happened_on: date | None = None,
    happened_at: datetime | None = None,
) -> CheckInHeld:
    """Record that the two were in touch, now or on an earlier day.

    Without an open check-in it is a contact of its own, under a new id.
    """
    journey.must_be_open()
    return CheckInHeld(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=check_in_id,
        mode=mode,
        note=free_text.said(note),
        recorded_by=recorded_by,
        happened_on=happened_on,
        happened_at=happened_at,
        occurred_at=at,
    )


def move(
    journey: Journey, check_in: CheckIn | None, to: datetime, rhythm: Rhythm, calendar: Calendar, at: datetime
) -> CheckInMoved:
    """Move the open check-in to another time; Refused in the past, in a pause, or when the next comes anyway."""
    journey.must_be_open()
    open_one = _must_be_open(check_in)
    if to <= at:
        raise Refused("Choose a time that is still to come.", field="to")
    if calendar.pause_at(to):
        raise Refused("That is within their pause. Choose a time outside it.", field="to")
    following = rhythm.next_after(at, calendar)
    if following is not None and to >= following:
        raise Refused("The next check-in comes before that anyway. Choose an earlier time.", field="to")
    return CheckInMoved(
        journey_id=journey.id, participant_id=journey.participant_id, check_in_id=open_one.id, to=to, occurred_at=at
    )


def miss(journey: Journey, check_in: CheckIn | None, reason: MissedBecause, at: datetime) -> CheckInMissed:
    """Note that the open check-in did not come about; the next follows in the rhythm, and nobody is to blame."""
    journey.must_be_open()
    open_one = _must_be_open(check_in)
    if open_one.answered_at is not None:
        raise Refused("They have answered this one. Record how you were in touch, or agree on another time.")
    return CheckInMissed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=open_one.id,
        reason=reason,
        occurred_at=at,
    )


def _must_be_open(check_in: CheckIn | None) -> CheckIn:
    if check_in is None or not check_in.is_open:
        raise Refused("No check-in is waiting just now. The next one follows in their rhythm.", conflict=True)
    return check_in


def take_back(journey: Journey, check_in: CheckIn, by: UUID, at: datetime) -> ContactTakenBack:
    """Take back a contact recorded by mistake: whoever recorded it can, for ten minutes."""
    journey.must_be_open()
    if check_in.held_at is None:
        raise Refused("This has been taken back already.", conflict=True)
    if check_in.held_by != by:
        raise NotFound(check_in.id)
    if at - (check_in.recorded_at or check_in.held_at) > TAKE_BACK_WITHIN:
        raise Refused("That was more than ten minutes ago. Put it right instead: what stood before stays on file.")
    return ContactTakenBack(
        journey_id=journey.id, participant_id=journey.participant_id, check_in_id=check_in.id, occurred_at=at
    )


HELD: dict[Mode, str] = {
    "call": "Talked on the phone",
    "visit": "Met",
    "message": "Wrote to one another",
}

SENTENCES: Mapping[str, Sentence] = {
    "answered": by_code(FEELINGS, "Tapped “{}”"),
    "asked_for_call": by_code(FEELINGS, "Tapped “{}” and asked for a call"),
    "held": by_code(HELD),
    "held_then": then(by_code(HELD)),
    "check_in_moved": plain("Agreed on another time for a check-in"),
    "check_in_missed": by_code(MISSED, "A check-in did not come about. {}"),
}
