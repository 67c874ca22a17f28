"""Practising together: hours are planned, places in them are few, and staying away needs no reason."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.journey.consents.rules import consents
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import journeys as journeys_store
from services.journey.core.store import people as people_store
from services.journey.practice_sessions import rules as skills
from services.journey.practice_sessions.rules import SkillSession
from services.journey.recording import record
from shared.events import SkillAttendanceNoted, SkillPlaceTaken, SkillSessionCancelled, SkillSessionPlanned
from shared.kernel.refusal import Refused
from tests.journey.people import AT, DIMI, JOURNEY, MALIA, NOON, THUY, accepted, card

OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
SOON = NOON + timedelta(days=3)
BUS = SkillSession(UUID(int=9), "travel_training", "small_group", SOON, 2, THUY, taken=1)


def refused(field, decide, *given):
    with pytest.raises(Refused) as why:
        decide(*given)
    assert why.value.field == field
    return str(why.value)


def test_an_hour_for_one_person_has_one_place():
    planned = skills.plan(UUID(int=9), "confidence", "single", SOON, 7, " the library ", THUY, NOON)
    assert (planned.places, planned.place) == (1, "the library")


def test_an_hour_is_planned_for_a_day_still_to_come():
    refused("on", skills.plan, UUID(int=9), "confidence", "single", NOON, None, None, THUY, NOON)


def test_a_small_group_says_how_many_can_come():
    refused("places", skills.plan, UUID(int=9), "confidence", "small_group", SOON, None, None, THUY, NOON)


@pytest.mark.parametrize(
    ("session", "has_place", "at"),
    [
        (SkillSession(BUS.id, BUS.topic, BUS.setting, SOON, 2, THUY, taken=2), False, NOON),
        (SkillSession(BUS.id, BUS.topic, BUS.setting, SOON, 2, THUY, cancelled_at=NOON), False, NOON),
        (BUS, True, NOON),
        (BUS, False, SOON),
    ],
    ids=["full", "called off", "has one already", "has begun"],
)
def test_no_place_is_kept_where_there_is_none_to_keep(session, has_place, at):
    refused("session_id", skills.take_place, OPEN, session, UUID(int=1), has_place, at)


def test_who_came_is_noted_only_once_the_hour_has_begun():
    refused("came", skills.note_attendance, OPEN, BUS, UUID(int=1), True, None, None, NOON)


def test_staying_away_needs_no_reason():
    noted = skills.note_attendance(OPEN, BUS, UUID(int=1), False, None, 9, SOON)
    assert (noted.came, noted.reason, noted.confidence) == (False, "skipped", None)


def test_an_hour_that_has_begun_is_not_called_off():
    with pytest.raises(Refused):
        skills.cancel(BUS, SOON)


async def planned(client, **other):
    fields = {"topic": "travel_training", "setting": "small_group", "on": "5/3/2026", "at": "10:30", "places": 2}
    session_id = uuid4()
    answer = await client.submit(
        "/journey/skills/plan", page="/journey/skills/plan", command_id=session_id, **(fields | other)
    )
    assert answer.status_code == 303, answer.text
    return session_id


async def joined(client, at, session_id):
    answer = await client.submit(f"{at}/skills", page=f"{at}/skills", session_id=str(session_id))
    assert answer.status_code == 303, answer.text


async def test_an_hour_is_planned_in_the_locals_own_time_and_its_place_is_told_to_nobody(with_dimi, thuy):
    await planned(thuy, place="the stop in front of the library")
    (told,) = [event for event in await with_dimi.told() if isinstance(event, SkillSessionPlanned)]
    assert told.starts_at == datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert told.place is None
    assert "the stop in front of the library" in (await thuy.get(f"/journey/skills/{told.session_id}")).text


async def test_a_place_is_kept_from_the_persons_page_and_who_came_stands_in_their_story(with_dimi, thuy):
    session_id = await planned(thuy)
    await joined(thuy, AT, session_id)
    with_dimi.clock.move(SOON)
    shown = (await thuy.get("/journey/skills")).text
    assert "Note who came" in shown
    place = next(event for event in await with_dimi.told() if isinstance(event, SkillPlaceTaken))
    page = f"/journey/skills/{session_id}"
    answer = await thuy.submit(f"{page}/came/{place.place_id}", page=page, came="yes", confidence=6)
    assert answer.status_code == 303
    noted = (await with_dimi.told())[-1]
    assert isinstance(noted, SkillAttendanceNoted)
    assert (noted.came, noted.confidence) == (True, 6)
    assert "Practised together (getting there" in (await thuy.get(AT)).text
    again = await thuy.submit(f"{page}/came/{place.place_id}", page=AT + "/moments", came="no")
    assert again.status_code == 409


async def test_the_last_place_is_taken_once(with_dimi, thuy):
    session_id = await planned(thuy, setting="single")
    await with_dimi.hear(accepted(1))
    other = (await thuy.get("/journey/people")).text
    journeys = {part.split('"')[0] for part in other.split('href="/journey/')[1:]}
    ids = [each for each in journeys if len(each) == 36]
    answers = await asyncio.gather(
        *(thuy.submit(f"/journey/{each}/skills", page=AT + "/moments", session_id=str(session_id)) for each in ids)
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await with_dimi.count("skill_place") == 1


async def test_somebody_elses_hour_shows_only_ones_own_people(with_dimi, thuy):
    session_id = await planned(thuy)
    await joined(thuy, AT, session_id)
    malia = await with_dimi.client("link_worker", 1)
    shown = (await malia.get(f"/journey/skills/{session_id}")).text
    assert "Dimi" not in shown
    assert "1 person with another link worker" in shown
    assert (await malia.submit(f"/journey/skills/{session_id}/cancel", page="/journey/skills/plan")).status_code == 404


async def test_who_runs_the_hour_knows_who_comes(with_dimi, thuy):
    malia = await with_dimi.client("link_worker", 1)
    session_id = await planned(malia)
    await joined(thuy, AT, session_id)
    assert "Dimi" in (await malia.get(f"/journey/skills/{session_id}")).text
    assert (await with_dimi.told())[0].link_worker_id in (THUY, MALIA)


async def test_an_hour_that_is_called_off_is_offered_to_nobody(with_dimi, thuy):
    session_id = await planned(thuy)
    answer = await thuy.submit(f"/journey/skills/{session_id}/cancel", page=f"/journey/skills/{session_id}")
    assert answer.status_code == 303
    assert isinstance((await with_dimi.told())[-1], SkillSessionCancelled)
    answer = await thuy.submit(f"{AT}/skills", page=f"{AT}/moments", session_id=str(session_id))
    assert answer.status_code == 422
    assert "called off" in answer.text


async def test_an_hour_nobody_knows_is_refused_beside_its_field(with_dimi, thuy):
    answer = await thuy.submit(f"{AT}/skills", page=f"{AT}/moments", session_id=str(uuid4()))
    assert answer.status_code == 422
    assert "not there" in answer.text


async def test_who_stayed_away_was_not_in_touch(with_dimi, thuy):
    async with with_dimi.here.transaction() as tx:
        given = consents.give(await journeys_store.journey(tx, JOURNEY), uuid4(), "service", "verbal", NOON)
        await record(tx, given)
    session_id = await planned(thuy)
    await joined(thuy, AT, session_id)
    with_dimi.clock.move(SOON)
    place = next(event for event in await with_dimi.told() if isinstance(event, SkillPlaceTaken))
    page = f"/journey/skills/{session_id}"
    await thuy.submit(f"{page}/came/{place.place_id}", page=page, came="no", reason="not_well")
    async with with_dimi.here.transaction() as tx:
        assert (await people_store.person(tx, JOURNEY)).last_contact_at == NOON


async def test_an_hour_of_which_nobody_noted_who_came_stays_on_the_day_however_long_ago(with_dimi, thuy):
    session_id = await planned(thuy)
    await joined(thuy, AT, session_id)
    with_dimi.clock.move(SOON + timedelta(days=60))
    assert "Who came to practise: " in (await thuy.get("/journey")).text
    assert "Practise" not in (await thuy.get(f"{AT}/plan")).text.split("<main")[1].split("We talk next")[0]


async def test_two_who_are_called_alike_are_told_apart_in_their_hour(with_dimi, thuy):
    session_id = await planned(thuy)
    other = accepted(1)
    await with_dimi.hear(other)
    await with_dimi.hear(card(participant_id=other.participant_id, name="Dimitra Laskari"))
    people = (await thuy.get("/journey/people")).text
    for journey in {part.split('"')[0] for part in people.split('href="/journey/')[1:]}:
        if len(journey) == 36:
            await joined(thuy, f"/journey/{journey}", session_id)
    shown = (await thuy.get(f"/journey/skills/{session_id}")).text
    assert "Dimi (Dimitra Laskari)" in shown
    assert "Dimi (Dimitra Papadopoúlou)" in shown
