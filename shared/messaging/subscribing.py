"""FastStream's part of listening: a broker that only listens, and that takes every record as it came."""

from typing import Any

from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import SASLScram512

from shared.config.kafka import KafkaAccess
from shared.kernel import logs

METADATA_MS = 30_000  # after so long a topic that was made again is found


def broker(access: KafkaAccess) -> KafkaBroker:
    """A broker that only listens, as one service's own user. The relay has a producer of its own."""
    return KafkaBroker(
        access.bootstrap.split(","),  # one string is taken for one broker
        security=security(access),
        ack_policy=AckPolicy.MANUAL,
        consumer_only=True,
        allow_auto_create_topics=False,
        metadata_max_age_ms=METADATA_MS,
        parser=never_raising,
        decoder=untouched,
        apply_types=False,
        graceful_timeout=10.0,
        logger=logs.library("faststream"),
        acks="all",
        enable_idempotence=True,
    )


def security(access: KafkaAccess) -> SASLScram512:
    """The same in FastStream's words, which make no context of their own where TLS is asked for."""
    return SASLScram512(access.user, access.password.get_secret_value(), ssl_context=access.context())


async def never_raising(record: Any) -> KafkaMessage:
    """A header that is null or no text must not be skipped in silence, nor `reply_to` send anything anywhere."""
    return KafkaMessage(body=record.value or b"", headers={}, raw_message=record, consumer=FAKE_CONSUMER)


async def untouched(message: KafkaMessage) -> KafkaMessage:
    """The handler gets the record itself, not what a decoder would make of its content type."""
    return message
