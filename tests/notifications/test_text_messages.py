"""Text messages are lines on a real disk, which only their owner reads."""

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.notifications.channels.sms import SmsFile
from services.notifications.clock import send_what_waits
from tests.doors import Doors
from tests.notifications.people import BODY, Somebody, letter, states


async def test_where_nobody_has_set_up_text_messages_none_counts_as_sent(open_doors: Callable[..., Any]) -> None:
    from services.notifications.app import service

    doors: Doors = await open_doors(service, sms="none")
    await Somebody().ready(doors, contact_by="sms")
    await send_what_waits(doors.here)
    assert await states(doors) == [("undelivered", "refused")]


async def test_a_text_message_is_one_line_in_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sms.jsonl"
    way, first, second = SmsFile(path), letter("+61491570006"), letter("+61491570156")
    assert [await way.hand_over(first), await way.hand_over(second)] == ["taken", "taken"]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {
            "message_id": str(sent.message_id),
            "at": "2026-03-02T01:00:00+00:00",
            "to": sent.to,
            "language": "en",
            "text": BODY,
        }
        for sent in (first, second)
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_messages_at_the_same_time_do_not_mix_their_lines(tmp_path: Path) -> None:
    way = SmsFile(tmp_path / "sms.jsonl")
    outcomes = await asyncio.gather(*(way.hand_over(letter(f"+6149157{n:04}")) for n in range(40)))
    assert set(outcomes) == {"taken"}
    lines = (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["to"] for line in lines}) == 40


async def test_a_file_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert await SmsFile(tmp_path / "file" / "sms.jsonl").hand_over(letter()) == "away"


async def test_a_full_disk_leaves_it_unknown() -> None:
    assert await SmsFile(Path("/dev/full")).hand_over(letter()) == "unknown"
