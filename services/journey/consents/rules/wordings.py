"""The words somebody hears or reads before they say yes or no: a data file for each version in each language.

A file in `wordings/` is called after both, like `service-2026-01.en.json`. It stays for good: whoever agreed to it can
be told in which words. A newer one undoes nothing; only if it says `asks_anew` are people asked once more.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.events.consents import AnyPurpose
from shared.kernel import texts

FOLDER = Path(__file__).parents[1] / "wordings"
PURPOSES: tuple[AnyPurpose, ...] = (
    "service", "named", "referrer", "evaluation", "evaluator_contact", "messages",
)  # fmt: skip
"""In the order in which they are asked."""
ENGLISH = "en"
VERSION = re.compile(r"(\d{4})-(0[1-9]|1[0-2])[a-z]?$")
Words = Annotated[str, Field(min_length=1, max_length=2000)]


class WrongWording(Exception):
    """What is wrong with a data file of words, in a line."""


class Wording(BaseModel):
    """One version of the words for one purpose, in one language. A changed word is a new version.

    `short`: how the timeline calls it, "agreed to …". `changes`: what a yes lets happen, and what ends without it.
    `months`: how long a yes holds; null is until they change their mind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    purpose: AnyPurpose
    version: Annotated[str, Field(pattern=r"^[a-z_]+-\d{4}-(0[1-9]|1[0-2])[a-z]?$", max_length=40)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z]+)?$")]
    title: Words
    short: Words
    text: Words
    changes: Words
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    asks_anew: bool = False

    @property
    def name(self) -> str:
        return f"{self.version}.{self.language}"


class WordingLibrary:
    """All words in all versions and languages."""

    def __init__(self, found: Iterable[Wording]) -> None:
        self._by_name = {one.name: one for one in sorted(found, key=lambda one: one.version)}
        if missing := [purpose for purpose in PURPOSES if not self._in_english(purpose)]:
            raise WrongWording(f"no English words for {', '.join(missing)}")

    def _in_english(self, purpose: AnyPurpose) -> list[Wording]:
        return [one for one in self._by_name.values() if (one.purpose, one.language) == (purpose, ENGLISH)]

    def newest(self, purpose: AnyPurpose, language: str = ENGLISH) -> Wording:
        """Today's words; in English where the newest version is not there in that language."""
        english = self._in_english(purpose)[-1]
        return self._by_name.get(f"{english.version}.{language}", english)

    def today(self, language: str = ENGLISH) -> Mapping[AnyPurpose, Wording]:
        """Today's words for each purpose, in the order in which they are asked."""
        return {purpose: self.newest(purpose, language) for purpose in PURPOSES}

    def of(self, version: str | None, language: str | None) -> Wording | None:
        """The words of then; None if they are not here any more."""
        return self._by_name.get(f"{version}.{language or ENGLISH}")

    def asks_anew(self, purpose: AnyPurpose, version: str | None) -> bool:
        """Whether words that came later than these are to be agreed to anew."""
        return any(one.asks_anew and one.version > (version or "") for one in self._in_english(purpose))


def read(text: str, name: str) -> Wording:
    """One data file. Raises `WrongWording`, also where it is called after other words than it holds."""
    try:
        found = Wording.model_validate_json(text)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise WrongWording(f"{name}: {where}: {first['msg']}") from None
    if name != f"{found.name}.json" or not found.version.startswith(f"{found.purpose}-"):
        raise WrongWording(f"{name}: holds {found.name} of {found.purpose}, so call it {found.name}.json")
    return found


@cache
def wordings() -> WordingLibrary:
    """The words that come along, read once."""
    return WordingLibrary(read(texts.text_of(path), path.name) for path in sorted(FOLDER.glob("*.json")))


def month_of(version: str | None) -> str:
    """The month after which a wording's version is named, such as March 2026; empty where it has another name."""
    found = VERSION.search(version or "")
    return f"{date(int(found[1]), int(found[2]), 1):%B %Y}" if found else ""


def called(purpose: str) -> str:
    """How a sentence calls it: working together, helping us learn."""
    known = {one: wordings().newest(one).short for one in PURPOSES}
    return known.get(purpose, purpose)  # type: ignore[call-overload,no-any-return]
