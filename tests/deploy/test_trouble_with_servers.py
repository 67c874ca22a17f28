"""Every command of `lc` where servers or files are not as they should be: which one it is, and the way out."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from deploy.kafka import admin
from deploy.local.ports import free
from deploy.local.stack import Stack
from services.evaluation.outcomes.consume import bulk
from services.evaluation.outcomes.statistics import plain_file
from shared.app import service
from shared.kernel import topics
from tests.conftest import Templates
from tests.doors import STAFF

from . import every_command as every
from .commands import Said
from .every_command import ends_in_words, run

LEAVES = dict(every.leaves())
ASK_A_DATABASE = (
    *("recover", "parked list", "parked show", "parked replay", "parked set-aside", "person erase", "person find"),
    *("person export", "audit verify", "audit anchor", "outcomes status", "outcomes go-on", "outcomes export"),
    *("outcomes rebuild", "migrate", "databases apply"),
)
ASK_KAFKA = ("recover", "topics apply", "topics list", "outcomes status", "outcomes go-on", "outcomes rebuild")
NOTHING_THERE, A_FOLDER, BELOW_A_FILE = "nowhere/file", "folder", "file/below"
FINE = {("config secrets", "", NOTHING_THERE), ("demo", "--json", NOTHING_THERE)} | {
    (name, "--folder", A_FOLDER) for name in ("measures list", "measures show", "measures score", "outcomes analyse")
}
"""A folder that is made, and one that is as it should be."""
FILES = [
    (name, option, where)
    for name, command in LEAVES.items()
    for option in every.files_of(command)
    for where in (NOTHING_THERE, A_FOLDER, BELOW_A_FILE)
    if (name, option, where) not in FINE
]
Fresh = Callable[[str], Awaitable[str]]
Settings = dict[str, str]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(admin, "PATIENCE", 1.0)
    monkeypatch.setattr(bulk, "ANSWERS", 1.0)
    monkeypatch.chdir(tmp_path)


def environment(command: str, url: str, bootstrap: str = "127.0.0.1:1") -> Settings:
    """Of one Local's process, or of the evaluator's."""
    common = {"LC_SECRET": "only-for-tests-" + "s" * 24, "LC_STAFF_FILE": str(STAFF), "LC_KAFKA_BOOTSTRAP": bootstrap}
    if command.startswith("outcomes"):
        return common | {"LC_DATABASE_URL": url, "LC_KAFKA_PASSWORD": "none", "LC_SOURCES": '[{"local": "brimbank"}]'}
    if command.startswith("topics"):
        return {"LC_KAFKA_BOOTSTRAP": bootstrap, "LC_KAFKA_USER": "admin", "LC_KAFKA_PASSWORD": "none"}
    own = {
        f"LC_{service.upper()}__{name}": value
        for service in topics.SERVICES
        for name, value in (
            ("DATABASE_URL", url),
            ("OWNER_URL", _another(url, user="owner")),
            ("KAFKA_PASSWORD", "none"),
        )
    }
    one = {"LC_LOCAL": "brimbank", "LC_LOCAL_NAME": "Brimbank", "LC_PHONE": "03 9448 5522", "LC_POSTGRES_URL": url}
    return common | one | own | {"LC_PSEUDONYM_KEY": "only-for-tests-" + "p" * 24}


def _another(url: str, *, user: str = "", port: int = 0, path: str = "", password: str = "") -> str:
    parts = urlsplit(url)
    login = f"{user or parts.username}:{password or parts.password}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.hostname}:{port or parts.port}", path=path or parts.path))


async def said(command: str, folder: Path, settings: Settings, *more: str) -> Said:
    return await asyncio.to_thread(run, command, *more, state=folder / "state", **settings)


async def _told(command: str, folder: Path, url: str, *words: str) -> None:
    found = ends_in_words(await said(command, folder, environment(command, url)), 1)
    assert any(each in found for each in words), found
    assert "`lc " in found, found


@pytest.mark.parametrize("command", ASK_A_DATABASE)
async def test_what_is_wrong_with_a_database_is_said_with_the_way_out(
    command: str, tmp_path: Path, templates: Templates
) -> None:
    name = f"t_empty_{templates.mark}"
    await templates._execute(f'CREATE DATABASE "{name}"')
    url = templates.stack.database_url(name)
    try:
        await _told(command, tmp_path, _another(url, port=free(1)[0]), "is not reached: nothing answers there")
        await _told(
            command, tmp_path, _another(url, password="wrong"), "refuses this role or its password", "let its owner in"
        )
        await _told(command, tmp_path, _another(url, path="/none_such"), "has no database of that name", "no such data")
        if command not in ("migrate", "databases apply", "outcomes rebuild", "recover"):  # which do, or ask Kafka first
            await _told(command, tmp_path, url, "is older than this program. `lc migrate` brings it up")
    finally:
        await templates.drop(name)


@pytest.mark.parametrize("command", ASK_KAFKA)
async def test_that_no_broker_listens_is_said(command: str, tmp_path: Path, fresh_database: Fresh) -> None:
    url = await fresh_database("evaluation/outcomes" if command.startswith("outcomes") else "referral")
    settings = environment(command, url, bootstrap=f"127.0.0.1:{free(1)[0]}")
    found = ends_in_words(await said(command, tmp_path, settings), 0 if command == "outcomes status" else 1)
    assert "no broker listens there" in found


async def test_a_site_whose_database_is_away_says_so_when_it_gives_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "START_SECONDS", 0.0)
    own = environment("serve", f"postgresql://nobody@127.0.0.1:{free(1)[0]}/none") | {"LC_PORT": str(free(1)[0])}
    assert "is not reached: nothing answers there" in ends_in_words(await said("serve", tmp_path, own), 1)


async def test_a_site_that_can_listen_nowhere_names_the_settings(tmp_path: Path, fresh_database: Fresh) -> None:
    own = environment("serve", await fresh_database("practice")) | {"LC_HOST": "203.0.113.1"}
    words = ends_in_words(await said("serve", tmp_path, own | {"LC_PORT": str(free(1)[0])}), 1)
    assert "Nothing can listen at 203.0.113.1:" in words
    assert "Set LC_HOST" in words


async def test_nobody_but_the_administrator_can_mend_the_administrators_password(
    tmp_path: Path, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = environment("topics list", "", stack.kafka_bootstrap)
    words = ends_in_words(await said("topics list", tmp_path, settings), 1)
    assert "look at LC_KAFKA_USER and LC_KAFKA_PASSWORD" in words


async def test_what_is_not_known_is_not_called_well(tmp_path: Path, fresh_database: Fresh) -> None:
    settings = environment("outcomes go-on", await fresh_database("evaluation/outcomes"))
    words = ends_in_words(await said("outcomes go-on", tmp_path, settings), 1)
    assert "Whether anything is gone at brimbank is not known" in words
    assert "Nothing is gone" not in words


@pytest.mark.parametrize(("command", "option", "where"), FILES, ids=[" ".join(each) for each in FILES])
async def test_a_path_that_cannot_be_used_is_named(
    command: str, option: str, where: str, tmp_path: Path, fresh_database: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    (tmp_path / "file").write_text("x")
    (tmp_path / "measurements.csv").write_text(",".join(plain_file.COLUMNS) + "\n")
    url = await fresh_database("evaluation/outcomes" if command.startswith("outcomes") else "referral")
    settings = {} if command in ("demo", "config secrets") else environment(command, url)
    given = (option, where) if option else (where,)
    if not option:
        monkeypatch.setitem(every.RIGHT, command, ())
    answer = await said(command, tmp_path, settings, *given)
    assert where.partition("/")[0] in ends_in_words(answer, 1, 2), answer
