"""A visit that was told of by mistake is as if it had never been, in whatever order and however often it is told."""

from datetime import date, timedelta
from itertools import permutations
from uuid import uuid5

import pytest

from services.journey import store
from shared.events import AttendanceTakenBack, DebriefDue, JourneyClosed
from tests.doors import Doors

from .people import AT, DIMI, JOURNEY, LISTED, NOON, PLACE, PLANNED, attended

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
        person = await store.person(tx, JOURNEY, NOON.date())
        (way,) = await store.ways(tx, DIMI)
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
        await store.keep_draft(tx, worker, page, JOURNEY, {"note": "It was"}, NOON)
    assert "Begun and not sent" in (await thuy.get("/journey")).text
    await at_the_garden.hear(back())
    assert "Begun and not sent" not in (await thuy.get("/journey")).text
    assert (await thuy.get(page)).status_code == 404


async def test_the_first_visit_of_an_ended_journey_is_taken_back_too(at_the_garden: Doors) -> None:
    await at_the_garden.hear(attended(FIRST))
    async with at_the_garden.here.transaction() as tx:
        await store.record(tx, JourneyClosed(
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
