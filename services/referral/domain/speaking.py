"""Which languages somebody speaks: their words, read as codes, and what is not clear asked back. Pure."""

from collections.abc import Sequence

from shared.kernel.refusal import Refused
from shared.rules.languages import LANGUAGES

KEPT = "kept"
"""The answer that none of what we offer is right, or that it is not known: the words stay as they are."""


def known(code: str) -> str:
    """A code as a door takes it. ValueError for one that is none."""
    if code != KEPT and code not in LANGUAGES.by_code:
        raise ValueError("Choose one of these languages, or none of them")
    return code


def choices(said: str) -> tuple[str, ...]:
    """What the words could mean where they are not clear: codes to choose from, each once."""
    return tuple(dict.fromkeys(code for one in LANGUAGES.read(said) for code in one.choices))


def check(said: str | None, answered: Sequence[str]) -> None:
    """Ask back what is not clear. Refused, with the field that answers it, until something was chosen or left as is."""
    for one in LANGUAGES.read(said) if said else ():
        if one.choices and not {KEPT, *one.choices} & set(answered):
            raise Refused(f"“{one.said}” could be more than one language. Tick which, or that you are not sure",
                          field="languages")  # fmt: skip


def codes(said: str | None, answered: Sequence[str]) -> tuple[str, ...]:
    """The codes of what somebody speaks, in their order. `answered`: what was chosen where their words are not clear;
    without any words it is what they speak."""
    if not said:
        return tuple(dict.fromkeys(code for code in answered if code != KEPT))
    found: list[str] = []
    for one in LANGUAGES.read(said):
        found += [one.code] if one.code else [code for code in answered if code in one.choices]
    return tuple(dict.fromkeys(found))


def words(said: str | None, codes: Sequence[str]) -> str | None:
    """Their words, as they said them; the names of the codes where a program told no words."""
    return said or ", ".join(LANGUAGES.name(code) for code in codes) or None
