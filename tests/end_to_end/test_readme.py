"""What the README tells a newcomer to type, typed."""

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

import confluent_kafka
import pytest

from .conftest import Lived

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.timeout(300)


def test_facts_can_be_seen_with_a_client_that_is_not_ours(lived: Lived) -> None:
    found = re.search(r"python - lc\.brimbank\.journey <<'END'\n(.+?)\nEND\n", README, re.DOTALL)
    assert found
    stack = {
        "LC_KAFKA_BOOTSTRAP": lived.stack.kafka_bootstrap,
        "LC_KAFKA_USER": lived.stack.kafka_user,
        "LC_KAFKA_PASSWORD": lived.stack.kafka_password,
    }
    seen = subprocess.run(
        [sys.executable, "-", "lc.latrobe.journey"],
        input=found[1],
        env=os.environ | stack,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert seen.count("ce_specversion: 1.0") == 3
    assert "ce_type: au.localconnections." in seen
    assert not [text for text in lived.personal if text in seen]


def test_the_library_that_kcat_may_borrow_is_one_that_kafka_lets_in() -> None:
    found = re.search(r"LD_PRELOAD=\$\(ls \.venv/lib/python3\*/site-packages/(\S+)\)", README)
    assert found
    packages = Path(confluent_kafka.__file__).parents[1]
    (library,) = packages.glob(found[1])
    client = ctypes.CDLL(str(library))
    assert client.rd_kafka_version() >= 0x02060100
