"""`lc parked` and `lc audit` on a Local's real database: what an operator reads, mends, and keeps."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from shared.events import Event, JourneyClosed, JourneyOpened, examples
from shared.kernel.staff import StaffMember
from shared.kernel.topics import topic
from shared.messaging import dead_letters
from shared.messaging.envelope import KafkaRecord
from shared.persistence import access_log
from shared.persistence.database import Database, connected
from tests.doors import NOON, STAFF

from .commands import Said, lc

OPENED: JourneyOpened = examples.JOURNEY_OPENED
CLOSED = JourneyClosed(**examples.JOURNEY_CLOSED.model_dump() | {"journey_id": OPENED.journey_id})
PLACE = "lc.brimbank.journey/0/41"
THUY = StaffMember(id=uuid4(), name="Thuy", role="link_worker")


@dataclass
class Desk:
    """An operator's terminal, in the environment of one Local's process."""

    db: Database
    settings: dict[str, str]
    state: Path

    async def lc(self, *words: str) -> Said:
        return await asyncio.to_thread(lc, *words, state=self.state, **self.settings)

    async def asks(self, sql: str) -> object:
        async with self.db.transaction() as tx:
            return await tx.fetchval(sql)


@pytest.fixture
async def desk(fresh_database: Callable, tmp_path: Path) -> AsyncIterator[Desk]:
    url = await fresh_database("community")
    settings = {
        "LC_LOCAL": "brimbank",
        "LC_LOCAL_NAME": "Brimbank",
        "LC_PHONE": "03 9448 5522",
        "LC_SECRET": "only-for-tests-" + "s" * 24,
        "LC_PSEUDONYM_KEY": "only-for-tests-" + "p" * 24,
        "LC_STAFF_FILE": str(STAFF),
        "LC_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "LC_COMMUNITY__DATABASE_URL": url,
        "LC_COMMUNITY__KAFKA_PASSWORD": "none",
        "LC_AUDIT_ANCHORS": str(tmp_path / "anchors.txt"),
    }
    async with connected(url) as db:
        yield Desk(db, settings, tmp_path)


def raw(event: Event, offset: int = 41, event_id: UUID | None = None) -> KafkaRecord:
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(event_id or uuid4()),
        "ce_type": event.type_name(),
        "ce_source": "/lc/brimbank/journey",
        "content-type": "application/json",
    }
    headers = tuple((name, value.encode()) for name, value in attributes.items())
    return KafkaRecord(topic("brimbank", event.stream), 0, offset, event.subject.encode(), event.body(), headers)


async def opens_the_journey(desk: Desk) -> None:
    """What was missing arrives: the mend."""
    await dead_letters.park(desk.db, raw(OPENED, 40), "a fault since mended")
    assert (await desk.lc("parked", "replay", "lc.brimbank.journey/0/40")).returncode == 0


async def test_a_parked_record_is_listed_with_its_place_and_reason(desk: Desk) -> None:
    await dead_letters.park(desk.db, raw(CLOSED), "not yet: the journey that closed is not known here")
    said = await desk.lc("parked", "list")
    assert said.returncode == 0
    assert PLACE in said.stdout
    assert "not yet: the journey that closed is not known here" in said.stdout
    [one] = json.loads((await desk.lc("parked", "list", "--json")).stdout)
    assert (one["service"], one["record"], one["attempts"]) == ("community", PLACE, 1)


async def test_a_parked_record_is_shown_without_what_it_says_of_anybody(desk: Desk) -> None:
    kept = raw(CLOSED)
    await dead_letters.park(desk.db, kept, "not yet: the journey that closed is not known here")
    said = await desk.lc("parked", "show", PLACE, "--service", "community")
    assert said.returncode == 0
    assert "reason: not yet: the journey that closed is not known here" in said.stdout
    assert f"bytes: {len(kept.value or b'')}" in said.stdout
    assert CLOSED.type_name() in said.stdout
    assert str(CLOSED.journey_id) not in said.stdout
    assert CLOSED.subject not in said.stdout


async def test_a_record_that_still_cannot_be_handled_stays_parked_and_says_why(desk: Desk) -> None:
    await dead_letters.park(desk.db, raw(CLOSED), "an earlier reason")
    said = await desk.lc("parked", "replay", PLACE)
    assert said.returncode == 1
    assert said.stderr.startswith("It failed again and stays parked: ")
    assert len(said.stderr.strip().splitlines()) == 1
    assert "Traceback" not in said.stderr
    [one] = json.loads((await desk.lc("parked", "list", "--json")).stdout)
    assert one["attempts"] == 2
    assert one["reason"] != "an earlier reason"
    assert await desk.asks("SELECT count(*) FROM inbox") == 0


async def test_a_record_that_can_be_handled_now_is_handled_once_under_the_key_it_came_with(desk: Desk) -> None:
    kept = raw(CLOSED)
    await dead_letters.park(desk.db, kept, "not yet: the journey that closed is not known here")
    assert (await desk.lc("parked", "replay", PLACE)).returncode == 1
    await opens_the_journey(desk)
    said = await desk.lc("parked", "replay", PLACE)
    assert (said.returncode, said.stderr) == (0, "Handled.\n")
    assert (await desk.lc("parked", "list")).stdout == "Nothing is parked.\n"
    assert await desk.asks("SELECT record_key FROM parked WHERE kafka_offset = 41") == kept.key
    assert await desk.asks("SELECT count(*) FROM inbox") == 2


async def test_a_record_that_was_replayed_and_is_replayed_again_changes_nothing(desk: Desk) -> None:
    await opens_the_journey(desk)
    before = await desk.asks("SELECT string_agg(journey::text, '|') FROM journey")
    assert before
    assert (await desk.lc("parked", "replay", "lc.brimbank.journey/0/40")).returncode == 0
    assert await desk.asks("SELECT string_agg(journey::text, '|') FROM journey") == before
    assert await desk.asks("SELECT count(*) FROM inbox") == 1


async def test_a_record_that_breaks_the_contract_stays_and_its_reason_holds_nothing_of_it(
    desk: Desk,
) -> None:
    broken = raw(OPENED)
    broken = KafkaRecord(broken.topic, 0, 41, broken.key, b'{"journey_id": "Dimitra"}', broken.headers)
    await dead_letters.park(desk.db, broken, "an earlier reason")
    said = await desk.lc("parked", "replay", PLACE)
    assert said.returncode == 1
    assert "journey_id: uuid_parsing" in said.stderr
    assert "Dimitra" not in said.stderr
    assert await desk.asks("SELECT count(*) FROM journey") == 0


@pytest.mark.parametrize("command", ["show", "replay"])
async def test_a_record_that_is_not_parked_is_said_to_be_none(desk: Desk, command: str) -> None:
    said = await desk.lc("parked", command, PLACE)
    assert said.returncode == 1
    assert said.stderr.startswith(f"No record {PLACE} is parked here.")


async def test_a_record_that_can_never_be_handled_is_set_aside_by_somebody_for_a_reason(desk: Desk) -> None:
    await dead_letters.park(desk.db, raw(CLOSED), "not JSON")
    why = ("--because", "A test of another program", "--by", "Sam Lee")
    assert (await desk.lc("parked", "set-aside", PLACE, "--because", "", "--by", "Sam Lee")).returncode == 1
    said = await desk.lc("parked", "set-aside", PLACE, *why)
    assert (said.returncode, said.stderr) == (0, "Set aside.\n")
    assert (await desk.lc("parked", "list")).stdout == "Nothing is parked.\n"
    listed = (await desk.lc("parked", "list", "--set-aside")).stdout
    assert [words in listed for words in (PLACE, "A test of another program", "Sam Lee")] == [True] * 3
    again = await desk.lc("parked", "set-aside", PLACE, *why)
    assert (again.returncode, again.stderr) == (1, "It does not wait any more: it was handled, or set aside already.\n")
    [one] = json.loads((await desk.lc("parked", "list", "--set-aside", "--json")).stdout)
    assert one["set_aside"]["by"] == "Sam Lee"


async def look(desk: Desk, times: int = 3) -> None:
    for _ in range(times):
        async with desk.db.transaction() as tx:
            await access_log.looked(tx, THUY, uuid4(), "person page", NOON)


async def test_a_record_of_looks_whose_end_was_cut_off_is_found_by_an_anchor_that_somebody_kept(desk: Desk) -> None:
    await look(desk)
    kept = (await desk.lc("audit", "anchor")).stdout.strip()
    assert kept.startswith("brimbank/community/3/")
    await look(desk, 2)
    good = await desk.lc("audit", "verify", "--anchor", kept)
    assert good.returncode == 0
    assert "unbroken up to row 5" in good.stdout
    await desk.asks("DELETE FROM audit WHERE position > 2")
    without = await desk.lc("audit", "verify")
    assert without.returncode == 0
    assert "No anchor is known" in without.stderr
    cut = await desk.lc("audit", "verify", "--anchor", kept)
    assert cut.returncode == 1
    assert "community" in cut.stdout
    assert "cut off: it went on to row 3 and ends at row 2" in cut.stdout


async def test_a_record_of_looks_that_was_emptied_is_found_by_the_file_of_anchors(desk: Desk) -> None:
    await look(desk)
    Path(desk.settings["LC_AUDIT_ANCHORS"]).write_text((await desk.lc("audit", "anchor")).stdout)
    assert (await desk.lc("audit", "verify")).returncode == 0
    await desk.asks("TRUNCATE audit")
    said = json.loads((await desk.lc("audit", "verify", "--json")).stdout)
    assert (said["ok"], said["lost"]) == (False, {"community": 3})


async def test_a_change_before_the_last_check_is_found_by_following_every_row(desk: Desk) -> None:
    await look(desk)
    checked = (await desk.lc("audit", "anchor")).stdout.strip()
    Path(desk.settings["LC_AUDIT_ANCHORS"]).write_text(f"2026-03-02T01:00:00+00:00 checked {checked}\n")
    await look(desk)
    assert "unbroken up to row 6, followed from row 3" in (await desk.lc("audit", "verify")).stdout
    await desk.asks("UPDATE audit SET role = 'lead' WHERE position = 2")
    assert (await desk.lc("audit", "verify")).returncode == 0
    every = await desk.lc("audit", "verify", "--all")
    assert (every.returncode, "does not fit at row 2" in every.stdout) == (1, True)


async def test_a_file_of_anchors_that_somebody_wrote_into_is_no_proof(desk: Desk) -> None:
    Path(desk.settings["LC_AUDIT_ANCHORS"]).write_text("brimbank/community/3/short\n")
    said = await desk.lc("audit", "verify")
    assert said.returncode == 1
    assert "Line 1 of" in said.stderr


@pytest.mark.parametrize("given", ["nonsense", "frankston/community/1/" + "a" * 64, "brimbank/nothing/1/" + "a" * 64])
async def test_an_anchor_that_is_none_of_this_local_is_refused_in_one_line(desk: Desk, given: str) -> None:
    said = await desk.lc("audit", "verify", "--anchor", given)
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
