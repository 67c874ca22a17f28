"""Whom somebody can call at any hour who cannot wait for us: a list of numbers, in `data/crisis_lines.json`. Pure."""

from pathlib import Path

from pydantic import TypeAdapter

from shared.rules.safety_script import Number

LINES = Path(__file__).parents[1] / "data" / "crisis_lines.json"


def crisis_lines() -> list[Number]:
    """The numbers in their order, the one for danger first."""
    return TypeAdapter(list[Number]).validate_json(LINES.read_bytes())
