"""The days on which an activity meets: from its weekday and time in the Local's time zone. None are stored."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.kernel.next_times import A_WEEK, Coming, DayOff, next_beginning, time_on

from .activities import Activity


def starts(activity: Activity, day: date, zone: ZoneInfo) -> datetime:
    """The moment a session begins: the same local time in summer and winter."""
    return datetime.combine(day, activity.starts_at, tzinfo=zone)


def is_session_day(activity: Activity, day: date) -> bool:
    """Whether an activity meets on that day, by its weekday."""
    return day.weekday() == activity.weekday


def latest_day(activity: Activity, today: date) -> date:
    """Today if it meets today, else the last day it met."""
    return today - timedelta(days=(today.weekday() - activity.weekday) % 7)


def next_day(activity: Activity, today: date) -> date:
    """The first day after today on which it meets."""
    return latest_day(activity, today) + A_WEEK


def coming(activity: Activity, now: datetime, zone: ZoneInfo, day_off: DayOff) -> Coming:
    """The next session that has not begun: when one could next be there from the beginning."""
    return next_beginning(activity.weekday, activity.starts_at, now, zone, day_off)


def on(activity: Activity, day: date, zone: ZoneInfo, day_off: DayOff) -> Coming:
    """The session of that day: when it begins and ends, and the day off it falls on."""
    return time_on(day, activity.starts_at, activity.minutes, zone, day_off)


def days_to_tick(activity: Activity, today: date, most_days: int, since: date) -> list[date]:
    """The session days whose attendance may still be told, the latest first: from `since`, at most `most_days` ago."""
    found, day = [], latest_day(activity, today)
    while day >= max(since, today - timedelta(days=most_days)):
        found.append(day)
        day -= A_WEEK
    return found
