"""What is heard has its effect once; what cannot be read says why; what is not for us passes."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from faststream import AckPolicy

from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.events import CheckInHeld, GoalSet, GroupListed, examples
from shared.messaging.consumer import Listener
from shared.messaging.envelope import InvalidMessage, KafkaRecord
from shared.messaging.handlers import EventHandlers, why
from shared.messaging.subscribing import broker, never_raising
from shared.persistence.database import Transaction, connected
from shared.persistence.log_order import where_it_lies
from shared.persistence.outbox import recorder
from tests.doors import NOON, MovableClock, settings_for
from tests.partial import partly

hears = EventHandlers("practice")
TOPIC = "lc.brimbank.journey"


@hears(GoalSet)
async def note_goal(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
    await tx.execute("INSERT INTO effect (goal_id, importance) VALUES ($1, $2)", goal.goal_id, goal.importance)


@pytest.fixture
async def here(fresh_database):
    url = await fresh_database("practice")
    async with connected(url) as db:
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE effect (goal_id uuid, importance int)")
        yield ServiceContext("practice", "brimbank", settings_for("practice", url), MovableClock(NOON), db)


def raw(body: bytes | None = None, offset: int = 0, drop: tuple[str, ...] = (), **headers: bytes | None) -> KafkaRecord:
    attributes: dict[str, bytes | None] = {
        "ce_specversion": b"1.0",
        "ce_id": str(uuid4()).encode(),
        "ce_type": GoalSet.type_name().encode(),
        "ce_source": b"/lc/brimbank/journey",
        "ce_sequence": b"1",
        "content-type": b"application/json",
    }
    attributes |= {name.replace("content_type", "content-type"): value for name, value in headers.items()}
    told = tuple((name, value) for name, value in attributes.items() if name not in drop)
    goal = examples.GOAL_SET
    return KafkaRecord(TOPIC, 0, offset, goal.subject.encode(), goal.body() if body is None else body, told)


async def effects(here: ServiceContext) -> int:
    async with here.db.transaction() as tx:
        return int(await tx.fetchval("SELECT count(*) FROM effect"))


async def test_an_event_delivered_three_times_has_one_effect(here: ServiceContext) -> None:
    once = raw()
    for _ in range(3):
        assert await hears.handle(once, here)
    assert await effects(here) == 1
    assert here.progress.counts["deduplicated"] == 2


async def test_events_not_heard_here_and_not_invented_yet_pass(here: ServiceContext) -> None:
    assert not await hears.handle(raw(ce_type=CheckInHeld.type_name().encode()), here)
    assert not await hears.handle(raw(b"\xff\xfe", ce_type=b"au.localconnections.SungTogether.v1"), here)


async def test_a_structured_event_is_understood_too(here: ServiceContext) -> None:
    whole = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "type": GoalSet.type_name(),
        "source": "/lc/brimbank/journey",
        "data": json.loads(examples.GOAL_SET.body()),
    }
    record = raw(json.dumps(whole).encode(), content_type=b"application/cloudevents+json; charset=UTF-8")
    assert await hears.handle(replace(record, headers=(("content-type", b"application/cloudevents+json"),)), here)
    assert await effects(here) == 1


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (raw(b"{not json"), "body: json_invalid"),
        (raw(b"\xff\xfe"), "body: json_invalid"),
        (raw(b""), "no body"),
        (replace(raw(), value=None), "no body"),
        (raw(b'{"participant_id": "x"}'), "participant_id: uuid_parsing"),
        (raw(ce_specversion=b"0.3"), "ce_specversion is not 1.0"),
        (raw(drop=("ce_id",)), "ce_id is not a UUID"),
        (raw(ce_id=None), "ce_id is not a UUID"),
        (raw(ce_id=b"x" * 10_000), "ce_id is not a UUID"),
        (raw(ce_source=b"\xff"), "header ce_source is not UTF-8"),
        (raw(ce_source=b"/lc/frankston/journey"), "not of this Local"),
        (raw(content_type=b"application/avro"), "content-type"),
        (replace(raw(), headers=(*raw().headers, ("ce_id", b"again"))), "header ce_id stands twice"),
        (replace(raw(), key=None), "key is not the event's subject"),
        (replace(raw(), key=b"somebody else"), "key is not the event's subject"),
        (raw(ce_type=b"au.localconnections.GoalSet.v2"), "a version this program does not know"),
    ],
)
async def test_what_breaks_the_contract_is_refused_in_words_that_echo_nothing(
    here: ServiceContext, record: KafkaRecord, words: str
) -> None:
    with pytest.raises(InvalidMessage, match=words):
        await hears.handle(record, here)
    assert await effects(here) == 0


async def test_the_reason_names_the_fault_and_never_what_was_in_the_record() -> None:
    with pytest.raises(ValueError, match="participant_id") as invalid:
        GoalSet.model_validate({"participant_id": "Dimitra"})
    assert "Dimitra" not in why(invalid.value)
    with pytest.raises(ValueError, match="badly formed") as broken:
        UUID("Dimitra of Sunshine")
    assert why(broken.value).startswith("ValueError at ")
    assert "Sunshine" not in why(broken.value)


def test_a_service_cannot_listen_where_the_registry_does_not_let_it() -> None:
    with pytest.raises(TypeError, match="practice does not hear community"):
        EventHandlers("practice")(GroupListed)


ACCESS = KafkaAccess.model_validate({"bootstrap": "127.0.0.1:1", "user": "brimbank.practice", "password": "x"})


async def test_no_subscriber_acknowledges_before_the_work_is_done(here: ServiceContext) -> None:
    assert Listener(hears, here, ACCESS).subscriber.ack_policy is AckPolicy.MANUAL


async def test_a_new_group_reads_from_the_first_event_on(here: ServiceContext) -> None:
    arguments = Listener(hears, here, ACCESS).subscriber._connection_args
    assert arguments["auto_offset_reset"] == "earliest"
    assert arguments["enable_auto_commit"] is False


async def test_no_handler_ever_answers_to_an_address_in_a_record(here: ServiceContext) -> None:
    assert Listener(hears, here, ACCESS).subscriber._no_reply is True

    class Record:
        value, headers = b"{}", [("reply_to", b"lc.elsewhere"), ("broken", None), ("junk", b"\xff")]

    assert (await never_raising(Record())).reply_to == ""


def test_a_listener_knows_every_broker_of_a_cluster() -> None:
    access = KafkaAccess(bootstrap="one:9092,two:9092,three:9092", user="nobody", password="none")  # type: ignore[arg-type]
    assert broker(access).specification.url == ["one:9092", "two:9092", "three:9092"]


retells = EventHandlers("practice")
RECORD = recorder({GoalSet: partly(GoalSet, "INSERT INTO effect (goal_id, importance) VALUES (:goal_id, :importance)")})


@retells(GoalSet)
async def tell_it_again(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
    await RECORD(tx, goal)


async def test_the_relay_is_woken_only_where_something_was_recorded(here: ServiceContext) -> None:
    woken: list[str] = []
    here.wake = lambda: woken.append("once")
    await hears.handle(raw(), here)
    assert not woken
    await retells.handle(raw(offset=1), here)
    assert woken == ["once"]


async def test_where_a_record_lies_is_known_while_it_is_handled_and_not_after(here: ServiceContext) -> None:
    places: list[int] = []
    looks = EventHandlers("practice")

    @looks(GoalSet)
    async def look(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
        places.append(where_it_lies(tx).offset)

    await looks.handle(raw(offset=41), here)
    assert places == [41]
    async with here.db.transaction() as tx:
        with pytest.raises(LookupError, match="no record is being handled"):
            where_it_lies(tx)
