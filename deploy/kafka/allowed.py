"""What a user may do, asked of the broker as that user: being let in says nothing about it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient

from deploy.kafka.rights import Right
from shared.config.kafka import KafkaAccess

SECONDS = 5.0
REFUSALS = (
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
)


def missing(access: KafkaAccess, wanted: Sequence[Right]) -> list[str]:
    """Which of these rights the user does not have, in words that go on after "the broker ..."; empty is good.

    Raises KafkaException if the broker does not say.
    """
    client = AdminClient(access.librdkafka())
    terms: Any = {"include_authorized_operations": True, "request_timeout": SECONDS}
    asked = {kind: sorted({each.name for each in wanted if each.kind == kind}) for kind in ("TOPIC", "GROUP")}
    topics = _allowed(client.describe_topics(TopicCollection(asked["TOPIC"]), **terms)) if asked["TOPIC"] else {}
    groups = _allowed(client.describe_consumer_groups(asked["GROUP"], **terms)) if asked["GROUP"] else {}
    unseen = [name for name, operations in topics.items() if not operations]
    found = [f"does not show {', '.join(unseen)}"] if unseen else []
    for each in wanted:
        operations = (topics if each.kind == "TOPIC" else groups)[each.name]
        if each.name not in unseen and each.operation not in operations:
            found.append(f"does not let it {each.does}")
    return found


def _allowed(answers: "Mapping[str, Future[Any]]") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, answer in answers.items():
        try:
            found[name] = {each.name for each in answer.result().authorized_operations or ()}
        except KafkaException as refused:
            if refused.args[0].code() not in REFUSALS:
                raise
            found[name] = set()
    return found
