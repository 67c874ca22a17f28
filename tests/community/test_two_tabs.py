"""What is taken back or given up is what the page showed, not what a colleague has noted since."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from shared.events import PlaceGivenUp, PlaceTakenBack, ProposalTakenBack
from tests.doors import NOON

from .test_host import Garden
from .test_taken_back import facts, hosted, link_worker_takes_back, page_of, ticked

__all__ = ["hosted"]


def shown(page: str, name: str) -> set[str]:
    """What the forms of a page say of what it shows."""
    return set(re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', page))


async def anew(hosted: Garden, who: UUID, door: str, **fields: str) -> None:
    """Taken back, and noted again on the next day."""
    assert (await hosted.village.step(who, hosted.activity_id, f"{door}/taken-back")).status_code == 303
    hosted.village.doors.clock.move(NOON + timedelta(days=1))
    assert (await hosted.village.step(who, hosted.activity_id, door, **fields)).status_code == 303


@pytest.mark.parametrize(("door", "more"), [("place/taken-back", {}), ("place/given-up", {"reason": "unwell"})])
async def test_an_old_tab_leaves_a_place_alone_that_was_kept_since(
    hosted: Garden, door: str, more: dict[str, str]
) -> None:
    who = await hosted.expects("Dimitra P")
    [old] = shown(await page_of(hosted, who), "place_id")
    await anew(hosted, who, "place", expected_by_name="no")
    refused = await hosted.village.step(who, hosted.activity_id, door, place_id=old, **more)
    assert refused.status_code == 409
    assert "That place has been taken back or given up already" in refused.text
    [now] = shown(refused.text, "place_id")
    assert now != old
    told = [event for event in await hosted.village.doors.told() if isinstance(event, PlaceTakenBack | PlaceGivenUp)]
    assert [str(event.place_id) for event in told] == [old]
    assert (await hosted.village.step(who, hosted.activity_id, door, place_id=now, **more)).status_code == 303


async def test_an_old_tab_leaves_a_look_alone_that_was_noted_since(hosted: Garden) -> None:
    who = await hosted.village.person()
    await hosted.village.step(who, hosted.activity_id, "proposal")
    [old] = shown(await page_of(hosted, who), "proposal_id")
    await anew(hosted, who, "proposal")
    refused = await hosted.village.step(who, hosted.activity_id, "proposal/taken-back", proposal_id=old)
    assert refused.status_code == 409
    assert "taken back already" in refused.text
    told = [event for event in await hosted.village.doors.told() if isinstance(event, ProposalTakenBack)]
    assert [str(event.proposal_id) for event in told] == [old]


async def test_an_old_tab_leaves_a_tick_alone_that_was_told_since(hosted: Garden) -> None:
    who, _ = await ticked(hosted)
    [old] = [told.attendance_id for told in await facts(hosted)]
    assert f'value="{old}"' in await page_of(hosted, who)
    assert await link_worker_takes_back(hosted, who) == 303
    await hosted.village.step(who, hosted.activity_id, "attendance", session_on="2026-03-02")
    assert await link_worker_takes_back(hosted, who, old) == 409
    *_, again = await facts(hosted)
    assert f'value="{again.attendance_id}"' in await page_of(hosted, who)
    assert again.attendance_id != old
    assert await link_worker_takes_back(hosted, who, again.attendance_id) == 303


async def test_a_form_that_does_not_say_what_its_page_showed_takes_nothing_back(hosted: Garden) -> None:
    who = await hosted.expects("Dimitra P")
    answer = await hosted.village.step(who, hosted.activity_id, "place/taken-back", place_id="")
    assert answer.status_code == 422
    assert "Open this page again" in answer.text
    assert "PlaceTakenBack" not in await hosted.village.names_told()
