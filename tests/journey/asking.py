"""Sheets of questions as these tests fill them in."""

import re
from uuid import uuid4

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import MeasureTaken
from tests.doors import Client, Doors

from .people import JOURNEY, NOON


async def agree(doors: Doors) -> None:
    async with doors.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        for purpose in ("service", "messages"):
            await record(tx, consents.give(journey, uuid4(), purpose, "verbal", NOON))


async def taken(doors: Doors) -> list[MeasureTaken]:
    return [event for event in await doors.told() if isinstance(event, MeasureTaken)]


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]


async def say(client: Client, page: str, **fields: str):
    """Answer the question that stands at this address, with the sheet that its page names."""
    shown = (await client.get(page)).text
    sheet = fields.pop("sheet", None) or hidden(shown, "sheet")
    return await client.submit(page, page=page, sheet=sheet, **fields)
