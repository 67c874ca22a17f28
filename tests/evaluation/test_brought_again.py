"""A file that was taken back and comes again counts at the evaluator: from the link worker's page to the figures."""

import json
from datetime import timedelta

from services.evaluation.app import service
from services.evaluation.outcomes.site.store import facts
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import BroughtAlongTakenBack, GoalSet, JourneyBroughtAlong
from shared.events.evaluation import Released
from shared.persistence.database import Database
from tests.doors import Doors, OpenDoors
from tests.journey.conftest import brimbank, doors, latrobe, with_dimi
from tests.journey.parcels import bring, the_file
from tests.journey.people import AT, JOURNEY

from .logs import log, take

__all__ = ["brimbank", "doors", "latrobe", "with_dimi"]


async def takes_back(there: Doors, text: str) -> int:
    thuy, at = await there.client("link_worker"), f"{AT}/bring-along/{json.loads(text)['transfer_id']}"
    return (await thuy.submit(f"{at}/take-back", page=at)).status_code


async def takes_part(there: Doors) -> None:
    async with there.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        agreed = consents.give(journey, JOURNEY, "evaluation", "verbal", there.here.now())
        await record(tx, agreed)


async def counted(outcomes: Database, released: list[Released]) -> list[tuple[str, int]]:
    """The steps that the evaluator's figures count."""
    async with outcomes.transaction() as tx:
        await tx.execute("TRUNCATE participation, step, measure, attendance, withdrawn, reached, parked")
    await take(outcomes, log([(fact, number) for number, fact in enumerate(released, 1)]))
    async with outcomes.transaction() as tx:
        steps = (await facts(tx)).steps
    return [(row["step"], row["day"]) for row in steps if row["step"] in ("goal_set", "what_matters")]


async def test_a_file_that_is_taken_back_and_brought_again_to_the_same_person_counts(
    brimbank: Doors, latrobe: Doors, open_doors: OpenDoors, outcomes: Database
) -> None:
    text = await the_file(brimbank)
    await takes_part(latrobe)
    release, heard = await open_doors(service), 0
    for done, left in ((bring, True), (takes_back, False), (bring, True), (takes_back, False), (bring, True)):
        latrobe.clock.move(latrobe.here.now() + timedelta(minutes=1))
        status = await done(latrobe, text)
        assert getattr(status, "status_code", status) == 303
        told = await latrobe.told()
        for event in told[heard:]:
            await release.hear(event)
        heard = len(told)
        released = [fact for fact in await release.told() if isinstance(fact, Released)]
        assert await counted(outcomes, released) == ([("goal_set", -1), ("what_matters", -1)] if left else [])
    told = await latrobe.told()
    times = [(event.bringing) for event in told if isinstance(event, JourneyBroughtAlong | BroughtAlongTakenBack)]
    assert times == [None, None, 2, 2, 3]
    assert len({event.goal_id for event in told if isinstance(event, GoalSet)}) == 6


async def test_what_was_taken_back_before_the_files_were_told_apart_counts_for_each(
    latrobe: Doors, brimbank: Doors
) -> None:
    text = await the_file(brimbank)
    await bring(latrobe, text)
    await takes_back(latrobe, text)
    async with latrobe.here.db.transaction() as tx:
        await tx.execute("UPDATE turn SET code = NULL WHERE kind = 'brought_along_taken_back'")
    await bring(latrobe, text)
    goals = [event.goal_id for event in await latrobe.told() if isinstance(event, GoalSet)]
    assert len(set(goals)) == 4
