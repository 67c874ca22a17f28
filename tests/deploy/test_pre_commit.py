"""What looks at a change before it is committed is what `make setup` has installed, and nothing that is fetched."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


def repos() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    return found


def test_every_look_is_of_our_own_tools() -> None:
    assert [repo["repo"] for repo in repos()] == ["local"]
    hooks = repos()[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["id"] for hook in hooks if not (ROOT / hook["entry"].split()[0]).exists()] == []


def test_generated_pages_are_looked_at_wherever_a_setting_stands() -> None:
    (looks,) = [re.compile(hook["files"]) for hook in repos()[0]["hooks"] if hook["id"] == "docs"]
    settings = [path.relative_to(ROOT).as_posix() for path in (ROOT / "services").rglob("settings.py")]
    assert len(settings) > 6
    assert [path for path in settings if not looks.search(path)] == []


def test_whatever_make_lint_looks_at_is_looked_at_before_a_push() -> None:
    lint = (ROOT / "Makefile").read_text().partition("\nlint:")[2].partition("\n\n")[0]
    told = {line.split("$(BIN)/")[1] for line in lint.splitlines() if "$(BIN)/" in line}
    assert told <= {hook["entry"].removeprefix(".venv/bin/") for hook in repos()[0]["hooks"]}
