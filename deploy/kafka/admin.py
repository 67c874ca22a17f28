"""Applies topics, users and rights to a broker: as often as one likes, with the same result."""

import time
from collections.abc import Callable, Iterable, Mapping
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
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from confluent_kafka.cimpl import NewTopic

from deploy.kafka.rights import Right, Topic
from deploy.local.ready import client
from deploy.local.trouble import Trouble
from shared import topics as names

PATIENCE = 30.0  # seconds for one call, and for what it changed to be seen
ITERATIONS = 4096
ANY_ACL = AclBindingFilter(
    ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
)


@dataclass(frozen=True)
class Found:
    """What the broker has already."""

    topics: frozenset[str]
    users: frozenset[str]
    rights: frozenset[Right]


class Admin:
    def __init__(self, bootstrap: str, user: str, password: str, *, tls: bool = False) -> None:
        self._client = AdminClient(client(bootstrap, user, password, tls=tls))
        self.replicas = 1

    def found(self) -> Found:
        try:
            metadata = self._client.list_topics(timeout=PATIENCE)
            users = self._client.describe_user_scram_credentials(request_timeout=PATIENCE).result()
            bindings = self._client.describe_acls(ANY_ACL, request_timeout=PATIENCE).result()
        except KafkaException as error:
            raise Trouble(f"Kafka does not answer the administrator: {error.args[0].str()}.") from None
        self.replicas = min(3, len(metadata.brokers))
        rights = frozenset(right for binding in bindings if (right := _right(binding)))
        return Found(frozenset(metadata.topics), frozenset(users), rights)

    def make_topics(self, wanted: Iterable[Topic]) -> None:
        new = [NewTopic(topic.name, names.PARTITIONS, self.replicas, config=topic.settings) for topic in wanted]
        if new:
            _done(self._client.create_topics(new, request_timeout=PATIENCE), KafkaError.TOPIC_ALREADY_EXISTS)

    def make_users(self, passwords: Mapping[str, str]) -> None:
        """Makes the users or gives them these passwords; connections that are open stay open."""
        how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        new = [UserScramCredentialUpsertion(user, how, secret.encode()) for user, secret in passwords.items()]
        if new:
            _done(self._client.alter_user_scram_credentials(new, request_timeout=PATIENCE))

    def give(self, rights: Iterable[Right]) -> None:
        bindings = [_binding(right) for right in rights]
        if bindings:
            _done(self._client.create_acls(bindings, request_timeout=PATIENCE))

    def take(self, rights: Iterable[Right]) -> None:
        filters = [_filter(right) for right in rights]
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

    def until(self, holds: Callable[[Found], bool]) -> None:
        """Waits until the broker itself sees what its controller was told."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self.found()):
            if time.monotonic() > deadline:
                raise Trouble("Kafka took the topics and rights but does not show them after 30 seconds.")
            time.sleep(0.02)


def _done(calls: "Mapping[Any, Future[Any]]", *fine: int) -> None:
    for what, call in calls.items():
        try:
            call.result()
        except KafkaException as error:
            if error.args[0].code() not in fine:
                raise Trouble(f"Kafka refused {what}: {error.args[0].str()}.") from None


def _binding(right: Right) -> AclBinding:
    return AclBinding(
        ResourceType[right.kind],
        right.name,
        ResourcePatternType[right.pattern],
        f"User:{right.user}",
        "*",
        AclOperation[right.operation],
        AclPermissionType.ALLOW,
    )


def _filter(right: Right) -> AclBindingFilter:
    return AclBindingFilter(
        ResourceType[right.kind],
        right.name,
        ResourcePatternType[right.pattern],
        f"User:{right.user}",
        None,
        AclOperation[right.operation],
        AclPermissionType.ALLOW,
    )


def _right(binding: AclBinding) -> Right | None:
    """The right that an access rule on the broker stands for, if it is one of our kinds."""
    kind, operation = binding.restype.name, binding.operation.name
    if kind not in ("TOPIC", "GROUP") or operation not in ("READ", "WRITE"):
        return None
    return Right(binding.principal.removeprefix("User:"), operation, kind, binding.name)
