"""The evaluator's process: follows every Local's released facts, counts them, shows and publishes the figures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.app.health_routes import health_pages
from shared.app.service import calm_collector, make_clock
from shared.context.service_context import ServiceContext
from shared.kernel.clock import Clock
from shared.messaging.relay import Relay
from shared.persistence.database import START_SECONDS, connected
from shared.web.install import install
from shared.web.strict_json import App

from .consume import store
from .consume.following import Following, follow
from .site import api, pages
from .site.publish import publish_when_quiet
from .site.site_map import EVALUATOR

FOLDER = Path(__file__).parent
NAME = "outcomes"


def build(settings: EvaluatorSettings, clock: Clock | None = None) -> FastAPI:
    """The evaluator's site as an ASGI app; everything that goes on by itself lives in its lifespan."""
    clock = clock or make_clock(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(settings, clock) as (here, following):
            app.state.here, app.state.following = here, following
            calm_collector()
            yield

    app = App(
        title="Outcomes, Local Connections", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json",
    )  # fmt: skip
    for door in (pages.pages, api.api, health_pages(NAME)):
        app.include_router(door)
    install(app, service=NAME, site_map=EVALUATOR, settings=settings, templates=[FOLDER / "templates"])
    return app


@asynccontextmanager
async def running(settings: EvaluatorSettings, clock: Clock) -> AsyncIterator[tuple[ServiceContext, Following]]:
    """Run a projector for each source, the relay of what is published and the publisher; stop them at the end."""
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(
            connected(store.in_schema(url, store.LIVE), most=10, patience=START_SECONDS)
        )
        here = ServiceContext(NAME, settings.local, settings, clock, db)
        following = Following(here.progress)
        relay = Relay(database_url=url, kafka=settings.kafka(), local="", service=NAME, progress=here.progress)
        here.wake = relay.woken.set
        work = [follow(settings, source, db, following) for source in settings.sources]
        tasks = [asyncio.create_task(one) for one in (*work, relay.run(), publish_when_quiet(here, following))]
        stack.push_async_callback(_stop, tasks)
        yield here, following


async def _stop(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
