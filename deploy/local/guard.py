"""Holds one child's life to its parent's.

`guard.py [--user NAME] [--end SIGNAL] [--keep FROM TO] PIDFILE LOG -- COMMAND...`, run as a file of its own, with the
standard library alone. Its standard input is a pipe whose other end the parent holds: when the parent is gone, however
it went, the pipe closes and the child is ended. Should the guard itself be killed, the kernel ends the child (Linux).
"""

import argparse
import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable

PATIENCE = 20.0  # seconds a child has to end by itself
PR_SET_PDEATHSIG = 1


def arguments() -> argparse.Namespace:
    """The guard's command line, and the child's command after `--`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--user")
    parser.add_argument("--end", default="SIGTERM")
    parser.add_argument("--keep", nargs=2)
    parser.add_argument("pidfile")
    parser.add_argument("log")
    before = sys.argv.index("--")
    given = parser.parse_args(sys.argv[1:before])
    given.command = sys.argv[before + 1 :]
    return given


def dies_with(guard: int) -> Callable[[], None] | None:
    """What the child runs before it begins: it asks the kernel to end it if the guard is killed (Linux).

    It looks again in case that happened in between.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != guard:
            os._exit(1)

    return ask


def start(given: argparse.Namespace) -> "subprocess.Popen[bytes]":
    """Start the child with its output in the log, and write its pid, the guard's and the parent's to the pid file."""
    owner = {"user": given.user, "group": given.user, "extra_groups": []} if given.user else {}
    with open(given.log, "ab") as log:
        child = subprocess.Popen(
            given.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            preexec_fn=dies_with(os.getpid()),
            **owner,
        )
    with open(given.pidfile + ".new", "w") as file:
        file.write(f"{child.pid}\n{os.getpid()}\n{os.getppid()}\n")
    os.replace(given.pidfile + ".new", given.pidfile)
    return child


def parent_is_there(parent: int) -> bool:
    """Whether the parent still lives; waits at most a third of a second for its pipe to close."""
    readable, _, _ = select.select([0], [], [], 0.3)
    return os.getppid() == parent and not (readable and os.read(0, 1) == b"")


def end(child: "subprocess.Popen[bytes]", how: str) -> None:
    """End the child with this signal, and after 20 seconds with SIGKILL to its whole group."""
    child.send_signal(signal.Signals[how])
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def main() -> int:
    """Run the child until it ends, is asked to, or its parent is gone. Returns 0, or 128 + the signal it ended by."""
    given = arguments()
    parent = os.getppid()
    asked_to_end: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: asked_to_end.append(number))
    child = start(given)
    while child.poll() is None and not asked_to_end and parent_is_there(parent):
        pass
    if child.poll() is None:
        end(child, given.end)
    if given.keep and os.path.exists(given.keep[0]):
        if child.returncode in (0, 143):
            os.replace(*given.keep)
        else:
            os.unlink(given.keep[0])
    return 0 if child.returncode is None or child.returncode >= 0 else 128 - child.returncode


if __name__ == "__main__":
    sys.exit(main())
