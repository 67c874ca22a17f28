"""A visit that was told of by mistake is as if it had never been, in whatever order and however often it is told."""

from datetime import date, timedelta
from itertools import permutations
from uuid import uuid5

import pytest

from services.journey.core.store import people as people_store
from services.journey.form_pages import store as form_pages_store
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.recording import record
from shared.events import (
    ActivityProposed,
    AttendanceTakenBack,
    DebriefDue,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    PlaceTaken,
    PlaceTakenBack,
    ProposalTakenBack,
    WhatMattersRecorded,
)
from tests.doors import Doors
from tests.journey.own_page import who_said_the_year, words_of
from tests.journey.people import AT, DIMI, GARDEN, JOURNEY, LISTED, NOON, PLACE, PLANNED, PLANTING, attended

FIRST, SECOND = date(2026, 2, 18), date(2026, 2, 25)


def back(on: date = FIRST, by: str = "host") -> AttendanceTakenBack:
    told = attended(on)
    return AttendanceTakenBack(
        participant_id=DIMI, group_id=told.group_id, activity_id=told.activity_id, attendance_id=told.attendance_id,
        session_on=on, taken_back_by=by, occurred_at=NOON,
    )  # fmt: skip


def again(on: date = FIRST):
    told = attended(on)
    return told.model_copy(update={"attendance_id": uuid5(PLACE.place_id, f"{on} 1")})


async def standing(doors: Doors):
    """What the lists, the day, the way and the story say."""
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT visits, first_visit_on, standing FROM journey")
        person = await people_store.person(tx, JOURNEY, NOON.date())
        (way,) = await last_mile_store.ways(tx, DIMI)
    due = [(debrief.title, debrief.attended_on) for debrief in person.debriefs]
    return tuple(row), due, way.visits, way.rungs


@pytest.fixture
async def at_the_garden(with_dimi: Doors) -> Doors:
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    return with_dimi


async def test_what_was_taken_back_leaves_everything_as_it_was(at_the_garden: Doors) -> None:
    before = await standing(at_the_garden)
    await at_the_garden.hear(attended(FIRST))
    assert await standing(at_the_garden) != before
    await at_the_garden.hear(back())
    assert await standing(at_the_garden) == before
    page = (await (await at_the_garden.client("link_worker")).get(f"{AT}?all=yes")).text
    assert "Was at Sunshine" not in page
    assert (
        "A visit to Sunshine Community Garden, noted for Wednesday 18\N{NO-BREAK SPACE}February, was taken back" in page
    )
    assert "Hear how it went" not in page


async def test_no_order_and_no_repetition_changes_what_is_left(with_dimi: Doors, at_the_garden: Doors) -> None:
    """A tick, taken back, ticked again, and the visit of the week after."""
    story = [attended(FIRST), back(), again(), attended(SECOND)]
    found = []
    for order in permutations(story):
        async with at_the_garden.here.db.transaction() as tx:
            await tx.execute("DELETE FROM last_mile WHERE step <> 'place_taken'")
            await tx.execute("DELETE FROM debrief")
        for event in (*order, *order[:2]):
            await at_the_garden.hear(event)
        (visits, first, _), due, days, _ = await standing(at_the_garden)
        found.append((visits, first, days, len(due)))
    assert set(map(str, found)) == {str((2, FIRST, [FIRST, SECOND], 1))}


async def test_the_next_visit_is_the_first_one_then_and_asks_how_it_was(at_the_garden: Doors) -> None:
    for event in (attended(FIRST), attended(SECOND), back()):
        await at_the_garden.hear(event)
    _, due, _, _ = await standing(at_the_garden)
    assert due == [("Sunshine Community Garden", SECOND)]
    told = [event.attendance_id for event in await at_the_garden.told() if isinstance(event, DebriefDue)]
    assert told == [attended(FIRST).attendance_id, attended(SECOND).attendance_id]


