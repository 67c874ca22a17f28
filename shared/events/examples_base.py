"""Who and what the examples are about: Dimitra, Thuy, a garden, a goal."""

from datetime import UTC, datetime
from uuid import UUID, uuid5


def _id(number: int) -> UUID:
    return UUID(int=0x018F0000_0000_7000_8000_000000000000 + number)


def _at(day: int, hour: int = 1) -> datetime:
    """A moment in March 2026, UTC; 1 am is midday in Melbourne."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


referral = _id(1)
dimitra = uuid5(referral, "participant")
journey = uuid5(referral, "journey")
thuy = UUID("0b000000-0000-4000-8000-000000000011")
group, activity, goal, place = _id(11), _id(12), _id(13), _id(14)
measure, check_in, message, supervision = _id(15), _id(16), _id(17), _id(18)
reply = _id(20)
attendance = uuid5(place, "2026-03-18")
debrief = uuid5(attendance, "debrief")
pseudonym = "k5v7c2q4xw3m6ncrbtazjdhgfd"
_walk = {"participant_id": dimitra, "journey_id": journey}
_visit = {"participant_id": dimitra, "group_id": group, "activity_id": activity}
_monday = datetime(2026, 3, 2, tzinfo=UTC)
