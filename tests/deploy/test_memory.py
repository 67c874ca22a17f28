"""What the demo says of its memory."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from deploy.demo.processes import memory_mb

SIZE = 200  # MB
HOLDS = f"held = b'x' * {SIZE * 1_000_000}; print('ready', flush=True); input()"


@pytest.fixture
def child() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield process.pid
        process.kill()


def test_a_process_that_is_named_and_is_a_child_of_another_one_counts_once(child: int) -> None:
    alone, named_too = memory_mb([os.getpid()]), memory_mb([os.getpid(), child])
    assert memory_mb([child]) > SIZE
    assert named_too < alone + SIZE / 2


def test_a_process_that_has_ended_counts_nothing() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert memory_mb([ended.pid]) == 0
