"""Where a state machine stands while it runs: a real database, and each time a person of its own."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid5

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from services.journey.app import service
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import Event
from shared.kernel.refusal import Refused
from tests.conftest import Templates
from tests.doors import Doors, opened

from .people import NOON, accepted

Found = TypeVar("Found")
NUMBERS = count(5000)


class OnARealDatabase(RuleBasedStateMachine):
    """Each run has a journey of its own. Time goes on by a minute with every step."""

    runner: ClassVar[asyncio.Runner]
    doors: ClassVar[Doors]

    def __init__(self) -> None:
        super().__init__()
        referral = accepted(next(NUMBERS))
        self.journey_id = uuid5(referral.referral_id, "journey")
        self.participant_id: UUID = referral.participant_id
        self.now: datetime = NOON
        self.run(self.doors.hear(referral))

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return self.runner.run(work)

    def later(self, minutes: int = 1) -> None:
        self.now += timedelta(minutes=minutes)

    def tried(self, decide: Any, *, allowed: bool) -> bool:
        """Decide under the journey's lock and record it. Whether it came about, which must be as the rules say."""
        self.later()
        refused = self.run(self._carried_out(decide))
        assert allowed == (refused is None), refused.why if refused else "should have been refused"
        return allowed

    async def _carried_out(self, decide: Any) -> Refused | None:
        try:
            async with self.doors.here.transaction() as tx:
                decided: Event = await decide(tx, await journeys_store.journey(tx, self.journey_id))
                await record(tx, decided)
        except Refused as refused:
            return refused
        return None

    def read(self, question: Any, *asked: Any) -> Any:
        async def answer() -> Any:
            async with self.doors.here.db.transaction() as tx:
                return await question(tx, *asked)

        return self.run(answer())


@contextmanager
def standing(templates: Templates) -> Iterator[tuple[asyncio.Runner, Doors]]:
    with asyncio.Runner() as runner:
        name = runner.run(templates.copy("journey"))
        here = opened(service, templates.stack.database_url(name))
        doors = runner.run(here.__aenter__())
        try:
            yield runner, doors
        finally:
            runner.run(here.__aexit__(None, None, None))
            runner.run(templates.give_back("journey", name))


def held_to(machine: type[OnARealDatabase], templates: Templates, *, examples: int, steps: int) -> None:
    """Run the machine against the real service."""
    with standing(templates) as (runner, doors):
        machine.runner, machine.doors = runner, doors
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                phases=[Phase.generate],  # each example costs a second: a failure is told as it was found
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