async def test_what_was_said_when_somebody_looked_back_stays_said(at_the_garden: Doors) -> None:
    await at_the_garden.hear(attended(FIRST))
    thuy = await at_the_garden.client("link_worker")
    debrief = f"{AT}/debriefs/{uuid5(attended(FIRST).attendance_id, 'debrief')}"
    answer = await thuy.submit(debrief, page=debrief, would_go_again="yes", note="Somebody saved her a chair")
    assert answer.status_code == 303
    await at_the_garden.hear(back())
    assert "Somebody saved her a chair" in (await thuy.get(f"{AT}?all=yes")).text
    assert (await standing(at_the_garden))[1] == []


async def test_what_somebody_began_to_write_about_it_is_not_offered_any_more(at_the_garden: Doors) -> None:
    await at_the_garden.hear(attended(FIRST))
    thuy = await at_the_garden.client("link_worker")
    page = f"{AT}/debriefs/{uuid5(attended(FIRST).attendance_id, 'debrief')}"
    async with at_the_garden.here.transaction() as tx:
        worker = at_the_garden.person("link_worker").id
        await form_pages_store.keep_draft(tx, worker, page, JOURNEY, {"note": "It was"}, NOON)
    assert "Begun and not sent" in (await thuy.get("/journey")).text
    await at_the_garden.hear(back())
    assert "Begun and not sent" not in (await thuy.get("/journey")).text
    assert (await thuy.get(page)).status_code == 404


async def test_the_first_visit_of_an_ended_journey_is_taken_back_too(at_the_garden: Doors) -> None:
    await at_the_garden.hear(attended(FIRST))
    async with at_the_garden.here.transaction() as tx:
        await record(tx, JourneyClosed(
            journey_id=JOURNEY, participant_id=DIMI, reason="moved_away", planned=True, occurred_at=NOON + timedelta(1)
        ))  # fmt: skip
    await at_the_garden.hear(back())
    assert (await standing(at_the_garden))[0] == (0, None, "closed")


async def test_their_own_page_says_that_it_was_noted_by_mistake(at_the_garden: Doors) -> None:
    for event in (attended(FIRST), back()):
        await at_the_garden.hear(event)
    async with at_the_garden.here.db.snapshot() as tx:
        steps = await tx.fetch("SELECT step FROM last_mile ORDER BY 1")
    assert [row["step"] for row in steps] == ["place_taken", "taken_back"]


# A look, and an introduction

THERE = {"participant_id": DIMI, "group_id": GARDEN, "activity_id": PLANTING}
LOOKED = ActivityProposed(**THERE, proposal_id=uuid5(DIMI, "look"), occurred_at=NOON)
NOT_LOOKED = ProposalTakenBack(
    **THERE, proposal_id=LOOKED.proposal_id, proposed_at=NOON, occurred_at=NOON + timedelta(days=1)
)
MET = Introduced(**THERE, introduction_id=uuid5(DIMI, "met"), how="together", occurred_at=NOON)
NOT_MET = IntroductionTakenBack(
    **THERE, introduction_id=MET.introduction_id, introduced_at=NOON, occurred_at=NOON + timedelta(days=1)
)


TAKEN = PlaceTaken(**THERE, place_id=uuid5(DIMI, "by mistake"), expected_by_name=False, occurred_at=NOON)
NOT_TAKEN = PlaceTakenBack(**THERE, place_id=TAKEN.place_id, taken_at=NOON, occurred_at=NOON + timedelta(days=1))


async def kept(doors: Doors):
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT places, has_plan, standing FROM journey")
        steps = await tx.fetch("SELECT id, step, happened_at, session_on FROM last_mile ORDER BY id")
        ways = [way.rungs for way in await last_mile_store.ways(tx, DIMI)]
    return tuple(row), [tuple(step) for step in steps], ways


