"""The demo waits where PostgreSQL stands still for a while, says so by name, and goes on."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from deploy.demo import processes
from deploy.demo.processes import Process
from deploy.kafka import prepare, wipe
from deploy.kafka.rights import EVALUATOR
from deploy.local.ports import free
from deploy.local.stack import Stack
from deploy.simulation.browser import Browser
from deploy.simulation.steps import moment
from shared.kernel import staff

LOCAL = "frankston"


@pytest.fixture
def site(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    monkeypatch.setenv("LC_DEMO_PORT", "0")
    wipe(stack, [LOCAL])
    environments = prepare(stack, [LOCAL])
    _, local = processes.processes(environments, tmp_path, free(1)[0])
    assert local.name != EVALUATOR
    processes.forget_messages(tmp_path)
    local.start()
    try:
        yield local
    finally:
        processes.stop([local])
        wipe(stack, [LOCAL])


def all_of(stack: Stack) -> list[psutil.Process]:
    server = psutil.Process(stack.pids["postgres"])
    return [server, *server.children(recursive=True)]


async def test_where_postgresql_is_frozen_the_clock_and_a_form_wait_and_go_on(stack: Stack, site: Process) -> None:
    await processes.until_ready([site])
    named = asyncio.Event()

    def say(line: str) -> None:
        if "PostgreSQL does not answer" in line:
            named.set()

    clock, ines = Browser(site.address, say), Browser(site.address, say)
    intake = next(
        person for person in staff.read(processes.ROOT / "deploy/locals/staff.json", LOCAL) if person.role == "intake"
    )
    await ines.logs_in(intake, "/referral")
    frozen = all_of(stack)
    for process in frozen:
        process.suspend()
    try:
        later = moment(0) + timedelta(hours=1)
        asked: Any = asyncio.gather(
            clock.tells("/simulation/clock", {"now": later.isoformat()}),
            ines.fetches("/referral"),
            ines.sends("/logout", {}, uuid4()),
        )
        await asyncio.wait_for(named.wait(), 60)
    finally:
        for process in frozen:
            with contextlib.suppress(psutil.NoSuchProcess):  # what it began may have ended meanwhile
                process.resume()
    told, page, form = await asyncio.wait_for(asked, 90)
    assert told["settled"]
    assert datetime.fromisoformat(told["now"]) == later
    assert page.status in (200, 303)
    assert form.status in (200, 303)
    await clock.closes()
    await ines.closes()
