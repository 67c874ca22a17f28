"""Two dates of birth beside one another, in levels. Pure."""

from datetime import date

from rapidfuzz.distance import OSA

from .person import Person

SAME, SAME_GUESS, SAME_YEAR, SWAPPED, SLIP, NEAR = 14.0, 8.5, 4.0, 8.0, 4.0, 1.5
ANOTHER_DAY, ANOTHER_YEAR, ANOTHER_GENERATION = -7.0, -10.0, -11.0
NOT_QUITE = frozenset(("date_swapped", "date_slip", "year_same", "date_near"))
GENERATION = 12
"""More years apart than this, two of one name are rather parent and child."""
GUESSES = ((1, 1), (7, 1))
"""The days that papers have where nobody knew."""


def compare(one: Person, other: Person) -> tuple[str, float]:
    """The level as a code, and what it says in bits; no code if one of them has said nothing."""
    if one.year is None or other.year is None:
        return "", 0.0
    a, b = one.born, other.born
    if a and b and a == b:
        guess = (a.month, a.day) in GUESSES or one.estimated or other.estimated
        return ("date_same_guess", SAME_GUESS) if guess else ("date_same", SAME)
    guess = one.estimated or other.estimated or _is_guess(a) or _is_guess(b)
    apart = abs(one.year - other.year)
    if a and b and not guess:
        return _both(a, b)
    if a and b and (slip := _slip(a, b)):
        return slip
    if apart == 0:
        return "year_same", SAME_YEAR
    if apart == 1 and guess:
        return "date_near", NEAR
    return _years(apart)


def _is_guess(day: date | None) -> bool:
    return day is not None and (day.month, day.day) in GUESSES


def _both(a: date, b: date) -> tuple[str, float]:
    if slip := _slip(a, b):
        return slip
    if a.year == b.year:
        return "date_another_day", ANOTHER_DAY
    return _years(abs(a.year - b.year))


def _slip(a: date, b: date) -> tuple[str, float] | None:
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return "date_swapped", SWAPPED
    if abs((a - b).days) == 1 or OSA.distance(f"{a:%Y%m%d}", f"{b:%Y%m%d}", score_cutoff=1) <= 1:
        return "date_slip", SLIP
    return None


def _years(apart: int) -> tuple[str, float]:
    if apart > GENERATION:
        return "date_another_generation", ANOTHER_GENERATION
    return "date_differs", ANOTHER_YEAR
