"""The community service with a link worker at its pages."""

import pytest

from services.community.app import service
from tests.doors import Doors, OpenDoors

from .people import Village


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture
async def village(doors: Doors) -> Village:
    return Village(doors, await doors.client("link_worker"))
