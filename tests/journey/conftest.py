"""A journey service with one person on their way: Thuy walks with Dimi."""

from datetime import timedelta

import pytest

from services.journey.app import service
from tests.doors import Client, Doors, OpenDoors

from .asking import agree
from .own_page import link_of, who_said_the_year
from .people import NOON, OPENED, card


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
async def asked(agreed: Doors) -> Doors:
    """Two days later Dimi was asked how she is going, and holds the message's link."""
    agreed.clock.move(NOON + timedelta(days=2))
    await agreed.tick()
    return agreed


@pytest.fixture
async def own_at(asked: Doors) -> str:
    """The address of the message's link."""
    return await link_of(asked)


@pytest.fixture
async def herself(asked: Doors, own_at: str) -> Client:
    """Dimi at her own page: she has said in which year she was born."""
    return await who_said_the_year(asked, own_at)


@pytest.fixture
async def thuy(with_dimi: Doors) -> Client:
    """Dimi's link worker, logged in."""
    return await with_dimi.client("link_worker", 0)
