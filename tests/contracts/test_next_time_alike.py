"""When a get-together is next, whether it may not be on, and why: the same on every page that says it."""

import re
from uuid import uuid4

import pytest

from services.community.app import service as community
from services.journey.app import service as journey
from tests.community.people import Village, opened
from tests.doors import Doors, OpenDoors
from tests.journey.asking import agree
from tests.journey.own_page import link_of, who_said_the_year
from tests.journey.people import DIMI, OPENED, card

TAG = re.compile(r"<[^>]+>")
LABOUR_DAY = "Monday 9 March"
ASK = "Labour Day: ask first whether it is on"


def words(page: str) -> str:
    return " ".join(TAG.sub(" ", page).replace("\N{NO-BREAK SPACE}", " ").split()).replace(" )", ")").replace("( ", "(")


@pytest.fixture
async def pages(open_doors: OpenDoors) -> dict[str, str]:
    """A garden on Mondays at 10.30, at midday on Monday 2 March: what each page says."""
    village = Village(there := await open_doors(community), await there.client("link_worker"))
    walks = await open_doors(journey)
    for event in (card(), OPENED):
        await walks.hear(event)
    await there.hear(opened(DIMI))
    group_id = await village.group()
    activity_id = await village.activity(group_id)
    await village.step(DIMI, activity_id, "place", expected_by_name="no", command_id=uuid4())
    for event in await there.told():
        await walks.hear(event)
    read = {
        "find": "/community",
        "group": f"/community/groups/{group_id}",
        "for a person": f"/community/for/{DIMI}",
        "one activity": f"/community/for/{DIMI}/activities/{activity_id}",
    }
    found = {name: (await village.worker.get(path)).text for name, path in read.items()}
    found["host"] = (await (await there.client()).get(await village.host_link(group_id))).text
    found["my day"] = (await (await walks.client("link_worker")).get("/journey")).text
    found["participant"] = await own_page(walks)
    return {name: words(page) for name, page in found.items()}


async def own_page(walks: Doors) -> str:
    await agree(walks)
    walks.clock.move(walks.clock.now().replace(day=4))
    await walks.tick()
    at = await link_of(walks)
    return (await (await who_said_the_year(walks, at)).get(f"{at}/mine")).text


async def test_the_next_time_and_the_holiday_are_told_alike(pages: dict[str, str]) -> None:
    for name in ("group", "for a person", "one activity", "participant"):
        assert LABOUR_DAY in pages[name], name
        assert ASK in pages[name], name
    assert ASK in pages["find"]
    assert f"Next: {LABOUR_DAY}, 10.30 am Labour Day: people may ask you whether it is on" in pages["host"]
    assert ASK in pages["my day"]
