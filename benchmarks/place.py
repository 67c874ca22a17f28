"""Where it all happens: a real broker and a real database that belong to this run alone, and processes for the arms."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self, TypeVar

import asyncpg
import psutil
import uvloop
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import embedded
from deploy.local.providers import provide
from deploy.local.stack import Stack
from shared.config.kafka import KafkaAccess
from shared.persistence.database import migrate

from .run import Run

ROOT = Path(__file__).parents[1]
SERVICES = ROOT / "services"
Answer = TypeVar("Answer")


class Failed(Exception):
    """An arm did not get as far as an answer; its last words follow."""


def wait(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run one coroutine to its end."""
    return uvloop.run(work)


@dataclass
class Place:
    stack: Stack
    folder: Path
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    topics: list[str] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)
    numbered: int = 0

    @property
    def access(self) -> KafkaAccess:
        password = self.stack.kafka_password
        return KafkaAccess.model_validate(
            {"bootstrap": self.stack.kafka_bootstrap, "user": self.stack.kafka_user, "password": password}
        )

    @property
    def given(self) -> dict[str, Any]:
        """What an arm has to know."""
        stack = self.stack
        return {
            "kafka": {
                "bootstrap": stack.kafka_bootstrap, "user": stack.kafka_user, "password": stack.kafka_password,
            },
        }  # fmt: skip

    def local(self) -> str:
        """A Local nobody has used: its topics are this benchmark's own."""
        self.numbered += 1
        return f"bench-{self.mark}-{self.numbered}"

    def topic(self, name: str, partitions: int = 4) -> str:
        """An empty topic; an even number of partitions, so that two processes can share it."""
        wait(self._make_topic(name, partitions))
        self.topics.append(name)
        return name

    async def _make_topic(self, name: str, partitions: int) -> None:
        admin = AIOKafkaAdminClient(**self.access.client())
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, partitions, 1)])
        finally:
            await admin.close()

    def database(self, service: str | None = None) -> str:
        """An empty database with that service's tables (`evaluation/outcomes` for the evaluator's), or with none."""
        self.numbered += 1
        name = f"bench_{self.mark}_{self.numbered}"
        wait(self._make_database(name, service))
        self.databases.append(name)
        return self.stack.database_url(name)

    async def _make_database(self, name: str, service: str | None) -> None:
        await self._execute(f'CREATE DATABASE "{name}"')
        if service:
            await migrate(self.stack.database_url(name), SERVICES / service / "migrations")

    async def _execute(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.stack.postgres_url)
        try:
            for sql in statements:
                await connection.execute(sql)
        finally:
            await connection.close()

    def clear(self) -> None:
        """Take away what was made since the last time: one benchmark's leftovers must not weigh on the next."""
        wait(self._clear())
        self.topics.clear()
        self.databases.clear()

    async def _clear(self) -> None:
        await self._execute(*(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in self.databases))
        if self.topics:
            admin = AIOKafkaAdminClient(**self.access.client())
            await admin.start()
            try:
                await admin.delete_topics(self.topics)
            finally:
                await admin.close()

    def database_cpu(self) -> float:
        """Seconds of processor time of the database so far, ended sessions included; 0 where it is not ours."""
        if "postgres" not in self.stack.pids:
            return 0.0
        server = psutil.Process(self.stack.pids["postgres"])
        own = server.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for child in server.children():
            try:
                times = child.cpu_times()
                total += times.user + times.system
            except psutil.NoSuchProcess:
                pass
        return float(total)


@contextmanager
def place() -> Iterator[Place]:
    """A stack for this run, at full speed (not the quick start), its state gone afterwards."""
    folder = embedded.default_state() / "benchmarks"
    state = folder / "stack"
    shutil.rmtree(state, ignore_errors=True)
    with provide(state, lambda line: print(line, file=sys.stderr), quick=False) as stack:
        assert stack.provider != "embedded" or set(stack.pids) == {"kafka", "postgres"}, "these servers are not ours"
        yield Place(stack, folder)
    shutil.rmtree(state, ignore_errors=True)


class Contender:
    """One arm in its own process: `with Contender(place, "benchmarks.arms:x", {...}) as arm: arm()` runs it once."""

    def __init__(self, place: Place, arm: str, given: dict[str, Any], python: str = sys.executable) -> None:
        self._place, self._arm = place, arm
        self._log = place.folder / f"{arm.replace(':', '.')}.log"
        command = [python, "-m", "benchmarks.worker", arm, json.dumps(place.given | given)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log.open("wb"), text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._answer()
        return self

    def __call__(self) -> Run:
        before = self._place.database_cpu()
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        done = Run(**self._answer())
        return replace(done, cpu=done.cpu + self._place.database_cpu() - before)

    def _answer(self) -> Any:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            said = self._log.read_text(errors="replace").strip().splitlines()
            raise Failed(f"{self._arm}: {said[-1] if said else 'no last words'}")
        return json.loads(line)

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
