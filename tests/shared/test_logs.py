"""Nothing about a person can reach a log."""

import json
import logging

import pytest
import structlog

from shared import logs, trace


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):
    logs.configure(production=True, service="journey", local="brimbank")

    def read() -> list[dict[str, object]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield read
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.basicConfig(force=True)


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


def test_a_library_that_logs_what_it_was_given_gets_only_its_template_written(lines) -> None:
    logging.getLogger("aiokafka.anything").error("could not read %s", "Dimitra Papadopoulou")
    try:
        raise ValueError("Dimitra")
    except ValueError:
        logging.getLogger("asyncio").exception("task failed with %s", "Dimitra")
    told = lines()
    assert [line["event"] for line in told] == ["could not read %s", "task failed with %s"]
    assert told[1]["error"] == "ValueError"
    assert "Dimitra" not in json.dumps(told)
