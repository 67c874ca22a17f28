"""A stack of our own, to be killed and started again; the session's stack is left in peace."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from deploy.local.embedded import Embedded


@pytest.fixture(scope="package")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an earlier start was broken off half-way."""
    folder = tmp_path_factory.mktemp("state")
    for part in ("postgres/data.new", "kafka/logs.new"):
        (folder / part).mkdir(parents=True)
        (folder / part / "half").write_text("written")
    (folder / "kafka" / "kafka.pid").write_text("1\n1\n1\n")
    (folder / "postgres" / "postgres.pid").write_text("no number")
    return folder


@pytest.fixture(scope="package")
def own(state: Path) -> "Iterator[Embedded]":
    from deploy.local.embedded import Embedded, stack

    said: list[str] = []
    with stack(state, said.append) as started:
        assert isinstance(started.parts, Embedded)
        assert said[-1].startswith("Embedded stack ready")
        yield started.parts
