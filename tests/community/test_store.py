"""SQL, constraints, and races for the last place."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from services.community import store
from services.community.domain.groups import revoke_link
from services.community.domain.places import take_place
from shared.events import PlaceTaken
from shared.kernel.refusal import Refused
from shared.persistence.outbox import NothingChanged
from tests.doors import NOON, Doors

from .people import Village


async def take(doors: Doors, who: object, activity_id: object) -> str:
    """One colleague who takes a place: what comes of it."""
    try:
        async with doors.here.db.transaction() as tx:
            person = await store.participant(tx, who, None)  # type: ignore[arg-type]
            standing = await store.standing(tx, person, activity_id, lock=True)  # type: ignore[arg-type]
            await asyncio.sleep(0)
            await store.record(tx, take_place(standing, uuid4(), False, NOON))
    except Refused as refused:
        return "full" if refused.conflict else refused.why
    return "taken"


async def test_of_many_who_reach_for_the_last_places_only_so_many_get_one(village: Village) -> None:
    activity_id = await village.activity(await village.group(), places="3")
    people = [await village.person(f"Person{number}") for number in range(12)]
    outcomes = await asyncio.gather(*(take(village.doors, who, activity_id) for who in people))
    assert sorted(outcomes) == ["full"] * 9 + ["taken"] * 3
    async with village.doors.here.db.transaction() as tx:
        assert (await store.activity(tx, activity_id)).taken == 3


async def test_one_person_reached_for_twice_at_once_has_one_place(village: Village) -> None:
    activity_id, who = await village.activity(await village.group(), places="5"), await village.person()
    outcomes = await asyncio.gather(*(take(village.doors, who, activity_id) for _ in range(4)))
    assert outcomes.count("taken") == 1


async def test_the_database_itself_keeps_one_open_place_each(village: Village) -> None:
    group_id = await village.group()
    visit = {"participant_id": await village.person(), "group_id": group_id}
    visit["activity_id"] = await village.activity(group_id)
    async with village.doors.here.db.transaction() as tx:
        await store.record(tx, PlaceTaken(place_id=uuid4(), occurred_at=NOON, **visit))
        with pytest.raises(asyncpg.UniqueViolationError):
            await store.record(tx, PlaceTaken(place_id=uuid4(), occurred_at=NOON, **visit))


async def test_a_link_version_is_revoked_once(village: Village) -> None:
    group_id = await village.group()
    async with village.doors.here.db.transaction() as tx:
        fact = revoke_link(await store.group(tx, group_id), NOON)
        await store.record(tx, fact)
        assert (await store.group(tx, group_id)).link_version == 1
    with pytest.raises(NothingChanged):
        async with village.doors.here.db.transaction() as tx:
            await store.record(tx, fact)


async def test_two_devices_that_tick_the_same_person_at_once_tell_it_once(village: Village) -> None:
    group_id = await village.group()
    activity_id, who = await village.activity(group_id), await village.person()
    await village.step(who, activity_id, "place", expected_by_name="yes")
    path = await village.host_link(group_id)
    async with village.doors.here.db.transaction() as tx:
        [place] = await store.places_ever(tx, activity_id)
    session = f"{path}/sessions/{activity_id}/2026-03-02"
    hosts = [await village.doors.client() for _ in range(4)]
    answers = await asyncio.gather(*(host.submit(session, page=path, came=str(place.id)) for host in hosts))
    assert {answer.status_code for answer in answers} == {303}
    assert (await village.names_told()).count("ActivityAttended") == 1
