"""Nothing that we start outlives us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.children import Child
from deploy.local.trouble import CliError

# A shell that starts the tests in the background has them ignore Ctrl-C; the parent here is one that hears it.
PARENT = """
import signal, sys, time
from pathlib import Path
from deploy.local.children import Child
signal.signal(signal.SIGINT, signal.default_int_handler)
child = Child("sleeper", Path(sys.argv[1]), mark=sys.argv[1])
child.start([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]])
print("started", flush=True)
time.sleep(600)
"""


def soon(holds: Callable[[], bool], within: float = 15) -> bool:
    deadline = time.monotonic() + within
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


@pytest.fixture
def parent(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own that has started a child in `tmp_path`."""
    process = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def child_in(folder: Path) -> Child:
    return Child("sleeper", folder, mark=str(folder))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_parent_that_is_killed_leaves_no_orphan(
    parent: "subprocess.Popen[bytes]", tmp_path: Path, how: signal.Signals
) -> None:
    child, guard = child_in(tmp_path).process(), child_in(tmp_path).guard()
    assert child is not None
    assert guard is not None
    parent.send_signal(how)
    parent.wait(10)
    assert soon(lambda: _gone(child) and _gone(guard))


def test_a_guard_that_is_killed_takes_its_child_along(parent: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    child, guard = child_in(tmp_path).process(), child_in(tmp_path).guard()
    assert child is not None
    assert guard is not None
    guard.kill()
    assert soon(lambda: _gone(child))


def test_another_process_finds_and_stops_it(parent: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    found = child_in(tmp_path)
    assert not found.has_ended
    assert not found.is_abandoned
    assert not found.ours
    found.stop()
    assert found.has_ended
    assert not found.pidfile.exists()


def test_a_pid_that_now_belongs_to_somebody_else_is_not_believed(tmp_path: Path) -> None:
    child = child_in(tmp_path)
    child.pidfile.write_text(f"{os.getpid()}\n{os.getpid()}\n{os.getppid()}\n")
    assert child.process() is None
    child.kill()
    child.stop()
    assert psutil.pid_exists(os.getpid())


def test_a_program_that_does_not_exist_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="sleeper could not be started") as said:
        child_in(tmp_path).start([str(tmp_path / "nothing")])
    assert "\n" not in str(said.value)


def test_a_file_is_kept_only_from_a_child_that_ended_well(tmp_path: Path) -> None:
    script = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text('x'); sys.stdin.read(); "
    for end, kept in (("0", True), ("1", False)):
        child, left, place = child_in(tmp_path), tmp_path / "left", tmp_path / f"kept-{end}"
        child.start([sys.executable, "-c", script + f"sys.exit({end})", str(left)], keep=(left, place))
        assert soon(lambda child=child: child.guard() is None)
        child.stop()
        assert place.exists() is kept
        assert not left.exists()


def _gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True


def test_its_last_words_are_why_it_ended_and_not_what_it_wrote_after_that(tmp_path: Path) -> None:
    child = Child("sleeper", tmp_path, mark=str(tmp_path))
    child.log.write_text("LOG:  starting\nFATAL:  lock file is still there\nHINT:  wait\nLOG:  is shut down\n")
    assert child.last_words() == f"FATAL:  lock file is still there (see {child.log})"
    child.log.write_text("starting\nno room left\n\n")
    assert child.last_words() == f"no room left (see {child.log})"
