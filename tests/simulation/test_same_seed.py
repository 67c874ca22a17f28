"""The same seed tells the same story, whatever the machine does meanwhile."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.demo import processes
from deploy.demo.run import Demo
from deploy.local.stack import Stack
from deploy.simulation.messages import Mailboxes


def story(stack: Stack, state: Path) -> dict[str, Any]:
    demo = Demo(state, Console(file=io.StringIO()), ("frankston",), people=8, weeks=6, seed=3)

    async def lived() -> dict[str, Any]:
        async with Mailboxes() as mail:
            return (await demo.lived(stack, mail)).as_json()

    try:
        return asyncio.run(lived())
    finally:
        processes.stop(demo.sites)


@pytest.mark.timeout(240)
def test_a_second_run_tells_the_same_events_and_figures(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(processes.PORT_SETTING, "0")
    (tmp_path / "demo").mkdir()
    first, second = story(stack, tmp_path), story(stack, tmp_path)
    assert first["simulation"]["refused"] == []
    assert sum(first["locals"]["frankston"]["events"].values()) > 80
    assert second["locals"]["frankston"]["events"] == first["locals"]["frankston"]["events"]
    assert second["locals"]["frankston"]["funnel"] == first["locals"]["frankston"]["funnel"]
    assert (second["outcomes"], second["truth"]) == (first["outcomes"], first["truth"])
    assert second["simulation"] == first["simulation"]
