"""`lc recover` on a real broker: what it shows of a service whose database is older than the logs, and what it does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

from deploy.kafka import prepare, wipe
from deploy.kafka.prepare import secret
from deploy.local.stack import Stack
from shared.events import SupervisionHeld, examples
from shared.kernel.topics import topic, user
from shared.persistence import how_far
from shared.persistence.database import connected
from tests.doors import STAFF

from .commands import Said, lc

LOCAL = "latrobe"


class Desk:
    def __init__(self, url: str, settings: dict[str, str], state: Path) -> None:
        self.url, self.settings, self.state = url, settings, state

    async def lc(self, *words: str) -> Said:
        said = await asyncio.to_thread(lc, "recover", *words, state=self.state, **self.settings)
        assert said.returncode == 0, said.stderr
        return said

    async def json(self, *words: str) -> Any:
        (found,) = json.loads((await self.lc("--json", *words)).stdout)
        return found


@pytest.fixture
async def desk(stack: Stack, fresh_database: Callable, tmp_path: Path) -> AsyncIterator[Desk]:
    await asyncio.to_thread(wipe, stack, [LOCAL])
    await asyncio.to_thread(prepare, stack, [LOCAL])
    url = await fresh_database("practice")
    settings = {
        "LC_LOCAL": LOCAL,
        "LC_LOCAL_NAME": "Latrobe",
        "LC_PHONE": "03 9448 5522",
        "LC_SECRET": "only-for-tests-" + "s" * 24,
        "LC_PSEUDONYM_KEY": "only-for-tests-" + "p" * 24,
        "LC_STAFF_FILE": str(STAFF),
        "LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap,
        "LC_PRACTICE__DATABASE_URL": url,
        "LC_PRACTICE__KAFKA_PASSWORD": secret(stack, f"kafka:{user(LOCAL, 'practice')}"),
    }
    yield Desk(url, settings, tmp_path)
    await asyncio.to_thread(wipe, stack, [LOCAL])


async def tell(stack: Stack, stream: str, *kinds: str) -> None:
    """Records as the teller of that topic writes them, all on one partition."""
    fact = next(event for event in examples.ALL if isinstance(event, SupervisionHeld))
    producer = AIOKafkaProducer(**stack.kafka_as(stack.kafka_user, stack.kafka_password).client())
    await producer.start()
    try:
        for number, kind in enumerate(kinds, 1):
            heads = {
                "ce_id": str(uuid4()),
                "ce_type": kind,
                "ce_source": f"/lc/{LOCAL}/{stream}",
                "ce_sequence": number,
            }
            await producer.send_and_wait(
                topic(LOCAL, stream), fact.body(), fact.subject.encode(), partition=1,
                headers=[(name, str(value).encode()) for name, value in heads.items()],
            )  # fmt: skip
    finally:
        await producer.stop()


async def test_it_says_how_much_is_heard_again_and_changes_nothing_of_that(desk: Desk, stack: Stack) -> None:
    async with connected(desk.url) as db, db.transaction() as tx:
        await how_far.put(tx, {TopicPartition(topic(LOCAL, "journey"), part): 0 for part in range(4)})
    await tell(stack, "journey", "x.One.v1", "x.Two.v1")
    assert "practice: 2 records to hear." in (await desk.lc()).stdout
    logs = {one["log"]: one for one in (await desk.json())["logs"]}
    assert logs[f"{topic(LOCAL, 'journey')}/1"] | {"group": None} == {
        "log": f"{topic(LOCAL, 'journey')}/1", "heard": 0, "group": None, "begins": 0, "ends": 2, "gone": None,
    }  # fmt: skip


async def test_it_names_what_the_service_told_and_has_forgotten_until_somebody_has_seen_to_it(
    desk: Desk, stack: Stack
) -> None:
    await tell(stack, "practice", SupervisionHeld.type_name(), SupervisionHeld.type_name())
    said = (await desk.lc()).stdout
    assert "2 facts that it told and its database does not have" in said
    assert said.count("SupervisionHeld") == 2
    assert len((await desk.json())["forgotten"]) == 2
    async with connected(desk.url) as db, db.transaction() as tx:
        assert await tx.fetchval("SELECT max(sequence) FROM subject") == 2
    await desk.lc("--seen-to")
    assert (await desk.json())["forgotten"] == []


async def test_it_lets_a_service_hear_everything_again_when_it_is_asked_to(desk: Desk, stack: Stack) -> None:
    await tell(stack, "journey", "x.One.v1", "x.Two.v1")
    async with connected(desk.url) as db:
        async with db.transaction() as tx:
            await how_far.put(tx, {TopicPartition(topic(LOCAL, "journey"), 1): 2})
        await desk.lc("--from-beginning")
        async with db.transaction() as tx:
            assert set((await how_far.heard_up_to(tx)).values()) == {0}
