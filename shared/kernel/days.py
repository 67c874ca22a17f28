"""Days and hours as people say and write them. Pure, so that a rule may say them too."""

import re
import unicodedata
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
HELD = "\N{NO-BREAK SPACE}"
"""What it stands between stays on one line."""


_DAY_FIRST = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})|(\d{1,2}) (\d{1,2}) (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_AND_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?([a-z]{3,9}) ?(\d{4})")
_NAME_AND_DAY = re.compile(r"([a-z]{3,9}) ?(\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_VIETNAMESE = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?: năm)? (\d{4})")
_WEEKDAY = re.compile(rf"(?:on |the )*(?:(?:{'|'.join(day[:3].lower() + '[a-z]*' for day in WEEKDAYS)}) )?(?:the )?")


def read_date(text: str) -> date:
    """A day as people write it: 27/3/1959, 27.3.1959, 1959-03-27, 12 May 1949, 3rd of May 1951, May 12, 1949. The day
    stands before the month, as it does here. A ValueError for anything else, a year of two digits too."""
    plain = _plain(text).removesuffix(".")
    rest = plain[len(found[0]) :] if (found := _WEEKDAY.match(plain)) else plain
    if found := _DAY_FIRST.fullmatch(rest):
        day, month, year = (each for each in found.groups() if each)
    elif found := _YEAR_FIRST.fullmatch(rest):
        year, month, day = found.groups()
    elif found := _VIETNAMESE.fullmatch(rest):
        day, month, year = found.groups()
    elif found := _DAY_AND_NAME.fullmatch(rest):
        day, month, year = found[1], str(_month(found[2])), found[3]
    elif found := _NAME_AND_DAY.fullmatch(rest):
        day, month, year = found[2], str(_month(found[1])), found[3]
    else:
        raise ValueError("not a day")
    return date(int(year), int(month), int(day))


def read_year(text: str) -> int:
    """A year as people write it: 1959, in 1959, May 1959. A ValueError for anything else."""
    *before, year = _plain(text).split() or [""]
    if not re.fullmatch(r"\d{4}", year) or len(before) > 1:
        raise ValueError("not a year")
    if before and before[0] not in ("in", "born"):
        _month(before[0])
    return int(year)


def _plain(text: str) -> str:
    shown = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    digits = "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in shown.casefold())
    return " ".join(re.sub(r"(?<=[a-z])[.-]|-(?=[a-z])|,", " ", digits).split())


def _month(name: str) -> int:
    """May, Sept, jan: as many letters as tell it from the others."""
    fitting = [number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(name.removesuffix("t")[:9])]
    if name == "sept" or len(fitting) == 1:
        return 9 if name == "sept" else fitting[0]
    raise ValueError("not a month")


def day_words(day: date, beside: date, *, weekday: bool = True) -> str:
    """Tuesday 3 March; with its year if that is another one than of the day it is told beside."""
    year = "" if day.year == beside.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()] + ' ' if weekday else ''}{day.day}{HELD}{MONTHS[day.month - 1]}{year}"


def moment_of(day: date | None, told_at: datetime, zone: ZoneInfo) -> datetime:
    """When something counts as having been: midday of that day, in that zone; without a day when it was told."""
    return told_at if day is None else datetime.combine(day, time(12), zone)


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
