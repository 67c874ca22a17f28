"""What the database itself holds on to, when several hands reach for it at once."""

import asyncio
from uuid import uuid4

import pytest

from services.journey.core.store import journeys as journeys_store
from services.journey.core.store import people as people_store
from services.journey.goals import store as goals_store
from services.journey.goals.rules import goals
from services.journey.recording import record
from shared.events import GoalReached, GoalSet
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.outbox import NothingChanged

from .people import JOURNEY, NOON


async def set_goal(doors, wording):
    async with doors.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        await record(tx, goals.set_goal(journey, uuid4(), wording, 5, None, NOON))


async def test_of_many_goals_set_at_once_three_are_taken(with_dimi):
    outcomes = await asyncio.gather(*(set_goal(with_dimi, f"goal {n}") for n in range(6)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [Refused] * 3
    assert await with_dimi.count("goal") == 3
    assert sum(isinstance(event, GoalSet) for event in await with_dimi.told()) == 3


async def test_a_goal_that_has_ended_does_not_end_again(with_dimi):
    await set_goal(with_dimi, "swim")
    goal_id = next(event.goal_id for event in await with_dimi.told() if isinstance(event, GoalSet))
    async with with_dimi.here.transaction() as tx:
        seen = await goals_store.goal(tx, JOURNEY, goal_id)
    for expected in (None, NothingChanged):
        async with with_dimi.here.transaction() as tx:
            reached = goals.reach(await journeys_store.journey(tx, JOURNEY), seen, NOON)
            if expected:
                with pytest.raises(expected):
                    await record(tx, reached)
            else:
                await record(tx, reached)
    assert sum(isinstance(event, GoalReached) for event in await with_dimi.told()) == 1


async def test_the_words_of_a_goal_stay_at_home(with_dimi):
    await set_goal(with_dimi, "leave my husband")
    async with with_dimi.here.transaction() as tx:
        bodies = await tx.fetch("SELECT body FROM outbox")
        assert await tx.fetchval("SELECT wording FROM goal") == "leave my husband"
    assert not any(b"husband" in bytes(row["body"]) for row in bodies)


async def test_a_journey_that_is_not_there_is_not_found(doors):
    async with doors.here.transaction() as tx:
        with pytest.raises(NotFound):
            await journeys_store.journey(tx, JOURNEY)
        with pytest.raises(NotFound):
            await people_store.person(tx, JOURNEY)
