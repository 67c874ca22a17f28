"""Who was there. It is told once, and ticking again changes nothing; a tick on the wrong name is taken back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shared.events import ActivityAttended, AttendanceTakenBack
from shared.kernel.refusal import Refused

from . import sessions
from .activities import Activity
from .places import Place, Standing, Ticks

Teller = Literal["host", "link_worker"]

DAYS_BACK: dict[Teller, int] = {"host": 14, "link_worker": 56}
"""How many days later somebody may still tell: a host soon after, a link worker when the person mentions it."""
INSTEAD: dict[Teller, str] = {
    "host": "Tell the link worker.",
    "link_worker": "Write a note on the person’s page instead.",
}

Been = Mapping[UUID, Ticks]
"""Who has been at one activity."""


def held_on(place: Place, day: date, zone: ZoneInfo) -> bool:
    """Whether a place was theirs on that day: from the day it was taken to the day it was given up, both included."""
    taken = place.taken_at.astimezone(zone).date()
    given_up = place.given_up_at.astimezone(zone).date() if place.given_up_at else None
    return taken <= day and (given_up is None or day <= given_up)


def check_day(activity: Activity, day: date, teller: Teller, now: datetime, zone: ZoneInfo) -> None:
    """Refuse a day of which no attendance may be told: no session day, still to come, or too long ago (`DAYS_BACK`)."""
    today = now.astimezone(zone).date()
    if not sessions.is_session_day(activity, day):
        raise Refused(f"{activity.title} does not meet on that day. It meets on {activity.day}s.", field="session_on")
    if day > today:
        raise Refused("That day has not come yet.", field="session_on")
    if day < today - timedelta(days=DAYS_BACK[teller]):
        raise Refused(f"That is more than {DAYS_BACK[teller]} days ago. {INSTEAD[teller]}", field="session_on")


def attend(
    activity: Activity, place: Place, day: date, teller: Teller, been: Ticks, now: datetime, zone: ZoneInfo
) -> ActivityAttended | None:
    """The attendance of one person at one session; None if that has been told already.

    `been`: what was told of them here before. After a mistake it is told under another id: what was taken back stays
    taken back, in whatever order it is heard. Raises `Refused` for a day of which nothing may be told (`check_day`), or
    on which they had no place.
    """
    check_day(activity, day, teller, now, zone)
    if day in been.days:
        return None
    if not held_on(place, day, zone):
        raise Refused("They had no place here on that day.", field="session_on")
    began = sessions.starts(activity, day, zone).astimezone(UTC)
    return ActivityAttended(
        attendance_id=_visit(place, day, been),
        participant_id=place.participant_id,
        group_id=activity.group_id,
        activity_id=activity.id,
        session_on=day,
        told_by=teller,
        first_time=not been.days,
        occurred_at=min(began, now),
    )


def _visit(place: Place, day: date, been: Ticks) -> UUID:
    """The id under which it is told that they were there with that place."""
    again = been.mistakes.count(day)
    return uuid5(place.id, f"{day} {again}" if again else day.isoformat())


def was_used(place: Place, been: Ticks) -> bool:
    """Whether they have been there with this place, not with another that they held on the same day."""
    return any(told == _visit(place, day, been) for day, told in been.days.items())


def take_back(
    activity: Activity, participant_id: UUID, day: date, teller: Teller, been: Ticks, now: datetime, zone: ZoneInfo
) -> AttendanceTakenBack | None:
    """Take an attendance back: they were not there; None if nobody says they were. A host can until the day is over."""
    check_day(activity, day, teller, now, zone)
    if teller == "host" and day != now.astimezone(zone).date():
        raise Refused("That day is over. Tell the link worker, who can take it back.")
    if day not in been.days:
        return None
    return AttendanceTakenBack(
        attendance_id=been.days[day],
        participant_id=participant_id,
        group_id=activity.group_id,
        activity_id=activity.id,
        session_on=day,
        taken_back_by=teller,
        occurred_at=now,
    )


def told_by_link_worker(standing: Standing, day: date, now: datetime, zone: ZoneInfo) -> ActivityAttended | None:
    """The attendance that a link worker tells of: the person said so, or the link worker was there too."""
    if standing.place is None:
        raise Refused("They have no place here. Keep a place for them first.", field="session_on")
    return attend(standing.activity, standing.place, day, "link_worker", standing.been, now, zone)


def taken_back_by_link_worker(
    standing: Standing, attendance_id: UUID, now: datetime, zone: ZoneInfo
) -> AttendanceTakenBack | None:
    """Take an attendance back as a link worker, also when the place was given up or the journey is closed.

    `attendance_id`: the tick that the page showed; one that was told for that day since stays.
    """
    day = next((day for day, told in standing.been.days.items() if told == attendance_id), None)
    if day is None:
        raise Refused("That visit has been taken back already. What stands here now is below.", conflict=True)
    return take_back(standing.activity, standing.participant.id, day, "link_worker", standing.been, now, zone)


def ticks_to_take_back(been: Ticks, today: date) -> list[tuple[UUID, date]]:
    """The attendances a link worker may still take back, each as its id and day, the latest first."""
    since = today - timedelta(days=DAYS_BACK["link_worker"])
    return [(been.days[day], day) for day in sorted(been.days, reverse=True) if since <= day <= today]
