"""The fault tests' fixtures: a wire on the stack that every test runs on."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from deploy.local.stack import Stack
    from tests.faults.ground import Ground
    from tests.faults.wire import Wire


@pytest.fixture
def ground(stack: "Stack") -> "Ground":
    from tests.faults.ground import Ground

    return Ground.of(stack)


@pytest.fixture
async def wire(ground: "Ground", tmp_path: Path) -> "AsyncIterator[Wire]":
    from tests.faults.wire import wired

    async with wired(ground, tmp_path / "logs") as made:
        yield made
