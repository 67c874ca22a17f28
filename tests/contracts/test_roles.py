"""Who may open what: every address of every service, for every role, allowed and refused. No address is left out."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from shared.service import Service, build
from shared.topics import SERVICES
from shared.web import navigation
from tests.doors import NOON, Client, Doors, MovableClock, OpenDoors, settings_for

STAFF = ("intake", "link_worker", "lead", "operator", "integrator")
ANYONE: frozenset[str] = frozenset({"anyone"})

# The first pattern that fits an address says who may use it.
RULES: tuple[tuple[str, frozenset[str]], ...] = (
    (r"/(login|logout|static/.*|favicon\.ico)", ANYONE),
    (r"/[a-z]+/(openapi\.json|health/.*|metrics)", ANYONE),
    (r"/[a-z]+/operator.*", frozenset({"operator"})),
    (r"/|/ask.*|/refer/.*|/refer", ANYONE),
    (r"/me/.*|/host/.*", ANYONE),
    (r"/referral/api/.*", frozenset({"intake", "lead", "integrator"})),
    (r"/referral.*", frozenset({"intake", "lead"})),
    (r"/journey.*", frozenset({"link_worker", "lead"})),
    (r"/community/api/.*", frozenset(STAFF)),
    (r"/community.*", frozenset({"link_worker", "lead"})),
    (r"/notifications/api/replies", ANYONE),  # signed by the gateway, not by a session
    (r"/notifications/messages/.*", frozenset({"link_worker"})),
    (r"/notifications", frozenset({"link_worker", "operator"})),
    (r"/practice.*", frozenset({"link_worker", "lead"})),
    (r"/evaluation", frozenset({"lead", "operator"})),
)


def service(name: str) -> Service:
    found: Service = import_module(f"services.{name}.app").service
    return found


def addresses(name: str) -> list[tuple[str, str]]:
    """(method, path template) of everything a service answers."""
    app = build(service(name), settings_for(name, "postgresql://nobody@127.0.0.1/none"), MovableClock(NOON))
    return sorted({(method, route.path) for route in _routes(app.routes) for method in route.methods - {"HEAD"}})


def _routes(routes: Any) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from _routes(route.original_router.routes)
        elif getattr(route, "methods", None):
            yield route


def allowed(path: str) -> frozenset[str]:
    for pattern, roles in RULES:
        if re.fullmatch(pattern, path):
            return roles
    raise AssertionError(f"nobody has said who may use {path}")


def filled(path: str) -> str:
    values = {"partition": "0", "offset": "0", "day": "2026-03-02", "topic": "lc.brimbank.journey", "token": "x" * 51}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], str(uuid4())), path)


EVERY = [(name, method, path) for name in SERVICES for method, path in addresses(name)]
GUARDED = [(name, method, path) for name, method, path in EVERY if allowed(path) is not ANYONE]


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
        for _, href in navigation.NAV.get(role, ()):
            if href.split("/")[1] in doors.service.paths:
                assert (await client.get(href)).status_code == 200, f"{role}: {href}"


def test_every_address_has_somebody_who_may_use_it() -> None:
    assert all(allowed(path) for _, _, path in EVERY)
    assert len(GUARDED) > 50
