"""Codes of a published classification, found by the names that people write: a code, or a question. Pure.

What is written is compared by its words, without marks, case and signs, with names that stand in a data file; nothing
is found by likeness. What could be two things is a question with choices, and what is not known stays text.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NotRequired, TypedDict

from shared.kernel import names

_BETWEEN = re.compile(r"[,;/&+|\n、，；]| and | or | plus ", re.IGNORECASE)
_SAYS_HOW_WELL = frozenset({
    "a", "an", "bit", "of", "little", "some", "basic", "limited", "fluent", "fluently", "good", "poor", "only",
    "mainly", "mostly", "also", "speaks", "speak", "spoken", "speaking", "language", "languages", "native",
    "first", "second", "preferred", "prefers", "preferably", "understands", "please", "with", "interpreter",
    "needed", "needs", "required", "the", "very", "well", "ok", "okay", "conversational", "dialect",
})  # fmt: skip
_SAYS_NO = frozenset({"no", "not", "non", "without", "except", "excluding", "other", "than", "none"})
Words = tuple[str, ...]


class NamedCode(TypedDict):
    """One code: the name people read, what its speakers call it, and how else it is written."""

    code: str
    name: str
    own: NotRequired[str]
    iso: NotRequired[str]
    also: NotRequired[list[str]]


class Question(TypedDict):
    """Words that could mean several codes, and which."""

    said: list[str]
    choices: list[str]


class DataFile(TypedDict):
    """A data file of names and codes; beside these it says its edition, source, licence and what nobody verified."""

    standard: str
    version: str
    codes: list[NamedCode]
    ask: list[Question]
    near: NotRequired[list[list[str]]]


@dataclass(frozen=True)
class Reading:
    """What one thing that was written means. `code`: None where it is not clear; `choices`: codes it could be."""

    said: str
    code: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By which two readings are compared: the code; words that have none are themselves, however they are cased."""
        return self.code or " ".join(names.folded(self.said)) or self.said


class NamedCodes:
    """One classification. Raises ValueError if a name in the file stands for two codes."""

    def __init__(self, data: DataFile) -> None:
        self.standard = data["standard"]
        self.by_code = {one["code"]: one for one in data["codes"]}
        self._asked = {said: tuple(one["choices"]) for one in data["ask"] for said in one["said"]}
        self._asks = {names.folded(said): choices for said, choices in self._asked.items()}
        self._near = [frozenset(group) for group in data.get("near", [])]

    @classmethod
    def of(cls, path: Path) -> "NamedCodes":
        """Read a data file."""
        return cls(json.loads(path.read_text("utf-8")))

    @cached_property
    def _names(self) -> dict[Words, str]:
        found: dict[Words, str] = {}
        for one in self.by_code.values():
            for name in (one["name"], one.get("own", ""), *one.get("also", ())):
                words = names.folded(name)
                if words and found.setdefault(words, one["code"]) != one["code"]:
                    raise ValueError(f"{name} stands for {found[words]} and {one['code']}")
        return found

    @cached_property
    def _as_a_whole(self) -> set[Words]:
        """Names in which what parts a list is part of the name: Bosnia and Herzegovina."""
        written = [name for one in self.by_code.values() for name in (one["name"], *one.get("also", ()))]
        return {names.folded(name) for name in (*written, *self._asked) if _BETWEEN.search(name)}

    @cached_property
    def _longest(self) -> int:
        return max(len(words) for words in (*self._names, *self._asks))

    def words(self, code: str) -> str:
        """A code in words, with the name its speakers have for it: “Vietnamese (Tiếng Việt)”."""
        one = self.by_code[code]
        own = one.get("own")
        return (
            f"{one['name']} ({own})"
            if own and not names.fit([own.casefold()], [one["name"].casefold()])
            else one["name"]
        )

    def name(self, code: str) -> str:
        """A code's name in English; what a file of another version knew is said by its code."""
        return self.by_code[code]["name"] if code in self.by_code else code

    def near(self, code: str, other: str) -> bool:
        """Whether somebody who speaks the one may follow the other: worth asking, nothing to promise."""
        if code == other:
            return False
        wide = code.partition(".")[0], other.partition(".")[0]
        return wide[0] == wide[1] in self.by_code or any({code, other} <= group for group in self._near)

    def said(self, reading: Reading) -> str:
        """A reading in words; what has no code as it was written."""
        return self.words(reading.code) if reading.code in self.by_code else reading.said

    def find(self, text: str) -> Reading:
        """What a text means as one: a code, or what to choose from; nothing to choose from if it is not known."""
        found = self.read(text)
        if len(found) == 1:
            return Reading(text, found[0].code, found[0].choices)
        return Reading(text, None, _each_once(code for one in found for code in _could_be(one)))

    def read(self, text: str) -> list[Reading]:
        """Everything that a text names, in its order and each once, with the words that named it."""
        whole = names.folded(text)
        if (whole in self._as_a_whole or not _BETWEEN.search(text)) and (one := self._look_up(text, whole)):
            return [one]
        found: list[Reading] = []
        for part in _BETWEEN.split(text):
            words = [word for word in names.folded(part) if word not in _SAYS_HOW_WELL]
            if not words or words[0] in _SAYS_NO:
                continue
            one = self._look_up(part.strip(), tuple(words)) or self._piece_by_piece(part.strip(), words)
            if one.code is None or one.code not in {other.code for other in found}:
                found.append(one)
        clear = {one.code for one in found if one.code}
        return [one for one in found if one.code or not clear & set(one.choices)]

    def _look_up(self, said: str, words: Words) -> Reading | None:
        if words in self._asks:
            return Reading(said, None, self._asks[words])
        return Reading(said, self._names[words]) if words in self._names else None

    def _piece_by_piece(self, said: str, words: Sequence[str]) -> Reading:
        """Several words that are no name together: clear if each belongs to a name and all agree on one code."""
        codes, asked, at, unknown = [], [], 0, False
        while at < len(words):
            length, piece = self._longest_from(words, at)
            unknown = unknown or piece is None
            if piece and piece.code:
                codes.append(piece.code)
            elif piece:
                asked.append(piece.choices)
            at += length
        could = _each_once([*codes, *(code for choices in asked for code in choices)])
        agreed = set(codes)
        if len(agreed) == 1 and not unknown and all(agreed & set(choices) for choices in asked):
            return Reading(said, codes[0])
        return Reading(said, None, could)

    def _longest_from(self, words: Sequence[str], at: int) -> tuple[int, Reading | None]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            if piece := self._look_up("", tuple(words[at : at + length])):
                return length, piece
        return 1, None


def _could_be(one: Reading) -> tuple[str, ...]:
    return (one.code,) if one.code else one.choices


def _each_once(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
