"""A teller's outbox, a hearer's effects, and real processes between them that may be killed."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from confluent_kafka import Consumer, TopicPartition

from deploy.local import Stack
from deploy.local.ready import client
from shared.database import Database, connected
from shared.events import GoalSet, examples
from shared.outbox import recorder
from shared.settings import KafkaAccess
from shared.topics import topic

ROOT = Path(__file__).parents[2]
RECORD = recorder({GoalSet: "INSERT INTO goal (id) VALUES (:goal_id)"})
PATIENCE = 40.0
PARTITIONS = 2


@dataclass
class Wire:
    """One topic from one outbox to one table of effects."""

    local: str
    stack: Stack
    kafka: KafkaAccess
    teller_url: str
    hearer_url: str
    logs: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    people: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(6)])
    told: int = 0

    @property
    def topic(self) -> str:
        return topic(self.local, "journey")

    def start(self, role: str, failpoint: str = "") -> subprocess.Popen[bytes]:
        password = self.kafka.password.get_secret_value()
        given = {
            "role": role,
            "local": self.local,
            "url": self.teller_url if role == "relay" else self.hearer_url,
            "kafka": {"bootstrap": self.kafka.bootstrap, "user": self.kafka.user, "password": password},
        }
        log = self.logs / f"{len(self.processes)}-{role}.log"
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker", json.dumps(given)],
            cwd=ROOT,
            env=os.environ | {"LC_FAILPOINT": failpoint},
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    async def tell(self, db: Database, count: int) -> None:
        """Acknowledged facts, numbered per person, in order; at most 100 a person fit into a goal's two scales."""
        assert self.told + count <= 600
        for _ in range(count):
            person = self.people[self.told % len(self.people)]
            number = self.told // len(self.people)
            goal = examples.GOAL_SET.model_copy(
                update={
                    "participant_id": person,
                    "goal_id": uuid4(),
                    "importance": number // 10 + 1,
                    "confidence": number % 10 + 1,
                }
            )
            async with db.transaction() as tx:
                await RECORD(tx, goal)
            self.told += 1

    async def effects(self) -> list[tuple[UUID, int]]:
        async with connected(self.hearer_url) as db, db.transaction() as tx:
            rows = await tx.fetch("SELECT participant_id, number FROM effect ORDER BY position")
        return [(row["participant_id"], row["number"]) for row in rows]

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                if await holds():
                    return
            except (OSError, asyncpg.PostgresError):
                pass  # the database is just being killed or started
            assert asyncio.get_running_loop().time() < deadline, f"not within {PATIENCE:.0f} s: {what}"
            await asyncio.sleep(0.1)

    async def work_has_begun(self) -> None:
        async def some() -> bool:
            return bool(await self.effects())

        await self.until(some, "the first effect")

    async def all_have_had_their_effect(self) -> None:
        async def there() -> bool:
            return len(await self.effects()) >= self.told

        await self.until(there, f"{self.told} effects")

    async def nothing_lost_doubled_or_out_of_order(self) -> None:
        await self.all_have_had_their_effect()
        effects = await self.effects()
        for person in self.people:
            numbers = [number for whose, number in effects if whose == person]
            assert numbers == list(range(len(numbers))), "lost, doubled or out of order"
        assert len(effects) == self.told

    async def on_topic(self) -> int:
        """How many records the topic holds, duplicates included."""
        return await asyncio.to_thread(self._on_topic)

    def _on_topic(self) -> int:
        password = self.kafka.password.get_secret_value()
        consumer = Consumer(client(self.kafka.bootstrap, self.kafka.user, password) | {"group.id": "count"})
        try:
            places = [TopicPartition(self.topic, part) for part in range(PARTITIONS)]
            ends = [consumer.get_watermark_offsets(place, timeout=20) for place in places]
            return sum(end - start for start, end in ends)
        finally:
            consumer.close()

    async def produce(self, *records: tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]) -> None:
        producer = AIOKafkaProducer(**self.kafka.client(), acks="all")
        await producer.start()
        try:
            for key, value, headers in records:
                await producer.send_and_wait(self.topic, value=value, key=key, headers=headers, partition=0)
        finally:
            await producer.stop()


@pytest.fixture
async def wire(stack: Stack, kafka: KafkaAccess, fresh_database: Any, tmp_path: Path) -> AsyncIterator[Wire]:
    teller, hearer = await fresh_database("practice"), await fresh_database("practice")
    async with connected(teller) as db, db.transaction() as tx:
        await tx.execute("CREATE TABLE goal (id uuid PRIMARY KEY)")
    async with connected(hearer) as db, db.transaction() as tx:
        await tx.execute(
            "CREATE TABLE effect (position bigint GENERATED ALWAYS AS IDENTITY, participant_id uuid, goal_id uuid,"
            " number int)"
        )
    made = Wire(f"t-{secrets.token_hex(4)}", stack, kafka, teller, hearer, tmp_path)
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    await admin.create_topics([NewTopic(made.topic, PARTITIONS, 1)])
    await admin.close()
    yield made
    for process in made.processes:
        if process.poll() is None:
            made.kill(process)
