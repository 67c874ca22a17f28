"""Whether somebody is 26 or older, from as little as they like to tell. Only the year is kept. Pure."""

from dataclasses import dataclass
from datetime import date

from shared.events.referral import AgeBand
from shared.kernel.days import read_date, read_year

YOUNGEST, OLDER, OLDEST = 26, 65, 120
BORN_WORDS = "Write a date like 27/3/1959 or 27 March 1959, or only the year with four digits"


@dataclass(frozen=True)
class Born:
    """A date of birth, or only its year."""

    year: int
    on: date | None = None


def born(text: str) -> Born:
    """Read a date of birth: 27/3/1959, 3rd of May 1951, or only the year; a ValueError for anything else."""
    try:
        return Born(read_year(text))
    except ValueError:
        pass
    try:
        on = read_date(text)
    except ValueError:
        raise ValueError(BORN_WORDS) from None
    return Born(on.year, on)


def check_born(birth: Born, today: date) -> Born:
    """Check that a birth is not still to come, nor longer ago than anybody lives; a ValueError otherwise."""
    if birth.year > today.year or (birth.on and birth.on > today):
        raise ValueError("This day has not come yet. Write a date like 27/3/1959, or only the year")
    if today.year - birth.year > OLDEST:
        raise ValueError("Look at the year again. Write a date like 27/3/1959, or only the year")
    return birth


def band(birth: Born | None, today: date) -> AgeBand | None:
    """The age band on `today`; None if nothing was told, or the year alone leaves it open."""
    if birth is None:
        return None
    if birth.on is None:
        youngest, oldest = today.year - birth.year - 1, today.year - birth.year
        return _band(youngest) if _band(youngest) == _band(oldest) else None
    had_birthday = (today.month, today.day) >= (birth.on.month, birth.on.day)
    return _band(today.year - birth.year - (not had_birthday))


def _band(age: int) -> AgeBand:
    return "under-26" if age < YOUNGEST else "65+" if age >= OLDER else "26-64"
