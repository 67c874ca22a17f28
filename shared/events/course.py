"""What the journey service tells about its course: the last mile, skills, pauses, handing over, closing, safety."""

from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from .base import Event, Private
from .journey import JourneyEvent


class CompanionFound(JourneyEvent):
    """Somebody will go along: a companion from the group, or a buddy. Their checks are noted first."""

    companion_id: UUID
    kind: Literal["companion", "buddy"]
    police_check_on: date | None = None
    children_check_on: date | None = Field(None, description="the day of the Working with Children Check")
    name: Private[str] = None


class CompanionEnded(JourneyEvent):
    """That companion goes along no more."""

    companion_id: UUID


class VisitNoted(JourneyEvent):
    """How the person went to a community group: together with the link worker, with a companion, or alone."""

    visit_id: UUID
    activity_id: UUID
    group_id: UUID
    visited_on: date
    went: Literal["together", "with_companion", "alone"]
    companion_id: UUID | None = None


class SettledIn(JourneyEvent):
    """The person belongs there now, and goes because they like to."""

    settling_id: UUID
    activity_id: UUID
    group_id: UUID


class StoppedGoing(JourneyEvent):
    """The person does not go there any more. Not every place fits."""

    stop_id: UUID
    activity_id: UUID
    group_id: UUID
    reason: Literal["not_for_them", "too_far", "cost", "health", "felt_unwelcome", "group_changed", "time", "skipped"]


class SkillSessionPlanned(Event):
    """Local Connections itself runs an hour in which somebody, or a few people, practise something."""

    service = "journey"
    keyed_by = "session_id"
    session_id: UUID
    topic: Literal["social_anxiety", "conversation", "travel_training", "confidence"]
    setting: Literal["single", "small_group"]
    starts_at: AwareDatetime
    places: int = Field(ge=1, le=12)
    link_worker_id: UUID
    place: Private[str] = None


class SkillSessionCancelled(Event):
    """That hour does not come about."""

    service = "journey"
    keyed_by = "session_id"
    session_id: UUID


class SkillPlaceTaken(JourneyEvent):
    """The person would like to be there."""

    place_id: UUID
    session_id: UUID


class SkillAttendanceNoted(JourneyEvent):
    """Whether the person came, and how sure they feel since."""

    place_id: UUID
    session_id: UUID
    came: bool
    reason: Literal["not_well", "changed_their_mind", "could_not_get_there", "away", "other", "skipped"] | None = None
    confidence: int | None = Field(None, ge=1, le=10, description="1 not at all sure, 10 very sure; null if skipped")


class JourneyPaused(JourneyEvent):
    """Nobody asks how they are going for a while: a holiday, a stay in hospital, or because they asked for quiet."""

    pause_id: UUID
    from_on: date
    until_on: date | None = Field(None, description="the last day of the pause; null: until somebody ends it")
    reason: Literal["holiday", "hospital", "caring", "asked", "other"]


class JourneyResumed(JourneyEvent):
    """The pause is over, earlier than planned; one that had not begun is called off."""

    pause_id: UUID
    resumed_on: date | None = Field(None, description="the first day without it, in the Local's time zone")


class JourneySteppedDown(JourneyEvent):
    """The person needs less of it: longer between check-ins, and a day to look at it again."""

    every_weeks: int = Field(ge=1, le=26)
    review_on: date | None = None


class JourneySteppedUp(JourneyEvent):
    """Closer together again, because that is what they need."""

    every_weeks: int = Field(ge=1, le=26)


class JourneyHandedOver(JourneyEvent):
    """Another link worker of this Local walks with them from here."""

    handover_id: UUID
    link_worker_id: UUID
    earlier_link_worker_id: UUID
    note: Private[str] = None


class JourneyTakenBack(JourneyEvent):
    """It had opened by mistake, and nothing was noted on it: it is as if it had never been."""

    referral_id: UUID
    taking_back_id: UUID = Field(description="of the acceptance that was asked back")


class JourneyStays(JourneyEvent):
    """It was asked back as a mistake, and stays: the two have begun."""

    referral_id: UUID
    taking_back_id: UUID = Field(description="of the acceptance that was asked back")


class JourneysErased(Event):
    """The person was erased, and their journeys with them: whoever knows only journeys deletes what they keep of these.

    It is the last that is told of them here.
    """

    service = "journey"
    participant_id: UUID
    journey_ids: list[UUID]


