"""The safety page may stand open all day: while it asks by itself its clinician stays logged in, and nobody else."""

import time

import pytest

from services.journey.app import service
from tests.doors import Client, Doors, OpenDoors

LIVE = {"x-live": "1"}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def asked_every_ten_minutes(doors: Doors, client: Client, minutes: int) -> int:
    """What the page answered the last time it asked by itself."""
    status, began = 0, time.time()
    for passed in range(10, minutes + 1, 10):
        doors.app.state.site.clock = lambda at=began + passed * 60: at
        status = (await client.get("/journey/safety", headers=LIVE)).status_code
    return status


async def test_a_clinicians_page_goes_on_after_half_an_hour(doors: Doors) -> None:
    assert await asked_every_ten_minutes(doors, await doors.client("clinician"), 120) == 200


async def test_it_ends_with_the_day_all_the_same(doors: Doors) -> None:
    assert await asked_every_ten_minutes(doors, await doors.client("clinician"), 10 * 60 + 10) == 303


@pytest.mark.parametrize("role", ["link_worker", "lead"])
async def test_nobody_elses_does(doors: Doors, role: str) -> None:
    assert await asked_every_ten_minutes(doors, await doors.client(role), 40) == 303
