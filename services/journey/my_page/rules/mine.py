"""Somebody's own page: a link alone shows nothing about them, so they say their year of birth, or a word they chose.

Whoever cannot (no year is known, or the one on the card was guessed) is shown to their link worker, who mends it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.marks import mark_of, plain
from services.journey.core.rules.people import ShutOut
from shared.events import OwnPageKeyNoted
from shared.kernel.refusal import Refused

MOST_TRIES = 5
"""So many wrong years may be tried with one link. After that it shows nothing more; the next message brings another."""
SHORTEST_WORD = 4
DOES_NOT_FIT = (
    "That does not fit, or it was tried too often with this link. You have done nothing wrong: call us, and we will "
    "look at it together."
)
SAY_ONE = "Write the year with four digits, for example 1951, or the word you chose with us."
SHUT_OUT: dict[ShutOut, str] = {
    "no_year": "Cannot open their own page: no year of birth.",
    "wrong_year": "Could not open their own page: the year or word they gave did not fit.",
}


@dataclass(frozen=True)
class Keys:
    """What opens somebody's own page: a year of birth or a word.

    `card`: the year on their card; one noted with them counts in its place.
    """

    participant_id: UUID
    card: int | None = None
    year: int | None = None
    word: str | None = None
    """Its mark (see `marks.mark_of`)."""

    def fit(self, year: int | None, word: str | None) -> bool:
        right = year is not None and year == (self.year or self.card)
        return right or (self.word is not None and bool(word) and mark_of(word or "", self.participant_id) == self.word)


def must_be_them(keys: Keys, year: int | None, word: str | None, wrong_before: int) -> None:
    """Refused unless the year or the word fits, in the same words for a wrong one and for too many tries."""
    if year is None and not word:
        raise Refused(SAY_ONE, field="year_of_birth")
    if wrong_before >= MOST_TRIES or not keys.fit(year, word):
        raise Refused(DOES_NOT_FIT, field="word" if year is None and word else "year_of_birth")


def note_key(journey: Journey, key_id: UUID, year: int | None, word: str | None, at: datetime) -> OwnPageKeyNoted:
    """Note the year of birth or the word that opens the own page; what is left empty stays as it was."""
    journey.must_be_open()
    if year is None and not word:
        raise Refused("Write the year they were born, or a word they choose.", field="year")
    if year is not None and year > at.year:
        raise Refused("That year is still to come. Write the year they were born.", field="year")
    if word and len(plain(word)) < SHORTEST_WORD:
        raise Refused(f"Choose a word of {SHORTEST_WORD} letters or more.", field="word")
    return OwnPageKeyNoted(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        key_id=key_id,
        year=year,
        word=mark_of(word, journey.participant_id) if word else None,
        occurred_at=at,
    )
