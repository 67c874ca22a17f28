"""Topics of a service's own that take nothing just now: what belongs on them waits, and nothing else does."""

import time
from collections.abc import Mapping

from aiokafka.errors import (
    InvalidTopicError,
    KafkaTimeoutError,
    LeaderNotAvailableError,
    MessageSizeTooLargeError,
    NotLeaderForPartitionError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

ONE_TOPICS_OWN = (
    InvalidTopicError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
"""What is wrong with one topic, and not with the way to the broker."""
NO_ANSWER = (TimeoutError, KafkaTimeoutError, LeaderNotAvailableError, NotLeaderForPartitionError)
"""What may be wrong with either. A topic without a leader, or with too few copies, says nothing by itself."""
SILENT = (
    "the topic {topic} takes nothing, though the broker answers; look whether each of its partitions has a leader,"
    " and copies enough"
)


class HeldTopic:
    """A topic is held as a whole, so that nothing about a key overtakes what came before it."""

    def __init__(self) -> None:
        self._missing: dict[str, str] = {}
        self._refused: dict[str, tuple[str, float]] = {}

    @property
    def why(self) -> dict[str, str]:
        """Topic -> why it is held, and what to do."""
        return {topic: why for topic, (why, _) in self._refused.items()} | self._missing

    def refused(self, topic: str, why: str, seconds: float) -> None:
        """It did not take what it was sent, and is tried again after so many seconds."""
        self._refused[topic] = why, time.monotonic() + seconds

    def asked(self, missing: Mapping[str, str]) -> bool:
        """The broker was asked again, and does not have these. Returns whether one has come that was missing."""
        come = bool(self._missing.keys() - missing.keys())
        self._missing = dict(missing)
        self._refused = {topic: found for topic, found in self._refused.items() if found[1] > time.monotonic()}
        return come
