"""Every command of `lc` used wrongly, or where nothing is set up: a sentence and a status, no exception by its name."""

import errno
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.cli.in_words import OURS, SAID_FOR, SAYS_ITSELF, told
from deploy.local.ports import free
from deploy.local.trouble import CliError
from deploy.simulation.browser import Browser
from shared.kernel.refusal import NotFound
from shared.messaging.envelope import InvalidMessage
from shared.persistence import how_far, outbox

from . import every_command as every
from .commands import lc
from .every_command import ends_in_words, run

ROOT = Path(__file__).parents[2]
LEAVES = dict(every.leaves())
RUNS_ON = {"simulate", "contracts export", "docs export"}
"""What would go on with whatever runs on this machine, or write into the tree."""
STAYS_INSIDE = {  # a door, a listener or the demo answers these itself
    *(
        "Wrong",
        "LoginNeeded",
        "Foreign",
        "TooMany",
        "LinkWrong",
        "LinkExpired",
        "Unfit",
        "DependencyNotArrived",
        "_NotJson",
    ),
    *("AlreadyRunning", "OtherWords", "BodyTooLarge"),
}


def test_every_command_is_tried_here() -> None:
    assert set(LEAVES) == set(every.RIGHT)


@pytest.mark.parametrize("command", LEAVES)
def test_an_option_that_a_command_does_not_have_is_wrong_usage(command: str, tmp_path: Path) -> None:
    assert "--no-such-option" in ends_in_words(run(command, "--no-such-option", state=tmp_path), 2)


@pytest.mark.parametrize("command", [name for name, each in LEAVES.items() if any(one.required for one in each.params)])
def test_a_command_says_what_it_cannot_do_without(command: str, tmp_path: Path) -> None:
    assert "Missing" in ends_in_words(lc(*command.split(), state=tmp_path), 2)


@pytest.mark.parametrize("command", sorted(set(every.RIGHT) - RUNS_ON))
def test_where_nothing_is_set_up_a_command_says_what_to_do(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no folder")
    said = run(command, state=tmp_path / "file" / "state")
    words = ends_in_words(said, 0, 1, 2)
    if said.returncode == 1:
        assert re.search(r"`lc |Set LC_|--\w+|State in|LC_\w+ is missing", words), words


@pytest.mark.parametrize("command", ["demo", "stack up", "serve"])
def test_where_the_stacks_folder_cannot_be_the_setting_is_named(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    words = ends_in_words(run(command, state=tmp_path / "file" / "state"), 1)
    assert "Set LC_STATE to a folder of your own" in words


ADMINISTRATOR = {"LC_KAFKA_USER": "admin", "LC_KAFKA_PASSWORD": "none", "LC_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
POSTGRES = "postgresql://one@127.0.0.1:1/postgres"
MISTYPED = [
    ("parked show lc.brimbank.referral/²/1", {}, 2, "is not topic/partition/offset"),
    ("parked replay lc.brimbank.referral/1/99999999999999999999", {}, 2, "is not topic/partition/offset"),
    ("person export somebody", {}, 2, "Invalid value for"),
    ("topics list", {"LC_KAFKA_BOOTSTRAP": "one:abc"}, 1, "LC_KAFKA_BOOTSTRAP names no place there"),
    ("topics list", {"LC_KAFKA_BOOTSTRAP": "one"}, 1, "LC_KAFKA_BOOTSTRAP names no place there"),
    ("migrate", {"LC_KAFKA_BOOTSTRAP": "one:abc", "LC_POSTGRES_URL": POSTGRES}, 1, "LC_KAFKA_BOOTSTRAP names no place"),
    ("migrate", {"LC_POSTGRES_URL": "postgresql://[one/postgres"}, 1, "LC_POSTGRES_URL is no address of a database"),
    ("config check --evaluator", {"LC_SOURCES": "[{"}, 1, "LC_SOURCES is not JSON"),
    ("config check", {"LC_REFERRAL": "mine"}, 1, "LC_REFERRAL"),
]


@pytest.mark.parametrize(("typed", "settings", "status", "words"), MISTYPED, ids=[str(each[:2]) for each in MISTYPED])
def test_what_is_mistyped_is_named(
    typed: str, settings: dict[str, str], status: int, words: str, tmp_path: Path
) -> None:
    given = {} if typed.startswith("config") else ADMINISTRATOR
    assert words in ends_in_words(lc(*typed.split(), state=tmp_path, **given | settings), status)


@pytest.mark.parametrize("typed", ["topics list", "topics apply --dry-run"])
def test_a_broker_that_is_away_is_told_within_seconds(typed: str, tmp_path: Path) -> None:
    began = time.monotonic()
    assert "no broker listens there" in ends_in_words(lc(*typed.split(), state=tmp_path, **ADMINISTRATOR), 1)
    assert time.monotonic() - began < 10


async def test_a_simulation_of_a_site_that_is_not_there_says_what_to_run() -> None:
    with pytest.raises(CliError, match=r"/ask is not reached\. Is `lc serve` running there\?"):
        await Browser(f"http://127.0.0.1:{free(1)[0]}").fetches("/ask")


SAID = [
    (how_far.Overtaken(), "Run it again."),
    (how_far.RecordsGone("records 1 to 3"), "`lc recover` names them"),
    (outbox.NothingChanged("org.example.Kind.v1"), "Somebody was quicker"),
    (outbox.EventTooLarge("org.example.Kind.v1"), "more to it than one event can hold"),
    (InvalidMessage("ce_specversion is not 1.0"), "ce_specversion is not 1.0"),
    (NotFound(), "There is nothing by that name."),
    (OSError(errno.ENOSPC, "No space left on device"), "Make room, then run it again."),
    (IsADirectoryError(errno.EISDIR, "Is a directory", "out"), "out is a folder. Name a file in it."),
    (PermissionError(errno.EACCES, "Permission denied", "out"), "out may not be read or written by you."),
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"), "nothing answers there"),
    (TimeoutError(), "does not answer in time"),
    (ExceptionGroup("two", [how_far.Overtaken(), KeyError("x")]), "Run it again."),
]


@pytest.mark.parametrize(("trouble", "words"), SAID, ids=[type(each).__name__ for each, _ in SAID])
def test_what_is_raised_for_a_program_is_told_to_a_person(trouble: Exception, words: str) -> None:
    assert words in told(trouble)
    assert type(trouble).__name__ not in told(trouble)


def test_what_nobody_foresaw_is_called_a_fault_of_the_program_and_holds_nothing_that_it_was_given() -> None:
    said = told(KeyError("Minh Nguyen"))
    assert "a fault of the program" in said
    assert "Minh" not in said


def test_every_kind_of_trouble_of_ours_has_words_or_is_answered_where_it_is_raised() -> None:
    assert set(_exceptions_of_ours()) == SAYS_ITSELF | SAID_FOR.keys() | STAYS_INSIDE


def _exceptions_of_ours() -> Iterator[str]:
    kinds = {"Exception"}
    folders = [ROOT / each.rstrip(".") for each in OURS]
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")]
    classes = [found for text in texts for found in re.findall(r"^ *class (\w+)\((.*)\):", text, re.MULTILINE)]
    for _ in range(3):  # a kind of a kind of a kind
        for name, written in classes:
            bases = set(re.findall(r"[\w.]+", written))
            if bases & kinds or any(base.endswith(("Error", "Exception")) for base in bases):
                kinds.add(name)
    yield from kinds - {"Exception"}
