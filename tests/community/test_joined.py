"""One person under two records: their places and visits are read as one, and parted each has their own."""

from uuid import uuid4

import pytest

from services.community import store
from services.community.app import service
from shared.events import ParticipantJoined, ParticipantParted
from tests.community.people import Village
from tests.doors import NOON, Doors, OpenDoors
from tests.journey import people as dimi


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def test_visits_of_both_records_are_one_persons_and_a_session_counts_once(doors: Doors) -> None:
    village = Village(doors, await doors.client("lead"))
    activity = await village.activity(await village.group(), places="5")
    one, other, joining = await village.person("Anna"), await village.person("Anna Two", dimi.MALIA), uuid4()
    for who in (one, other):
        await village.step(who, activity, "place", expected_by_name="no")
        await village.step(who, activity, "attendance", session_on="2026-03-02")

    async def seen() -> tuple[int, list[int]]:
        async with doors.here.db.transaction() as tx:
            steps = [step for step in await store.steps(tx, one) if step.step == "attended"]
            return len(steps), [goer.times for goer in await store.goers(tx, activity)]

    assert await seen() == (1, [1, 1])
    about = {"joining_id": joining, "kept_id": one, "occurred_at": NOON}
    await doors.hear(ParticipantJoined(participant_id=other, with_id=one, **about))
    assert await seen() == (2, [1]), "both ticks stand in the story; one person was at one session"
    await doors.hear(ParticipantParted(participant_id=one, with_id=other, **about))
    assert await seen() == (1, [1, 1])
