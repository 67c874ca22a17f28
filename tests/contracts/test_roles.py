"""Who may open what: every address of every service, for every role, allowed and refused. No address is left out."""

import re
from typing import Any
from uuid import uuid4

import pytest

from services.site_map import LOCAL
from shared.kernel.topics import SERVICES
from tests.doors import Client, Doors, OpenDoors

from .addresses import EVERY, GUARDED, STAFF, allowed, filled, service


@pytest.fixture
async def open_service(open_doors: OpenDoors) -> Any:
    async def of(name: str) -> Doors:
        return await open_doors(service(name))

    return of


class Visitor:
    """Somebody of one role, with a right csrf token, so that only the role can be what is refused."""

    def __init__(self, client: Client, csrf: str) -> None:
        self.client, self.csrf = client, csrf

    @classmethod
    async def of(cls, doors: Doors, role: str) -> "Visitor":
        client = await doors.client(role)
        page = await client.get("/nowhere")  # its bar has a form: log out
        csrf = re.search(r'name="csrf"[^>]*value="([^"]*)"', page.text)
        assert csrf
        return cls(client, csrf[1])

    async def ask(self, method: str, path: str) -> int:
        if method == "GET":
            return (await self.client.get(filled(path))).status_code
        data = {"csrf": self.csrf, "command_id": str(uuid4())}
        return (await self.client.post(filled(path), data=data)).status_code


@pytest.mark.parametrize("name", SERVICES)
async def test_a_role_gets_through_where_it_is_named_and_nowhere_else(name: str, open_service: Any) -> None:
    doors = await open_service(name)
    for role in STAFF:
        visitor = await Visitor.of(doors, role)
        for _, method, path in (each for each in GUARDED if each[0] == name):
            answer = await visitor.ask(method, path)
            if role in allowed(path):
                assert answer != 403, f"{role} should be let through {method} {path}"
                assert answer < 500, f"{method} {path} broke for {role}: {answer}"
            else:
                assert answer == 403, f"{role} got {answer} from {method} {path}"
    assert await doors.told() == []


@pytest.mark.parametrize("name", SERVICES)
async def test_nobody_gets_in_without_logging_in(name: str, open_service: Any) -> None:
    doors = await open_service(name)
    for _, method, path in (each for each in GUARDED if each[0] == name):
        client = await doors.client()
        answer = await client.get(filled(path)) if method == "GET" else await client.post(filled(path), data={"a": "b"})
        wants_login = answer.status_code in (303, 401, 403) or "/login" in answer.headers.get("location", "")
        assert wants_login, f"{method} {path} answered {answer.status_code} to nobody"
    assert await doors.told() == []


@pytest.mark.parametrize("name", SERVICES)
async def test_the_bar_of_every_role_leads_to_pages_that_answer(name: str, open_service: Any) -> None:
    doors = await open_service(name)
    for role in STAFF:
        client = await doors.client(role)
        for href in (tab.href for tab in LOCAL.bar(LOCAL.permissions([role]))):
            if href.split("/")[1] in doors.service.paths:
                assert (await client.get(href)).status_code == 200, f"{role}: {href}"


def test_every_address_has_somebody_who_may_use_it() -> None:
    assert all(allowed(path) for _, _, path in EVERY)
    assert len(GUARDED) > 50
