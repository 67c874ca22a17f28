"""`lc`, run as a person runs it, in this process."""

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.cli import main


@dataclass
class Said:
    returncode: int
    stdout: str
    stderr: str


def environment(state: Path, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return kept | {"LC_STATE": str(state), "COLUMNS": "200"} | settings


def lc(*words: str, state: Path, **settings: str) -> Said:
    """The program in this process, which saves the seconds that a new one takes to load."""
    before, arguments = dict(os.environ), sys.argv
    out, err = io.StringIO(), io.StringIO()
    os.environ.clear()
    os.environ.update(environment(state, settings))
    sys.argv = ["lc", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = arguments
        os.environ.clear()
        os.environ.update(before)
    return Said(int(ended.value.code or 0), out.getvalue(), err.getvalue())
