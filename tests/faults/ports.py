"""The product's modules on the ports of a world in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

from services.notifications import clock as sender
from services.notifications import consumers
from shared.context import service_context as context
from shared.messaging import consumer, dead_letters, handlers, relay
from tests.faults.simulated_messages import Contacts, Ledger, Walks
from tests.faults.world import World


class Quiet:
    """A log that nobody reads."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


FAILPOINTS = (handlers, relay, context, dead_letters, sender)


@contextmanager
def in_memory(world: World, *broken: tuple[Any, str, Any]) -> Iterator[None]:
    """The product's modules on the world's ports. `broken`: what a calibration breaks: (where, name, instead)."""
    ports: list[tuple[ModuleType | type, str, Any]] = [(module, "reached", world.reached) for module in FAILPOINTS]
    ports += [(module, "contacts", Contacts()) for module in (consumers, sender)]
    ports += [(module, "ledger", Ledger()) for module in (consumers, sender)]
    ports.append((consumers, "walks", Walks()))
    ports += [(module, "log", Quiet()) for module in (handlers, consumer, sender)]
    patches = [mock.patch.object(where, name, instead) for where, name, instead in (*ports, *broken)]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in reversed(patches):
            patch.stop()
