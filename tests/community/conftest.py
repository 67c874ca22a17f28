"""The community service with a link worker at its pages."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.doors import Doors, OpenDoors

    from .people import Village


@pytest.fixture
async def doors(open_doors: "OpenDoors") -> "Doors":
    from services.community.app import service

    return await open_doors(service)


@pytest.fixture
async def village(doors: "Doors") -> "Village":
    from .people import Village

    return Village(doors, await doors.client("link_worker"))
