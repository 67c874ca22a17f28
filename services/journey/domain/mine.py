"""Somebody's own page: a link alone shows nothing about them, so they say in which year they were born."""

from shared.refusal import Refused

MOST_TRIES = 5
"""So many wrong years may be tried with one link. After that it shows nothing more; the next message brings another."""
DOES_NOT_FIT = (
    "That does not fit, or it was tried too often with this link. You have done nothing wrong: call us, and we will "
    "look at it together."
)


def must_be_them(born: int | None, said: int | None, wrong_before: int) -> None:
    """The same words for a wrong year, for one that is not known, and for too many tries."""
    if wrong_before >= MOST_TRIES or born is None or said != born:
        raise Refused(DOES_NOT_FIT, field="year_of_birth")
