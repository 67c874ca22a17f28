"""Applies topics, users and rights to a broker: as often as one likes, with the same result."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from confluent_kafka.cimpl import NewTopic

from deploy.kafka.rights import Right, Topic
from deploy.kafka.rules import AccessRule
from deploy.local import loop
from deploy.local.ready import client
from deploy.local.trouble import CliError
from shared.config.kafka import KafkaAccess
from shared.kernel import topics as names
from shared.messaging.probe import probe

PATIENCE = 30.0  # seconds for one call, and for what it changed to be seen
ITERATIONS = 4096
NO_ANSWER = "Kafka does not answer the administrator: {}."
GIVES_IT = "`lc topics apply` gives it the right one"
LOOK = "look at LC_KAFKA_USER and LC_KAFKA_PASSWORD"
"""What to do where it is the administrator itself whom the broker does not know: nobody here can give that password."""
ANY_ACL = AclBindingFilter(
    ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
)


@dataclass(frozen=True)
class BrokerState:
    """What the broker has already. `topics`: name -> (partitions, replicas of the one that has fewest)."""

    topics: Mapping[str, tuple[int, int]]
    users: frozenset[str]
    rules: frozenset[AccessRule]
    replicas: int
    """How many replicas a topic should have with as many brokers as there are."""


class Admin:
    """The broker's administrator: reads and changes topics, users, rights (ACLs), settings and groups.

    Raises CliError where Kafka does not answer or refuses.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._client = AdminClient(client(access))
        self.replicas = self.brokers = 1

    def found(self) -> BrokerState:
        if why := loop.run(probe(self._access)):  # says it within seconds, where the client waits as long as it may
            raise CliError(NO_ANSWER.format(why.replace(GIVES_IT, LOOK)))
        try:
            metadata = self._client.list_topics(timeout=PATIENCE)
            users = self._client.describe_user_scram_credentials(request_timeout=PATIENCE).result()
            bindings = self._client.describe_acls(ANY_ACL, request_timeout=PATIENCE).result()
        except KafkaException as error:
            raise CliError(NO_ANSWER.format(error.args[0].str())) from None
        self.brokers = len(metadata.brokers)
        self.replicas = min(3, self.brokers)
        able = frozenset(user for user, answer in users.items() if _has_password(answer))
        there = {name: _shape(topic.partitions.values()) for name, topic in metadata.topics.items()}
        return BrokerState(there, able, frozenset(map(_rule, bindings)), self.replicas)

    def settings(self, topics: Iterable[str]) -> dict[str, dict[str, str]]:
        """{topic: {setting: value}} as they hold now, whoever has said so."""
        return self._described(ConfigResource.Type.TOPIC, topics)

    def broker_settings(self) -> dict[str, str]:
        """What the first broker says of itself."""
        broker = str(min(self._client.list_topics(timeout=PATIENCE).brokers))
        return self._described(ConfigResource.Type.BROKER, [broker])[broker]

    def _described(self, kind: Any, names_: Iterable[str]) -> dict[str, dict[str, str]]:
        if not (asked := [ConfigResource(kind, name) for name in names_]):
            return {}
        try:
            answers = self._client.describe_configs(asked, request_timeout=PATIENCE)
            found = {resource.name: call.result() for resource, call in answers.items()}
        except KafkaException as error:
            raise CliError(f"Kafka does not say what is set: {error.args[0].str()}.") from None
        return {
            name: {key: entry.value for key, entry in entries.items() if entry.value is not None}
            for name, entries in found.items()
        }

    def change_settings(self, changes: Iterable[tuple[str, str, str]]) -> None:
        """(topic, setting, value); every other setting stays."""
        by_topic: dict[str, list[Any]] = {}
        for topic, name, value in changes:
            by_topic.setdefault(topic, []).append(ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET))
        new = [
            ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=entries)
            for topic, entries in by_topic.items()
        ]
        if new:
            _done(self._client.incremental_alter_configs(new, request_timeout=PATIENCE))

    def make_topics(self, wanted: Iterable[Topic]) -> None:
        new = [
            NewTopic(topic.name, names.PARTITIONS, self.replicas, config=topic.settings(self.replicas))
            for topic in wanted
        ]
        if new:
            _done(self._client.create_topics(new, request_timeout=PATIENCE), KafkaError.TOPIC_ALREADY_EXISTS)

    def make_users(self, passwords: Mapping[str, str]) -> None:
        """Makes the users or gives them these passwords; connections that are open stay open."""
        how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        new = [UserScramCredentialUpsertion(user, how, secret.encode()) for user, secret in passwords.items()]
        if new:
            _done(self._client.alter_user_scram_credentials(new, request_timeout=PATIENCE))

    def give(self, rights: Iterable[Right | AccessRule]) -> None:
        bindings = [_binding(_as_rule(right)) for right in rights]
        if bindings:
            _done(self._client.create_acls(bindings, request_timeout=PATIENCE))

    def take(self, rights: Iterable[Right | AccessRule]) -> None:
        filters = [_filter(_as_rule(right)) for right in rights]
        if filters:
            _done(self._client.delete_acls(filters, request_timeout=PATIENCE))

    def delete_topics(self, wanted: Iterable[str]) -> None:
        gone = list(wanted)
        if gone:
            _done(self._client.delete_topics(gone, request_timeout=PATIENCE), KafkaError.UNKNOWN_TOPIC_OR_PART)

    def delete_groups(self, wanted: Iterable[str]) -> None:
        gone = list(wanted)
        if gone:
            _done(
                self._client.delete_consumer_groups(gone, request_timeout=PATIENCE),
                KafkaError.GROUP_ID_NOT_FOUND,
                KafkaError.NON_EMPTY_GROUP,
            )

    def until(self, holds: Callable[[BrokerState], bool]) -> None:
        """Waits until the brokers themselves see what their controller was told: as many looks in a row as there are
        brokers, because each look may be answered by another one."""
        deadline, seen = time.monotonic() + PATIENCE, 0
        while seen < self.brokers:
            seen = seen + 1 if holds(self.found()) else 0
            if time.monotonic() > deadline:
                raise CliError("Kafka took the topics and rights but does not show them after 30 seconds.")
            if not seen:
                time.sleep(0.02)


