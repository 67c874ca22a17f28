"""Keeps a stack up after the command that asked for it has ended: a process of its own, until `lc stack down`."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from deploy.local import embedded
from deploy.local.trouble import CliError, writing

READY = "ready: "
TROUBLE = "trouble: "
ALONE = "postgres"  # as the second argument: without Kafka


def keep(
    state: Path, say: Callable[[str], object], ready: Callable[[str], object] | None = None, kafka: bool = True
) -> None:
    """Run the embedded stack until a signal comes, or until its servers were stopped from elsewhere.

    `ready` hears the line that ends the start.
    """
    ends: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        ends.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    heard: list[str] = []

    def listen(line: str) -> None:
        heard.append(line)
        say(line)

    with embedded.stack(state, listen, kafka=kafka):
        if ready:
            ready(heard[-1])
        servers = embedded.Embedded(state)
        while not ends and servers.pids:
            time.sleep(0.25)


def start(state: Path, say: Callable[[str], object] = lambda line: None, kafka: bool = True) -> str:
    """Start a process that keeps the stack up, and return the line it says when all is ready."""
    with writing(state, "LC_STATE"):
        state.mkdir(parents=True, exist_ok=True)
        log = (state / "keeper.log").open("wb")
    with log:
        child = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.keeper", str(state), *([] if kafka else [ALONE])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
        )
    assert child.stdout is not None
    with child.stdout:
        for line in child.stdout:
            if line.startswith(READY):
                return line.strip().removeprefix(READY)
            if line.startswith(TROUBLE):
                raise CliError(line.strip().removeprefix(TROUBLE))
            say(line.strip())
    raise CliError(f"The stack could not be started; {state / 'keeper.log'} says why.")


def main() -> None:
    """The keeper's own program: says on stdout what happens, until it is told to end.

    Whoever started it may close that pipe at any time.
    """

    def say(line: str) -> None:
        with contextlib.suppress(OSError):
            print(line, flush=True)

    try:
        keep(Path(sys.argv[1]), say, lambda line: say(READY + line), kafka=ALONE not in sys.argv[2:])
    except CliError as trouble:
        print(TROUBLE + str(trouble), flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
