"""The servers of a test session: PostgreSQL by itself, and nothing in it from an earlier session."""

from pathlib import Path

import asyncpg
import pytest

from deploy.local import embedded
from tests.kept import empty


@pytest.mark.servers
async def test_postgresql_comes_alone_and_what_an_earlier_session_left_in_it_is_gone(tmp_path: Path) -> None:
    with embedded.stack(tmp_path, lambda line: None, kafka=False) as servers:
        assert set(servers.pids) == {"postgres"}
        connection = await asyncpg.connect(servers.postgres_url)
        await connection.execute("CREATE ROLE earlier")
        await connection.execute("GRANT pg_monitor TO earlier")
        await connection.execute("CREATE DATABASE left_behind OWNER earlier")
        await connection.execute("CREATE DATABASE template_of_journey_1")
        await empty(servers.postgres_url)
        found = await connection.fetch("SELECT datname FROM pg_database WHERE oid >= 16384")
        assert [row["datname"] for row in found] == ["template_of_journey_1"]
        assert await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = 'earlier'") == 0
        await connection.close()


def test_whatever_asks_for_a_server_is_marked_so(request: pytest.FixtureRequest) -> None:
    asking = {item.name for item in request.session.items if "fresh_database" in getattr(item, "fixturenames", ())}
    marked = {item.name for item in request.session.items if item.get_closest_marker("servers")}
    assert asking <= marked
    assert request.node.name not in marked