def _done(calls: "Mapping[Any, Future[Any]]", *fine: int) -> None:
    for what, call in calls.items():
        try:
            call.result()
        except KafkaException as error:
            if error.args[0].code() not in fine:
                raise CliError(f"Kafka refused {what}: {error.args[0].str()}.") from None


def _has_password(answer: Any) -> bool:
    """Whether they can log in with the one mechanism that our clients use."""
    return any(each.mechanism == ScramMechanism.SCRAM_SHA_512 for each in answer.scram_credential_infos)


def _shape(partitions: Collection[Any]) -> tuple[int, int]:
    return len(partitions), min((len(each.replicas) for each in partitions), default=0)


def _as_rule(right: Right | AccessRule) -> AccessRule:
    return right if isinstance(right, AccessRule) else AccessRule.of(right)


def _binding(rule: AccessRule) -> AclBinding:
    return AclBinding(*_of_the_client(rule))


def _filter(rule: AccessRule) -> AclBindingFilter:
    return AclBindingFilter(*_of_the_client(rule))


CLUSTER = "BROKER"
"""The client's name for what Kafka calls the cluster."""


def _of_the_client(rule: AccessRule) -> tuple[Any, ...]:
    return (
        ResourceType[CLUSTER if rule.kind == "CLUSTER" else rule.kind],
        rule.name,
        ResourcePatternType[rule.pattern],
        rule.principal,
        rule.host,
        AclOperation[rule.operation],
        AclPermissionType[rule.permission],
    )


def _rule(binding: AclBinding) -> AccessRule:
    kind = binding.restype.name
    return AccessRule(
        binding.principal,
        binding.operation.name,
        "CLUSTER" if kind == CLUSTER else kind,
        binding.name,
        binding.resource_pattern_type.name,
        binding.permission_type.name,
        binding.host,
    )
