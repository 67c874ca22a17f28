"""Several services behind one address: the first path segment says whose page it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel
from starlette.types import Receive, Scope, Send

from shared.config.settings import ServiceSettings
from shared.context.service_context import ServiceContext
from shared.kernel.clock import MovableClock
from shared.web.failures import AWAY
from shared.web.navigation import SiteMap
from shared.web.site_operator import site_operator_page

from .service import Service, build, calm_collector, make_clock, tick

SETTLE_SECONDS = 60.0
log = structlog.get_logger()


class SiteRouter:
    """An ASGI app that hands each request to the service whose address it is."""

    def __init__(self, services: list[Service], settings: ServiceSettings, site_map: SiteMap) -> None:
        self.clock = make_clock(settings)
        self.services = services
        self.apps = {service.name: build(service, settings, site_map, self.clock) for service in services}
        self._by_path = {path: self.apps[service.name] for service in services for path in service.paths}
        self._first = self._by_path["operator"] = self.apps[services[0].name]
        self._first.include_router(site_operator_page(self.heres))
        self._outer = FastAPI(lifespan=self._lifespan, docs_url=None, redoc_url=None, openapi_url=None)
        if isinstance(self.clock, MovableClock):
            self._by_path["simulation"] = _simulation_door(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._outer(scope, receive, send)
            return
        segment = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        app = self._by_path.get(segment) or self._first
        scope["app"] = app
        await app(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in self.apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            calm_collector()
            yield

    def heres(self) -> list[ServiceContext]:
        return [app.state.here for app in self.apps.values()]

    async def settle(self) -> bool:
        """Wait until everything told in this process has been handled by everyone in it who hears it."""
        heres = self.heres()
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if all(here.progress.drained for here in heres) and not _unheard(self.services, heres):
                return True
            await asyncio.sleep(0.005)
        return False


def _unheard(services: list[Service], heres: list[ServiceContext]) -> bool:
    told: dict[tuple[str, int], int] = {}
    for here in heres:
        told |= here.progress.told_up_to
    for service, here in zip(services, heres, strict=True):
        if service.hears:
            heard = set(service.hears.streams(here.local))
            for place, end in told.items():
                if place[0] in heard and here.progress.handled_up_to.get(place, 0) < end:
                    return True
    return False


class ClockTime(BaseModel):
    """Body of `POST /simulation/clock`: the new now, with its zone."""

    now: AwareDatetime


async def _away(_: Request, trouble: Exception) -> JSONResponse:
    """As a page says it: what is away may be back soon, and the same may be asked again."""
    log.warning("the clock waits", error=type(trouble).__name__)
    return JSONResponse({"status": "a server is away"}, 503, {"Retry-After": "5"})


def _simulation_door(site: SiteRouter) -> FastAPI:
    """For a simulation only: settings refuse a movable clock in production."""
    door = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for kind in AWAY:
        door.add_exception_handler(kind, _away)
    done = 0  # since the last answer: a move that was broken off is made again, and has done something already

    @door.post("/simulation/clock")
    async def move_clock(moment: ClockTime) -> dict[str, Any]:
        """Move the clock on, let time do what is due, and answer when its news has arrived everywhere."""
        nonlocal done
        clock = site.clock
        assert isinstance(clock, MovableClock)
        clock.move(moment.now)
        for service, here in zip(site.services, site.heres(), strict=True):
            done += await tick(service, here)
            if done:
                here.told()
        settled = await site.settle()
        answer = {"now": clock.now().isoformat(), "done": done, "settled": settled}
        done = 0
        return answer

    @door.post("/simulation/settle")
    async def settle() -> dict[str, bool]:
        return {"settled": await site.settle()}

    @door.get("/simulation/clock")
    async def read_clock() -> dict[str, datetime]:
        return {"now": site.clock.now()}

    return door


def site(services: list[Service], settings: ServiceSettings, site_map: SiteMap) -> SiteRouter:
    """One ASGI app for all services of a Local, behind one login."""
    return SiteRouter(services, settings, site_map)
