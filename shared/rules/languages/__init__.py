"""Languages as codes: one table of names as people write them, for all who ask, show or compare a language. Pure.

`ascl-2016.json` says its edition, source and licence, and what in it nobody has verified yet. A code is the
standard's four digits; a full stop and letters after them tell apart what the standard puts together.
"""

from collections.abc import Sequence
from pathlib import Path

from shared.rules.named_codes import NamedCodes, Reading

LANGUAGES = NamedCodes.of(Path(__file__).parent / "ascl-2016.json")
ENGLISH = "1201"
AUSLAN = "9701"


def spoken(said: str | None, codes: Sequence[str] | None) -> tuple[Reading, ...]:
    """What somebody speaks, in their order: the codes that are known, and of their words what is not clear yet.

    `codes`: None on a card from before there were any; its words are read by the same rule then.
    """
    read = LANGUAGES.read(said) if said else []
    if codes is None:
        return tuple(read)
    told = [Reading(LANGUAGES.name(code), code) for code in codes]
    return (*told, *(one for one in read if one.code is None and not set(one.choices) & set(codes)))


def in_words(readings: Sequence[Reading]) -> str:
    """“Vietnamese (Tiếng Việt), English”; what is not clear as it was written, with a word that it is to be asked."""
    return ", ".join(f"{one.said} (ask which)" if one.choices else LANGUAGES.said(one) for one in readings)
