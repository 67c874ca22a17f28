"""What the chain itself cannot show: that its end was cut off, or that all of it was written anew."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import pytest

from shared.context import audit_anchors
from shared.context.audit_anchors import Anchor
from shared.context.service_context import ServiceContext
from shared.context.status import status
from shared.kernel import logs
from shared.kernel.staff import StaffMember
from shared.persistence import access_log
from shared.persistence.database import Database, connected
from tests.doors import NOON, MovableClock, settings_for

THUY = StaffMember(id=uuid4(), name="Thuy", role="link_worker")


@pytest.fixture
async def here(fresh_database, tmp_path: Path):
    url = await fresh_database("practice")
    settings = settings_for("practice", url, audit_anchors=tmp_path / "audit" / "brimbank.txt")
    async with connected(url) as db:
        found = ServiceContext("practice", "brimbank", settings, MovableClock(NOON), db)
        await look(db, 3)
        yield found


async def look(db: Database, times: int = 1) -> None:
    for _ in range(times):
        async with db.transaction() as tx:
            await access_log.looked(tx, THUY, uuid4(), "person page", NOON)


async def chain(here: ServiceContext) -> access_log.Chain:
    async with here.db.snapshot() as tx:
        return await access_log.chain(tx, audit_anchors.kept(here.settings.audit_anchors).of("practice"))


async def execute(here: ServiceContext, sql: str) -> None:
    async with here.db.transaction() as tx:
        await tx.execute(sql)


async def test_a_whole_chain_holds_its_anchors_old_and_new(here: ServiceContext) -> None:
    assert await audit_anchors.keep(here)
    await look(here.db, 2)
    assert await audit_anchors.keep(here)
    await look(here.db)
    found = await chain(here)
    assert (found.whole, found.says) == (True, "unbroken up to row 6")
    assert len(audit_anchors.kept(here.settings.audit_anchors).anchors) == 2


async def test_an_end_that_was_cut_off_is_found(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    await execute(here, "DELETE FROM audit WHERE position > 1")
    found = await chain(here)
    assert found.broken_at is None
    assert found.says == "cut off: it went on to row 3 and ends at row 1"


async def test_a_record_that_was_emptied_is_found(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    await execute(here, "TRUNCATE audit")
    assert (await chain(here)).says == "cut off: it went on to row 3 and ends at row 0"


async def test_an_end_that_was_cut_off_is_found_also_when_it_went_on_since(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    await execute(here, "DELETE FROM audit WHERE position > 1")
    await look(here.db, 4)
    found = await chain(here)
    assert found.broken_at is None
    assert found.says == "written anew: row 3 is not the one that was anchored"


async def test_a_chain_that_was_written_anew_with_fitting_seals_is_found(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    await execute(here, "TRUNCATE audit RESTART IDENTITY")
    await look(here.db, 3)
    found = await chain(here)
    assert found.broken_at is None
    assert found.says == "written anew: row 3 is not the one that was anchored"


async def test_a_new_anchor_does_not_cover_up_what_an_old_one_finds(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    await execute(here, "DELETE FROM audit WHERE position > 1")
    here.progress.anchored = 0  # a process that was started after it
    await audit_anchors.keep(here)
    assert not (await chain(here)).whole


async def test_nothing_is_noted_twice_and_nothing_of_an_empty_record(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    assert await audit_anchors.keep(here) is None
    await execute(here, "TRUNCATE audit")
    here.progress.anchored = 0
    assert await audit_anchors.keep(here) is None
    assert len(audit_anchors.kept(here.settings.audit_anchors).anchors) == 1


async def test_a_service_notes_it_when_it_starts_and_when_it_closes_down(here: ServiceContext) -> None:
    path: Path = here.settings.audit_anchors
    work = asyncio.create_task(audit_anchors.keep_for_ever(here))
    while not path.exists():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await look(here.db, 2)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert [each.row for each in audit_anchors.kept(path).anchors] == [3, 5]


async def test_a_file_that_cannot_be_written_stops_nothing_and_the_log_has_it(here: ServiceContext, capsys) -> None:
    here.settings.audit_anchors.parent.write_text("no folder")
    logs.configure(production=True)
    found = await audit_anchors.keep(here)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["event"], first["anchor"]) == ("anchored", str(found))
    assert second["event"] == "anchor not in the file"


async def test_looks_that_are_gone_are_a_trouble_of_the_service(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    async with here.db.transaction() as tx:
        assert (await status(tx, here)).troubles == []
    await execute(here, "DELETE FROM audit WHERE position = 3")
    async with here.db.transaction() as tx:
        [trouble] = (await status(tx, here)).troubles
    assert "went on to row 3 and ends at row 2" in trouble


@pytest.mark.parametrize(
    "line", ["brimbank/practice/3", "brimbank/practice/x/" + "a" * 64, "brimbank/practice/3/" + "g" * 64, "half a li"]
)
def test_a_line_that_is_no_anchor_is_named_by_its_number(line: str) -> None:
    whole = Anchor("brimbank", "practice", 3, bytes(32))
    found = audit_anchors.read([f"2026-03-02T01:00:00+00:00 {whole}", "", line])
    assert found.anchors == (whole,)
    assert found.unreadable == (3,)


READ = "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'audit'"


async def rows_read(here: ServiceContext, since: access_log.SealedRow | None) -> int:
    """How many rows of the record following it takes, as the server counts them."""
    async with here.db.snapshot() as tx:
        before = int(await tx.fetchval(READ))
        assert (await access_log.chain(tx, [], since)).whole
        return int(await tx.fetchval(READ)) - before


async def test_a_second_check_does_not_read_what_came_before_the_first(here: ServiceContext) -> None:
    async with here.db.transaction() as tx:
        for _ in range(1500):
            await access_log.looked(tx, THUY, uuid4(), "person page", NOON)
    await execute(here, "ANALYZE audit")
    await audit_anchors.check(here)
    await look(here.db, 2)
    assert await rows_read(here, None) >= 1505
    assert await rows_read(here, here.progress.checked) < 10


async def test_how_far_it_was_whole_is_noted_and_known_to_the_next_process(here: ServiceContext) -> None:
    await audit_anchors.keep(here)
    assert (await audit_anchors.check(here)).says == "unbroken up to row 3"
    here.progress.checked = None  # as in a new process
    work = asyncio.create_task(audit_anchors.keep_for_ever(here))
    while here.progress.looks is None or here.progress.looks.since is None:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert here.progress.looks.says == "unbroken up to row 3, followed from row 3"


HARM = {
    "a flip": ("UPDATE audit SET role = 'lead' WHERE position = {row}", "does not fit at row {row}"),
    "a deletion": ("DELETE FROM audit WHERE position = {row}", "does not fit at row {next}"),
    "a swap": (
        "UPDATE audit a SET what = b.what, participant_id = b.participant_id FROM audit b"
        " WHERE (a.position, b.position) IN (({row}, {next}), ({next}, {row}))",
        "does not fit at row {row}",
    ),
    "a cut": ("DELETE FROM audit WHERE position >= {row}", "cut off"),
    "an emptied table": ("TRUNCATE audit", "cut off"),
}


@pytest.mark.parametrize("harm", HARM)
async def test_harm_after_the_last_check_is_found_by_the_next_and_no_check_goes_past_it(
    here: ServiceContext, harm: str
) -> None:
    await audit_anchors.check(here)
    await look(here.db, 4)
    await audit_anchors.keep(here)
    sql, says = (words.format(row=5, next=6) for words in HARM[harm])
    await execute(here, sql)
    for _ in range(2):
        assert says in (await audit_anchors.check(here)).says
    assert here.progress.checked == audit_anchors.kept(here.settings.audit_anchors).checked_of("practice")
    assert here.progress.checked
    assert here.progress.checked.row == 3
    async with here.db.transaction() as tx:
        [trouble] = (await status(tx, here)).troubles
    assert says in trouble


@pytest.mark.parametrize("harm", HARM)
async def test_harm_before_the_last_check_is_found_by_following_every_row(here: ServiceContext, harm: str) -> None:
    await look(here.db, 2)
    await audit_anchors.keep(here)
    await audit_anchors.check(here)
    await look(here.db, 2)
    sql, says = (words.format(row=2, next=3) for words in HARM[harm])
    await execute(here, sql)
    assert says in (await chain(here)).says


@pytest.mark.parametrize("harm", ["a cut", "an emptied table"])
async def test_a_record_that_lost_what_was_checked_is_found_without_following_it(
    here: ServiceContext, harm: str
) -> None:
    await audit_anchors.check(here)
    await execute(here, HARM[harm][0].format(row=2))
    assert "cut off: it went on to row 3" in (await audit_anchors.check(here)).says


@pytest.mark.parametrize("harm", ["a cut", "an emptied table"])
async def test_where_it_is_followed_from_has_to_be_there_also_without_the_file(here: ServiceContext, harm: str) -> None:
    await audit_anchors.check(here)
    await execute(here, HARM[harm][0].format(row=2))
    async with here.db.snapshot() as tx:
        found = await access_log.chain(tx, (), here.progress.checked)
    assert found.lost == here.progress.checked


async def test_after_a_restore_a_new_file_begins_and_the_next_loss_is_noticed(here: ServiceContext) -> None:
    await audit_anchors.check(here)
    await execute(here, "DELETE FROM audit WHERE position = 3")  # what a restore to an earlier day looks like
    here.settings.audit_anchors.unlink()
    here.progress.checked, here.progress.anchored = None, 0  # a process that was started after it
    assert (await audit_anchors.check(here)).says == "unbroken up to row 2"
    async with here.db.transaction() as tx:
        assert (await status(tx, here)).troubles == []
    await execute(here, "DELETE FROM audit WHERE position = 2")
    assert not (await audit_anchors.check(here)).whole


async def test_a_page_follows_no_more_than_some_rows_and_says_how_far(here: ServiceContext, monkeypatch) -> None:
    monkeypatch.setattr(audit_anchors, "AT_ONCE", 2)
    found = await audit_anchors.glance(here)
    assert found
    assert found.says == "unbroken up to row 2, not yet followed further"
    await audit_anchors.check(here)
    await look(here.db)
    found = await audit_anchors.glance(here)
    assert found
    assert found.says == "unbroken up to row 4, followed from row 3"


async def test_a_page_that_cannot_follow_in_time_shows_what_is_known(here: ServiceContext, monkeypatch) -> None:
    known = await audit_anchors.check(here)
    monkeypatch.setattr(audit_anchors, "FOR_A_PAGE", 0)
    assert await audit_anchors.glance(here) == known


async def test_a_long_record_is_followed_in_pieces(here: ServiceContext, monkeypatch) -> None:
    monkeypatch.setattr(access_log, "PIECE", 2)
    assert (await chain(here)).says == "unbroken up to row 3"
    await execute(here, "UPDATE audit SET role = 'lead' WHERE position = 3")
    assert (await chain(here)).says == "does not fit at row 3"
