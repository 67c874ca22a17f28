"""Times, days and numbers as people say them, with the exact value in the markup."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from shared.kernel.counts import counted
from shared.kernel.days import day_words, hour_words

Moment = datetime | date
_IN_A_NUMBER = re.compile(r"(?<=\d) (?=\d{2})")
NOTHING = Markup('<span class="soft">not known</span>')


def clock_words(at: datetime) -> str:
    """2.30 pm, 9 am, midday, midnight."""
    return hour_words(at.hour, at.minute)


def ago_words(then: Moment, now: datetime, zone: ZoneInfo) -> str:
    """6 days ago, in 3 days, yesterday: by calendar days in the Local's zone, by minutes within a day."""
    today = now.astimezone(zone).date()
    if isinstance(then, datetime):
        gap, day = then - now, then.astimezone(zone).date()
        if abs(gap) < timedelta(hours=12) and (day == today or abs(gap) < timedelta(hours=3)):
            return _within_a_day(gap)
    else:
        day = then
    days = (day - today).days
    if abs(days) <= 1:
        return ("yesterday", "today", "tomorrow")[days + 1]
    return _said(*_longest(abs(days)), days > 0)


def _within_a_day(gap: timedelta) -> str:
    minutes = round(abs(gap.total_seconds()) / 60)
    if minutes < 1:
        return "just now"
    return _said(*((minutes, "minute") if minutes < 60 else (round(minutes / 60), "hour")), gap > timedelta(0))


def _longest(days: int) -> tuple[int, str]:
    if days < 21:
        return days, "day"
    if days < 70:
        return days // 7, "week"
    return (round(days / 30.4), "month") if days < 700 else (round(days / 365.25), "year")


def _said(count: int, unit: str, ahead: bool) -> str:
    words = counted(count, unit)
    return f"in {words}" if ahead else f"{words} ago"


class Times:
    """The filters of one Local: `when`, `day`, `at`, `ago`. `now` is asked at each use."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def when(self, value: Moment | None, now: datetime) -> Markup:
        """Tuesday 3 March, 2.30 pm"""
        if not isinstance(value, datetime):
            return self.day(value, now)
        local = value.astimezone(self.zone)
        return self._marked(value, f"{day_words(local.date(), self.today(now))}, {clock_words(local)}")

    def day(self, value: Moment | None, now: datetime) -> Markup:
        """Tuesday 3 March"""
        if value is None:
            return NOTHING
        day = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return self._marked(value, day_words(day, self.today(now)))

    def at(self, value: datetime | None) -> Markup:
        """2.30 pm"""
        return NOTHING if value is None else self._marked(value, clock_words(value.astimezone(self.zone)))

    def ago(self, value: Moment | None, now: datetime) -> Markup:
        """6 days ago"""
        return NOTHING if value is None else self._marked(value, ago_words(value, now, self.zone))

    def place(self, value: Moment | float, now: datetime) -> str:
        """Where a point of a chart stands: a day, or a number."""
        return self.day(value, now) if isinstance(value, date) else number(value)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def _marked(self, value: Moment, said: str) -> Markup:
        if isinstance(value, datetime):
            exact = value.astimezone(self.zone).strftime("%A %-d %B %Y, %H:%M %Z")
            machine = value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        else:
            exact, machine = value.strftime("%A %-d %B %Y"), value.isoformat()
        return Markup('<time datetime="{}" title="{}">{}</time>').format(machine, exact, escape(said))


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """1,234 and −1.1: a thousands comma, a real minus sign, one place after the point unless whole."""
    if value is None:
        return "–"
    if places is None:
        places = 0 if float(value) == int(value) else 1
    said = f"{value:,.{places}f}"
    return said.replace("-", "−") if float(said.replace(",", "")) else said.removeprefix("-")


def unbroken(value: str) -> str:
    """A text in which no phone number is broken over two lines."""
    whole = _IN_A_NUMBER.sub("\N{NO-BREAK SPACE}", value)
    return Markup(whole) if isinstance(value, Markup) else whole  # noqa: S704