class JourneyTransferred(JourneyEvent):
    """With their consent another Local was given what it needs to go on with them."""

    transfer_id: UUID
    to_local: str = Field(max_length=60)
    method: Literal["verbal", "written"] = Field(description="how they said yes to handing it on")
    parcel: Private[dict[str, Any]] = None


BRINGING: Any = Field(
    None, ge=2, description="how often they brought this file along by then; null: it is the first time"
)


class JourneyBroughtAlong(JourneyEvent):
    """What the person agreed to hand on has arrived from another Local."""

    transfer_id: UUID
    from_local: str = Field(max_length=60)
    bringing: int | None = BRINGING
    carried: Private[dict[str, Any]] = None
    brought_by: Private[UUID] = None


class TransferArrived(JourneyEvent):
    """The other Local's code was brought here: what was handed on has arrived there."""

    transfer_id: UUID


MOST_BROUGHT = {"goal": 100, "measure": 500, "safety note": 100}
"""No file holds more of each."""


def brought(transfer_id: UUID, what: str, bringing: int = 1) -> UUID:
    """The id of one thing that a file brings: always the same, so that brought along twice nothing is there twice, and
    whoever hears that it was taken back knows what that was. `bringing`: how often they brought it along by then; what
    was taken back stays so, and what comes with the same file later has ids of its own."""
    return uuid5(transfer_id, what if bringing == 1 else f"{what}, bringing {bringing}")


class BroughtAlongTakenBack(JourneyEvent):
    """What came along from another Local was somebody else's, and is here no more.

    What it had brought (goals, answers, what matters: told with days before the journey, or as set at the other Local)
    does not count. Their ids are UUIDv5 of the transfer's: "about me", "goal 0" and on, "measure 0", "safety note 0";
    of a file that the same person brought along again "goal 0, bringing 2" and so on, which are others.
    """

    transfer_id: UUID
    bringing: int | None = BRINGING
    taken_back_by: Private[UUID] = None

    @property
    def ids(self) -> list[UUID]:
        """Of everything that such a file can have brought that time."""
        each = ["about me", *(f"{what} {n}" for what, many in MOST_BROUGHT.items() for n in range(many))]
        return [brought(self.transfer_id, what, self.bringing or 1) for what in each]


class JourneyClosed(JourneyEvent):
    """The two part ways, for now or for good."""

    reason: Literal[
        "on_their_own_feet", "could_not_be_reached", "did_not_want_more", "moved_away", "other_support_fits", "other"
    ]
    planned: bool
    completion_status: int | None = Field(
        None, ge=1, le=6, description="PMHC MDS episode completion status: 1 concluded to 6 other"
    )
    follow_up_on: date | None = Field(None, description="the day on which somebody asks once more how they are going")
    joining_id: UUID | None = Field(
        None, description="it rests, as the same person walks on under another record: no goodbye, and no end"
    )


class FollowUpHeld(JourneyEvent):
    """After the end somebody asked once more how they are going."""

    follow_up_id: UUID
    outcome: Literal["going_well", "up_and_down", "would_like_to_return", "no_answer", "skipped"]
    note: Private[str] = None


class JourneyReopened(JourneyEvent):
    """The same journey goes on."""

    reopening_id: UUID
    reason: Literal["asked_to_return", "closed_by_mistake", "things_changed", "other"]
    joining_id: UUID | None = Field(None, description="it had rested for this joining, and the two were parted")


class SafetyEvent(JourneyEvent):
    """Told on a topic that only this Local may read."""

    stream: ClassVar[str] = "safety"


class SafetyNoteRaised(SafetyEvent):
    """Something worries somebody: a clinician or the Lead looks at it before anything else."""

    safety_id: UUID
    kind: Literal["worrying_answer", "measure", "worry", "incident"]
    urgency: Literal["now", "today", "this_week"]
    escalate_to: Literal["clinician", "lead"]
    instrument: str | None = Field(None, description="code of the instrument whose answers raised it")
    words: Private[str] = None


class SafetyNoteSeen(SafetyEvent):
    """Somebody in that role has taken it on."""

    safety_id: UUID
    seen_by: UUID


class SafetyNoteEscalated(SafetyEvent):
    """It is handed to another role, or has become more urgent."""

    safety_id: UUID
    escalate_to: Literal["clinician", "lead"]
    urgency: Literal["now", "today", "this_week"]


class SafetyNoteClosed(SafetyEvent):
    """What was to be done is done."""

    safety_id: UUID
    outcome: Literal["talked_with_them", "handed_to_crisis_care", "handed_to_other_care", "no_action_needed", "other"]
    closed_by: UUID
    words: Private[str] = None
