"""Waiting for a server that is away for a while, and saying which: a laptop's lid was closed, a disk was slow."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from deploy.local.trouble import CliError

PATIENCE = 600.0  # seconds for which a site may be away at a stretch
LOOK_EVERY = 1.0
SAY_EVERY = 15.0
Say = Callable[[str], object]


def reason(ready: bytes) -> str:
    """Why a site is not ready, as it says itself."""
    try:
        status = str(json.loads(ready)["status"])
    except (ValueError, KeyError, TypeError):
        status = ""
    return "PostgreSQL does not answer" if "database" in status or not status else status


_said: dict[str, float] = {}
"""When each site was last spoken of: many browsers wait for one."""


async def until_it_is_back(address: str, why: Callable[[], Awaitable[str]], say: Say) -> AsyncIterator[None]:
    """Pause again and again until a server is back; now and then say what is waited for."""
    began = time.monotonic()
    while True:
        now = time.monotonic()
        if now - began > PATIENCE:
            raise CliError(f"{address} has waited for {PATIENCE / 60:g} minutes: {await why()}.")
        if now - _said.get(address, -SAY_EVERY) >= SAY_EVERY:
            _said[address] = now
            say(f"{address} waits: {await why()}. It goes on by itself.")
        await asyncio.sleep(LOOK_EVERY)
        yield
