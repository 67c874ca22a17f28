"""A Local's own days off, as its file says them: a name for a day on which nobody works, null for a public holiday on
which somebody does. Pure."""

import json
from datetime import date
from typing import Any

WORDS = 'is not a list of days like {"2026-10-28": "Geelong Cup Day", "2026-11-03": null}'


def parse(text: str) -> dict[date, str | None]:
    """Raises ValueError that says what would be right."""
    try:
        said: dict[str, Any] = json.loads(text)
        found = {date.fromisoformat(day): name for day, name in said.items()}
    except (ValueError, AttributeError):
        raise ValueError(WORDS) from None
    if not all(name is None or isinstance(name, str) for name in found.values()):
        raise ValueError(WORDS)
    return found
