"""A journey service with one person on their way: Thuy walks with Dimi."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.doors import Client, Doors, OpenDoors


@pytest.fixture
async def doors(open_doors: "OpenDoors") -> "Doors":
    """The service's doors, before anything was heard."""
    from services.journey.app import service

    return await open_doors(service)


@pytest.fixture
async def with_dimi(doors: "Doors") -> "Doors":
    """Dimi's card is there and her journey with Thuy has opened."""
    from .people import OPENED, card

    await doors.hear(card())
    await doors.hear(OPENED)
    return doors


@pytest.fixture
async def agreed(with_dimi: "Doors") -> "Doors":
    """Dimi agrees to working together, and to messages."""
    from .asking import agree

    await agree(with_dimi)
    return with_dimi


@pytest.fixture
async def asked(agreed: "Doors") -> "Doors":
    """Two days later Dimi was asked how she is going, and holds the message's link."""
    from .people import NOON

    agreed.clock.move(NOON + timedelta(days=2))
    await agreed.tick()
    return agreed


@pytest.fixture
async def own_at(asked: "Doors") -> str:
    """The address of the message's link."""
    from .own_page import link_of

    return await link_of(asked)


@pytest.fixture
async def herself(asked: "Doors", own_at: str) -> "Client":
    """Dimi at her own page: she has said in which year she was born."""
    from .own_page import who_said_the_year

    return await who_said_the_year(asked, own_at)


@pytest.fixture
async def thuy(with_dimi: "Doors") -> "Client":
    """Dimi's link worker, logged in."""
    return await with_dimi.client("link_worker", 0)


@pytest.fixture
async def brimbank(with_dimi: "Doors") -> "Doors":
    """Dimi has said and done this and that with Thuy."""
    from . import parcels
    from .people import NOON

    await parcels.live(with_dimi)
    with_dimi.clock.move(NOON + timedelta(days=2))
    return with_dimi


@pytest.fixture
async def latrobe(fresh_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> "AsyncIterator[Doors]":
    """The other Local, where Dimi was referred as usual: people of the same names work there."""
    from services.journey.app import service
    from tests.doors import STAFF, opened

    from . import parcels
    from .people import NOON, OPENED, card

    staff_file, people = tmp_path / "staff.json", json.loads(STAFF.read_text())
    staff_file.write_text(json.dumps({"latrobe": people["brimbank"]}))
    async with opened(
        service, await fresh_database("journey"), local="latrobe", local_name="Latrobe", staff_file=staff_file
    ) as doors:
        doors.clock.move(NOON + timedelta(days=30))
        at = NOON + timedelta(days=29)
        await doors.hear(card(occurred_at=at))
        await doors.hear(OPENED.model_copy(update={"occurred_at": at}))
        await parcels.agree(doors)
        yield doors
