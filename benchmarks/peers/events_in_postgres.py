"""eventsourcing: one event on an aggregate, saved and committed in PostgreSQL."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.run import Run
from benchmarks.worker import Given, Once

PEOPLE = 1000


class Journey(Aggregate):
    def __init__(self, participant_id: UUID) -> None:
        self.participant_id = participant_id
        self.goals: list[UUID] = []

    @event("GoalSet")
    def set_goal(self, goal_id: UUID, wording: str, importance: int, confidence: int) -> None:
        self.goals.append(goal_id)


@asynccontextmanager
async def save(given: Given) -> AsyncIterator[Once]:
    """Its own recorder and pool; the aggregate is in memory already, so that only the save is counted."""
    url = urlsplit(given["database"])
    os.environ |= {
        "PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": url.path[1:],
        "POSTGRES_HOST": url.hostname or "", "POSTGRES_PORT": str(url.port), "POSTGRES_USER": url.username or "",
        "POSTGRES_PASSWORD": unquote(url.password or ""),
    }  # fmt: skip
    app: Application[UUID] = Application()
    journeys = [Journey(uuid4()) for _ in range(PEOPLE)]
    for journey in journeys:
        app.save(journey)

    async def once() -> Run:
        began = time.perf_counter()
        for number in range(given["size"]):
            journey = journeys[number % PEOPLE]
            journey.set_goal(uuid4(), "Go to the choir on Thursdays and stay for the tea", 8, 5)
            app.save(journey)
        return Run(time.perf_counter() - began, given["size"])

    yield once
    app.close()
