"""The published language: every event, defined once."""

from .base import Event, Kept
from .community import (
    ActivityAttended,
    ActivityPlanned,
    ActivityProposed,
    GroupListed,
    HostLinkRevoked,
    Introduced,
    PlaceGivenUp,
    PlaceTaken,
)
from .evaluation import (
    AttendanceReleased,
    MeasureReleased,
    OutcomesPublished,
    ParticipationReleased,
    ParticipationWithdrawn,
    StepReleased,
)
from .journey import (
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    CheckInRhythmChosen,
    ConsentGiven,
    ConsentWithdrawn,
    DebriefDue,
    DebriefHeld,
    GoalLetGo,
    GoalReached,
    GoalSet,
    JourneyClosed,
    JourneyOpened,
    MeasureTaken,
    MomentOfConnection,
    WhatMattersRecorded,
)
from .notifications import MessageSent, MessageUndelivered, MessageWithheld
from .practice import SupervisionHeld
from .referral import (
    ParticipantCardUpdated,
    ReferralAccepted,
    ReferralDeclined,
    ReferralReceived,
    ReferralWaitlisted,
)

__all__ = [
    "ActivityAttended",
    "ActivityPlanned",
    "ActivityProposed",
    "AttendanceReleased",
    "CheckInAnswered",
    "CheckInDue",
    "CheckInHeld",
    "CheckInRhythmChosen",
    "ConsentGiven",
    "ConsentWithdrawn",
    "DebriefDue",
    "DebriefHeld",
    "Event",
    "GoalLetGo",
    "GoalReached",
    "GoalSet",
    "GroupListed",
    "HostLinkRevoked",
    "Introduced",
    "JourneyClosed",
    "JourneyOpened",
    "Kept",
    "MeasureReleased",
    "MeasureTaken",
    "MessageSent",
    "MessageUndelivered",
    "MessageWithheld",
    "MomentOfConnection",
    "OutcomesPublished",
    "ParticipantCardUpdated",
    "ParticipationReleased",
    "ParticipationWithdrawn",
    "PlaceGivenUp",
    "PlaceTaken",
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralReceived",
    "ReferralWaitlisted",
    "StepReleased",
    "SupervisionHeld",
    "WhatMattersRecorded",
]

ALL: tuple[type[Event], ...] = tuple(
    value
    for name in __all__
    if isinstance(value := globals()[name], type) and value is not Event and issubclass(value, Event)
)
BY_TYPE: dict[str, type[Event]] = {event.type_name(): event for event in ALL}
