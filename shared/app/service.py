"""A service is a list of its parts; this puts them to work."""

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI

from shared.config.kafka import KafkaAccess
from shared.config.settings import CommonSettings, ServiceSettings
from shared.context import audit_anchors
from shared.context.service_context import ServiceContext
from shared.kernel.clock import Clock, MovableClock
from shared.messaging import own_log
from shared.messaging.handlers import EventHandlers
from shared.messaging.probe import because
from shared.messaging.relay import Relay
from shared.messaging.remembering import Remembers, caught_up
from shared.persistence.database import IDLE_SECONDS, START_SECONDS, TRANSIENT_ERRORS, connected
from shared.persistence.erasure import DataInventory
from shared.web.install import install
from shared.web.navigation import SiteMap
from shared.web.strict_json import App

from .health_routes import health_pages

TICK_EVERY = 5.0  # seconds between the clock's looks at what is due
log = structlog.get_logger()


ClockTask = Callable[[ServiceContext], Awaitable[int]]


@dataclass(frozen=True)
class Service:
    """One service: which addresses it answers, what it hears, what time makes it do."""

    name: str
    title: str
    package: str
    paths: tuple[str, ...]
    doors: Sequence[APIRouter]
    hears: EventHandlers | None = None
    clock: Sequence[ClockTask] = ()
    keeps: DataInventory = field(default_factory=lambda: DataInventory({}))
    """Which of its tables are about people: what is erased, and what is handed out."""
    hears_first: bool = False
    """Whether time does nothing before all that had been told when it began was heard: what leaves cannot be undone."""
    remembers: Remembers = field(default_factory=dict)
    """What it does with its own facts when its database was put back and has forgotten them."""
    larger: Mapping[str, int] = field(default_factory=dict)
    """Addresses (patterns) to which files come: how many bytes each takes."""
    check: Callable[[ServiceSettings], None] | None = None
    """Refuses settings that do not fit this service: raises WrongSettings with every problem."""

    @property
    def folder(self) -> Path:
        return Path(str(importlib.import_module(self.package).__path__[0]))

    @property
    def migrations(self) -> Path:
        return self.folder / "migrations"


def build(service: Service, settings: ServiceSettings, site_map: SiteMap, clock: Clock | None = None) -> FastAPI:
    """The service as an ASGI app: its doors, and behind them listener, relay and clock for as long as it runs.

    `site_map`: the site that it is one part of, which its bar leads through and whose table says who may do what.
    """
    if service.check:
        service.check(settings)
    clock = clock or make_clock(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(service, settings, clock) as here:
            app.state.here = here
            yield

    app = App(
        title=f"{service.title}, Local Connections",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{service.name}/openapi.json",
    )
    app.state.service = service
    for door in (health_pages(service.name), *service.doors):
        app.include_router(door)
    install(
        app,
        service=service.name,
        site_map=site_map,
        settings=settings,
        templates=sorted(service.folder.rglob("templates")),
        larger=service.larger,
    )
    return app


def make_clock(settings: CommonSettings) -> Clock:
    """The machine's clock, or one that a test or the demo moves (`LC_CLOCK=movable`, which production refuses)."""
    if settings.clock == "movable":
        return MovableClock(datetime.fromisoformat(settings.clock_starts))
    return Clock()


@asynccontextmanager
async def running(service: Service, settings: ServiceSettings, clock: Clock) -> AsyncIterator[ServiceContext]:
    """Everything of a service that goes on by itself, stopped in order at the end."""
    access, kafka = settings.access(service.name), settings.kafka(service.name)
    url = access.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(connected(url, patience=START_SECONDS, idle=IDLE_SECONDS))
        here = ServiceContext(service.name, settings.local, settings, clock, db)
        relay = Relay(
            database_url=url,
            kafka=kafka,
            local=settings.local,
            service=service.name,
            progress=here.progress,
            remembers=service.remembers,
        )
        here.wake = relay.woken.set
        tasks = [asyncio.create_task(relay.run(), name=f"{service.name} relay")]
        tasks.append(asyncio.create_task(audit_anchors.keep_for_ever(here), name=f"{service.name} anchors"))
        if service.hears:
            tasks.append(asyncio.create_task(_listen(service.hears, here, kafka), name=f"{service.name} listener"))
        if service.clock and not isinstance(clock, MovableClock):
            tasks.append(asyncio.create_task(_tick_for_ever(service, here, kafka), name=f"{service.name} clock"))
        stack.push_async_callback(_stop, tasks)
        yield here


async def _listen(hears: EventHandlers, here: ServiceContext, kafka: Any) -> None:
    """A listener that breaks (the broker away at the start, the group lost) is replaced by a new one."""
    from shared.messaging.consumer import (
        Listener,
    )  # brings FastStream, for which whoever opens only doors need not wait

    while True:
        try:
            await Listener(hears, here, kafka).run()
        except Exception as trouble:
            why = await because(trouble, kafka, hears.streams(here.local))
            here.progress.line("listening", kafka.bootstrap).fails(why)
            log.warning("listener starts again", service=here.service, error=type(trouble).__name__, reason=why)
            await asyncio.sleep(1)


async def tick(service: Service, here: ServiceContext) -> int:
    """Let time do what is due now. Returns how many things it did."""
    return sum([await task(here) for task in service.clock])


async def _tick_for_ever(service: Service, here: ServiceContext, kafka: KafkaAccess) -> None:
    if service.hears_first and service.hears:
        own = own_log.own_topics(here.local, service.name)
        await caught_up(here.db, kafka, service.hears.streams(here.local), own)
    while True:
        try:
            await tick(service, here)
            here.progress.late = None
        except TRANSIENT_ERRORS as trouble:
            log.warning("clock waits", service=here.service, error=type(trouble).__name__)
        except Exception as wrong:
            here.progress.late = why = await because(wrong, kafka)
            log.error("clock failed", service=here.service, error=type(wrong).__name__, reason=why)
        await asyncio.sleep(TICK_EVERY)


async def _stop(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def calm_collector() -> None:
    """What was made at the start stays: the collector need not look at it again. Worth half the cost of consuming."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
