"""A flood from one address or with one link waits its turn; nobody at another address or with another link notices."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from shared.web import links
from tests.doors import Client, Doors, OpenDoors

from .addresses import service
from .asking import Sheet, Visitor
from .door import Stage
from .stages import STAGES

FEW = 3
FRONT_DOOR = ("/ask/send", "/refer", "/login")
BELOW_A_LINK = (
    ("journey", "/me/{token}"),
    ("journey", "/me/{token}/stop"),
    ("community", "/host/{token}/call"),
    ("community", "/host/{token}/sessions/{activity_id}/{day}"),
)


def at(doors: Doors, address: str) -> Client:
    transport = httpx.ASGITransport(app=doors.app, client=(address, 50_000))
    return Client(transport=transport, base_url="http://local.test", headers={"accept": "text/html"})


async def visitor(stage: Stage, address: str) -> Visitor:
    found = await Visitor.of(stage, "anyone")
    moved = at(stage.doors, address)
    moved.cookies = found.client.cookies
    return Visitor(moved, found.csrf)


@pytest.mark.parametrize("template", FRONT_DOOR)
async def test_a_flood_from_one_address_waits_and_nobody_else_does(template: str, open_doors: OpenDoors) -> None:
    doors = await open_doors(service("referral"), public_posts_per_minute=1000)
    stage = await STAGES["referral"](doors)
    doors.app.state.site.public_posts.per_minute = FEW
    door = next(door for door in stage.forms if door.template == template)
    near, far = await visitor(stage, "10.0.0.1"), await visitor(stage, "10.0.0.2")
    sheet, other = Sheet(stage, door, near), Sheet(stage, door, far)
    answers = [await sheet.send([]) for _ in range(FEW)]  # whatever is sent counts
    assert {answer.status_code for answer in answers} == {403}
    await _waits(sheet)
    assert (await other.send(other.pairs())).status_code == 303, "somebody else had to wait"


@pytest.mark.parametrize(("name", "template"), BELOW_A_LINK)
async def test_a_flood_with_one_link_waits_wherever_it_comes_from_and_nobody_with_another_link_does(
    name: str, template: str, open_doors: OpenDoors
) -> None:
    doors = await open_doors(service(name), public_posts_per_minute=1000)
    stage = await STAGES[name](doors)
    doors.app.state.site.public_posts.per_minute = FEW
    door = next(door for door in stage.forms if door.template == template)
    for number in range(FEW):
        await Sheet(stage, door, await visitor(stage, f"10.0.0.{number}")).send([])
    await _waits(Sheet(stage, door, await visitor(stage, "10.0.1.1")))
    purpose = template.split("/")[1]
    another = links.sign(doors.here.settings.secret, purpose, uuid4(), doors.here.now() + timedelta(days=1))
    theirs = Sheet(replace(stage, own=stage.own | {"token": another}), door, await visitor(stage, "10.0.0.1"))
    assert (await theirs.send(theirs.pairs())).status_code != 429


async def _waits(sheet: Sheet) -> None:
    told = len(await sheet.stage.doors.told())
    late = await sheet.send(sheet.pairs())
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= 60
    assert "A little too fast" in late.text
    assert not [mark for mark in sheet.marks if mark not in late.text], "what was typed is lost"
    assert len(await sheet.stage.doors.told()) == told


async def test_a_typing_mistake_is_nothing_that_was_sent(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("referral"), public_posts_per_minute=1000)
    stage = await STAGES["referral"](doors)
    doors.app.state.site.public_posts.per_minute = 1
    door = next(door for door in stage.forms if door.template == "/refer")
    sheet = Sheet(stage, door, await visitor(stage, "10.0.0.1"))
    for _ in range(5):
        assert (await sheet.send(sheet.pairs("name"))).status_code == 422
    by_themselves = [*sheet.pairs("source"), ("source", "self")]  # noticed by a rule, not by a field
    assert (await sheet.send(by_themselves)).status_code == 422
    assert (await sheet.send(sheet.pairs())).status_code == 303


async def test_a_v6_household_is_one_address(open_doors: OpenDoors) -> None:
    doors = await open_doors(service("referral"), public_posts_per_minute=FEW)
    stage = Stage(doors, [])
    visitors = [await visitor(stage, f"2001:db8::{number}") for number in range(1, FEW + 2)]
    answers = [await each.send("/ask/send", []) for each in visitors]
    assert [answer.status_code for answer in answers] == [403] * FEW + [429]
    assert (await (await visitor(stage, "2001:db8:1::1")).send("/ask/send", [])).status_code == 403
