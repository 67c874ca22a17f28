"""What a library's log line may say: its template, filled with what can be nobody's data."""

import logging
import re
from typing import Any

HIDDEN = "…"
NO_DATA = re.compile(
    r"lc(\.[a-z0-9-]+)+"  # a topic
    r"|[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?"  # a group or user of ours, a host or address
    r"|localhost(:\d+)?|bootstrap"
    r"|[A-Z]\w+(Error|Request|Response|Failed)"  # a class of the library's
    r"|\d+"
)
FILLED = ("aiokafka",)
"""Whose values are looked at: it is given topics, groups, nodes and errors, and people's data only as bytes."""
CONSTANT = ("asyncio",)
"""Whose messages without values begin with a line that is a constant of the library's."""


def of(record: logging.LogRecord) -> str:
    """A library's log line without values that could be somebody's: its template, filled only where that is safe."""
    library = record.name.split(".")[0]
    if not record.args:
        return str(record.msg).split("\n")[0][:100] if library in CONSTANT else record.name
    if library not in FILLED or not isinstance(record.args, tuple):
        return str(record.msg)
    try:
        return re.sub(r"%[a-z]", "%s", str(record.msg)) % tuple(_said(value) for value in record.args)
    except (TypeError, ValueError):
        return str(record.msg)


def _said(value: Any) -> str:
    if value is None or isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, str):
        return value if NO_DATA.fullmatch(value) else HIDDEN
    if hasattr(value, "topic") and hasattr(value, "partition"):
        return f"{_said(value.topic)}/{_said(value.partition)}"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_said(one) for one in value)
    return HIDDEN
