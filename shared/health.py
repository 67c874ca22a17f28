"""Where an operator's machines look: is it alive, is it ready, how is it doing."""

import asyncpg
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from .service import Here
from .status import Status, status


def health_pages(service: str) -> APIRouter:
    """`/<service>/health/live`, `.../health/ready` and `/<service>/metrics` (Prometheus text, names start with lc_)."""
    pages = APIRouter()

    @pages.get(f"/{service}/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}

    @pages.get(f"/{service}/health/ready", include_in_schema=False)
    async def ready(request: Request, response: Response) -> dict[str, str]:
        """The database answers and listening has not stopped."""
        here: Here = request.app.state.here
        try:
            async with here.db.transaction() as tx:
                await tx.execute("SELECT 1")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            response.status_code = 503
            return {"status": "the database does not answer"}
        if here.progress.halted:
            response.status_code = 503
            return {"status": "listening has stopped"}
        return {"status": "ready"}

    @pages.get(f"/{service}/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        here: Here = request.app.state.here
        async with here.db.transaction() as tx:
            now = await status(tx, here)
        return Response(_exposition(now, service, here.local), media_type=CONTENT_TYPE_LATEST)

    return pages


def _exposition(now: Status, service: str, local: str) -> bytes:
    registry = CollectorRegistry()
    labels = {"service": service, "local": local}

    def gauge(name: str, words: str, value: float, **more: str) -> None:
        named = found.get(name) or Gauge(name, words, [*labels, *more], registry=registry)
        found[name] = named
        named.labels(**labels, **more).set(value)

    found: dict[str, Gauge] = {}
    gauge("lc_outbox_waiting", "facts written and not yet acknowledged by the broker", now.outbox_waiting)
    gauge("lc_parked", "records that could not be handled and wait for somebody", now.parked)
    gauge("lc_unremembered", "own facts that the log has and a restored database has not", now.unremembered)
    gauge("lc_handled", "records that have had their effect since the start", now.handled)
    gauge("lc_deduplicated", "records that came again and changed nothing", now.deduplicated)
    gauge("lc_erased", "records about somebody who was erased, which had no effect", now.erased)
    gauge("lc_halted", "1 if listening has stopped", float(now.halted is not None))
    gauge("lc_looks_end", "last row of the record of who looked at whom: a fall is an alarm", now.looks_end)
    gauge("lc_looks_anchored", "last row of that record which is known outside the database", now.looks_anchored)
    gauge("lc_looks_checked", "last row up to which that record was followed and found whole", now.looks_checked)
    gauge(
        "lc_looks_broken",
        "1 if that record does not fit, or was cut off or written anew",
        float(now.looks_fault is not None),
    )
    for topic, left in now.lag.items():
        gauge("lc_lag", "records on the topic that are not handled yet", left, topic=topic)
    return generate_latest(registry)
