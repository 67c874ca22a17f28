"""What day it is at a Local is worked out in one place: its own zone, whatever the machine's."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from shared.context.service_context import ServiceContext
from shared.kernel.clock import MovableClock

ROOT = Path(__file__).parents[3]


def at(moment: datetime) -> ServiceContext:
    settings = SimpleNamespace(timezone="Australia/Melbourne")
    return ServiceContext("journey", "brimbank", settings, MovableClock(moment), cast(Any, None))


def test_it_is_tomorrow_in_melbourne_while_it_is_still_today_in_greenwich() -> None:
    here = at(datetime(2026, 3, 2, 13, 30, tzinfo=UTC))
    assert here.today() == date(2026, 3, 3)
    assert here.day_of(datetime(2026, 3, 2, 12, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert here.now().astimezone(here.zone).hour == 0


def test_no_service_works_out_the_zone_for_itself() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "services").rglob("*.py"))}
    asks = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, text in texts.items()
        if ".timezone" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr == "timezone" and "settings" in ast.unparse(node.value)
    ]
    assert not asks, f"ask `here.zone`, `here.today()` or `here.day_of(at)`: {asks}"
