"""Every place between two durable steps has a name, and a test that kills the process there."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from shared.kernel.failpoints import NAMES
from shared.messaging.dead_letters import park
from shared.messaging.envelope import KafkaRecord
from shared.persistence.database import connected
from tests.faults.ground import Ground
from tests.faults.rows_processes import BRISK, dead
from tests.faults.rows_records import poisonous
from tests.faults.test_backbone import nothing_lost_doubled_or_out_of_order
from tests.faults.wire import ROOT, Wire

KILLED_IN = {
    "door.before_commit": "tests/faults/rows_services.py",
    "door.after_commit": "tests/faults/rows_services.py",
    "relay.after_select": "tests/faults/test_backbone.py",
    "relay.after_send_before_delete": "tests/faults/test_backbone.py",
    "relay.after_delete": "tests/faults/test_backbone.py",
    "consumer.after_fetch": "tests/faults/test_backbone.py",
    "consumer.after_inbox": "tests/faults/test_backbone.py",
    "consumer.after_effect_before_offset": "tests/faults/test_backbone.py",
    "consumer.after_park_before_offset": "tests/faults/test_failpoints.py",
    "replay.after_effect": "tests/faults/test_failpoints.py",
    "migration.midway": "tests/faults/test_failpoints.py",
    "clock.after_claim": "tests/journey/test_clock_killed.py",
    "clock.after_due": "tests/journey/test_clock_killed.py",
    "notifier.after_claim": "tests/notifications/test_killed.py",
    "notifier.after_provider": "tests/notifications/test_killed.py",
}
"""Which tests kill a process of the product at that place and count what became of it."""


def reached_in_the_code() -> set[str]:
    files = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]
    return {name for path in files for name in re.findall(r'\breached\("([a-z._]+)"\)', path.read_text("utf-8"))}


def test_every_place_in_the_code_has_a_name_and_every_name_a_place() -> None:
    assert reached_in_the_code() == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_process_is_killed_at_every_place(name: str) -> None:
    assert f'"{name}' in (ROOT / KILLED_IN[name]).read_text("utf-8")


async def test_a_listener_killed_after_parking_parks_once(wire: Wire) -> None:
    await wire.produce(wire.good(), *(record for _, record in poisonous(wire)[:3]), wire.good())
    await dead(wire.start("listen", "consumer.after_park_before_offset:2", **BRISK))
    wire.start("listen", **BRISK)
    ledger = await nothing_lost_doubled_or_out_of_order(wire)
    assert (ledger.handled, ledger.parked) == (2, 3)


async def test_a_replay_killed_after_the_effect_has_it_once_and_can_be_asked_for_again(wire: Wire) -> None:
    key, body, headers = wire.good()
    async with connected(wire.hearer_url) as db:
        await park(db, KafkaRecord(wire.topic, 0, 0, key, body, tuple(headers)), "a fault that is mended by now")
    for failpoint, ended in (("replay.after_effect", -signal.SIGKILL), ("", 0)):
        process = wire.start("replay", failpoint)
        await dead(process)
        assert process.returncode == ended
        assert len(await wire.effects()) == 1
    assert not await wire.look("SELECT FROM parked WHERE replayed_at IS NULL")


MIGRATE = """
import asyncio, sys
from pathlib import Path
from shared.persistence.database import migrate
print(len(asyncio.run(migrate(sys.argv[1], Path(sys.argv[2])))))
"""


async def test_a_migration_killed_midway_goes_on_where_it_was(ground: Ground, tmp_path: Path) -> None:
    url = await ground.make_database(tmp_path)  # the backbone's alone
    own = tmp_path / "own" / "migrations"
    own.mkdir(parents=True)
    for number in (1, 2, 3):
        (own / f"{number:04d}_table.sql").write_text(f"CREATE TABLE added_{number} (id int)")

    async def run(failpoint: str) -> tuple[int, bytes]:
        environment = os.environ | {"LC_FAILPOINT": failpoint}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, url, str(own), cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.strip().splitlines()[-1:][0] if process.returncode == 0 else b""

    try:
        assert await run("migration.midway:2") == (-signal.SIGKILL, b"")
        assert await run("") == (0, b"1")
        assert await run("") == (0, b"0")
    finally:
        await ground.drop_database(url)
