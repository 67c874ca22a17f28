from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.kernel.staff import StaffMember
from shared.persistence import access_log
from shared.persistence.database import connected

noon = datetime(2026, 3, 2, 1, tzinfo=UTC)
thuy = StaffMember(id=uuid4(), name="Thuy", role="link_worker")


@pytest.fixture
async def db(fresh_database):
    async with connected(await fresh_database("practice")) as found:
        for _ in range(3):
            async with found.transaction() as tx:
                await access_log.looked(tx, thuy, uuid4(), "person page", noon)
        yield found


async def test_a_chain_of_looks_is_whole(db) -> None:
    async with db.transaction() as tx:
        assert await access_log.broken_at(tx) is None
        assert await tx.fetchval("SELECT count(*) FROM audit") == 3


async def test_a_look_that_was_altered_is_found(db) -> None:
    async with db.transaction() as tx:
        await tx.execute("UPDATE audit SET user_id = $1 WHERE position = 2", uuid4())
        assert await access_log.broken_at(tx) == 2


async def test_a_look_that_was_taken_out_is_found(db) -> None:
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM audit WHERE position = 2")
        assert await access_log.broken_at(tx) == 3
