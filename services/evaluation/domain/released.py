"""Which instruments' scores may leave: the evaluation's own list, or the one in the Local's measure plan."""

import json
from functools import cache
from pathlib import Path

from shared.kernel import texts
from shared.rules.measure_plan import parse

DEFAULT = Path(__file__).parent / "released.json"


def released(plan: Path | None) -> frozenset[str]:
    """Codes of the instruments whose scores may leave: by the Local's measure plan, else by released.json."""
    return _in_plan(plan) if plan else _default()


@cache
def _default() -> frozenset[str]:
    return frozenset(json.loads(DEFAULT.read_text(encoding="utf-8"))["instruments"])


@cache
def _in_plan(path: Path) -> frozenset[str]:
    """What the plan names; a plan that does not say leaves it to the list."""
    named = parse(texts.text_of(path)).released
    return _default() if named is None else frozenset(named)
