"""What somebody is compared by. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from . import tables
from .names import ReadName, read

_NUMBER = re.compile(r"\d+")
_POSTCODE = re.compile(r"\b([2-8]\d{3})\b(?!.*\b[2-8]\d{3}\b)", re.DOTALL)


@dataclass(frozen=True)
class Person:
    """Somebody as their card has them. `born`: the day, if it is known; `year`: at least the year, if that is.

    `estimated`: nobody knows exactly. `phone`: E.164.
    """

    name: str
    preferred_name: str | None = None
    year: int | None = None
    born: date | None = None
    estimated: bool = False
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    @cached_property
    def read(self) -> ReadName:
        return read(self.name, self.preferred_name)

    @property
    def mailbox(self) -> str | None:
        """The e-mail address as it is compared."""
        return self.email.strip().casefold() if self.email and self.email.strip() else None

    @property
    def has_generic_mailbox(self) -> bool:
        box = (self.mailbox or "").partition("@")[0]
        return bool(set(re.split(r"[.\-_+\d]+", box)) & tables.words("mailboxes"))

    @cached_property
    def postcode(self) -> str | None:
        """The last number of the address that may be a postcode; None without one."""
        found = _POSTCODE.search(unicodedata.normalize("NFKC", self.address or ""))
        return found[1] if found else None

    @cached_property
    def doorstep(self) -> tuple[str, ...]:
        """The first number of the address and the word behind it that names the street; empty if there is neither."""
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", self.address or "").casefold())
        for place, word in enumerate(words[:-1]):
            if (
                _NUMBER.fullmatch(word)
                and words[place + 1].isalpha()
                and words[place + 1] not in tables.words("streets")
            ):
                return words[place - 1] if place and _NUMBER.fullmatch(words[place - 1]) else "", word, words[place + 1]
        return ()
