"""When a journey begins, ends, goes on and begins anew.

A person is on one open journey at a time. One that has ended not long ago is opened again; later they set out anew, on
a journey of its own that knows the earlier one, and are asked anew what they agree to.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Sentence, by_code, plain
from shared.events import (
    AcceptanceAskedBack,
    FollowUpHeld,
    JourneyClosed,
    JourneyOpened,
    JourneyReopened,
    JourneyStays,
    JourneyTakenBack,
    ReferralAccepted,
)
from shared.kernel.refusal import Refused

from .endings import ENDINGS, ClosingReason

FollowUpOutcome = Literal["going_well", "up_and_down", "would_like_to_return", "no_answer", "skipped"]
ReopeningReason = Literal["asked_to_return", "things_changed", "closed_by_mistake", "other"]

REASONS: dict[ClosingReason, str] = {reason: ending.words for reason, ending in ENDINGS.items()}
FOLLOWED_UP: dict[FollowUpOutcome, str] = {
    "going_well": "They are going well",
    "up_and_down": "It goes up and down",
    "would_like_to_return": "They would like to come back",
    "no_answer": "There was no answer",
    "skipped": "We left them in peace",
}
REOPENED: dict[ReopeningReason, str] = {
    "asked_to_return": "They asked to come back",
    "things_changed": "Things have changed for them",
    "closed_by_mistake": "It was closed by mistake",
    "other": "Something else",
}
LATEST_FOLLOW_UP = timedelta(days=366)


def journey_of(told: ReferralAccepted | AcceptanceAskedBack) -> UUID:
    """The journey's id, which follows from the referral's and from how often it was accepted."""
    return uuid5(told.referral_id, "journey" if told.acceptance == 1 else f"journey-{told.acceptance}")


def open_journey(referral: ReferralAccepted) -> JourneyOpened:
    """The event that opens the journey of an accepted referral: one acceptance, one journey."""
    return JourneyOpened(
        journey_id=journey_of(referral),
        participant_id=referral.participant_id,
        referral_id=referral.referral_id,
        link_worker_id=referral.link_worker_id,
        occurred_at=referral.occurred_at,
    )


def answer(asked: AcceptanceAskedBack, begun: bool, at: datetime) -> JourneyTakenBack | JourneyStays:
    """The answer to an acceptance asked back: the journey is taken back if nothing is noted on it, else it stays.

    That is no word, no agreement, no goal, nothing somebody began to write. What the two have begun is not taken from
    them.
    """
    told = JourneyStays if begun else JourneyTakenBack
    return told(
        journey_id=journey_of(asked),
        participant_id=asked.participant_id,
        referral_id=asked.referral_id,
        taking_back_id=asked.taking_back_id,
        occurred_at=at,
    )


def close(
    journey: Journey,
    reason: ClosingReason,
    planned: bool,
    at: datetime,
    follow_up_on: date | None = None,
    today: date | None = None,
) -> JourneyClosed:
    """Close a journey.

    `planned`: they said goodbye to one another. `follow_up_on`: somebody asks once more then.
    """
    journey.must_be_open()
    if follow_up_on is not None:
        _must_fit(journey, follow_up_on, today or at.date())
    return JourneyClosed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        reason=reason,
        planned=planned,
        completion_status=ENDINGS[reason].completion_status,
        follow_up_on=follow_up_on,
        occurred_at=at,
    )


def _must_fit(journey: Journey, follow_up_on: date, today: date) -> None:
    if not today < follow_up_on <= today + LATEST_FOLLOW_UP:
        raise Refused("Choose a day from tomorrow to a year from now, or leave it empty.", field="follow_up_on")
    if "service" not in journey.consents:
        why = "They do not agree to working together, so nobody asks later. Leave the day empty."
        raise Refused(why, field="follow_up_on")


def follow_up(
    journey: Journey, follow_up_id: UUID, outcome: FollowUpOutcome, note: str | None, at: datetime
) -> FollowUpHeld:
    """Record a follow-up after the end, the one thing that is added to a journey that has ended."""
    journey.must_have_ended()
    said = free_text.said(note)
    if said and "service" not in journey.consents:
        raise Refused("They have taken back their agreement: nothing of theirs is written down any more.", field="note")
    return FollowUpHeld(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        follow_up_id=follow_up_id,
        outcome=outcome,
        note=said,
        occurred_at=at,
    )


def reopen(
    journey: Journey, reopening_id: UUID, reason: ReopeningReason, within_days: int, at: datetime
) -> JourneyReopened:
    """Reopen a journey, with everything they agreed to; Refused more than `within_days` after its end."""
    journey.must_have_ended()
    if not journey.can_go_on(within_days, at):
        raise Refused(f"This journey ended more than {within_days} days ago. They set out anew instead.", conflict=True)
    return JourneyReopened(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        reopening_id=reopening_id,
        reason=reason,
        occurred_at=at,
    )


def set_out_anew(journey: Journey, link_worker_id: UUID, at: datetime) -> JourneyOpened:
    """Open a new journey of the same person (an episode); no consent of the earlier one holds on it."""
    journey.must_have_ended()
    if journey.referral_id is None:
        raise ValueError(f"journey {journey.id} was read without its referral")
    episode = journey.episode + 1
    return JourneyOpened(
        journey_id=uuid5(journey.id, f"episode-{episode}"),
        participant_id=journey.participant_id,
        referral_id=journey.referral_id,
        link_worker_id=link_worker_id,
        episode=episode,
        earlier_journey_id=journey.id,
        occurred_at=at,
    )


SENTENCES: Mapping[str, Sentence] = {
    "opened": plain("Set out together"),
    "closed": by_code(REASONS, "Parted ways. {}"),
    "followed_up": by_code(FOLLOWED_UP, "Asked once more after the end. {}"),
    "reopened": by_code(REOPENED, "The journey goes on. {}"),
    "rests": plain("They are here under another record, too, and walk on there"),
    "came_back": plain("They are two people after all: this journey goes on"),
    "asked_back": plain("Intake said it was a mistake. You had begun, so it stays; talk it over with them"),
    "handed_over": plain("Another link worker walks with them from here"),
    "transferred": plain("With their consent another Local was given what it needs"),
    "arrived": lambda happening: Entry(happening.at, "What was handed on has arrived at the other Local"),
    "brought_along": plain("What they wrote elsewhere has come along"),
    "brought_along_taken_back": plain("What had come along from elsewhere was somebody else’s, and was taken back"),
}
