"""Every door answers in the site's own loop: a thread would take longer than most of what it is handed."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from shared.kernel.topics import SERVICES

from .addresses import routes_of


def _asked_first(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _asked_first(each)


def _is_handed_to_a_thread(call: Any) -> bool:
    """As FastAPI decides it."""
    asks = (call, getattr(call, "__call__", None))  # noqa: B004, it is looked at
    return not any(inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one) for one in asks)


@pytest.mark.parametrize("service", SERVICES)
def test_no_door_and_nothing_that_it_asks_first_is_handed_to_a_thread(service: str) -> None:
    doors = [route for route in routes_of(service) if hasattr(route, "dependant")]
    assert doors
    for door in doors:
        handed = [call for call in (door.endpoint, *_asked_first(door.dependant)) if _is_handed_to_a_thread(call)]
        assert not handed, f"{door.path}: make {handed[0]} `async def`"
