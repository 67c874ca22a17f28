"""Every address of every service, as the services themselves list them, and who may use it."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any
from uuid import uuid4

from services.site_map import LOCAL
from shared.app.service import Service, build
from shared.kernel.topics import SERVICES
from shared.web.access import May
from tests.doors import NOON, MovableClock, settings_for

STAFF = ("intake", "link_worker", "lead", "clinician", "operator", "integrator")
ANYONE: frozenset[str] = frozenset({"anyone"})

# The first pattern that fits an address says who may use it.
RULES: tuple[tuple[str, frozenset[str]], ...] = (
    (r"/(login|logout|leave|static/.*|favicon\.ico)", ANYONE),
    (r"/\{service\}/(logout|logged-out)", ANYONE),
    (r"/[a-z]+/(openapi\.json|health/.*|metrics)", ANYONE),
    (r"/[a-z]+/operator.*", frozenset({"operator"})),
    (r"/|/ask.*|/refer/.*|/refer", ANYONE),
    (r"/me/.*|/host/.*", ANYONE),
    (r"/referral/api/.*", frozenset({"intake", "lead", "integrator"})),
    (r"/referral/people/[^/]+/erase|/referral/erased", frozenset({"lead"})),
    (r"/referral/protection/.*/lifted", frozenset({"lead"})),
    (r"/referral/protection/.*", frozenset({"intake", "lead", "link_worker", "clinician"})),
    (r"/referral/(people|story)/\{participant_id(:uuid)?\}", frozenset({"intake", "lead", "link_worker"})),
    (r"/referral/[^/]+/(letters|letters/\{letter_id(:uuid)?\}|news.*)", frozenset({"intake", "lead", "link_worker"})),
    (r"/referral.*", frozenset({"intake", "lead"})),
    (r"/journey/may-be-asked", frozenset({"lead"})),
    (r"/journey/for/.*", frozenset({"intake", "link_worker", "lead", "clinician"})),
    (r"/journey/safety.*", frozenset({"clinician", "lead", "link_worker"})),
    (r"/journey/handover.*", frozenset({"lead"})),
    (r"/journey.*", frozenset({"link_worker", "lead"})),
    (r"/community/api/.*", frozenset(STAFF) - {"clinician"}),
    (r"/community.*", frozenset({"link_worker", "lead"})),
    (r"/notifications/api/(replies|mail)", ANYONE),  # signed by the gateway, not by a session
    (r"/stop/.*", ANYONE),
    (r"/notifications/answers/.*", frozenset({"link_worker", "intake"})),
    (r"/notifications/messages/.*", frozenset({"link_worker"})),
    (r"/notifications", frozenset({"link_worker", "intake", "operator"})),
    (r"/practice.*", frozenset({"link_worker", "lead"})),
    (r"/evaluation", frozenset({"lead", "operator"})),
)


def service(name: str) -> Service:
    found: Service = import_module(f"services.{name}.app").service
    return found


def addresses(name: str) -> list[tuple[str, str]]:
    """(method, path template) of everything a service answers."""
    return sorted({(method, route.path) for route in routes_of(name) for method in route.methods - {"HEAD"}})


@cache
def routes_of(name: str) -> list[Any]:
    """Every door of a service, as FastAPI keeps them."""
    app = build(service(name), settings_for(name, "postgresql://nobody@127.0.0.1/none"), LOCAL, MovableClock(NOON))
    return list(_routes(app.routes))


def permissions_asked(name: str, method: str, path: str) -> list[str]:
    """Which permission a door asks for, as its dependencies say."""
    (route,) = [route for route in routes_of(name) if route.path == path and method in route.methods]
    dependencies = route.dependant.dependencies if hasattr(route, "dependant") else []
    return [each.call.permission for each in dependencies if isinstance(each.call, May)]


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


def filled(path: str, **known: str) -> str:
    """The template as an address: with what is known, else with what nothing has."""
    values = {"partition": "0", "offset": "0", "day": "2026-03-02", "topic": "lc.brimbank.journey", "token": "x" * 51,
              "number": "1"}  # fmt: skip
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: (values | known).get(found[1], str(uuid4())), path)


EVERY = [(name, method, path) for name in SERVICES for method, path in addresses(name)]
GUARDED = [(name, method, path) for name, method, path in EVERY if allowed(path) is not ANYONE]
