"""One story for all of these tests: two Locals and the evaluator as processes of their own, made-up people."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from confluent_kafka import Message
from rich.console import Console

from deploy.demo import processes
from deploy.demo.counting import records
from deploy.demo.run import Demo
from deploy.demo.summary import Summary
from deploy.kafka.prepare import environments
from deploy.kafka.rights import EVALUATOR
from deploy.local.stack import Stack
from deploy.simulation.messages import Mailboxes
from deploy.simulation.plan import Plan
from shared.kernel import topics

LOCALS = ("latrobe", "whittlesea")
PEOPLE, WEEKS, SEED = 24, 15, 97


@dataclass
class Lived:
    """The story after its end; the sites still answer."""

    stack: Stack
    state: Path
    demo: Demo
    summary: Summary

    @property
    def plans(self) -> dict[str, Plan]:
        return {slug: each.plan for slug, each in self.summary.lived.items()}

    @cached_property
    def personal(self) -> list[str]:
        """Every string of the simulation that must stay at home; short ones would be found by chance."""
        known = json.loads((self.state / "demo" / "personal.json").read_text(encoding="utf-8"))
        return [text for text in known if len(text) >= 6]

    @cached_property
    def told(self) -> list[Message]:
        """Every record on every topic of both Locals and of the evaluator, read by a client we did not write."""
        named = [topics.topic(local, stream) for local in LOCALS for told in topics.TELLS.values() for stream in told]
        return list(records(self.stack, [*named, topics.OUTCOMES]))

    def site(self, name: str) -> processes.Process:
        return next(site for site in self.demo.sites if site.name == name)

    def lc(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`lc` with the evaluator's own settings, the owner's among them, and nothing else."""
        owner = environments(self.stack, LOCALS, owners=True)[EVALUATOR]
        settings = (
            owner | self.site(EVALUATOR).environment | {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(processes.ROOT)}
        )
        command = [sys.executable, "-m", "deploy.cli", *arguments]
        return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="package")
def lived(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    state = tmp_path_factory.mktemp("story")
    (state / "demo").mkdir()
    demo = Demo(state, Console(file=io.StringIO()), LOCALS, PEOPLE, WEEKS, SEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(processes.PORT_SETTING, "0")
        try:
            yield Lived(stack, state, demo, asyncio.run(_story(demo, stack)))
        finally:
            processes.stop(demo.sites)


async def _story(demo: Demo, stack: Stack) -> Summary:
    async with Mailboxes() as mail:
        return await demo.lived(stack, mail)
