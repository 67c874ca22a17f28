"""The embedded stack: one folder of state, two children, found again by a second start."""

import atexit
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from deploy.local import jars, ports, secrets
from deploy.local.children import Child
from deploy.local.kafka import ADMIN, Kafka
from deploy.local.postgres import Postgres
from deploy.local.stack import Stack
from deploy.local.trouble import CliError, writing

OWN = ("kafka", "postgres", "audit", "ports.json", "passwords.json", "lock", "keeper.log")  # ours in the state folder
ROOM = 500 * 2**20  # bytes that must be free before anything is started


class Embedded:
    """Kafka and PostgreSQL as child processes, with their ports and passwords in one state folder."""

    def __init__(self, state: Path, quick: bool = True) -> None:
        self.state = state
        kept = self._kept()
        password = secrets.kept(state, "kafka", "postgres")
        self.kafka = Kafka(state, (kept.get("kafka", 0), kept.get("controller", 0)), password["kafka"], quick)
        self.postgres = Postgres(state, kept.get("postgres", 0), password["postgres"])

    def _kept(self) -> dict[str, int]:
        try:
            return dict(json.loads((self.state / "ports.json").read_text()))
        except (OSError, ValueError):
            return {}

    def choose_ports(self) -> None:
        """The ones used before if they are free, for those servers that are not running."""
        kafka, postgres = self.kafka, self.postgres
        if kafka.child.has_ended:
            kafka.port = ports.wanted("LC_KAFKA_PORT", kafka.port)
            kafka.controller_port = ports.wanted("LC_KAFKA_CONTROLLER_PORT", kafka.controller_port, kafka.port)
        if postgres.child.has_ended:
            postgres.port = ports.wanted("LC_POSTGRES_PORT", postgres.port)
        chosen = {"kafka": kafka.port, "controller": kafka.controller_port, "postgres": postgres.port}
        (self.state / "ports.json").write_text(json.dumps(chosen))

    def start(self, say: Callable[[str], object], kafka: bool = True) -> None:
        """Starts what is not running, both at once; without `kafka`, PostgreSQL alone."""
        for child in (self.kafka.child, self.postgres.child):
            if child.is_abandoned:
                child.stop()
        self.choose_ports()
        if not kafka:
            self._start_postgres()
            return
        files = jars.ready(say)
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(self._start_postgres), pool.submit(self._start_kafka, files)]
        for one in both:
            one.result()

    def _start_postgres(self) -> None:
        if self.postgres.child.has_ended:
            self.postgres.prepare()
            self.postgres.start()

    def _start_kafka(self, files: list[Path]) -> None:
        self.kafka.prepare(files)
        if self.kafka.child.has_ended:
            self.kafka.start()

    @property
    def pids(self) -> dict[str, int]:
        found = {"kafka": self.kafka.child.process(), "postgres": self.postgres.child.process()}
        return {name: process.pid for name, process in found.items() if process}

    def as_stack(self) -> Stack:
        return Stack("embedded", self.kafka.bootstrap, ADMIN, self.kafka.password, self.postgres.url, self, self.state)

    def kill_kafka(self) -> None:
        self.kafka.child.kill()

    def start_kafka(self) -> None:
        if self.kafka.child.has_ended:
            self.kafka.start()

    def kill_postgres(self) -> None:
        self.postgres.child.kill()

    def start_postgres(self) -> None:
        if self.postgres.child.has_ended:
            self.postgres.start()

    def close(self) -> None:
        self.stop([child for child in (self.kafka.child, self.postgres.child) if child.ours])

    def down(self) -> bool:
        """Stops both, whoever started them. Whether anything was running."""
        running = bool(self.pids)
        self.stop([self.kafka.child, self.postgres.child])
        return running

    def stop(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()


@contextmanager
def _alone(state: Path, say: Callable[[str], object]) -> Iterator[None]:
    """One start at a time in one state folder; a second one waits and then finds the first one's servers."""
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another start is under way in {state}; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stack(state: Path, say: Callable[[str], object], quick: bool = True, kafka: bool = True) -> Stack:
    """Start the embedded servers, or find them running. Raises CliError where there is too little room.

    They stop with this process, if it started them.
    """
    with writing(state, "LC_STATE"):
        state.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(state).free < ROOM:
            raise CliError(f"Less than 500 MB are free on the disk of {state}. Make room, or set LC_STATE elsewhere.")
        with _alone(state, say):
            servers = Embedded(state, quick)
            atexit.register(servers.close)
            before, started = servers.pids, time.monotonic()
            try:
                servers.start(say, kafka)
            except BaseException:
                servers.close()
                raise
    say(_which(servers, before, time.monotonic() - started, kafka))
    return servers.as_stack()


def _which(servers: Embedded, before: dict[str, int], seconds: float, kafka: bool) -> str:
    postgres = f"PostgreSQL at {ports.HOST}:{servers.postgres.port}"
    if not kafka:
        return f"{postgres}, state in {servers.state}."
    where = f"Kafka at {servers.kafka.bootstrap}, {postgres}, state in {servers.state}"
    if len(before) == 2:
        return f"Using the embedded stack that is already running: {where}."
    return f"Embedded stack ready in {seconds:.1f} s: {where}."


def found(state: Path) -> Embedded | None:
    """The servers of a state folder that has some, running or not; None if it has none."""
    return Embedded(state) if all((state / name).exists() for name in ("ports.json", "passwords.json")) else None


def running(state: Path) -> "Stack | None":
    """The stack of a state folder if both of its servers are running. Starts nothing."""
    servers = found(state)
    return servers.as_stack() if servers and len(servers.pids) == 2 else None


def default_state() -> Path:
    """`LC_STATE`, else `var` in the checkout."""
    given = os.environ.get("LC_STATE")
    return Path(given).expanduser().resolve() if given else Path(__file__).parents[2] / "var"
