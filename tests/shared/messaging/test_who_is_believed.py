"""A topic's writer is believed about its own kind of fact alone, by every service and by the evaluator."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import product
from uuid import uuid4

import pytest

from services.evaluation.outcomes.consume.reading import READERS, read
from shared.context.service_context import ServiceContext
from shared.events import ALL, Event, examples
from shared.kernel import topics
from shared.messaging import dead_letters
from shared.messaging.envelope import InvalidMessage, KafkaRecord
from shared.messaging.handlers import EventHandlers
from shared.persistence.database import connected
from tests.doors import NOON, MovableClock, settings_for

HEARERS = [name for name in topics.SERVICES if topics.HEARS[name]]
BY_KIND = {type(event): event for event in examples.ALL}


def hearing(service: str) -> EventHandlers:
    found = import_module(f"services.{service}.app").service.hears
    assert isinstance(found, EventHandlers)
    return found


def record(event: Event, stream: str, teller: str, local: str = "brimbank") -> KafkaRecord:
    """An event as somebody who may write on that topic would write it."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_type": event.type_name(),
        "ce_source": f"/lc/{local}/{teller}",
        "ce_sequence": "1",
        "content-type": "application/json",
    }
    told = tuple((name, value.encode()) for name, value in headers.items())
    return KafkaRecord(topics.topic("brimbank", stream), 0, 0, event.subject.encode(), event.body() or None, told)


def structured(raw: KafkaRecord) -> KafkaRecord:
    """The same in one piece, as CloudEvents' other way of writing has it."""
    whole = {name[3:]: (value or b"").decode() for name, value in raw.headers if name.startswith("ce_")}
    body = json.dumps(whole | {"data": json.loads(raw.value or b"{}")}).encode()
    return replace(raw, value=body, headers=(("content-type", b"application/cloudevents+json"),))


def elsewhere(service: str) -> Iterator[tuple[Event, str]]:
    """Every fact there is, with every topic that this service hears and that the fact is not told on."""
    for kind, stream in product(ALL, topics.HEARS[service]):
        if kind.stream != stream and BY_KIND[kind].body():
            yield BY_KIND[kind], stream


@pytest.fixture
async def here(fresh_database):
    url = await fresh_database("practice")
    async with connected(url) as db:
        yield ServiceContext("practice", "brimbank", settings_for("practice", url), MovableClock(NOON), db)


def test_every_fact_is_told_on_a_topic_of_its_teller() -> None:
    assert [
        kind for kind in ALL if kind.service in topics.SERVICES and topics.TELLER.get(kind.stream) != kind.service
    ] == []


@pytest.mark.parametrize("service", HEARERS)
async def test_no_kind_of_fact_is_believed_on_a_topic_that_is_not_its_own(here: ServiceContext, service: str) -> None:
    tried = 0
    for event, stream in elsewhere(service):
        for source in {topics.TELLER[stream], event.service}:
            for raw in (record(event, stream, source), structured(record(event, stream, source))):
                with pytest.raises(InvalidMessage, match=r"never told on this topic|who alone tells on this topic"):
                    await hearing(service).handle(raw, here)
                tried += 1
    assert tried > 100
    async with here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM inbox") == 0


@pytest.mark.parametrize("service", HEARERS)
async def test_nobody_but_the_teller_is_believed_on_a_topic(here: ServiceContext, service: str) -> None:
    heard = [kind for kind in ALL if kind.type_name() in hearing(service).handlers]
    assert heard
    for kind, other in product(heard, topics.SERVICES):
        if other != kind.service:
            with pytest.raises(InvalidMessage, match="who alone tells on this topic"):
                await hearing(service).handle(record(BY_KIND[kind], kind.stream, other), here)
    with pytest.raises(InvalidMessage, match="not of this Local"):
        await hearing(service).handle(record(BY_KIND[heard[0]], heard[0].stream, heard[0].service, "frankston"), here)


async def test_what_was_parked_for_that_is_not_believed_when_it_is_replayed(here: ServiceContext) -> None:
    heard = next(kind for kind in ALL if kind.type_name() in hearing("practice").handlers)
    forged = record(BY_KIND[heard], "journey", "community")
    await dead_letters.park(here.db, forged, "ce_source is not of journey")
    async with here.db.transaction() as tx:
        found = await dead_letters.find(tx, forged.topic, 0, 0)
    assert found
    with pytest.raises(InvalidMessage, match="who alone tells on this topic"):
        await hearing("practice").handle(found.raw, here)


def test_the_evaluator_takes_nothing_but_releases_from_a_release_s_topic() -> None:
    for kind, source in product(ALL, topics.SERVICES):
        released = kind.type_name().encode() in READERS
        if (released and source == "evaluation") or not BY_KIND[kind].body():
            continue
        for raw in (
            record(BY_KIND[kind], "evaluation", source),
            structured(record(BY_KIND[kind], "evaluation", source)),
        ):
            with pytest.raises(InvalidMessage):
                read(raw, "brimbank")
