"""Back, other words, send: a form that was sent before says so, keeps what was typed, and loses nothing silently."""

import asyncio
from uuid import UUID, uuid4

import httpx
import pytest

from services.community.app import service
from tests.community.people import Village
from tests.doors import Client, Doors, OpenDoors

from .conftest import fields

NEW = "/community/groups/new"
GARDEN = {"title": "Sunshine Garden", "kind": "nature", "host_name": "Maria", "host_contact": "", "address": ""}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture
async def thuy(doors: Doors) -> Client:
    return await doors.client("link_worker")


async def sends(client: Client, command_id: UUID, **changes: str) -> httpx.Response:
    return await client.submit(NEW, page=NEW, command_id=command_id, **GARDEN | changes)


async def titles(doors: Doors) -> list[str]:
    async with doors.here.db.snapshot() as tx:
        return [row["title"] for row in await tx.fetch("SELECT title FROM community_group ORDER BY title")]


async def test_the_same_form_sent_twice_is_one_wish(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    first, second = await sends(thuy, command_id), await sends(thuy, command_id)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await titles(doors) == ["Sunshine Garden"]


async def test_the_same_form_is_one_wish_also_after_logging_in_anew(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    assert (await sends(thuy, command_id)).status_code == 303
    again = await doors.client("link_worker")
    assert (await sends(again, command_id)).status_code == 303
    assert await titles(doors) == ["Sunshine Garden"]


async def test_other_words_under_the_same_command_are_neither_kept_nor_lost(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    await sends(thuy, command_id)
    answer = await sends(thuy, command_id, title="St Albans Garden", address="12 Main Road")
    assert answer.status_code == 409
    assert "This was sent before with other words in it, and those are kept." in answer.text
    back = fields(answer.text, NEW)
    assert (back["title"], back["address"]) == ("St Albans Garden", "12 Main Road")
    assert await titles(doors) == ["Sunshine Garden"]
    assert len(await doors.told()) == 1


async def test_other_words_that_are_sent_once_more_are_a_wish_of_their_own(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    await sends(thuy, command_id)
    back = fields((await sends(thuy, command_id, title="St Albans Garden")).text, NEW)
    assert back["command_id"] != str(command_id)
    once_more = await thuy.post(NEW, data=back | {"kind": "nature"})
    assert (once_more.status_code, once_more.headers["location"]) == (303, f"/community/groups/{back['command_id']}")
    assert await titles(doors) == ["St Albans Garden", "Sunshine Garden"]


async def test_two_tabs_at_once_with_different_words_keep_one_and_say_so_to_the_other(
    doors: Doors, thuy: Client
) -> None:
    command_id = uuid4()
    answers = await asyncio.gather(sends(thuy, command_id), sends(thuy, command_id, title="St Albans Garden"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await titles(doors)) == 1


async def test_a_refused_form_that_is_mended_is_no_other_wish(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    assert (await sends(thuy, command_id, title="")).status_code == 422
    assert (await sends(thuy, command_id)).status_code == 303
    assert await titles(doors) == ["Sunshine Garden"]


async def test_a_command_of_another_page_is_no_double_click(doors: Doors, thuy: Client) -> None:
    command_id = uuid4()
    await sends(thuy, command_id)
    at = f"/community/groups/{command_id}/activities/new"
    plan = {"title": "Cards", "weekday": "0", "starts_at": "10:30", "minutes": "90", "places": "3", "cost": "",
            "step_free": "yes", "quiet": "no", "what_it_is_like": ""}  # fmt: skip
    assert (await thuy.submit(at, page=at, command_id=command_id, **plan)).status_code == 409
    assert len(await doors.told()) == 1


async def test_what_a_host_writes_with_a_link_is_not_lost_either(doors: Doors, thuy: Client) -> None:
    village, command_id = Village(doors, thuy), uuid4()
    path = await village.host_link(await village.group())
    host = await doors.client()
    call = f"{path}/call"
    await host.submit(call, page=path, command_id=command_id, words="Ring me on Monday")
    answer = await host.submit(call, page=path, command_id=command_id, words="The hall has moved")
    assert answer.status_code == 409
    assert fields(answer.text, call)["words"] == "The hall has moved"


async def test_what_was_said_cannot_be_tried_out_from_the_database(doors: Doors, thuy: Client) -> None:
    first, second = uuid4(), uuid4()
    await sends(thuy, first)
    doors.here.local = "frankston"  # the same words under another key
    await sends(thuy, second)
    async with doors.here.db.snapshot() as tx:
        said = [bytes(row["said"]) for row in await tx.fetch("SELECT said FROM inbox WHERE said IS NOT NULL")]
    assert len(set(said)) == 2


async def test_what_was_sent_before_anybody_asked_for_its_words_stays_a_double_click(
    doors: Doors, thuy: Client
) -> None:
    command_id = uuid4()
    await sends(thuy, command_id)
    async with doors.here.transaction() as tx:
        await tx.execute("UPDATE inbox SET said = NULL")
    assert (await sends(thuy, command_id, title="St Albans Garden")).status_code == 303
    assert await titles(doors) == ["Sunshine Garden"]
