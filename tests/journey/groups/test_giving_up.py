"""Why a place was given up is put right, and a giving up that was none has never been, in any order."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4, uuid5

import pytest

from services.journey.groups.store import last_mile as last_mile_store
from shared.events import GivingUpCorrected, GivingUpTakenBack, PlaceGivenUp
from tests.doors import Client, Doors
from tests.journey.own_page import who_said_the_year, words_of
from tests.journey.people import AT, DIMI, GARDEN, LISTED, NOON, PLACE, PLANNED, PLANTING

THERE = {"participant_id": DIMI, "group_id": GARDEN, "activity_id": PLANTING, "place_id": PLACE.place_id}
GIVING_UP = uuid5(DIMI, "giving up")
LATER = NOON + timedelta(days=1)
GAVE_UP = PlaceGivenUp(**THERE, giving_up_id=GIVING_UP, reason="too_far", occurred_at=LATER)


def because(reason: str, was: str, days: int = 2) -> GivingUpCorrected:
    return GivingUpCorrected(
        **THERE, giving_up_id=GIVING_UP, correction_id=uuid5(DIMI, f"because {days}"), given_up_at=LATER, reason=reason,
        was=was, occurred_at=NOON + timedelta(days=days),
    )  # fmt: skip


NOT_SO = GivingUpTakenBack(**THERE, giving_up_id=GIVING_UP, given_up_at=LATER, occurred_at=NOON + timedelta(days=4))
AGAIN = PlaceGivenUp(**THERE, giving_up_id=uuid4(), reason="unwell", occurred_at=NOON + timedelta(days=9))


@pytest.fixture
async def there(with_dimi: Doors) -> Doors:
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    return with_dimi


async def kept(doors: Doors):
    async with doors.here.db.transaction() as tx:
        way = await last_mile_store.way(tx, DIMI, PLANTING)
        rows = await tx.fetch(
            "SELECT step, detail FROM last_mile WHERE step LIKE 'giv%' ORDER BY happened_at, step, detail"
        )
        row = await tx.fetchrow("SELECT places, standing FROM journey")
    return tuple(row), way.rungs, way.gave_up_at, [tuple(row) for row in rows]


async def heard(doors: Doors, *events, order=None):
    """Each where it lies on its log, in whatever order it is heard."""
    async with doors.here.db.transaction() as tx:
        await tx.execute("DELETE FROM last_mile WHERE step LIKE 'giv%'")
    for place in order or range(len(events)):
        await doors.hear(events[place], lies_at=1000 + place)
    return await kept(doors)


async def test_the_newest_reason_holds_in_whatever_order_it_is_heard(there: Doors) -> None:
    events = (GAVE_UP, because("unwell", "too_far"), because("other_plans", "unwell", 3))
    right = await heard(there, *events)
    assert right[2:] == (
        LATER,
        [("given_up", "other_plans"), ("giving_up_put_right", "too_far"), ("giving_up_put_right", "unwell")],
    )
    for order in permutations(range(3)):
        assert await heard(there, *events, order=order) == right, order


async def test_what_was_not_given_up_is_theirs_as_before_in_whatever_order_it_is_heard(there: Doors) -> None:
    before = await kept(there)
    events = (GAVE_UP, because("unwell", "too_far"), NOT_SO)
    right = await heard(there, *events)
    assert right[:3] == before[:3]
    for order in permutations(range(3)):
        assert await heard(there, *events, order=order) == right, order


async def test_given_up_again_after_that_it_counts(there: Doors) -> None:
    for order in permutations(range(3)):
        found = await heard(there, GAVE_UP, NOT_SO, AGAIN, order=order)
        assert found[2] == AGAIN.occurred_at, order


async def test_one_that_was_told_without_an_id_is_put_right_and_taken_back(there: Doors) -> None:
    old = {"giving_up_id": uuid5(PLACE.place_id, "given up")}
    before = await kept(there)
    told = GAVE_UP.model_copy(update={"giving_up_id": None})
    await heard(there, told, because("unwell", "too_far").model_copy(update=old))
    assert ("given_up", "unwell") in (await kept(there))[3]
    await there.hear(NOT_SO.model_copy(update=old))
    assert (await kept(there))[:3] == before[:3]


async def test_the_story_tells_why_and_what_it_said_before(there: Doors, thuy: Client) -> None:
    await heard(there, GAVE_UP, because("unwell", "too_far"))
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "Gave up the place at Sunshine Community Garden. They were unwell" in story
    assert (
        "Why they gave up the place at Sunshine Community Garden was put right. Before, it said: It was too far"
        in story
    )
    await there.hear(NOT_SO)
    story = await words_of(thuy, f"{AT}?all=yes")
    assert (
        "That they gave up the place at Sunshine Community Garden, noted for Tuesday 3 March, was taken back" in story
    )
    assert "Gave up the place at Sunshine" not in story


async def test_they_read_on_their_own_page_what_was_put_right(asked: Doors, own_at: str) -> None:
    for event in (LISTED, PLANNED, PLACE, GAVE_UP, because("unwell", "too_far"), NOT_SO):
        await asked.hear(event)
    page = await words_of(await who_said_the_year(asked, own_at), f"{own_at}/mine/held")
    there = "Wednesday planting (Sunshine Community Garden)"
    assert f"Somebody noted by mistake that you gave up the place at {there}. It was taken back." in page
    assert f"Why you gave up the place at {there} was put right." in page
