"""A host who would like a call stands on the day of whoever walks with somebody who goes there, until they are rung."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.events import HostAskedForCall, HostCalled, PlaceTaken
from tests.doors import Doors
from tests.journey.people import DIMI, GARDEN, LISTED, NOON, PLANNED, PLANTING

CALL = UUID(int=7)
ASKED = HostAskedForCall(group_id=GARDEN, call_id=CALL, occurred_at=NOON)
RUNG = HostCalled(group_id=GARDEN, call_id=CALL, occurred_at=NOON + timedelta(hours=1))
WOULD_LIKE = "Hosts who would like a call"


@pytest.fixture
async def at_the_garden(with_dimi: Doors) -> Doors:
    for event in (LISTED, PLANNED):
        await with_dimi.hear(event)
    return with_dimi


async def sees_it(doors: Doors, role: str, nth: int = 0) -> bool:
    page = (await (await doors.client(role, nth)).get("/journey")).text
    assert (WOULD_LIKE in page) is (f"/community/groups/{GARDEN}" in page)
    return WOULD_LIKE in page


async def test_the_link_worker_of_whoever_goes_there_and_the_lead_see_it_and_nobody_else(at_the_garden: Doors) -> None:
    place = {"participant_id": DIMI, "group_id": GARDEN, "activity_id": PLANTING, "occurred_at": NOON}
    await at_the_garden.hear(PlaceTaken(**place, place_id=uuid4()))
    await at_the_garden.hear(ASKED)
    assert await sees_it(at_the_garden, "link_worker", 0)
    assert not await sees_it(at_the_garden, "link_worker", 1)
    assert await sees_it(at_the_garden, "lead")


async def test_where_nobody_of_ours_goes_every_link_worker_sees_it(at_the_garden: Doors) -> None:
    await at_the_garden.hear(ASKED)
    assert await sees_it(at_the_garden, "link_worker", 0)
    assert await sees_it(at_the_garden, "link_worker", 1)


async def test_it_counts_among_what_needs_them(doors: Doors) -> None:
    for event in (LISTED, ASKED):
        await doors.hear(event)
    page = (await (await doors.client("link_worker")).get("/journey")).text
    assert "One thing needs you" in page
    assert "Nothing is waiting for you" not in page


@pytest.mark.parametrize("order", [[ASKED, RUNG], [RUNG, ASKED], [ASKED, RUNG, ASKED]])
async def test_once_rung_it_is_gone_in_whatever_order_it_is_heard(
    at_the_garden: Doors, order: list[HostAskedForCall | HostCalled]
) -> None:
    for event in order:
        await at_the_garden.hear(event)
    assert not await sees_it(at_the_garden, "link_worker")
