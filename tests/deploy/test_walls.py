"""Who may read and write what, asked of the broker and the database themselves."""

from collections.abc import Iterator
from itertools import product

import asyncpg
import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient

from deploy.kafka import prepare
from deploy.kafka.admin import Admin
from deploy.kafka.plan import plan
from deploy.kafka.prepare import Environment, secret
from deploy.kafka.rights import rights_for, topics_for, users_for
from deploy.local.ready import client
from deploy.local.stack import Stack
from shared.kernel import topics

TWO = ("brimbank", "frankston")


@pytest.fixture(scope="module")
def prepared(stack: Stack) -> Iterator[dict[str, Environment]]:
    return prepare(stack, TWO)


def as_user(stack: Stack, user: str) -> dict[str, str | int | float | bool]:
    return client(stack.kafka_as(user, secret(stack, f"kafka:{user}")))


def test_every_right_is_on_one_name_or_on_a_prefix_that_ends_with_a_dot() -> None:
    for right in rights_for(topics.LOCALS):
        assert (right.pattern == "PREFIXED") == right.name.endswith(".")
        assert right.kind == "GROUP" or right.pattern == "LITERAL"


def test_no_user_of_a_local_has_a_right_in_another() -> None:
    for right in rights_for(topics.LOCALS):
        local = right.user.rpartition(".")[0]
        if local and right.kind == "TOPIC":
            assert right.name.startswith(f"lc.{local}.")


def test_the_broker_gives_each_user_what_was_designed_and_nothing_else(
    stack: Stack, prepared: dict[str, Environment]
) -> None:
    """Every user on every topic, reading and writing: the broker itself says what is allowed."""
    names = [topic.name for topic in topics_for(TWO)]
    wanted = {(right.user, right.name, right.operation) for right in rights_for(TWO) if right.kind == "TOPIC"}
    found, refusals = set(), set()
    for user in users_for(TWO):
        admin = AdminClient(as_user(stack, user))
        answers = admin.describe_topics(TopicCollection(names), include_authorized_operations=True)
        for name, answer in answers.items():
            error = answer.exception()
            if error is None:
                found |= {(user, name, operation.name) for operation in answer.result().authorized_operations}
            else:
                refusals.add(error.args[0].code())
    assert {right for right in found if right[2] != "DESCRIBE"} == wanted
    assert refusals == {KafkaError.TOPIC_AUTHORIZATION_FAILED}
    assert len(list(product(users_for(TWO), names, ("READ", "WRITE")))) - len(wanted) > 300  # refused as designed


@pytest.mark.parametrize("topic", [topic.name for topic in topics_for(TWO) if "evaluation" not in topic.name])
def test_the_evaluator_can_read_nothing_of_a_local_but_what_was_released(
    stack: Stack, prepared: dict[str, Environment], topic: str
) -> None:
    if topic != topics.OUTCOMES:
        assert read(stack, "evaluator", topic) == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_the_evaluator_reads_what_was_released_and_cannot_write_there(
    stack: Stack, prepared: dict[str, Environment]
) -> None:
    released = topics.topic("brimbank", "evaluation")
    assert write(stack, "brimbank.evaluation", released) is None
    assert read(stack, "evaluator", released) is None
    assert write(stack, "evaluator", released) == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_local_can_neither_read_nor_write_in_another(stack: Stack, prepared: dict[str, Environment]) -> None:
    for stream in ("journey", topics.CARD, "evaluation"):
        theirs = topics.topic("frankston", stream)
        assert read(stack, "brimbank.journey", theirs) == KafkaError.TOPIC_AUTHORIZATION_FAILED
        assert write(stack, "brimbank.referral", theirs) == KafkaError.TOPIC_AUTHORIZATION_FAILED


OUTSIDERS = ("evaluator", "integrator", "brimbank.evaluation", "brimbank.practice", "frankston.journey")


@pytest.mark.parametrize("user", OUTSIDERS)
def test_what_worries_somebody_is_read_by_nobody_outside_and_by_no_other_service(
    stack: Stack, prepared: dict[str, Environment], user: str
) -> None:
    worries = topics.topic("brimbank", topics.SAFETY)
    assert read(stack, user, worries) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert write(stack, user, worries) == KafkaError.TOPIC_AUTHORIZATION_FAILED
    assert write(stack, "brimbank.journey", worries) is None


def test_a_group_of_another_service_cannot_be_joined(stack: Stack, prepared: dict[str, Environment]) -> None:
    refused = read(stack, "brimbank.journey", topics.topic("brimbank", "referral"), group="brimbank.community")
    assert refused == KafkaError.GROUP_AUTHORIZATION_FAILED


def test_the_integrator_reads_published_outcomes_and_nothing_else(
    stack: Stack, prepared: dict[str, Environment]
) -> None:
    assert write(stack, "evaluator", topics.OUTCOMES) is None
    assert read(stack, "integrator", topics.OUTCOMES) is None
    refused = read(stack, "integrator", topics.topic("brimbank", "evaluation"))
    assert refused == KafkaError.TOPIC_AUTHORIZATION_FAILED


async def test_a_database_lets_only_its_own_role_in(stack: Stack, prepared: dict[str, Environment]) -> None:
    own = prepared["brimbank"]["LC_JOURNEY__DATABASE_URL"]
    connection = await asyncpg.connect(own)
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
    await connection.close()
    for other in ("lc_frankston_journey", "lc_brimbank_community", "lc_outcomes"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(own.rpartition("/")[0] + "/" + other)


def test_preparing_again_changes_nothing(stack: Stack, prepared: dict[str, Environment]) -> None:
    admin = Admin(stack.kafka)
    assert plan(admin.found(), TWO).lines() == []
    assert prepare(stack, TWO) == prepared


def test_a_right_that_nobody_should_have_is_taken_away(stack: Stack, prepared: dict[str, Environment]) -> None:
    from deploy.kafka.plan import apply
    from deploy.kafka.rights import Right
    from deploy.kafka.rules import AccessRule

    admin = Admin(stack.kafka)
    wrong = AccessRule.of(Right("evaluator", "READ", "TOPIC", topics.topic("brimbank", topics.CARD)))
    admin.give([wrong])
    admin.until(lambda found: wrong in found.rules)
    assert apply(admin, TWO, lambda user: None).take == (wrong,)
    assert wrong not in admin.found().rules


def read(stack: Stack, user: str, topic: str, group: str | None = None) -> int | None:
    """The error with which reading is refused, or nothing if records or the end are reached."""
    settings = as_user(stack, user) | {"group.id": group or user, "enable.auto.commit": False}
    consumer = Consumer(settings | {"auto.offset.reset": "earliest", "enable.partition.eof": True})
    if group:
        consumer.subscribe([topic])
    else:
        consumer.assign([TopicPartition(topic, number) for number in range(topics.PARTITIONS)])
    try:
        message = consumer.poll(20)
        assert message is not None, "neither a record nor an answer within 20 seconds"
        error = message.error()
        return None if error is None or error.code() == KafkaError._PARTITION_EOF else int(error.code())
    finally:
        consumer.close()


def write(stack: Stack, user: str, topic: str) -> int | None:
    refused: list[int] = []
    producer = Producer(as_user(stack, user) | {"acks": "all", "enable.idempotence": True})
    producer.produce(topic, b"{}", on_delivery=lambda error, _: refused.append(error.code()) if error else None)
    producer.flush(20)
    return refused[0] if refused else None
