"""A copy of the repository in which a recipe is followed, and which is as it was afterwards."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .recipes import Command, Edit, Recipe

ROOT = Path(__file__).parents[2]
PROGRAMS = {
    ".venv/bin/lc": [sys.executable, "-m", "deploy.cli"],
    ".venv/bin/python": [sys.executable],
    ".venv/bin/mypy": [sys.executable, "-m", "mypy"],
    ".venv/bin/ruff": [sys.executable, "-m", "ruff"],
}
NEXT = "NNNN"
"""Stands for the next number of a folder of migrations."""


class Copy:
    def __init__(self, root: Path) -> None:
        self.root = root
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.splitlines()  # fmt: skip
        for name in filter(lambda name: (ROOT / name).is_file(), listed):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
        if (known := ROOT / ".mypy_cache").is_dir():  # by what stands in files, so that it holds for the copy as well
            shutil.copytree(known, root / ".mypy_cache")
        self._git("init", "-q")
        self._git("add", "-A")
        self._git("-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "as it is")

    @contextmanager
    def followed(self, recipe: Recipe, without: int | None = None) -> Iterator[None]:
        """The recipe's steps done; all of them, or all but one, whose later commands may then fail."""
        try:
            for step in recipe.steps:
                for act in step.does if step.number != without else ():
                    if isinstance(act, Edit):
                        self._change(act)
                    else:
                        done = self.run(act)
                        assert without or done.returncode == 0, f"{act.line}\n{done.stdout}"
                        assert without or not missing(act, done), done.stdout
            yield
        finally:
            self._git("reset", "-q", "--hard")
            self._git("clean", "-q", "-f", "-d")

    def _change(self, edit: Edit) -> None:
        path = self.root / self.numbered(edit.path)
        before = path.read_text(encoding="utf-8") if path.exists() else None
        after = edit.of(before)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(after, encoding="utf-8")

    def numbered(self, path: str) -> str:
        """The path with the number that comes next in its folder, where it asks for one."""
        if NEXT not in path:
            return path
        there = [int(found.name[:4]) for found in (self.root / path).parent.glob("[0-9]*.sql")]
        return path.replace(NEXT, f"{max(there) + 1:04}")

    def run(self, command: Command) -> "subprocess.CompletedProcess[str]":
        """What a reader would run, by this Python and on the copy's own code; both of its outputs in one."""
        program, *words = shlex.split(command.line)
        return subprocess.run(
            [*PROGRAMS[program], *words],
            cwd=self.root, env=os.environ | {"PYTHONPATH": str(self.root)}, check=False, timeout=200, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.root, check=True)


def missing(command: Command, done: "subprocess.CompletedProcess[str]") -> list[str]:
    """The words that its output lacks; how it is broken over lines does not matter."""
    said = re.sub(r"\s+", " ", done.stdout)
    return [words for words in command.says if re.sub(r"\s+", " ", words) not in said]
