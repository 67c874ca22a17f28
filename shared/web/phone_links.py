"""Phone numbers in a text that a finger can call."""

import re

from markupsafe import Markup, escape

_AREA = r"(?:\+61 ?\(?0?\)? ?|\(?0)[2-478]\)?(?:[ -]?\d){8}"
_SHARED = r"1[38]00(?: ?\d){6}|13(?: ?\d){4}"
_NUMBER = re.compile(rf"(?<![\w+])(?:{_AREA}|{_SHARED})(?!\d)")
_LINK = Markup('<a href="tel:{}">{}</a>')


def to_call(value: str) -> Markup:
    """The same text, with each phone number of this country as a link that calls it and stays on one line."""
    found, end = Markup(""), 0
    for number in _NUMBER.finditer(value):
        said = number[0].replace(" ", "\N{NO-BREAK SPACE}")
        found += escape(value[end : number.start()]) + _LINK.format(dialled(number[0]), said)
        end = number.end()
    return found + escape(value[end:])


def dialled(number: str) -> str:
    """What a phone dials: no spaces, and no 0 behind the country's own prefix."""
    digits = re.sub(r"[^\d+]", "", number)
    return digits.replace("+610", "+61", 1)
