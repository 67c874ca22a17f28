"""The process is killed between two steps, by SIGKILL, at the worst moments. Nobody gets a message twice."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.events import MessageUndelivered
from tests.doors import Doors
from tests.notifications.people import Somebody, states

Texts = Callable[[], list[dict[str, Any]]]
SENDER = """
import asyncio, sys
from services.notifications.app import service
from tests.doors import opened

async def main(url, sms_file):
    async with opened(service, url, sms_file=sms_file) as doors:
        await doors.tick()

asyncio.run(main(*sys.argv[1:]))
"""


async def killed_at(doors: Doors, failpoint: str, sms_file: Path) -> None:
    async with doors.here.db.transaction() as tx:
        name = await tx.fetchval("SELECT current_database()")
    access = doors.here.settings.notifications
    url = access.database_url.get_secret_value()
    assert name in url
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SENDER, url, str(sms_file), env=os.environ | {"LC_FAILPOINT": failpoint}
    )
    assert await asyncio.wait_for(sender.wait(), 60) == -signal.SIGKILL


@pytest.mark.parametrize(("failpoint", "sent"), [("notifier.after_claim", 0), ("notifier.after_provider", 1)])
async def test_what_a_killed_process_left_is_unknown_and_never_sent_again(
    doors: Doors, texts: Texts, sms_file: Path, failpoint: str, sent: int
) -> None:
    dimitra = Somebody()
    message_id = await dimitra.ready(doors)
    await killed_at(doors, failpoint, sms_file)
    assert await states(doors) == [("sending", None)]
    assert len(texts()) == sent
    for _ in range(3):
        await doors.tick()
    assert len(texts()) == sent
    assert await states(doors) == [("undelivered", "unknown")]
    [told] = await doors.told()
    assert isinstance(told, MessageUndelivered)
    assert (told.message_id, told.outcome) == (message_id, "unknown")


async def test_the_other_messages_of_a_killed_process_still_leave(doors: Doors, texts: Texts, sms_file: Path) -> None:
    for phone in ("+61491570006", "+61491570156", "+61491570157"):
        await Somebody().ready(doors, phone=phone)
    await killed_at(doors, "notifier.after_provider:2", sms_file)
    await doors.tick()
    assert len(texts()) == 3
    assert len({text["to"] for text in texts()}) == 3
    assert sorted(await states(doors)) == sorted([("sent", None), ("undelivered", "unknown"), ("sent", None)], key=str)
