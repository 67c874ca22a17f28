"""Ready means: a record was produced and a group joined."""

import socket
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from deploy.local.trouble import Trouble

TOPIC = "stack-ready"
GROUP = "stack-ready"


def is_listening(host: str, port: int, timeout: float = 1.0) -> bool:
    try:
        with socket.create_connection((host, port), timeout):
            return True
    except OSError:
        return False


def client(bootstrap: str, user: str, password: str) -> dict[str, str | int | float | bool]:
    """Settings of a librdkafka client that logs in with a user of ours."""
    return {
        "bootstrap.servers": bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
        "reconnect.backoff.ms": 20,
        "reconnect.backoff.max.ms": 200,
        "retry.backoff.ms": 20,
        "topic.metadata.refresh.fast.interval.ms": 20,
        "log_level": 0,
    }


def wait(bootstrap: str, user: str, password: str, until: float) -> None:
    """Returns when the broker takes a record and lets a group join; `until` is a time.monotonic()."""
    settings = client(bootstrap, user, password)
    _make_topic(AdminClient(settings), until)
    _produce(settings, until)
    _join(settings, until)


def _make_topic(admin: AdminClient, until: float) -> None:
    while True:
        try:
            admin.create_topics([NewTopic(TOPIC, 1, 1)], request_timeout=5)[TOPIC].result()
            return
        except KafkaException as error:
            if error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS:
                return
            _give_up(until, error)


def _produce(settings: dict[str, str | int | float | bool], until: float) -> None:
    producer = Producer({**settings, "acks": "all"})
    producer.produce(TOPIC, b"ready")
    if producer.flush(max(1.0, until - time.monotonic())):
        raise Trouble("Kafka is up but takes no record. `lc stack destroy --yes` starts again from nothing.")


def _join(settings: dict[str, str | int | float | bool], until: float) -> None:
    consumer = Consumer({**settings, "group.id": GROUP, "enable.auto.commit": False})
    joined: list[bool] = []
    consumer.subscribe([TOPIC], on_assign=lambda *_: joined.append(True))
    try:
        while not joined:
            consumer.poll(0.02)
            if time.monotonic() > until:
                raise Trouble("Kafka is up but lets no group join. `lc stack destroy --yes` starts again from nothing.")
    finally:
        consumer.close()


def _give_up(until: float, error: Exception) -> None:
    if time.monotonic() > until:
        raise Trouble(f"Kafka is listening but does not answer: {error}")
    time.sleep(0.05)
