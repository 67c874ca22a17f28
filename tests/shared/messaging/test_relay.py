"""What the relay says of an event, and on what terms it sends."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.config.kafka import KafkaAccess
from shared.messaging import batch_producer, relay
from shared.persistence.database import connected

ROW: dict[str, Any] = {
    "event_id": "0190-id",
    "type": "au.localconnections.GoalSet.v1",
    "stream": "journey",
    "key": "somebody",
    "sequence": 7,
    "occurred_at": datetime(2026, 3, 2, tzinfo=UTC),
    "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01",
    "causation": None,
    "body": b"{}",
}


def test_an_event_is_a_cloudevent_in_binary_mode() -> None:
    told = dict(batch_producer.headers(ROW, "brimbank", "journey"))  # type: ignore[arg-type]
    assert told["ce_specversion"] == b"1.0"
    assert told["ce_source"] == b"/lc/brimbank/journey"
    assert told["ce_subject"] == b"somebody"
    assert told["ce_sequence"] == b"7"
    assert told["ce_time"] == b"2026-03-02T00:00:00+00:00"
    assert told["content-type"] == b"application/json"
    assert "ce_causationid" not in told


def test_what_is_released_carries_no_moment_finer_than_its_week() -> None:
    week = datetime(2020, 3, 2, tzinfo=UTC)
    released: Any = ROW | {"stream": "evaluation", "occurred_at": week}
    assert batch_producer.timestamp(released, datetime.now(UTC)) == week.timestamp() * 1000


def test_a_week_that_has_not_come_yet_is_told_as_this_week_which_a_broker_takes() -> None:
    released = ROW | {"stream": "evaluation", "occurred_at": datetime(2100, 3, 1, tzinfo=UTC)}
    told = datetime.fromtimestamp(batch_producer.timestamp(released, datetime.now(UTC)) / 1000, UTC)  # type: ignore[arg-type]
    assert told <= datetime.now(UTC)
    assert (told.weekday(), told.hour, told.minute, told.second, told.microsecond) == (0, 0, 0, 0, 0)


async def test_a_fact_counts_as_told_only_when_every_replica_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    class Producer:
        def __init__(self, **terms: Any) -> None:
            asked.update(terms)

        async def start(self) -> None: ...
        async def stop(self) -> None: ...

    class Connection:
        async def fetchval(self, *_: object) -> bool:
            return True

        def terminate(self) -> None: ...

    async def connect(_: str, **__: str) -> Connection:
        return Connection()

    monkeypatch.setattr(relay, "AIOKafkaProducer", Producer)
    monkeypatch.setattr(relay, "connect", connect)
    access = KafkaAccess.model_validate({"bootstrap": "127.0.0.1:1", "user": "u", "password": "p"})
    async with relay._Session("postgresql://none", access):
        pass
    assert asked["acks"] == "all"
    assert asked["enable_idempotence"] is True


async def test_what_is_only_forgotten_does_not_wait_for_the_disk_and_what_is_told_does(
    fresh_database: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Producer:
        def __init__(self, **_: Any) -> None: ...
        async def start(self) -> None: ...
        async def stop(self) -> None: ...

    monkeypatch.setattr(relay, "AIOKafkaProducer", Producer)
    url = await fresh_database("journey")
    access = KafkaAccess.model_validate({"bootstrap": "127.0.0.1:1", "user": "u", "password": "p"})
    async with relay._Session(url, access) as session, connected(url) as tellers, tellers.transaction() as tx:
        assert await session.connection.fetchval("SHOW synchronous_commit") == "off"
        assert await tx.fetchval("SHOW synchronous_commit") == "on"
