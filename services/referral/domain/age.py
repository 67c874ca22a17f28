"""Whether somebody is 26 or older, from as little as they like to tell: a date, the year, about when. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from shared.events.referral import AgeBand
from shared.kernel.days import date_words, read_date, read_year

YOUNGEST, OLDER, OLDEST = 26, 65, 120
BORN_WORDS = "Write a date like 27/3/1959 or 27 March 1959, or only the year with four digits"


_ABOUT = re.compile(
    r"\s*(?:(?:about|abt|around|approximately|approx|circa|ca?|roughly|maybe|perhaps|estimated|est)\b\.?|[~≈])\s*"
)
_NOT_SURE = re.compile(r"\s*(?:\?+|\(?(?:estimated|est|approx|approximately|about)\.?\)?)\s*$")


@dataclass(frozen=True)
class Born:
    """A date of birth, or only its year. `estimated`: nobody knows it exactly, as they or their papers say."""

    year: int
    on: date | None = None
    estimated: bool = False

    @property
    def surely_on(self) -> date | None:
        """The day, if it may be counted with."""
        return None if self.estimated else self.on


def born(text: str) -> Born:
    """Read a date of birth: 27/3/1959, 3rd of May 1951, or only the year; estimated: about 1959, 1/7/1959 (estimated).

    A ValueError for anything else.
    """
    written = unicodedata.normalize("NFKC", text).casefold()
    exactly = _NOT_SURE.sub("", _ABOUT.sub("", written, count=1) if _ABOUT.match(written) else written)
    estimated = exactly.strip() != written.strip()
    try:
        return Born(read_year(exactly), estimated=estimated)
    except ValueError:
        pass
    try:
        on = read_date(exactly)
    except ValueError:
        raise ValueError(BORN_WORDS) from None
    return Born(on.year, on, estimated)


def born_words(birth: Born | None) -> str:
    """27 March 1959; 1959; about 1959; empty if nothing was told. `born` reads it again as it was."""
    if birth is None:
        return ""
    return f"{'about ' if birth.estimated else ''}{date_words(birth.on) if birth.on else birth.year}"


def check_born(birth: Born, today: date) -> Born:
    """Check that a birth is not still to come, nor longer ago than anybody lives; a ValueError otherwise."""
    if birth.year > today.year or (birth.on and birth.on > today):
        raise ValueError("This day has not come yet. Write a date like 27/3/1959, or only the year")
    if today.year - birth.year > OLDEST:
        raise ValueError("Look at the year again. Write a date like 27/3/1959, or only the year")
    return birth


def band(birth: Born | None, today: date) -> AgeBand | None:
    """The age band on `today`; None if nothing was told, or the year alone, or an estimate, leaves it open."""
    if birth is None:
        return None
    if birth.surely_on is None:
        youngest, oldest = today.year - birth.year - 1, today.year - birth.year
        return _band(youngest) if _band(youngest) == _band(oldest) else None
    had_birthday = (today.month, today.day) >= (birth.surely_on.month, birth.surely_on.day)
    return _band(today.year - birth.year - (not had_birthday))


def _band(age: int) -> AgeBand:
    return "under-26" if age < YOUNGEST else "65+" if age >= OLDER else "26-64"
