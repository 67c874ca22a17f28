"""A flood from one address waits its turn; somebody at another address notices nothing."""

import httpx
import pytest

from tests.doors import Client, Doors, OpenDoors

from .addresses import service
from .asking import Sheet, Visitor
from .door import Stage
from .stages import STAGES

FEW = 3
PUBLIC = {
    "referral": ("/ask/send", "/refer", "/login"),
    "journey": ("/me/{token}", "/me/{token}/stop"),
    "community": ("/host/{token}/call", "/host/{token}/sessions/{activity_id}/{day}"),
}


def at(doors: Doors, address: str) -> Client:
    transport = httpx.ASGITransport(app=doors.app, client=(address, 50_000))
    return Client(transport=transport, base_url="http://local.test", headers={"accept": "text/html"})


async def visitor(stage: Stage, address: str) -> Visitor:
    found = await Visitor.of(stage, "anyone")
    moved = at(stage.doors, address)
    moved.cookies = found.client.cookies
    return Visitor(moved, found.csrf)


@pytest.mark.parametrize("name", PUBLIC)
async def test_a_flood_waits_and_nobody_else_does(name: str, open_doors: OpenDoors) -> None:
    doors = await open_doors(service(name), public_posts_per_minute=1000)
    stage = await STAGES[name](doors)
    limit = doors.app.state.site.public_posts
    limit.per_minute = FEW
    for number, template in enumerate(PUBLIC[name]):
        door = next(door for door in stage.forms if door.template == template)
        near, far = await visitor(stage, f"10.{number}.0.1"), await visitor(stage, f"10.{number}.0.2")
        sheet, other = Sheet(stage, door, near), Sheet(stage, door, far)
        answers = [await sheet.send([]) for _ in range(FEW)]  # whatever is sent counts
        told = len(await doors.told())
        late = await sheet.send(sheet.pairs())
        assert {answer.status_code for answer in answers} == {403}, template
        assert late.status_code == 429, f"{template} answered {late.status_code} to a flood"
        assert 0 < int(late.headers["retry-after"]) <= 60
        assert "A little too fast" in late.text
        assert len(await doors.told()) == told
        assert (await other.send(other.pairs())).status_code == 303, f"{template} made somebody else wait"


async def test_a_v6_household_is_one_address(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("referral"), public_posts_per_minute=FEW)
    stage = Stage(doors, [])
    visitors = [await visitor(stage, f"2001:db8::{number}") for number in range(1, FEW + 2)]
    answers = [await each.send("/ask/send", []) for each in visitors]
    assert [answer.status_code for answer in answers] == [403] * FEW + [429]
    assert (await (await visitor(stage, "2001:db8:1::1")).send("/ask/send", [])).status_code == 403
