"""Whoever only opens a service's doors waits for nothing that they do not need."""

import subprocess
import sys

LOADED = "import sys, tests.doors, services.journey.app; print(*{name.partition('.')[0] for name in sys.modules})"


def test_a_service_whose_doors_alone_are_opened_loads_neither_faststream_nor_the_calendars_of_the_world() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "fastapi" in loaded
    assert not loaded & {"faststream", "uvicorn", "holidays", "jsonschema", "confluent_kafka", "scipy"}
