"""Child processes that never outlive us: started through a guard, found again by a checked pid."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.local.trouble import CliError

GUARD = Path(__file__).with_name("guard.py")
LAST_WORDS = 2000  # bytes of a log that are looked at
ENDED = ("FATAL", "PANIC")
"""What stands in the line in which a server says why it ends. PostgreSQL writes others after it."""


@dataclass
class Child:
    """A child process under a guard that ends it when its parent is gone; found again by its pid file.

    `mark` stands in its command line and in no other process's: the folder it works in.
    """

    name: str
    folder: Path
    mark: str
    user: str | None = None
    end: str = "SIGTERM"
    umask: int = -1
    """What it may not let others do with the files it makes; -1: as we do."""
    _guard: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def pidfile(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(
        self,
        command: Sequence[str],
        keep: tuple[Path, Path] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Starts it under a guard of ours. `keep`: a file the child leaves when it ends well, and where to put it.
        `environment` takes the place of our own."""
        options = ["--end", self.end]
        options += ["--user", self.user] if self.user else []
        options += ["--keep", str(keep[0]), str(keep[1])] if keep else []
        self.pidfile.unlink(missing_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-S", "-E", str(GUARD), *options, str(self.pidfile), str(self.log), "--", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("ab"),
            start_new_session=True,
            env=environment,
            umask=self.umask,
        )
        deadline = time.monotonic() + 10
        while not self.pidfile.exists() and self._guard.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        if not self.pidfile.exists():
            raise CliError(f"{self.name} could not be started: {self.last_words()}")

    def process(self) -> psutil.Process | None:
        """The living process that the pid file names, if its command line says that it is ours."""
        return self._named(0, self.mark)

    def guard(self) -> psutil.Process | None:
        return self._named(1, str(self.pidfile))

    @property
    def ours(self) -> bool:
        return self._guard is not None

    @property
    def has_ended(self) -> bool:
        return self.process() is None

    @property
    def is_abandoned(self) -> bool:
        """It lives, but whoever started it does not: its guard is just ending it, or was killed."""
        guard = self.guard()
        if self.has_ended:
            return False
        return guard is None or str(guard.ppid()) != self.pidfile.read_text().split()[2]

    def _named(self, line: int, mark: str) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self.pidfile.read_text().split()[line]))
            if process.status() == psutil.STATUS_ZOMBIE or not any(mark in word for word in process.cmdline()):
                return None
            return process
        except (OSError, ValueError, IndexError, psutil.Error):
            return None

    def kill(self) -> None:
        """SIGKILL to the process and to everything it has started; returns when all of it is gone."""
        process = self.process()
        if process:
            family = [process, *_children(process)]
            _signal(family, signal.SIGKILL)
            _gone(family, 10)
        self._forget()

    def ask_to_stop(self) -> None:
        """Asks the guard to end it in order. Without a guard (it was killed) asks the process itself."""
        process, guard = self.process(), self.guard()
        if guard:
            _signal([guard], signal.SIGTERM)
        elif process:
            _signal([process], signal.Signals[self.end])

    def stop(self, patience: float = 25.0) -> None:
        """Returns when it has ended."""
        self.ask_to_stop()
        process, guard = self.process(), self.guard()
        if process:
            family = [process, *_children(process)]
            alive = _gone(family, patience)
            _signal(alive, signal.SIGKILL)
            _gone(alive, 5)
        if guard:
            _gone([guard], patience)
        self._forget()

    def _forget(self) -> None:
        if self._guard:
            if self._guard.stdin:
                self._guard.stdin.close()
            try:
                self._guard.wait(30)
            except subprocess.TimeoutExpired:
                self._guard.kill()
            self._guard = None
        self.pidfile.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The last line it wrote, or the last one that says why it ended, and where there is more."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, os.path.getsize(self.log) - LAST_WORDS))
                text = log.read().decode(errors="replace")
        except OSError:
            text = ""
        lines = [line for line in text.strip().splitlines() if line.strip()]
        why = [line for line in lines[-10:] if any(mark in line for mark in ENDED)]
        return f"{(why or lines or ['it said nothing'])[-1].strip()} (see {self.log})"


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _signal(processes: Sequence[psutil.Process], number: int) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            pass


def _gone(processes: Sequence[psutil.Process], within: float) -> list[psutil.Process]:
    """Waits until all have ended (one that nobody has collected yet has ended too). Returns those still living."""
    deadline = time.monotonic() + within
    alive = [process for process in processes if _lives(process)]
    while alive and time.monotonic() < deadline:
        time.sleep(0.01)
        alive = [process for process in alive if _lives(process)]
    return alive


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
