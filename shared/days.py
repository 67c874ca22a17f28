"""Days and hours as people say them. Pure, so that a rule may say them too."""

from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
HELD = "\N{NO-BREAK SPACE}"
"""What it stands between stays on one line."""


def day_words(day: date, beside: date, *, weekday: bool = True) -> str:
    """Tuesday 3 March; with its year if that is another one than of the day it is told beside."""
    year = "" if day.year == beside.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()] + ' ' if weekday else ''}{day.day}{HELD}{MONTHS[day.month - 1]}{year}"


def date_words(day: date) -> str:
    """3 March 2033"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(first: date, last: date | None, beside: date) -> str:
    """from Friday 13 to Monday 23 March"""
    if last is None:
        return f"from {day_words(first, beside)} with no end yet"
    if first == last:
        return f"on {day_words(first, beside)}"
    one_month = (first.year, first.month) == (last.year, last.month)
    began = f"{WEEKDAYS[first.weekday()]} {first.day}" if one_month else day_words(first, beside)
    return f"from {began} to {day_words(last, beside)}"


def hour_words(hour: int, minute: int = 0) -> str:
    """2.30 pm, 9 am, midday, midnight; 24 is midnight, too."""
    if minute == 0 and hour % 12 == 0:
        return "midday" if hour == 12 else "midnight"
    minutes = f".{minute:02}" if minute else ""
    return f"{(hour - 1) % 12 + 1}{minutes}{HELD}{'pm' if 12 <= hour < 24 else 'am'}"


def between_words(first: int, until: int) -> str:
    """between 8 am and 8 pm"""
    return f"between {hour_words(first)} and {hour_words(until)}"
