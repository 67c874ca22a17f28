"""The page behind a mail's way to stop says what is so: whether any more messages come."""

from datetime import timedelta

import pytest

from shared.events import MessagesStopped
from shared.web import links
from tests.doors import NOON, Doors

from .people import Somebody


def way_to_stop(doors: Doors, somebody: Somebody) -> str:
    secret = doors.here.settings.secret
    return f"/stop/{links.sign(secret, 'stop', somebody.message_id(), NOON + timedelta(days=1))}"


async def test_whoever_still_gets_messages_is_asked(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    assert "Stop all messages?" in (await (await doors.client()).get(way_to_stop(doors, dimitra))).text


@pytest.mark.parametrize("purpose", ["messages", "service"])
async def test_whoever_has_withdrawn_from_messages_or_from_the_service_has_nothing_left_to_stop(
    doors: Doors, purpose: str
) -> None:
    dimitra, client = Somebody(), await doors.client()
    await dimitra.ready(doors)
    path = way_to_stop(doors, dimitra)
    await doors.hear(dimitra.withdrew(purpose))
    assert "All messages are stopped" in (await client.get(path)).text
    assert (await client.post(path, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert not [event for event in await doors.told() if isinstance(event, MessagesStopped)]
