"""What a row stands on: a broker and a database server, how processes reach them, and how to hurt them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import ADMIN
from deploy.local.ports import free
from deploy.local.postgres import Postgres
from deploy.local.providers import provide
from deploy.local.stack import Stack
from shared.config.kafka import KafkaAccess
from shared.persistence.database import migrate
from tests.faults.cluster import PASSWORD, Cluster, cluster

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass
class Ground:
    """`reached` is how the product's processes come to Kafka, `kafka` how the harness does: past any proxy."""

    stack: Stack
    kafka: KafkaAccess
    reached: KafkaAccess
    cluster: Cluster | None = None

    @property
    def brokers(self) -> Cluster:
        assert self.cluster, "this row needs brokers of its own"
        return self.cluster

    @classmethod
    def of(cls, stack: Stack) -> "Ground":
        return cls(stack, stack.kafka, stack.kafka)

    async def make_database(self, migrations: Path = MIGRATIONS) -> str:
        """A new database with the backbone's tables and those of `migrations`; its address."""
        name = f"t_{secrets.token_hex(6)}"
        await self.execute(f'CREATE DATABASE "{name}"')
        url = self.stack.database_url(name)
        await migrate(url, migrations)
        return url

    async def drop_database(self, url: str) -> None:
        await self.execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    async def execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self.stack.postgres_url, timeout=10)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def make_topic(self, name: str, partitions: int, **settings: str) -> None:
        admin = AIOKafkaAdminClient(**self.kafka.client())
        await admin.start()
        try:
            made = NewTopic(name, partitions, self.cluster.size if self.cluster else 1, topic_configs=settings)
            answer = await admin.create_topics([made], timeout_ms=20_000)
            assert answer.topic_errors[0][1] == 0, answer.topic_errors
        finally:
            await admin.close()


def through(url: str, port: int) -> str:
    """The same database by way of a proxy on this port."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition(":")[0] + f":{port}"
    return urlunsplit((parts.scheme, place, parts.path, parts.query, ""))


@dataclass
class Own:
    """Brokers and a database server of the harness's own, as the parts of a stack."""

    cluster: Cluster
    postgres: Postgres

    @property
    def pids(self) -> dict[str, int]:
        found = self.postgres.child.process()
        return {"postgres": found.pid} if found else {}

    def kill_kafka(self) -> None:
        self.cluster.stop()

    def start_kafka(self) -> None:
        self.cluster.start()

    def kill_postgres(self) -> None:
        self.postgres.child.kill()

    def start_postgres(self) -> None:
        if self.postgres.child.has_ended:
            self.postgres.start()

    def close(self) -> None:
        self.cluster.stop()
        self.postgres.child.stop()


@contextmanager
def given(folder: Path) -> Iterator[Ground]:
    """The same stack that every other test runs on."""
    with provide(folder) as stack:
        yield Ground.of(stack)


@contextmanager
def own(folder: Path, size: int = 1, **settings: Any) -> Iterator[Ground]:
    """So many brokers, which the product's processes reach only by way of proxies, and a database server."""
    postgres = Postgres(folder, free(1)[0], PASSWORD)
    with cluster(folder / "brokers", size, **settings) as brokers:
        try:
            postgres.prepare()
            postgres.start()
            parts = Own(brokers, postgres)
            stack = Stack("own", brokers.direct.bootstrap, ADMIN, PASSWORD, postgres.url, parts)
            yield Ground(stack, brokers.direct, brokers.reached, brokers)
        finally:
            postgres.child.stop()
