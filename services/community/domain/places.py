"""From looking at an activity together to a place, an introduction, and sometimes letting it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.events import ActivityProposed, HostGreetingChosen, Introduced, PlaceGivenUp, PlaceTaken
from shared.events.community import GaveUpBecause
from shared.kernel.refusal import Refused

from .activities import Activity

How = Literal["together", "alone", "by_phone"]
Reason = GaveUpBecause

HOW: dict[How, str] = {
    "together": "We went together",
    "alone": "They went alone, and were expected",
    "by_phone": "By phone, before the first visit",
}
REASONS: dict[Reason, str] = {
    "did_not_suit": "It did not suit them",
    "too_far": "It was too far",
    "unwell": "They are unwell",
    "other_plans": "They have other plans",
    "not_said": "They would rather not say",
}


NOT_THAT_PLACE = "That place has been taken back or given up already. What stands here now is below."


@dataclass(frozen=True)
class Participant:
    """A person as far as this service needs to know them."""

    id: UUID
    called: str | None
    """Among those who work with them: what they have said they are called, else their whole name."""
    link_worker_id: UUID
    journey_id: UUID
    greeted: str | None = None
    """What they have said they are called; nothing else is shown to a host."""
    is_closed: bool = False
    has_stopped: bool = False
    """They no longer agree to the service."""


@dataclass(frozen=True)
class Place:
    """A place kept for one person at one activity, and whether the host may expect them by name."""

    id: UUID
    participant_id: UUID
    activity_id: UUID
    expected_by_name: bool
    taken_at: datetime
    given_up_at: datetime | None = None
    greet_as: str | None = None
    """How the host is to greet them here, if that was said for this place."""


@dataclass(frozen=True)
class GivingUp:
    """That they gave a place up, and why."""

    id: UUID
    place_id: UUID
    reason: Reason
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """That a person and their link worker looked at an activity together."""

    id: UUID
    at: datetime


@dataclass(frozen=True)
class Introduction:
    """That they were brought together with the group, and how."""

    id: UUID
    how: How
    at: datetime


@dataclass(frozen=True)
class Ticks:
    """The attendance of one person at one activity, as it was told and taken back."""

    days: Mapping[date, UUID] = field(default_factory=dict)
    """The session days on which they have been there, each with the id under which that was told."""
    mistakes: Sequence[date] = ()
    """The day of each tick that was taken back."""


@dataclass(frozen=True)
class Standing:
    """How far one person has come with one activity."""

    participant: Participant
    activity: Activity
    proposal: Proposal | None = None
    place: Place | None = None
    """The place they hold now."""
    been: Ticks = Ticks()
    introductions: Sequence[Introduction] = ()
    """The latest first."""
    left: GivingUp | None = None
    """The last place they gave up here."""


def propose(standing: Standing, proposal_id: UUID, at: datetime) -> ActivityProposed:
    """Note that they looked at an activity together; refused if that, or a place, is noted already."""
    _still_walking(standing.participant)
    if standing.place:
        raise Refused("They have a place here already.")
    if standing.proposal:
        raise Refused("You have looked at this one together already.")
    return ActivityProposed(
        proposal_id=proposal_id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        occurred_at=at,
    )


def take_place(
    standing: Standing, place_id: UUID, expected_by_name: bool, at: datetime, greet_as: str | None = None
) -> PlaceTaken:
    """Keep a place for the person, if one is left.

    `expected_by_name`: they agree that the host sees what they are called, which they say: it is never taken from their
    name.
    """
    _still_walking(standing.participant)
    if standing.place:
        raise Refused("They have a place here already.", conflict=True)
    if standing.activity.left == 0:
        raise Refused(
            "It is full: the last place has just been taken. Look for another activity, or ring the host.",
            conflict=True,
        )
    return PlaceTaken(
        place_id=place_id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        expected_by_name=expected_by_name,
        greet_as=_greeting(standing, expected_by_name, greet_as),
        occurred_at=at,
    )


def choose_greeting(
    standing: Standing, greeting_id: UUID, expected_by_name: bool, at: datetime, greet_as: str | None = None
) -> HostGreetingChosen | None:
    """Change what the host sees of them at a place they hold; None if that is what stands there already.

    Not to be seen by name any more is always possible, whatever has become of the journey.
    """
    place = standing.place
    if place is None:
        raise Refused("They have no place here. Keep a place for them first.", conflict=True)
    if expected_by_name and standing.participant.has_stopped:
        raise Refused("They have withdrawn their agreement to the service: no host may see what they are called.")
    greeting = _greeting(standing, expected_by_name, greet_as)
    if place.expected_by_name == expected_by_name and greeting in (place.greet_as, greeting_now(standing)["greet_as"]):
        return None
    return HostGreetingChosen(
        greeting_id=greeting_id,
        place_id=place.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        expected_by_name=expected_by_name,
        greet_as=greeting,
        occurred_at=at,
    )


def greeting_now(standing: Standing) -> dict[str, str | None]:
    """What the form about the host's greeting begins with: `expected_by_name` (yes or no) and `greet_as`."""
    place = standing.place
    if place is None:
        return {"expected_by_name": None, "greet_as": None}
    greeted = place.greet_as or standing.participant.greeted if place.expected_by_name else None
    return {"expected_by_name": "yes" if place.expected_by_name else "no", "greet_as": greeted}


def _greeting(standing: Standing, expected_by_name: bool, greet_as: str | None) -> str | None:
    """As they say it; nothing is kept of it if the host is not to see it."""
    said = " ".join((greet_as or "").split()) or None
    if expected_by_name and not (said or standing.participant.greeted):
        raise Refused("Ask them how the host should greet them, and write that.", field="greet_as")
    return said if expected_by_name else None


def introduce(standing: Standing, introduction_id: UUID, how: How, at: datetime) -> Introduced:
    """Note that the person was brought together with the group. More than once is fine: it takes several walks."""
    _still_walking(standing.participant)
    if not (standing.proposal or standing.place):
        raise Refused("Look at this activity together first, then introduce them.", field="how")
    return Introduced(
        introduction_id=introduction_id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        how=how,
        occurred_at=at,
    )


def give_up(standing: Standing, place_id: UUID, reason: Reason, giving_up_id: UUID, at: datetime) -> PlaceGivenUp:
    """Give a place up: it is free again. Only a person does: a journey that ends leaves people where they like to be.

    `place_id`: the one the page showed.
    """
    if standing.place is None or standing.place.id != place_id:
        raise Refused(NOT_THAT_PLACE, conflict=True)
    return PlaceGivenUp(
        place_id=standing.place.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        reason=reason,
        giving_up_id=giving_up_id,
        occurred_at=at,
    )


def _still_walking(participant: Participant) -> None:
    if participant.is_closed:
        raise Refused("This journey is closed. Places they have stay theirs; new ones need an open journey.")
    if participant.has_stopped:
        raise Refused("They have withdrawn their agreement to the service. Talk with them before anything new.")
