"""Statements that name what they are given (`:participant_id`), in the numbers that the database asks for."""

import re
from collections.abc import Sequence

_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")


def names(*statements: str) -> tuple[str, ...]:
    """Every name in them once, in the order in which they come."""
    return tuple(dict.fromkeys(name for sql in statements for name in _NAME.findall(sql)))


def to_positional(sql: str, given: Sequence[str]) -> str:
    """The same with `$1` for the first of the names that are given."""
    return _NAME.sub(lambda found: f"${given.index(found[1]) + 1}", sql)
