"""A service is a list of its parts; this puts them to work."""

import asyncio
import gc
import hashlib
import hmac
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter, FastAPI

from . import anchors, inbox, own_log
from .bus import PASSING_TROUBLE, Hearing
from .clock import Clock, MovableClock
from .database import IDLE_SECONDS, Database, Transaction, connected
from .erasure import Keeps
from .failpoints import reached
from .kafka import KafkaAccess
from .listener import Listener
from .probe import because
from .progress import Progress
from .relay import Relay
from .remembering import Remembers, caught_up
from .settings import CommonSettings, LocalSettings

TICK_EVERY = 5.0  # seconds between the clock's looks at what is due
log = structlog.get_logger()


@dataclass
class Here:
    """What a door has at hand: its service's database, the settings, the one clock, and a way to wake the relay."""

    service: str
    local: str
    settings: Any
    clock: Clock
    db: Database
    progress: Progress = field(default_factory=Progress)
    wake: Callable[[], None] = lambda: None
    asking: "asyncio.Task[Any] | None" = None
    """The question how it is doing that waits for the database's answer."""

    def now(self) -> datetime:
        return self.clock.now()

    def told(self) -> None:
        """Something was recorded and committed: the relay need not wait for its next look."""
        self.progress.drained = False
        self.wake()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self.db.transaction() as tx:
            yield tx
        self.told()

    @asynccontextmanager
    async def once(self, command_id: UUID, said: bytes | None = None) -> AsyncIterator[Transaction | None]:
        """A transaction for one wish; None if that wish was already granted (a double click, a resent form).

        Raises `OtherWords` if it was granted with other words: than `said`, or than the form says that is being sent.
        """
        said = said or inbox.sent_with(command_id)
        async with self.db.transaction() as tx:
            yield tx if await inbox.first_time(tx, command_id, self._sealed(said) if said else None) else None
            reached("door.before_commit")
        reached("door.after_commit")
        self.told()

    def _sealed(self, said: bytes) -> bytes:
        """Keyed, so that nobody can find out from a database what somebody wrote by trying what it may have been."""
        key = f"lc/v1/{self.local}/what was said/{self.settings.secret.get_secret_value()}"
        return hmac.new(key.encode(), said, hashlib.sha256).digest()


ClockTask = Callable[[Here], Awaitable[int]]


@dataclass(frozen=True)
class Service:
    """One service: which addresses it answers, what it hears, what time makes it do."""

    name: str
    title: str
    package: str
    paths: tuple[str, ...]
    doors: Sequence[APIRouter]
    hears: Hearing | None = None
    clock: Sequence[ClockTask] = ()
    keeps: Keeps = field(default_factory=lambda: Keeps({}))
    """Which of its tables are about people: what is erased, and what is handed out."""
    hears_first: bool = False
    """Whether time does nothing before all that had been told when it began was heard: what leaves cannot be undone."""
    remembers: Remembers = field(default_factory=dict)
    """What it does with its own facts when its database was put back and has forgotten them."""
    check: Callable[[LocalSettings], None] | None = None
    """Refuses settings that do not fit this service: raises WrongSettings with every problem."""

    @property
    def folder(self) -> Path:
        return Path(str(importlib.import_module(self.package).__path__[0]))

    @property
    def migrations(self) -> Path:
        return self.folder / "migrations"


def build(service: Service, settings: LocalSettings, clock: Clock | None = None) -> FastAPI:
    """The service as an ASGI app: its doors, and behind them listener, relay and clock for as long as it runs."""
    if service.check:
        service.check(settings)
    clock = clock or make_clock(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(service, settings, clock) as here:
            app.state.here = here
            yield

    web: ModuleType = importlib.import_module("shared.web")
    app: FastAPI = importlib.import_module("shared.web.api").App(
        title=f"{service.title}, Local Connections",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{service.name}/openapi.json",
    )
    app.state.service = service
    health = importlib.import_module("shared.health")
    for door in (health.health_pages(service.name), *service.doors):
        app.include_router(door)
    web.install(app, service=service.name, settings=settings, templates=[service.folder / "templates"])
    return app


def make_clock(settings: CommonSettings) -> Clock:
    if settings.clock == "movable":
        return MovableClock(datetime.fromisoformat(settings.clock_starts))
    return Clock()


@asynccontextmanager
async def running(service: Service, settings: LocalSettings, clock: Clock) -> AsyncIterator[Here]:
    """Everything of a service that goes on by itself, stopped in order at the end."""
    access, kafka = settings.access(service.name), settings.kafka(service.name)
    url = access.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(connected(url, idle=IDLE_SECONDS))
        here = Here(service.name, settings.local, settings, clock, db)
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
        tasks.append(asyncio.create_task(anchors.keep_for_ever(here), name=f"{service.name} anchors"))
        if service.hears:
            tasks.append(asyncio.create_task(_listen(service.hears, here, kafka), name=f"{service.name} listener"))
        if service.clock and not isinstance(clock, MovableClock):
            tasks.append(asyncio.create_task(_tick_for_ever(service, here, kafka), name=f"{service.name} clock"))
        stack.push_async_callback(_stop, tasks)
        yield here


async def _listen(hears: Hearing, here: Here, kafka: Any) -> None:
    """A listener that breaks (the broker away at the start, the group lost) is replaced by a new one."""
    while True:
        try:
            await Listener(hears, here, kafka).run()
        except Exception as trouble:
            why = await because(trouble, kafka, hears.streams(here.local))
            here.progress.line("listening", kafka.bootstrap).fails(why)
            log.warning("listener starts again", service=here.service, error=type(trouble).__name__, reason=why)
            await asyncio.sleep(1)


async def tick(service: Service, here: Here) -> int:
    """Let time do what is due now. Returns how many things it did."""
    return sum([await task(here) for task in service.clock])


async def _tick_for_ever(service: Service, here: Here, kafka: KafkaAccess) -> None:
    if service.hears_first and service.hears:
        own = own_log.own_topics(here.local, service.name)
        await caught_up(here.db, kafka, service.hears.streams(here.local), own)
    while True:
        try:
            await tick(service, here)
        except PASSING_TROUBLE as trouble:
            log.warning("clock waits", service=here.service, error=type(trouble).__name__)
        except Exception as wrong:
            log.error("clock failed", service=here.service, error=type(wrong).__name__)
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