async def test_an_introduction_noted_by_mistake_counts_no_more_and_the_story_says_so(with_dimi: Doors, thuy) -> None:
    await with_dimi.hear(LISTED)
    before = await kept(with_dimi)
    await with_dimi.hear(MET)
    assert (await kept(with_dimi))[0] == (1, False, "trying_out")
    await with_dimi.hear(NOT_MET)
    now = await kept(with_dimi)
    assert (now[0], now[2]) == (before[0], before[2])
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "An introduction to Sunshine Community Garden, noted for Monday 2 March, was taken back" in story
    assert "Went together to Sunshine" not in story


async def test_a_place_kept_by_mistake_counts_no_more_and_the_story_says_so(with_dimi: Doors, thuy) -> None:
    await with_dimi.hear(LISTED)
    before = await kept(with_dimi)
    await with_dimi.hear(TAKEN)
    assert (await kept(with_dimi))[0] != before[0]
    await with_dimi.hear(NOT_TAKEN)
    now = await kept(with_dimi)
    assert (now[0], now[2]) == (before[0], before[2])
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "A place at Sunshine Community Garden, noted for Monday 2 March, was taken back" in story
    assert "A place was kept at Sunshine" not in story


async def test_what_was_not_looked_at_is_no_plan(with_dimi: Doors, thuy) -> None:
    before = await kept(with_dimi)
    await with_dimi.hear(LOOKED)
    assert (await kept(with_dimi))[0] == (0, True, "planning")
    await with_dimi.hear(NOT_LOOKED)
    now = await kept(with_dimi)
    assert (now[0], now[2]) == (before[0], before[2])
    assert "noted for Monday 2 March, was taken back" in await words_of(thuy, f"{AT}?all=yes")


async def test_a_plan_that_something_else_stands_for_stays(with_dimi: Doors) -> None:
    async with with_dimi.here.transaction() as tx:
        said = WhatMattersRecorded(
            journey_id=JOURNEY, participant_id=DIMI, matters_id=uuid5(DIMI, "matters"), what_matters="My garden",
            occurred_at=NOON,
        )  # fmt: skip
        await record(tx, said)
    for event in (LOOKED, NOT_LOOKED):
        await with_dimi.hear(event)
    assert (await kept(with_dimi))[0] == (0, True, "planning")


@pytest.mark.parametrize(
    "story", [(MET, NOT_MET), (LOOKED, NOT_LOOKED), (TAKEN, NOT_TAKEN)], ids=["introduced", "looked", "place"]
)
async def test_in_whatever_order_it_is_heard_the_same_is_left(with_dimi: Doors, story) -> None:
    found = []
    for order in permutations(story):
        async with with_dimi.here.db.transaction() as tx:
            await tx.execute("DELETE FROM last_mile")
        for event in (*order, *order):
            await with_dimi.hear(event)
        found.append(await kept(with_dimi))
    assert found[0] == found[1]


async def test_an_introduction_that_is_taken_back_leaves_the_other_one(with_dimi: Doors) -> None:
    other = MET.model_copy(update={"introduction_id": uuid5(DIMI, "other")})
    for event in (MET, other, NOT_MET):
        await with_dimi.hear(event)
    (places, _, standing_), _, (rungs,) = await kept(with_dimi)
    assert (places, standing_) == (1, "trying_out")
    assert ("Introduced", True) in rungs


async def test_they_read_on_their_own_page_that_it_was_a_mistake(asked: Doors, own_at: str) -> None:
    for event in (LISTED, PLANNED, LOOKED, TAKEN, MET, NOT_LOOKED, NOT_TAKEN, NOT_MET):
        await asked.hear(event)
    page = await words_of(await who_said_the_year(asked, own_at), f"{own_at}/mine/held")
    there = "Wednesday planting (Sunshine Community Garden). It was taken back."
    assert f"Somebody noted by mistake that you were introduced to {there}" in page
    assert f"Somebody noted by mistake that a place was kept for you at {there}" in page
    assert f"Somebody noted by mistake that we looked together at {there}" in page
    assert "You were introduced to" not in page
