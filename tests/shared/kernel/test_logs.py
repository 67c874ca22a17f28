"""Nothing about a person can reach a log."""

import json
import logging
import subprocess
import sys

import pytest
import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from shared.kernel import logs, trace


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):
    logs.configure(production=True, service="journey", local="brimbank")

    def read() -> list[dict[str, object]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_only_fields_on_the_list_are_written(lines) -> None:
    structlog.get_logger().info("goal set", name="Dimitra", phone="0491 570 006", count=1)
    (line,) = lines()
    assert line["count"] == 1
    assert "Dimitra" not in json.dumps(line)
    assert "0491" not in json.dumps(line)


def test_every_line_says_which_doing_it_belongs_to(lines) -> None:
    with trace.begin() as context:
        structlog.get_logger().info("goal set")
    assert lines()[0]["trace_id"] == context.trace_id


def test_what_a_library_was_given_of_anybody_is_not_written(lines) -> None:
    logging.getLogger("aiokafka.anything").error("could not read %s of %r", "Dimitra Papadopoulou", b"Dimitra")
    logging.getLogger("aiokafka.anything").error("nor %s, nor %s", "Dimitra", "dimitra@example.org")
    logging.getLogger("uvicorn.error").error("%s came", "Dimitra")
    try:
        raise ValueError("Dimitra")
    except ValueError:
        logging.getLogger("asyncio").exception("task failed with %s", "Dimitra")
    told = lines()
    said = ["could not read … of …", "nor …, nor …", "%s came", "task failed with %s"]
    assert [line["event"] for line in told] == said
    assert told[3]["error"] == "ValueError"
    assert "imitra" not in json.dumps(told)


LOADED_LATER = """
import logging, sys
from pydantic import SecretStr
from shared.config.kafka import KafkaAccess
from shared.kernel import logs
logs.configure(production=True, level="INFO")
assert "faststream" not in sys.modules
from shared.messaging.subscribing import broker
broker(KafkaAccess(bootstrap="127.0.0.1:1", user="nobody", password=SecretStr("none")))
logging.getLogger("faststream").info("Received from %s", "Dimitra")
logging.getLogger("faststream").warning("Received from %s", "Dimitra")
logging.getLogger("faststream").error("Not handled: %s", "Dimitra")
"""


def test_a_library_that_is_loaded_when_logs_are_set_up_already_writes_through_the_same_door() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED_LATER], capture_output=True, text=True, check=True)
    assert (json.loads(done.stderr)["event"], done.stdout) == ("Not handled: %s", "")


def test_a_library_says_which_topic_node_and_error_it_means(lines) -> None:
    log = logging.getLogger("aiokafka.client")
    log.error("Topic %s not found in cluster metadata", "lc.latrobe.journey")
    log.error("Unable connect to node with id %s: %s", 1, ConnectionRefusedError("Dimitra"))
    log.error("Unable to update metadata from %s", ["bootstrap", 1])
    log.warning("Attempt to fetch offsets for %s failed due to: %s", TopicPartition("lc.latrobe.card", 2), KafkaError)
    logging.getLogger("asyncio").error("Unclosed AIOKafkaProducer\nproducer: <Dimitra>")
    assert [line["event"] for line in lines()] == [
        "Topic lc.latrobe.journey not found in cluster metadata",
        "Unable connect to node with id 1: ConnectionRefusedError",
        "Unable to update metadata from bootstrap, 1",
        "Attempt to fetch offsets for lc.latrobe.card/2 failed due to: KafkaError",
        "Unclosed AIOKafkaProducer",
    ]


def test_a_library_says_the_same_once_a_minute_and_how_often_it_was(lines, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(logs.time, "monotonic", lambda: now)
    log = logging.getLogger("aiokafka.cluster")
    for _ in range(500):
        log.error("Topic %s not found in cluster metadata", "lc.latrobe.journey")
    log.error("Topic %s not found in cluster metadata", "lc.latrobe.safety")
    now += 61
    log.error("Topic %s not found in cluster metadata", "lc.latrobe.journey")
    told = lines()
    assert [line["event"].split()[1] for line in told] == [
        "lc.latrobe.journey", "lc.latrobe.safety", "lc.latrobe.journey",
    ]  # fmt: skip
    assert [line.get("count") for line in told] == [None, None, 500]
