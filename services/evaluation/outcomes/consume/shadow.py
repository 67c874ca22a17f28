"""Tables beside the live ones, filled in one go: rows are copied in as they come; what makes them right comes last.

The live tables take every row in the log's order: a later word replaces, a withdrawal takes back. Here nobody looks
before the end. So rows pour in with COPY, without keys or write-ahead log, and are sifted once, table by table.
Both ways come to the same rows: the last word on each fact, and nothing of before a withdrawal, as they lie on the log.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.persistence.database import Connection, Database, Transaction, connect

from . import store
from .batch import Batch

SHADOW = "outcomes_rebuilt"
PATIENCE = 900.0  # seconds for one statement over a whole table
MEMORY = "96MB"  # for one sort: the keys of about a million rows
KEYS = {
    "withdrawn": "pseudonym",
    "participation": "pseudonym",
    "step": "pseudonym, step",
    "measure": "pseudonym, measure_id",
    "attendance": "pseudonym, attendance_id",
}


class RebuildRunning(RuntimeError):
    """Raised when another rebuild is running: two at once would write over each other."""


@asynccontextmanager
async def shadow_tables(url: str) -> AsyncIterator[None]:
    """Empty tables with the live ones' columns in a schema of their own, held by one rebuild at a time, gone after."""
    made = "".join(
        f"CREATE UNLOGGED TABLE {SHADOW}.{table} (LIKE {store.LIVE}.{table} INCLUDING ALL EXCLUDING INDEXES);"
        for table in store.TABLES
    )
    connection = await connect(url)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext('rebuild'))"):
            raise RebuildRunning("Another rebuild is running. Wait until it has ended.")
        await connection.execute(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE; CREATE SCHEMA {SHADOW}; {made}")
        yield
    finally:
        await connection.execute(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE")
        await connection.close()


async def pour(db: Database, batch: Batch) -> None:
    """Copy a batch into the shadow tables with COPY, repeated and withdrawn facts and all; `sift` puts them right."""
    async with db.transaction() as tx:
        await store.advance(tx, batch)
        for table, rows in store.rows(batch).items():
            if rows:
                await tx.copy_records_to_table(table, records=rows)
        await store.park(tx, batch)


async def sift(db: Database) -> None:
    """Clear the shadow tables of what does not stand, and give them the live tables' keys and indexes.

    Of several words on one fact the last on the log stays, and nothing from before a withdrawal.
    """
    async with db.transaction() as tx:  # one, because each end of a transaction waits for the disk
        await tx.execute(FOR_THIS)
        for table in ("withdrawn", "participation", "step", "measure", "attendance", "reached", "parked"):
            keys = await _keys_as_live(tx, table)
            if table in KEYS:
                await tx.execute(ONCE_EACH.format(keys=keys, sift=_last_words(table, KEYS[table])), timeout=PATIENCE)
            else:
                await tx.execute(keys, timeout=PATIENCE)
            if table in KEYS and table != "withdrawn":
                await tx.execute(TAKE_BACK.format(table=table), timeout=PATIENCE)


FOR_THIS = f"""
    SET LOCAL work_mem = '{MEMORY}'; SET LOCAL maintenance_work_mem = '{MEMORY}';
    SET LOCAL max_parallel_maintenance_workers = 0; -- they would write what was told twice to the server's log"""

ONCE_EACH = """
DO $once$ BEGIN
    {keys}
EXCEPTION WHEN unique_violation THEN -- a key that can be made costs less than looking for what was told twice
    {sift};
    {keys}
END $once$"""


def _last_words(table: str, key: str) -> str:
    """Of several rows on the same fact the last one on the log stays."""
    return f"""
        DELETE FROM {table} USING (
            SELECT {table}.ctid AS place, row_number() OVER (PARTITION BY {key} ORDER BY log_offset DESC) AS nth
            FROM {table} JOIN (SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1) AS several USING ({key})
        ) AS word
        WHERE {table}.ctid = word.place AND word.nth > 1"""  # noqa: S608


TAKE_BACK = "DELETE FROM {table} f USING withdrawn w WHERE w.pseudonym = f.pseudonym AND w.log_offset > f.log_offset"


async def _keys_as_live(tx: Transaction, table: str) -> str:
    """What makes keys and indexes by the names and in the words of the live table: the one takes the other's place."""
    made = ""
    for row in await tx.fetch(KEYS_AND_INDEXES, f"{store.LIVE}.{table}"):
        words = row["words"].replace(f" ON {store.LIVE}.{table} ", f" ON {SHADOW}.{table} ")
        if row["key"]:
            words = f'ALTER TABLE {SHADOW}.{table} ADD CONSTRAINT "{row["key"]}" {words}'
        made += f"{words};"
    return made


KEYS_AND_INDEXES = """
SELECT conname AS key, pg_get_constraintdef(oid) AS words FROM pg_constraint
WHERE conrelid = $1::text::regclass AND contype IN ('p', 'u')
UNION ALL
SELECT NULL, pg_get_indexdef(indexrelid) FROM pg_index i
WHERE indrelid = $1::text::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""


async def keep_for_good(connection: Connection) -> None:
    """Make the filled shadow tables durable (SET LOGGED) and gather their statistics (ANALYZE)."""
    for table in store.TABLES:
        await connection.execute(f"ALTER TABLE {SHADOW}.{table} SET LOGGED", timeout=PATIENCE)
        await connection.execute(f"ANALYZE {SHADOW}.{table}", timeout=PATIENCE)
