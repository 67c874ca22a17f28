"""A recipe of docs/howto, read as it is written: its steps, what each changes, and what is said where one is left out.

What a reader copies is what the tests apply: a file's name at the end of a line, then a block with its change (`diff`,
whose lines stand in the file as they stand here) or with the whole new file; commands stand in a `console` block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STEP = re.compile(r"## (\d+)\. (.+)")
FILE = re.compile(r"`([^` ]+)`:$")
LEFT_OUT = re.compile(r"Left out, `([^`]+)` says:$")
FENCE = re.compile(r"```(\w+)$")
LAST = "## What is still missing"


@dataclass(frozen=True)
class Edit:
    """One file's change. `diff`: its lines as they are and as they will be; else it is a new file with this text."""

    path: str
    text: str
    diff: bool

    def of(self, before: str | None) -> str:
        """The file with the change made. `AssertionError` where the recipe no longer fits what is there."""
        if not self.diff:
            assert before is None, f"{self.path} is there already: the recipe has to change it, not to make it"
            return self.text
        assert before is not None, f"{self.path} is gone"
        for part in re.split(r"^\.\.\.\n", self.text, flags=re.MULTILINE):
            lines = [line or " " for line in part.splitlines()]
            old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] in kinds) for kinds in (" -", " +"))
            assert before.count(old) == 1, f"{self.path} has {before.count(old)} times:\n{old}"
            before = before.replace(old, new)
        return before


@dataclass(frozen=True)
class Command:
    line: str
    says: tuple[str, ...] = ()
    """What stands in its output, each somewhere."""


@dataclass
class Step:
    number: int
    title: str
    does: list[Edit | Command] = field(default_factory=list)
    left_out: list[Command] = field(default_factory=list)
    """What fails without this step, and its words."""


@dataclass
class Recipe:
    name: str
    steps: list[Step] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    """What tells that nothing is missing."""


def read(path: Path) -> Recipe:
    recipe, step, before = Recipe(path.stem), None, ""
    lines = iter(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.startswith("## "):
            numbered = STEP.fullmatch(line)
            step = Step(int(numbered[1]), numbered[2]) if numbered else Step(0, line) if line == LAST else None
            recipe.steps += [step] if step and numbered else []
        elif fence := FENCE.fullmatch(line):
            text = "".join(f"{each}\n" for each in _until_the_fence(lines))
            if step is None:
                continue  # it shows something, and is no part of the recipe
            if fence[1] == "console":
                (recipe.last if step.number == 0 else step.does).extend(_commands(text))
            elif said := LEFT_OUT.search(before):
                step.left_out.append(Command(said[1], tuple(text.splitlines())))
            else:
                named = FILE.search(before)
                assert named, f"{path.name}: no file is named before\n{text}"
                step.does.append(Edit(named[1], text, fence[1] == "diff"))
        elif line:
            before = line
    return recipe


def _until_the_fence(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == "```":
            return
        yield line


def _commands(text: str) -> list[Command]:
    found: list[Command] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:]))
        else:
            found[-1] = Command(found[-1].line, (*found[-1].says, line))
    return found
