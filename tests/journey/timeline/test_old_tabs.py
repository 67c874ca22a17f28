"""An old tab puts right, or takes back, what its page showed, and nothing that was noted since."""

from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import SkillAttendanceTakenBack
from tests.doors import SHOWN, Client, Doors
from tests.journey.people import AT

from .test_mistakes import LATER, WAY, last_told, practised, takes_back, there

__all__ = ["there"]

STANDS_NOW = "This was changed after you opened the page, so nothing is done yet. What stands there now is below."
GONE = "What this page showed is not there any more"


async def opened(client: Client, page: str) -> dict[str, Any]:
    """What the form says of what its page showed, while the page stays open."""
    form = (await client.get(page)).text.partition(f'action="{page}"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in SHOWN.findall(form)}


async def session_of(doors: Doors, place: UUID) -> str:
    async with doors.here.db.transaction() as tx:
        return f"/journey/skills/{await tx.fetchval('SELECT session_id FROM skill_place WHERE id = $1', place)}"


async def test_an_old_tab_leaves_alone_what_was_noted_anew_of_an_hour_to_practise(there: Doors, thuy: Client) -> None:
    place = await practised(there)
    page, hour = f"{AT}/practised/{place}/mistake", await session_of(there, place)
    old = await opened(thuy, page)
    assert await takes_back(await there.client("lead"), f"practised/{place}") == 303
    await thuy.submit(f"{hour}/came/{place}", page=hour, came="no", reason="away")
    told = len(await there.told())
    refused = await thuy.submit(page, page=page, reason="wrong_person", **old)
    assert refused.status_code == 409
    assert STANDS_NOW in refused.text
    assert "they did not come" in refused.text
    assert len(await there.told()) == told
    assert await takes_back(thuy, f"practised/{place}") == 303, "whoever has seen it decides"
    assert isinstance(await last_told(there), SkillAttendanceTakenBack)


async def test_an_old_tab_leaves_alone_a_pause_that_has_other_days_now(there: Doors, thuy: Client) -> None:
    pause, page = uuid4(), f"{AT}/pauses"
    known: dict[str, Any] = {"reason": "hospital", "from_on": "2026-03-23"}
    await thuy.submit(page, page=page, command_id=pause, **known)
    mistake = f"{page}/{pause}/mistake"
    old = await opened(thuy, mistake)
    change = f"{page}/{pause}"
    assert (await thuy.submit(change, page=change, until_on="2026-03-30", **known)).status_code == 303
    assert (await thuy.submit(mistake, page=mistake, reason="wrong_person", **old)).status_code == 409
    assert await takes_back(thuy, f"pauses/{pause}") == 303


async def something_noted(client: Client, what: str) -> str:
    """Something is noted by hand; where its forms are."""
    made = uuid4()
    doors: dict[str, tuple[str, dict[str, Any], str]] = {
        "contact": (f"{AT}/check-in", {"mode": "call"}, "check-ins"),
        "moment": (f"{AT}/moments", {"kind": "laughed"}, "moments"),
        "visit": (f"{WAY}/visit", {"visited_on": "2026-03-18", "went": "alone"}, "visits"),
        "stopping": (f"{WAY}/stopped", {"reason": "cost"}, "stoppings"),
        "pause": (f"{AT}/pauses", {"reason": "hospital", "from_on": "2026-03-22"}, "pauses"),
    }
    at, fields, where = doors[what]
    assert (await client.submit(at, page=at, command_id=made, **fields)).status_code == 303
    return f"{where}/{made}"


@pytest.mark.parametrize("what", ["contact", "moment", "visit", "stopping", "pause"])
async def test_what_is_taken_back_already_is_said_to_be_so(there: Doors, thuy: Client, what: str) -> None:
    noted = await something_noted(thuy, what)
    page = f"{AT}/{noted}/mistake"
    old = await opened(thuy, page)
    assert old["began_from"]
    assert await takes_back(await there.client("lead"), noted) == 303
    refused = await thuy.submit(page, page=AT, reason="wrong_person", **old)
    assert refused.status_code == 409
    assert GONE in refused.text
    assert (await thuy.get(page)).status_code == 404


@pytest.mark.parametrize(("what", "right"), [("contact", {"mode": "visit"}), ("moment", {"kind": "met_someone"})])
async def test_what_was_taken_back_is_not_put_right(
    there: Doors, thuy: Client, what: str, right: dict[str, Any]
) -> None:
    noted = await something_noted(thuy, what)
    page = f"{AT}/{noted}/put-right"
    old = await opened(thuy, page)
    assert await takes_back(thuy, noted) == 303
    refused = await thuy.submit(page, page=AT, on=LATER.date().isoformat(), **right, **old)
    assert refused.status_code == 409
    assert GONE in refused.text


async def test_the_page_says_what_it_is_that_is_taken_back(there: Doors, thuy: Client) -> None:
    noted = await something_noted(thuy, "moment")
    page = (await thuy.get(f"{AT}/{noted}/mistake")).text
    assert "A moment: laughed with others" in page
    assert "Sunday 22 March" in page
