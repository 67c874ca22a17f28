"""The evaluator's site on a database of its own, without Kafka: records are fed to its tables by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from services.evaluation.outcomes.app import build
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.context.service_context import ServiceContext
from shared.kernel.clock import MovableClock
from shared.persistence.database import connected
from shared.persistence.progress import OffsetTracker
from tests.described import as_described
from tests.doors import NOON, STAFF, Client

from .logs import Telling, measured, took_part


def settings_for(database_url: str, **changes: Any) -> EvaluatorSettings:
    return EvaluatorSettings.model_validate(
        {
            "secret": "only-for-tests-" + "s" * 24, "staff_file": STAFF, "kafka_bootstrap": "127.0.0.1:1",
            "kafka_password": "none", "database_url": database_url, "clock": "movable",
            "clock_starts": NOON.isoformat(), "public_url": "http://evaluator.test",
        }
        | changes
    )  # fmt: skip


class Site:
    def __init__(self, app: FastAPI, here: ServiceContext) -> None:
        self.app, self.here = app, here

    def visitor(self) -> Client:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return Client(
            transport=transport,
            base_url="http://evaluator.test",
            headers={"accept": "text/html"},
            event_hooks={"response": [as_described(self.app)]},
        )

    async def evaluator(self) -> Client:
        client = self.visitor()
        person = self.here.settings.staff[0]
        answer = await client.submit("/login", page="/login", person=f"{person.role}/{person.id}")
        assert answer.status_code == 303
        return client


@asynccontextmanager
async def opened(database_url: str, **changes: Any) -> AsyncIterator[Site]:
    settings, clock = settings_for(database_url, **changes), MovableClock(NOON)
    app = build(settings, clock)
    async with connected(store.in_schema(database_url, store.LIVE)) as db:
        app.state.here = ServiceContext("outcomes", "evaluator", settings, clock, db)
        app.state.following = Following(OffsetTracker())
        yield Site(app, app.state.here)


def people(local: str, pairs: int, only_before: int = 0, start: int = 0) -> list[Telling]:
    """So many people of a Local measured at both times (a little better at 12 weeks), and so many only at the start."""
    told: list[Telling] = []
    for number in range(start, start + pairs + only_before):
        who = f"{local[:12]}x{chr(97 + number // 26)}{chr(97 + number % 26)}"
        before = 6 + number % 4
        told += [took_part(who, 1, local), measured(hash_of(local, number), who, before, 2, day=number % 10)]
        if number < start + pairs:
            told.append(measured(hash_of(local, number) + 1, who, max(3, before - number % 3), 3, day=80 + number % 9))
    return told


def hash_of(local: str, number: int) -> int:
    return (sum(map(ord, local)) * 1000 + number) * 2
