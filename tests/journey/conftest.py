"""A journey service with one person on their way: Thuy walks with Dimi."""

import pytest

from services.journey.app import service
from tests.doors import Doors, OpenDoors

from .people import OPENED, card


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    """The service's doors, before anything was heard."""
    return await open_doors(service)


@pytest.fixture
async def with_dimi(doors: Doors) -> Doors:
    """Dimi's card is there and her journey with Thuy has opened."""
    await doors.hear(card())
    await doors.hear(OPENED)
    return doors
