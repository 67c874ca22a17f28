"""The demo from the first server to the summary, stage by stage, each with its seconds."""

import asyncio
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.demo import processes
from deploy.demo.counting import count, published
from deploy.demo.progress import Lines
from deploy.demo.summary import Summary
from deploy.kafka import prepare, wipe
from deploy.kafka.rights import EVALUATOR
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from deploy.simulation.browser import Browser
from deploy.simulation.messages import Mailboxes
from deploy.simulation.simulate import HalfYear, keep_personal, made_up, simulate
from deploy.simulation.steps import moment
from shared.kernel import staff
from shared.kernel.counts import counted

STAFF = processes.ROOT / "deploy" / "locals" / "staff.json"
EVALUATOR_PATIENCE = 60.0  # seconds for the evaluator to take in what the Locals have released
EDITION_PATIENCE = 10.0  # seconds for its first edition: it publishes when nothing has come for three
ENOUGH = 10  # people measured twice, without whom nothing is published
CLOCK_EVERY = 5.0  # seconds between two moves of the clocks, once the half year is over


@dataclass
class Demo:
    """One run of the demo, stage by stage. `seconds`: how long each stage took."""

    state: Path
    console: Console
    locals_: Sequence[str]
    people: int
    weeks: int
    seed: int
    seconds: dict[str, float] = field(default_factory=dict)
    sites: list[processes.Process] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, words: str) -> Iterator[None]:
        self.console.print(f"{words} …", highlight=False)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began
        self.console.print(f"  [dim]{self.seconds[name]:.1f} s[/dim]", highlight=False)

    async def lived(self, stack: Stack, mail: Mailboxes) -> Summary:
        """Everything up to the summary; the sites are running when it returns."""
        with self.stage("prepare", "Clearing away an earlier demo; making databases, users, topics and rights"):
            await asyncio.to_thread(wipe, stack, self.locals_)
            environments = await asyncio.to_thread(prepare, stack, self.locals_)
        with self.stage("start", f"Starting the evaluator and {', '.join(self.locals_)}"):
            await self._start(environments, mail.port)
        self.console.print("You can look already; people are about to move in:", highlight=False)
        for site in self.sites:
            self.console.print(f"  {site.address}  {site.name}", highlight=False)
        with self.stage("simulation", f"{self.people} made-up people live {self.weeks} weeks (seed {self.seed})"):
            lived = await self._simulate(mail)
        with self.stage("evaluator", "Waiting until the evaluator has taken everything in"):
            figures = await self._figures()
            paired = figures["overall"]["n_paired"]
            told = await asyncio.to_thread(published, stack, EDITION_PATIENCE if paired >= ENOUGH else 0)
        with self.stage("count", "Counting what stands on the topics"):
            counts = await asyncio.to_thread(count, stack, self.locals_)
        pids = [*stack.pids.values(), *(process.pid for site in self.sites if (process := site.child.process()))]
        people = {name: staff.read(STAFF, name) for name in (EVALUATOR, *self.locals_)}
        memory = processes.memory_mb([*pids, os.getpid()])
        return Summary(self.seed, self.weeks, self.sites, lived, counts, told, figures, people, memory, self.seconds)

    async def _start(self, environments: dict[str, processes.Environment], mail_port: int) -> None:
        processes.forget_messages(self.state)
        self.sites = processes.processes(environments, self.state, mail_port)
        for site in self.sites:
            if site.child.process():
                site.child.stop()
            site.start()
        await processes.until_ready(self.sites)

    async def _simulate(self, mail: Mailboxes) -> dict[str, HalfYear]:
        plans = made_up(self.seed, self.people, self.weeks * 7, self.locals_, STAFF)
        places = [site.place for site in self.sites if site.name != EVALUATOR]
        with Lines(self.console, {slug: len(plan.people) for slug, plan in plans.items()}) as lines:
            lived = await simulate(plans, places, STAFF, mail, lines)
        keep_personal(self.state / "demo" / "personal.json", list(lived.values()))
        return lived

    async def _figures(self) -> dict[str, Any]:
        evaluator = next(site for site in self.sites if site.name == EVALUATOR)
        return await figures(evaluator.address)

    async def go_on(self) -> None:
        """The clocks stood at the end of the half year; from here they go on at their usual pace."""
        browsers = [Browser(site.address) for site in self.sites if site.name != EVALUATOR]
        ended, began = moment(self.weeks * 7 - 1), time.monotonic()
        while not any(site.child.has_ended for site in self.sites):
            now = ended + timedelta(seconds=time.monotonic() - began)
            for browser in browsers:
                await browser.tells("/simulation/clock", {"now": now.isoformat()})
            await asyncio.sleep(CLOCK_EVERY)
        gone = next(site for site in self.sites if site.child.has_ended)
        raise CliError(f"{gone.name} has ended: {gone.child.last_words()}")


async def figures(address: str) -> dict[str, Any]:
    """The evaluator's answer for UCLA-3 at week 12, once no record waits to be counted any more.

    Raises CliError if some still wait after a minute.
    """
    browser = Browser(address)
    try:
        await browser.logs_in(staff.read(STAFF, "evaluator")[0], "/")
        deadline = time.monotonic() + EVALUATOR_PATIENCE
        calm = 0
        while True:
            found = dict(json.loads(await browser.visits("/api/outcomes?instrument=ucla-3&occasion=week_12")))
            calm = calm + 1 if found["waiting"] == 0 else 0
            if calm == 2:  # asked twice: a record may have been on its way
                return found
            if time.monotonic() > deadline:
                raise CliError(
                    f"The evaluator at {address} still has {counted(found['waiting'], 'record')} to take in."
                )
            await asyncio.sleep(0.3)
    finally:
        await browser.closes()
