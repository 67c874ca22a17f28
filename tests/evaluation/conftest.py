"""The evaluator's tables, empty."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from services.evaluation.outcomes import store
from shared.database import Database, connected


@pytest.fixture
async def outcomes_url(fresh_database: Callable[[str], Awaitable[str]]) -> str:
    return await fresh_database("evaluation/outcomes")


@pytest.fixture
async def outcomes(outcomes_url: str) -> AsyncIterator[Database]:
    async with connected(store.in_schema(outcomes_url, store.LIVE)) as db:
        yield db
