"""Topics, and who may read or write them: read from shared/kernel/topics.py, decided here, applied by admin.py.

A right is on one name exactly, or on every name that begins with words that end in a dot: `lc.geelong` would also match
`lc.geelong-north`, `lc.geelong.` does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shared.kernel import topics

TAKEN_AWAY_WITHIN = 7 * 24 * 3600 * 1000
"""Milliseconds after which the broker compacts at the latest: so long may a card taken away lie on its disks."""
LARGEST = 1_048_588
"""Bytes of the largest batch of records: Kafka's own measure, which every client keeps to."""
EVALUATOR = "evaluator"
INTEGRATOR = "integrator"


@dataclass(frozen=True, order=True)
class Topic:
    """A topic whose records are kept for ever; a compacted one keeps the last record of each key."""

    name: str
    compacted: bool = False

    @property
    def policy(self) -> str:
        return "compact" if self.compacted else "delete"

    def settings(self, replicas: int) -> dict[str, str]:
        """All that matters is said, so that what the brokers usually do decides nothing.

        Of three replicas two have to hold a fact before it is acknowledged: one may be away, and none be lost.
        """
        if self.compacted:
            keeps = {"max.compaction.lag.ms": str(TAKEN_AWAY_WITHIN)}
        else:
            keeps = {"retention.ms": "-1", "retention.bytes": "-1"}
        return {
            "cleanup.policy": self.policy,
            **keeps,
            "max.message.bytes": str(LARGEST),
            "min.insync.replicas": str(max(1, replicas - 1)),
            "unclean.leader.election.enable": "false",
        }


@dataclass(frozen=True, order=True)
class Right:
    """One right that a user should have: to read or write a topic, or to read as a consumer group."""

    user: str
    operation: Literal["READ", "WRITE"]
    kind: Literal["TOPIC", "GROUP"]
    name: str

    @property
    def pattern(self) -> Literal["LITERAL", "PREFIXED"]:
        return "PREFIXED" if self.name.endswith(".") else "LITERAL"

    @property
    def does(self) -> str:
        return f"{self.operation.lower()} {self.kind.lower()} {self.name}"

    def __str__(self) -> str:
        return f"{self.user} may {self.does}"


def topics_for(locals_: Iterable[str]) -> list[Topic]:
    """Every topic of these Locals, and the evaluator's own."""
    told = [stream for streams in topics.TELLS.values() for stream in streams]
    of_locals = [Topic(topics.topic(local, stream), stream in topics.COMPACTED) for local in locals_ for stream in told]
    return sorted([*of_locals, Topic(topics.OUTCOMES)])


def users_for(locals_: Iterable[str]) -> list[str]:
    """The Kafka users of every service of these Locals, the evaluator and the integrator."""
    services = [topics.user(local, service) for local in locals_ for service in topics.SERVICES]
    return [*services, EVALUATOR, INTEGRATOR]


def rights_for(locals_: Iterable[str]) -> list[Right]:
    """Every right that the users of these Locals, the evaluator and the integrator should have."""
    rights: list[Right] = []
    for local in locals_:
        rights += _of_a_local(local)
        rights.append(Right(EVALUATOR, "READ", "TOPIC", topics.topic(local, "evaluation")))
    rights += [Right(EVALUATOR, "WRITE", "TOPIC", topics.OUTCOMES), Right(EVALUATOR, "READ", "TOPIC", topics.OUTCOMES)]
    rights += [*_groups(EVALUATOR), Right(INTEGRATOR, "READ", "TOPIC", topics.OUTCOMES), *_groups(INTEGRATOR)]
    return rights


def _of_a_local(local: str) -> Iterator[Right]:
    for service in topics.SERVICES:
        user = topics.user(local, service)
        for stream in topics.TELLS[service]:
            yield Right(user, "WRITE", "TOPIC", topics.topic(local, stream))
            yield Right(user, "READ", "TOPIC", topics.topic(local, stream))  # what a restored database has forgotten
        for stream in topics.HEARS[service]:
            yield Right(user, "READ", "TOPIC", topics.topic(local, stream))
        yield from _groups(user)


def _groups(user: str) -> list[Right]:
    return [Right(user, "READ", "GROUP", user), Right(user, "READ", "GROUP", user + ".")]
