"""Starting, finding, killing and stopping the embedded servers."""

import asyncio
import os
import stat
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from deploy.local import embedded, ports, ready
from deploy.local.embedded import Embedded
from deploy.local.trouble import CliError, about, writing
from shared.config.kafka import KafkaAccess


def test_a_start_that_was_broken_off_half_way_is_made_good(own: Embedded, state: Path) -> None:
    assert set(own.pids) == {"kafka", "postgres"}
    assert not (state / "postgres" / "data.new").exists()
    assert not (state / "kafka" / "logs.new").exists()


async def test_the_database_is_durable_roomy_and_asks_for_a_password(own: Embedded) -> None:
    connection = await asyncpg.connect(own.postgres.url)
    assert await connection.fetchval("SHOW max_connections") == "400"
    assert await connection.fetchval("SHOW fsync") == "on"
    await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(own.postgres.url.replace(own.postgres.password, "wrong"))


def test_passwords_can_be_read_by_their_owner_alone(own: Embedded, state: Path) -> None:
    for path in (state / "passwords.json", own.kafka.properties):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_the_broker_keeps_can_be_read_by_its_owner_alone(own: Embedded) -> None:
    assert stat.S_IMODE(own.kafka.folder.stat().st_mode) == 0o700
    made = [path for path in own.kafka.folder.rglob("*") if path.is_file() and path.suffix != ".log"]
    segments = list(own.kafka.logs.rglob("*.log"))
    assert segments
    assert {oct(stat.S_IMODE(path.stat().st_mode) & 0o077) for path in (*made, *segments)} == {"0o0"}


def test_a_second_start_finds_the_first_and_does_not_end_it(own: Embedded, state: Path) -> None:
    said: list[str] = []
    before = own.pids
    with embedded.stack(state, said.append) as second:
        assert second.pids == before
        assert second.kafka_bootstrap == own.kafka.bootstrap
    assert own.pids == before
    assert "already running" in said[-1]


async def test_after_a_kill_both_come_back_on_their_ports_with_what_they_held(own: Embedded) -> None:
    connection = await asyncpg.connect(own.postgres.url)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    before, bootstrap = own.pids, own.kafka.bootstrap
    own.kill_postgres()
    own.kill_kafka()
    assert own.pids == {}
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("SELECT 1")
    own.start_postgres()
    own.start_kafka()
    assert own.kafka.bootstrap == bootstrap
    assert set(own.pids.values()).isdisjoint(before.values())
    again = await asyncpg.connect(own.postgres.url)
    assert await again.fetchval("SELECT one FROM kept") == 1
    await again.close()


def test_the_broker_refuses_a_wrong_password(own: Embedded) -> None:
    with pytest.raises(CliError):
        ready.wait(KafkaAccess(bootstrap=own.kafka.bootstrap, user="admin", password=SecretStr("wrong")), until=0)


def test_an_occupied_port_is_named_with_the_setting_that_changes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with asyncio.Runner() as runner:
        server = runner.run(asyncio.start_server(lambda r, w: None, "127.0.0.1", 0))
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("LC_KAFKA_PORT", str(port))
        with pytest.raises(CliError, match=f"Port {port} is already in use. Set LC_KAFKA_PORT"):
            ports.wanted("LC_KAFKA_PORT")
        server.close()


@pytest.mark.parametrize("nonsense", ["0", "65536", "kafka", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, nonsense: str) -> None:
    monkeypatch.setenv("LC_POSTGRES_PORT", nonsense)
    with pytest.raises(CliError, match="LC_POSTGRES_PORT"):
        ports.wanted("LC_POSTGRES_PORT")


def test_a_full_disk_says_which_setting_moves_the_folder(tmp_path: Path) -> None:
    said = about(OSError(28, os.strerror(28)), tmp_path, "LC_STATE")
    assert said is not None
    assert "full" in str(said)
    assert "LC_STATE" in str(said)


def test_a_folder_that_cannot_be_made_says_which_setting_moves_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "state"
    with pytest.raises(CliError, match="Set LC_STATE to a folder of your own"), writing(folder, "LC_STATE"):
        folder.mkdir(parents=True)
