"""The instruments as data files, one a version: what is asked, how it is scored, and where each number comes from."""

import json
from functools import cache
from pathlib import Path

from services.journey.domain.measures import Instrument, read_definition

FOLDER = Path(__file__).parent


@cache
def instrument(code: str) -> Instrument:
    """The instrument of that code. KeyError if there is none."""
    if code not in codes():
        raise KeyError(code)
    return read_definition(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


@cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
