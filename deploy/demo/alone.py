"""One demo at a time in one state folder; a second one is told where the first one is."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.local.trouble import writing


class AlreadyRunning(Exception):
    """Raised when another demo runs in this state folder. `known`: its pid and its sites' addresses."""

    def __init__(self, known: Mapping[str, object]) -> None:
        super().__init__("the demo is already running")
        self.known = known


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Let one demo at a time run in a state folder. Raises AlreadyRunning.

    The lock goes with the process, however that ends.
    """
    folder = state / "demo"
    with writing(state, "LC_STATE"):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_known(folder)) from None
        remember(state, {})
        try:
            yield
        finally:
            (folder / "running.json").unlink(missing_ok=True)


def remember(state: Path, addresses: Mapping[str, str]) -> None:
    """Write down this demo's pid and its sites' addresses, for a second start to show."""
    known = {"pid": os.getpid(), "addresses": dict(addresses)}
    (state / "demo" / "running.json").write_text(json.dumps(known))


def _known(folder: Path) -> dict[str, object]:
    try:
        return dict(json.loads((folder / "running.json").read_text()))
    except (OSError, ValueError):
        return {}
