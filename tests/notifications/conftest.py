"""The service's doors, with a file for text messages that each test can read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.doors import Doors, OpenDoors


@pytest.fixture
def sms_file(tmp_path: Path) -> Path:
    return tmp_path / "out" / "sms.jsonl"


@pytest.fixture
async def doors(open_doors: "OpenDoors", sms_file: Path) -> "Doors":
    from services.notifications.app import service

    return await open_doors(service, sms_file=sms_file)


@pytest.fixture
def texts(sms_file: Path) -> Callable[[], list[dict[str, Any]]]:
    """The text messages handed over so far."""

    def read() -> list[dict[str, Any]]:
        if not sms_file.exists():
            return []
        return [json.loads(line) for line in sms_file.read_text(encoding="utf-8").splitlines()]

    return read
