"""Every command that `lc` has, with arguments that are right: from the program itself, so that none is forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.cli.program import COMMANDS, GROUPS, _loaded

from .commands import Said, lc

SOMEBODY = "6f1d1c4e-5a0b-5c8e-9d55-0d9d0a2f7b11"
RECORD = "lc.brimbank.referral/2/41"
WHY = ("--because", "A test of ours", "--by", "Sam Lee")
RIGHT: dict[str, tuple[str, ...]] = {
    "demo": ("--once", "--locals", "brimbank", "--people", "1", "--weeks", "1"),
    "serve": ("practice", "--local", "brimbank"),
    "simulate": ("--locals", "brimbank", "--people", "1", "--weeks", "1", "--mail-port", "0"),
    "migrate": (),
    "recover": ("--local", "brimbank"),
    "stack up": (),
    "stack down": (),
    "stack status": (),
    "stack env": (),
    "stack destroy": ("--yes",),
    "topics apply": ("--dry-run",),
    "topics list": (),
    "databases apply": (),
    "config check": (),
    "config secrets": ("secrets",),
    "measures list": (),
    "measures show": ("ucla-3",),
    "measures score": ("ucla-3", "--answers", "[1, 2, 3]"),
    "codes language": ("Tiếng Việt",),
    "codes country": ("Burma",),
    "community area": ("Mansfield", "3722"),
    "people alike": (),
    "people find": (str(Path(__file__)),),
    "outcomes rebuild": (),
    "outcomes status": (),
    "outcomes go-on": WHY,
    "outcomes export": (),
    "outcomes analyse": ("measurements.csv",),
    "parked list": ("--local", "brimbank"),
    "parked show": (RECORD, "--local", "brimbank"),
    "parked replay": (RECORD, "--local", "brimbank"),
    "parked set-aside": (RECORD, *WHY, "--local", "brimbank"),
    "person erase": (SOMEBODY, "--reason", "entered_by_mistake", "--local", "brimbank"),
    "person find": ("Minh Nguyen", "--local", "brimbank"),
    "person export": (SOMEBODY, "--local", "brimbank"),
    "contracts export": (),
    "contracts check": (),
    "docs export": (),
    "docs check": (),
    "audit verify": ("--local", "brimbank"),
    "audit anchor": ("--local", "brimbank"),
}
EVALUATORS = ("outcomes rebuild", "outcomes status", "outcomes go-on", "outcomes export")
LOCALS_DATABASE = (
    *("recover", "parked list", "parked show", "parked replay", "parked set-aside", "person erase", "person find"),
    *("person export", "audit verify", "audit anchor"),
)
"""Commands that ask a database of the Local's."""


LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+Z? \[")


def ends_in_words(said: Said, *statuses: int) -> str:
    """What a person is told: with one of these statuses, a last line that is no log's, and no exception anywhere."""
    shown = [line for line in said.stderr.splitlines() if line.strip()]
    lines = [line for line in (*shown, *said.stdout.splitlines()) if line.strip() and not LOG_LINE.match(line)]
    assert said.returncode in statuses, said
    assert lines, said
    assert not shown or not LOG_LINE.match(shown[-1]), said
    assert not re.search(r"Traceback|Errno|\w(Error|Exception)\b|LC_TRACEBACK", "\n".join(lines)), said
    return "\n".join(lines)


def run(command: str, *more: str, state: Path, **settings: str) -> Said:
    return lc(*command.split(), *RIGHT[command], *more, state=state, **settings)


def leaves() -> Iterator[tuple[str, Any]]:
    for name in (*COMMANDS, *GROUPS):
        command = _loaded(name)
        parts = getattr(command, "commands", None)
        yield from [(name, command)] if parts is None else ((f"{name} {part}", each) for part, each in parts.items())


def files_of(command: Any) -> list[str]:
    """The options that name a file or a folder; the empty word for an argument."""
    return [
        each.opts[0] if each.param_type_name == "option" else ""
        for each in command.params
        if each.type_descriptor.annotation is Path
    ]
