"""What a row of a person's story is, and what it reads like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Happening:
    """One row of a person's story. `code` says which of its kind, `words` what was said or where."""

    at: datetime
    kind: str
    code: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Entry:
    """A sentence of the story, the person's or worker's own words with it, and whether it is a joy."""

    at: datetime
    sentence: str
    words: str | None = None
    joy: bool = False
    whole_day: bool = False
    """Whether only its day is known."""
    about: str = ""
    """Which of the story's filters shows it: a key of timeline.FILTERS."""


Sentence = Callable[[Happening], Entry]
"""How one kind of happening is told. Each subject's module keeps those of its own kinds in `SENTENCES`."""


def then(told: Sentence) -> Sentence:
    """The same sentence, for something of which only the day is known."""
    return lambda happening: replace(told(happening), whole_day=True)


def plain(sentence: str, *, joy: bool = False) -> Sentence:
    """Always the same sentence, with the words that were said."""
    return lambda happening: Entry(happening.at, sentence, happening.words, joy)


def by_code(sentences: Mapping[Any, str], frame: str = "{}") -> Sentence:
    """The sentence that the code stands for, inside a frame. An unknown code is told without blame."""
    return lambda happening: Entry(
        happening.at, frame.format(sentences.get(happening.code or "", "something else")), happening.words
    )


def somewhere(frame: str, *, joy: bool = False) -> Sentence:
    """A sentence about a place: the happening's words name it."""
    return lambda happening: Entry(happening.at, frame.format(happening.words or "a get-together"), joy=joy)
