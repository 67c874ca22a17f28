"""Telephone numbers that ring nobody: only from the ranges that the Australian regulator keeps for fiction."""

import re

_LAST_SIX = (
    "570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983 573770 573087 "
    "574118 574632 575254 575789 576398 576801 577426 577644 578957 578148 578888 579212 579760 579455"
)
MOBILES = tuple(f"+61491{digits}" for digits in _LAST_SIX.split())
_LANDLINE = re.compile(r"\+613(5550|7010)\d{4}")


def is_reserved(number: str) -> bool:
    """Whether a number is one of those that the Australian regulator keeps for fiction."""
    return number in MOBILES or _LANDLINE.fullmatch(number) is not None


def landline(place: int) -> str:
    """A fictitious landline in Victoria, different for each `place` in a Local's list, up to 20 000."""
    return f"+613{('5550', '7010')[place % 2]}{(place // 2 * 7919 + 1234) % 10000:04d}"


def as_written(number: str) -> str:
    """A number as people write it: 0491 570 006, (03) 5550 1234."""
    local = "0" + number.removeprefix("+61")
    return f"{local[:4]} {local[4:7]} {local[7:]}" if local[1] == "4" else f"({local[:2]}) {local[2:6]} {local[6:]}"
