"""Letters that nobody sees: a text is kept without them, whichever door it comes through. Pure.

A name with such letters in it looks like another's and is not the same to a machine. Those that a script needs are
kept: joiners in Persian, Arabic and the Indic scripts, the parts of an emoji, the chosen form of a Han character.
"""

import re
import unicodedata

TAKEN_OUT = "This held an invisible character that cannot be kept. It is taken out: look whether the rest is right."
TAKE_OUT = "This holds an invisible character that cannot be kept. Take it out"

_PLAIN = re.compile("[\n\r\t -~\u00a0-\u00ac\u00ae-\u024f]*")  # most texts, and nothing to look at in them
_WHOLE = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|[0-9#*]\ufe0f\u20e3")  # flags of regions, keycaps
_ON_ANOTHER = re.compile("[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_EMPTY = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and signs by name that show nothing
_SHOWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_WRITTEN_APART = ("LATIN", "GREEK", "CYRILLIC", "COMBINING")


def kept(text: str) -> str:
    """The text without control characters (but line ends and tabs), halves of letters, and letters that do not show.

    Direction overrides and isolates go as well: the pages find the direction of a text by themselves.
    """
    if _PLAIN.fullmatch(text):
        return text
    fine = {place for found in _WHOLE.finditer(text) for place in range(*found.span())}
    found: list[str] = []
    for place, letter in enumerate(text):
        if place in fine or _stays(letter, found[-1] if found else ""):
            found.append(letter)
    return "".join(found)


def bare(text: str) -> str:
    """The text as it is compared, not kept: joiners and selectors are gone as well, wherever they stand."""
    return "".join(
        letter for letter in kept(text) if unicodedata.category(letter) != "Cf" and not _ON_ANOTHER.match(letter)
    )


def whole(text: str) -> bool:
    """Whether it can be kept as it is."""
    return kept(text) == text


def checked(text: str) -> str:
    """The text as it is, or a ValueError that says what is wrong: where nobody sees it again before it is kept."""
    if not whole(text):
        raise ValueError(TAKE_OUT)
    return text


def _stays(letter: str, before: str) -> bool:
    if _ON_ANOTHER.match(letter):
        return _carries(before)
    kind = unicodedata.category(letter)
    if kind == "Cc":
        return letter in "\n\r\t"
    return kind != "Cs" and letter not in _EMPTY and (kind != "Cf" or letter in _SHOWN_FORMATS)


def _carries(letter: str) -> bool:
    """Whether a joiner or a selector after it changes how it looks: not in scripts that write each letter apart."""
    shows = bool(letter) and unicodedata.category(letter)[0] in "LMS"
    return shows and not unicodedata.name(letter, "").startswith(_WRITTEN_APART)
