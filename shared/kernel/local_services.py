"""Which Local Services there are, and what each is called: `local_services.json`, and nowhere else."""

import json
from pathlib import Path

_ALL: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
NAMES = {slug: said["name"] for slug, said in _ALL.items()}
"""By slug, what a Local is called where people read it."""
SHORT = {slug: said["short"] for slug, said in _ALL.items()}
"""The same for where there is little room: at most 30 characters."""


def local_called(slug: str) -> str:
    """What that Local is called; one that is not ours, as in a file from elsewhere, by the words of its slug."""
    return NAMES.get(slug) or slug.replace("-", " ").title()
