"""What may befall a broker behind everybody's back: each as somebody would do it, and as it should be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from confluent_kafka.admin import AdminClient, NewPartitions, UserScramCredentialDeletion
from confluent_kafka.admin import ScramMechanism as Mechanism

from deploy.kafka.admin import Admin
from deploy.kafka.rights import Right, topics_for
from deploy.kafka.rules import AccessRule
from shared.kernel import topics

WRONG = {
    "cleanup.policy": "compact,delete",
    "retention.ms": "86400000",
    "retention.bytes": "1000000",
    "max.message.bytes": "2000",
    "max.compaction.lag.ms": "9000000000",
    "min.insync.replicas": "1",
    "unclean.leader.election.enable": "true",
}


@dataclass(frozen=True)
class Drift:
    name: str
    make: Callable[[Admin, AdminClient], object]
    says: tuple[str, ...]
    """Words that have to stand in the one line that tells of it."""
    wide: bool = False
    """Reaches beyond the Local, and goes only if that is asked for."""


def settings(local: str, replicas: int) -> Iterator[Drift]:
    """Each setting of each of the Local's topics, wrong."""

    def wrong(topic: str, name: str) -> Callable[[Admin, AdminClient], object]:
        return lambda admin, _: admin.change_settings([(topic, name, WRONG[name])])

    for topic in topics_for([local]):
        for name, wanted in topic.settings(replicas).items():
            if wanted != WRONG[name]:
                yield Drift(f"{topic.name}: {name}", wrong(topic.name, name), (topic.name, name, WRONG[name]))


def rules(local: str, other: str) -> Iterator[Drift]:
    """Rules that nobody has asked for, by everybody, by strangers, by another Local, and by the Local's own users."""
    topic, card = topics.topic(local, "journey"), topics.topic(local, topics.CARD)
    group, ours = topics.user(local, "journey"), f"lc.{local}."
    journey, practice = f"User:{group}", f"User:{topics.user(local, 'practice')}"
    for rule, wide in (
        (AccessRule("User:*", "ALL", "TOPIC", ours, "PREFIXED"), False),
        (AccessRule("User:*", "READ", "TOPIC", card), False),
        (AccessRule("User:*", "DESCRIBE", "TOPIC", topic), False),
        (AccessRule("User:*", "READ", "GROUP", group), False),
        (AccessRule("User:*", "WRITE", "TOPIC", topics.OUTCOMES), False),
        (AccessRule("User:stranger", "READ", "TOPIC", topic), False),
        (AccessRule("User:stranger", "DELETE", "TOPIC", card, host="10.1.2.3"), False),
        (AccessRule("User:stranger", "ALTER_CONFIGS", "TOPIC", ours, "PREFIXED"), False),
        (AccessRule("User:stranger", "DELETE", "GROUP", f"{local}.", "PREFIXED"), False),
        (AccessRule("User:stranger", "READ", "TOPIC", "*"), True),
        (AccessRule("User:stranger", "READ", "TOPIC", "lc.", "PREFIXED"), True),
        (AccessRule("User:stranger", "READ", "GROUP", "*"), True),
        (AccessRule("User:stranger", "ALTER", "CLUSTER", "kafka-cluster"), True),
        (AccessRule("User:*", "READ", "TOPIC", card, permission="DENY"), False),
        (AccessRule(journey, "WRITE", "TOPIC", topic, permission="DENY"), False),
        (AccessRule(f"User:{topics.user(other, 'journey')}", "READ", "TOPIC", topic), False),
        (AccessRule(practice, "WRITE", "TOPIC", topic), False),
        (AccessRule(practice, "READ", "TOPIC", ours, "PREFIXED"), False),
        (AccessRule(practice, "ALTER", "TOPIC", card), False),
    ):
        yield Drift(str(rule), _given(rule), (str(rule),), wide)


def missing(local: str) -> Iterator[Drift]:
    """What was there and is gone."""
    user, topic = topics.user(local, "community"), topics.topic(local, topics.SAFETY)
    right = Right(user, "READ", "TOPIC", topics.topic(local, "journey"))
    rule = AccessRule.of(right)

    def lose_a_password(admin: Admin, client: AdminClient) -> None:
        gone = client.alter_user_scram_credentials([UserScramCredentialDeletion(user, Mechanism.SCRAM_SHA_512)])
        gone[user].result()
        admin.until(lambda found: user not in found.users)

    def lose_a_topic(admin: Admin, _: Any) -> None:
        admin.delete_topics([topic])
        admin.until(lambda found: topic not in found.topics)

    def lose_a_right(admin: Admin, _: Any) -> None:
        admin.take([right])
        admin.until(lambda found: rule not in found.rules)

    yield Drift(f"user {user} is gone", lose_a_password, (f"user {user}",))
    yield Drift(f"topic {topic} is gone", lose_a_topic, (f"topic {topic}",))
    yield Drift(f"{right}: taken away", lose_a_right, (str(rule),))


def more_partitions(topic: str) -> Drift:
    def add(admin: Admin, client: AdminClient) -> None:
        client.create_partitions([NewPartitions(topic, topics.PARTITIONS + 2)])[topic].result()
        admin.until(lambda found: found.topics[topic][0] == topics.PARTITIONS + 2)

    return Drift(f"{topic}: partitions", add, (topic, "6 partitions", "never added"))


def _given(rule: AccessRule) -> Callable[[Admin, AdminClient], object]:
    def give(admin: Admin, _: Any) -> None:
        admin.give([rule])
        admin.until(lambda found: rule in found.rules)

    return give
