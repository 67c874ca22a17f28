"""The evaluator's tables, empty."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shared.persistence.database import Database


@pytest.fixture
async def outcomes_url(fresh_database: Callable[[str], Awaitable[str]]) -> str:
    return await fresh_database("evaluation/outcomes")


@pytest.fixture
async def outcomes(outcomes_url: str) -> "AsyncIterator[Database]":
    from services.evaluation.outcomes.consume import store
    from shared.persistence.database import connected

    async with connected(store.in_schema(outcomes_url, store.LIVE)) as db:
        yield db
