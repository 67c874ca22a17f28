"""The fault tests' fixtures: a wire on the stack that every test runs on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.faults.ground import Ground
from tests.faults.wire import Wire, wired


@pytest.fixture
def ground(stack: Stack) -> Ground:
    return Ground.of(stack)


@pytest.fixture
async def wire(ground: Ground, tmp_path: Path) -> AsyncIterator[Wire]:
    async with wired(ground, tmp_path / "logs") as made:
        yield made
