"""Rows 16 to 19, 24 and 36: PostgreSQL dies, freezes, is cut off in the middle of a commit, is full, or is put back."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.kafka import ADMIN
from deploy.local.ports import free
from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from shared.messaging import own_log
from shared.persistence.database import connected
from tests.faults.cluster import PASSWORD
from tests.faults.ground import Ground, through
from tests.faults.ledger import Ledger
from tests.faults.matrix import CannotRun, Site, row
from tests.faults.proxy import proxied
from tests.faults.rows_processes import BRISK
from tests.faults.wire import AWAY, Wire
from tests.freezing import frozen


def port_of(ground: Ground) -> int:
    return urlsplit(ground.stack.postgres_url).port or 5432


@row(16, "PostgreSQL is killed, the whole server")
async def postgres_killed(site: Site, ledger: Ledger) -> None:
    stack = site.ground.stack
    async with site.wire() as wire:
        wire.start("relay")
        wire.start("listen")
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(4)):
                await asyncio.to_thread(stack.kill_postgres)
                ledger.kills += 1
                wire.fault_is_over()
                await asyncio.sleep(1)
                await asyncio.to_thread(stack.start_postgres)
                await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.figures["times a wish was asked again"] = wire.retries
        ledger.expect("the listener pauses instead of asking all the time", wire.said().count("waiting out") < 60)


@row(17, "PostgreSQL is frozen, and the network to it drops everything and closes nothing", quick=True)
async def postgres_frozen(site: Site, ledger: Ledger) -> None:
    patient = {"shared.persistence.database": {"STATEMENT_SECONDS": 2, "CONNECT_SECONDS": 2}}
    async with site.wire() as wire, proxied(0, port_of(site.ground)) as proxy:
        wire.reach = {role: through(wire.teller_url, proxy.port) for role in ("relay", "teller")}
        wire.reach["listen"] = through(wire.hearer_url, proxy.port)
        wire.start("relay", **patient)
        wire.start("listen", **BRISK | patient)
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(2)):
                with frozen(site.ground.stack.pids["postgres"]):
                    ledger.kills += 1
                    await asyncio.sleep(site.times(25, quick=5))
                wire.fault_is_over()
                await wire.recovered(ledger)
                proxy.toxics.blackhole = True
                ledger.kills += 1
                await asyncio.sleep(site.times(25, quick=5))
                proxy.toxics.blackhole = False
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(18, "the connection is cut in the middle of a commit, and nobody can tell what became of it", quick=True)
async def commit_unknown(site: Site, ledger: Ledger) -> None:
    """Cut before the server has the word, and cut after it: the wish is asked again with the same id."""
    async with site.wire() as wire, proxied(0, port_of(site.ground)) as proxy:
        wire.reach["teller"] = through(wire.teller_url, proxy.port)
        wire.start("relay")
        wire.start("listen")
        await wire.tell(6)
        for after in (False, True) * site.times(20, quick=3):
            proxy.toxics.cut_after, proxy.toxics.cut_on = after, b"COMMIT"
            asked = asyncio.create_task(wire.tell(1))
            cuts = proxy.cuts
            while proxy.cuts == cuts:  # noqa: ASYNC110, it tells nobody
                await asyncio.sleep(0.005)
            proxy.toxics.cut_on = b""
            wire.fault_is_over()
            await asked
            await wire.tell(1)
            await wire.recovered(ledger)
        ledger.kills = proxy.cuts
        await wire.account(ledger)
        ledger.figures["commits of unknown outcome"] = proxy.cuts
        ledger.figures["of these resolved"] = wire.retries
        ledger.expect("every one was asked again", wire.retries >= proxy.cuts)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, in memory, that can be filled. Needs root."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mounted, capture_output=True).returncode:
        raise CannotRun("a small disk in memory cannot be mounted here: it needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


@row(19, "PostgreSQL's disk is full")
async def database_full(site: Site, ledger: Ledger) -> None:
    """Data and write-ahead log share one small disk: statements are refused, or the server itself stops."""
    with small_disk(site.folder / "disk", 320) as disk:
        postgres = Postgres(disk, free(1)[0], PASSWORD)
        await asyncio.to_thread(postgres.prepare)
        await asyncio.to_thread(postgres.start)
        stack = Stack("own", site.ground.kafka.bootstrap, ADMIN, PASSWORD, postgres.url)
        ground = Ground(stack, site.ground.kafka, site.ground.reached, site.ground.cluster)
        try:
            await _fill_and_free(Site(ground, site.folder / "full", site.quick), ledger, disk, postgres)
        finally:
            await asyncio.to_thread(postgres.child.stop)


async def _fill_and_free(site: Site, ledger: Ledger, disk: Path, postgres: Postgres) -> None:
    ballast = disk / "ballast"
    async with site.wire() as wire:
        wire.start("relay")
        wire.start("listen")
        async with wire.telling(50):
            await wire.work_has_begun()
            for _ in range(site.times(2)):
                fill(ballast)
                ledger.kills += 1
                await _until_refused(wire, site.times(40, quick=20))
                await asyncio.sleep(3)
                ballast.unlink()
                wire.fault_is_over()
                if postgres.child.has_ended:
                    ledger.figures["times the server itself stopped"] = (
                        ledger.figures.get("times the server itself stopped", 0) + 1
                    )
                    await asyncio.to_thread(postgres.start)
                await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.figures["wishes refused meanwhile"] = wire.retries
        ledger.figures.update({f"refused with {name}": times for name, times in wire.refusals.items()})


async def _until_refused(wire: Wire, within: float) -> None:
    """The disk is full only for whoever asks for more of it: a large statement does, on another table."""
    before, deadline = wire.retries, time.monotonic() + within
    while wire.retries == before and time.monotonic() < deadline:
        try:
            await wire.look(
                "CREATE TABLE IF NOT EXISTS ballast AS SELECT repeat('x', 1000) FROM generate_series(1, 200)"
            )
            await wire.look("INSERT INTO ballast SELECT repeat(random()::text, 50) FROM generate_series(1, 20000)")
        except AWAY:
            pass
        await asyncio.sleep(0.2)


def fill(path: Path) -> None:
    """Takes what is left of the disk, if anything is."""
    try:
        with path.open("wb") as file:
            while True:
                file.write(b"\0" * 65_536)
                file.flush()
    except OSError:
        pass


@row(36, "the teller's database is put back to an older day")
async def put_back(site: Site, ledger: Ledger) -> None:
    """What the backup still holds in its outbox is on the log already and is not sent again.

    What was told since the teller has forgotten: that is what a backup is. It finds it on its log, names it, and gives
    none of its numbers again.
    """
    async with site.wire() as wire:
        listener = wire.start("listen")
        await wire.tell(30)  # nothing relays yet: all of it waits in the outbox that is saved
        saved = await _copy(site.ground, wire.teller_url)
        relay = wire.start("relay")
        await wire.tell(30)
        await wire.all_have_had_their_effect()
        wire.kill(relay)
        ledger.kills += 1
        lost_url, wire.teller_url = wire.teller_url, saved
        wire.fault_is_over()
        wire.start("relay")
        await wire.tell(12)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("what the log has is not sent again", ledger.deduplicated == 0)
        ledger.expect("no number is given again", wire.said().count("out of order") == 0)
        named = await forgotten(wire.teller_url)
        ledger.figures["forgotten facts named"] = named
        ledger.expect("every fact that was forgotten is named", named == 30)
        assert listener.poll() is None
        await site.ground.drop_database(lost_url)


async def forgotten(url: str) -> int:
    """How many facts a teller has found on its logs and not in its database."""
    async with connected(url, most=1) as db, db.transaction() as tx:
        return len(await own_log.unsettled(tx))


async def _copy(ground: Ground, url: str) -> str:
    name = urlsplit(url).path[1:]
    await ground.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    await ground.execute(f'CREATE DATABASE "{name}_saved" TEMPLATE "{name}"')
    return ground.stack.database_url(f"{name}_saved")
