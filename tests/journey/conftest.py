"""A journey service with one person on their way: Thuy walks with Dimi."""

import pytest

from services.journey.app import service
from tests.doors import Client, Doors, OpenDoors

from .asking import agree
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


@pytest.fixture
async def agreed(with_dimi: Doors) -> Doors:
    """Dimi agrees to working together, and to messages."""
    await agree(with_dimi)
    return with_dimi


@pytest.fixture
async def thuy(with_dimi: Doors) -> Client:
    """Dimi's link worker, logged in."""
    return await with_dimi.client("link_worker", 0)
