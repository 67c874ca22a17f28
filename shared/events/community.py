"""What the community service tells: the other half of the dual role."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field, WithJsonSchema

from .base import Event, Private

Kind = Literal["arts", "nature", "movement", "music", "games", "food", "learning", "making", "faith_culture", "talk"]

# JSON Schema's "time" is that of RFC 3339, which has an offset; on a wall in the Local there is none.
WallTime = Annotated[time, WithJsonSchema({"type": "string"})]


class GroupEvent(Event):
    """A fact about a group. Key of its records: the group's id."""

    service = "community"
    keyed_by = "group_id"
    group_id: UUID


class GroupListed(GroupEvent):
    """A community group that is glad to be found. Its public title may be told; its people's names may not."""

    title: str = Field(min_length=1, max_length=120, description="the group's public title, as on its own notice board")
    kind: Kind
    host_name: Private[str] = None
    host_contact: Private[str] = None
    address: Private[str] = None


class ActivityPlanned(GroupEvent):
    """A get-together that happens every week, with places for people we introduce."""

    activity_id: UUID
    title: str = Field(min_length=1, max_length=120)
    weekday: int = Field(ge=0, le=6, description="0 Monday to 6 Sunday")
    starts_at: WallTime = Field(description="local time, like 10:00:00")
    minutes: int = Field(ge=15, le=600)
    places: int = Field(ge=1, le=500)
    cost_cents: int = Field(0, ge=0)
    step_free: bool | None = None
    quiet: bool | None = None
    where_it_is: str | None = Field(
        None, max_length=160, description="where it meets, as on the group's own notice board; nobody's home"
    )
    getting_there: str | None = Field(None, max_length=240, description="which bus, which door; nobody's name")
    what_it_is_like: Private[str] = None
    checked_by: Private[str] = None


class HostLinkRevoked(GroupEvent):
    """The link a host held no longer opens anything."""

    link_version: int


class HostAskedForCall(GroupEvent):
    """A host would like a link worker to ring them. What it is about stays here."""

    call_id: UUID
    words: Private[str] = None


class HostCalled(GroupEvent):
    """Somebody has rung the host."""

    call_id: UUID


class ParticipantActivityEvent(Event):
    """A fact about one participant and one activity. Key of its records: the participant's id."""

    service = "community"
    participant_id: UUID
    group_id: UUID
    activity_id: UUID


class ActivityProposed(ParticipantActivityEvent):
    """The link worker and the person looked at an activity that may suit."""

    proposal_id: UUID


class PlaceTaken(ParticipantActivityEvent):
    """A place is kept for the person."""

    place_id: UUID
    expected_by_name: bool = Field(False, description="the person agreed that the host may see what they are called")
    greet_as: Private[str] = None


GaveUpBecause = Literal["did_not_suit", "too_far", "unwell", "other_plans", "not_said"]


class PlaceGivenUp(ParticipantActivityEvent):
    """The place is free again."""

    place_id: UUID
    reason: GaveUpBecause = "not_said"
    giving_up_id: UUID | None = Field(None, description='null, of earlier ones: UUIDv5 of the place, "given up"')

    @property
    def known_as(self) -> UUID:
        """The id under which it is put right or taken back."""
        return self.giving_up_id or given_up(self.place_id)


def given_up(place_id: UUID) -> UUID:
    """The id of a giving up that was told without one."""
    return uuid5(place_id, "given up")


class GivingUpCorrected(ParticipantActivityEvent):
    """Why they gave a place up was put right: it is as it says now. What stood before stays on file."""

    correction_id: UUID
    giving_up_id: UUID
    place_id: UUID
    given_up_at: AwareDatetime = Field(description="the moment the giving up had been told for")
    reason: GaveUpBecause
    was: GaveUpBecause = Field(description="what it said before")


class GivingUpTakenBack(ParticipantActivityEvent):
    """They did not give it up: it was noted by mistake, and the place is kept for them as before.

    It is meant for this one telling, for good: giving the place up later is told under an id of its own.
    """

    giving_up_id: UUID
    place_id: UUID
    given_up_at: AwareDatetime = Field(description="the moment it had been told for")


class HostGreetingChosen(ParticipantActivityEvent):
    """How the host is to greet them at a place they hold was said anew: from then on the host sees this alone."""

    greeting_id: UUID
    place_id: UUID
    expected_by_name: bool = Field(description="the person agrees that the host may see what they are called")
    greet_as: Private[str] = None


class PlaceTakenBack(ParticipantActivityEvent):
    """No place was kept for them: it was noted by mistake, and is free again. Whoever counted that place drops it.

    It is meant for this one telling, for good: another place is told under an id of its own.
    """

    place_id: UUID
    taken_at: AwareDatetime = Field(description="the moment it had been told for")


class Introduced(ParticipantActivityEvent):
    """The person was brought together with the group."""

    introduction_id: UUID
    how: Literal["together", "alone", "by_phone"]


class ProposalTakenBack(ParticipantActivityEvent):
    """They did not look at it: it was noted by mistake. Whoever counted that as a step drops it."""

    proposal_id: UUID
    proposed_at: AwareDatetime = Field(description="the moment it had been told for")


class IntroductionTakenBack(ParticipantActivityEvent):
    """They were not introduced: it was noted by mistake. Whoever counted that introduction drops it.

    It is meant for this one telling, for good: another introduction is told under an id of its own.
    """

    introduction_id: UUID
    introduced_at: AwareDatetime = Field(description="the moment it had been told for")


class ActivityAttended(ParticipantActivityEvent):
    """The person was there."""

    attendance_id: UUID
    session_on: date
    told_by: Literal["host", "link_worker", "participant"]
    first_time: bool = False


class AttendanceTakenBack(ParticipantActivityEvent):
    """They were not there: the wrong name was ticked. Whoever counted that visit, or asked how it was, drops it.

    It is meant for this one telling, for good: were they there after all, that is told under an id of its own.
    """

    attendance_id: UUID
    session_on: date
    taken_back_by: Literal["host", "link_worker"]
