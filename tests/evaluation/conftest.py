"""The evaluator's tables, empty; and two Locals' topics that it reads."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from services.evaluation.outcomes.settings import EvaluatorSettings
    from shared.config.kafka import KafkaAccess
    from shared.persistence.database import Database

    from .brokers import Broker


@pytest.fixture
async def outcomes_url(fresh_database: Callable[[str], Awaitable[str]]) -> str:
    return await fresh_database("evaluation/outcomes")


@pytest.fixture
async def outcomes(outcomes_url: str) -> "AsyncIterator[Database]":
    from services.evaluation.outcomes.consume import store
    from shared.persistence.database import connected

    async with connected(store.in_schema(outcomes_url, store.LIVE)) as db:
        yield db


@pytest.fixture
async def broker(kafka: "KafkaAccess") -> "AsyncIterator[Broker]":
    from .brokers import with_topics

    async with with_topics(kafka) as found:
        yield found


@pytest.fixture
def settings(broker: "Broker", outcomes_url: str) -> "EvaluatorSettings":
    from .brokers import settings_of

    return settings_of(broker, outcomes_url)
