"""While PostgreSQL is away a form comes back filled, and can be sent again as soon as it is there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from services.community.app import service
from shared.web import links
from tests.doors import Client, Doors, opened
from tests.faults.proxy import Proxy, proxied

from .conftest import fields

NEW = "/community/groups/new"
GARDEN = {
    "title": "Sunshine Garden",
    "kind": "nature",
    "host_name": "Maria of the long table",
    "host_contact": "",
    "address": "",
}


@dataclass
class Place:
    doors: Doors
    network: Proxy
    thuy: Client

    def goes_away(self) -> None:
        """Connections are cut, and no new one is taken."""
        self.network.toxics.refuse = True

    def comes_back(self) -> None:
        self.network.toxics.refuse = False


@pytest.fixture
async def place(fresh_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Place]:
    url = await fresh_database("community")
    parts = urlsplit(url)
    async with proxied(0, parts.port or 0) as network:
        through = url.replace(f":{parts.port}/", f":{network.port}/")
        async with opened(service, through) as doors:
            yield Place(doors, network, await doors.client("link_worker"))


async def test_only_the_first_who_asks_waits_for_whether_a_session_was_ended(place: Place) -> None:
    place.goes_away()
    await place.network.reset_all()
    assert (await place.thuy.get("/login")).status_code == 303
    asked = place.network.connections
    assert (await place.thuy.get("/login")).status_code == 303
    assert place.network.connections == asked


async def test_what_was_typed_is_on_the_page_that_says_we_are_away_and_goes_on_from_there(place: Place) -> None:
    form = fields((await place.thuy.get(NEW)).text, NEW) | GARDEN
    place.goes_away()
    await place.network.reset_all()
    away = await place.thuy.post(NEW, data=form)
    assert away.status_code == 503
    back = fields(away.text, NEW)
    assert {name: back[name] for name in GARDEN} == GARDEN
    assert back["command_id"] == form["command_id"]
    assert "Maria of the long table</textarea>" in away.text
    again = await place.thuy.get(str(away.url))
    assert (again.status_code, again.text) == (503, away.text)
    place.comes_back()
    assert (await place.thuy.post(NEW, data=back)).status_code == 303
    async with place.doors.here.db.snapshot() as tx:
        assert await tx.fetchval("SELECT count(*) FROM community_group") == 1


async def test_a_form_below_a_link_that_is_looked_up_first_comes_back_too(place: Place) -> None:
    host, here = await place.doors.client(), place.doors.here
    link = links.sign(here.settings.secret, "host", uuid4(), here.now() + timedelta(days=1))
    call = f"/host/{link}/call"
    form = fields((await host.get("/login")).text, "/login")
    place.goes_away()
    await place.network.reset_all()
    answer = await host.post(call, data={"csrf": form["csrf"], "command_id": form["command_id"], "words": "We moved"})
    assert answer.status_code == 503
    assert fields(answer.text, call)["words"] == "We moved"
