"""Where an operator's machines look: is it alive, is it ready, how is it doing. Each answers within two seconds."""

import asyncio

import asyncpg
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from shared.context.service_context import ServiceContext
from shared.context.status import Status, status
from shared.kernel import topics
from shared.persistence.progress import Progress

ANSWERS = 1.5  # seconds that the database has for it
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
NO_DATABASE = "the database does not answer"


def health_pages(service: str) -> APIRouter:
    """`/<service>/health/live`, `.../health/ready` and `/<service>/metrics` (Prometheus text, names start with lc_)."""
    pages = APIRouter()

    @pages.get(f"/{service}/health/live", include_in_schema=False)
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}

    @pages.get(f"/{service}/health/ready", include_in_schema=False)
    async def ready(request: Request, response: Response) -> dict[str, str | list[str]]:
        """The database answers, and it listens to all its topics and relays what it tells; else 503 and the reasons."""
        here: ServiceContext = request.app.state.here
        reasons = [] if await known(here) else [NO_DATABASE]
        reasons += not_ready(here.progress)
        if reasons:
            response.status_code = 503
            return {"status": reasons[0], "reasons": reasons}
        return {"status": "ready"}

    @pages.get(f"/{service}/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        here: ServiceContext = request.app.state.here
        told = _exposition(here.progress, await known(here), service, here.local)
        return Response(told, media_type=CONTENT_TYPE_LATEST)

    return pages


async def known(here: ServiceContext) -> Status | None:
    """How the service is doing; None if the database has not answered in time.

    A question that gets no answer goes on by itself, and while it does no second one is asked: a frozen database is not
    to collect connections. What is cancelled in the middle of a question would wait for the server, too.
    """
    if here.asking is None or here.asking.done():
        here.asking = asyncio.create_task(_ask(here))
    done, _ = await asyncio.wait({here.asking}, timeout=ANSWERS)
    return here.asking.result() if done else None


async def _ask(here: ServiceContext) -> Status | None:
    try:
        async with here.db.transaction() as tx:
            return await status(tx, here)
    except AWAY:
        return None


def not_ready(progress: Progress) -> list[str]:
    """What keeps this process from hearing and telling. Where it reads several sources, one of them is enough."""
    if progress.halted:
        return ["listening has stopped"]
    sources = [line for line in progress.lines.values() if line.source]
    lines = [line for line in progress.lines.values() if not line.source]
    if sources and not any(line.open for line in sources):
        lines += sources
    return [line.trouble or f"not {line.doing}" for line in lines if not line.open]


class _Gauges:
    """One page of metrics, every figure with the same labels."""

    def __init__(self, **labels: str) -> None:
        self.registry, self._labels = CollectorRegistry(), labels
        self._found: dict[str, Gauge] = {}

    def __call__(self, name: str, words: str, value: float, **more: str) -> None:
        if name not in self._found:
            self._found[name] = Gauge(name, words, [*self._labels, *more], registry=self.registry)
        self._found[name].labels(**self._labels, **more).set(value)


def _exposition(progress: Progress, now: Status | None, service: str, local: str) -> bytes:
    gauge = _Gauges(service=service, local=local)
    gauge("lc_database", "1 if the database answers", float(now is not None))
    _of_this_process(gauge, progress)
    if now:
        gauge("lc_outbox_waiting", "facts written and not yet acknowledged by the broker", now.outbox_waiting)
        gauge("lc_outbox_oldest_seconds", "for how long the oldest of them has waited", now.waited)
        gauge("lc_parked", "records that could not be handled and wait for somebody", now.parked)
        gauge("lc_looks_end", "last row of the record of who looked at whom: a fall is an alarm", now.looks_end)
        gauge("lc_looks_anchored", "last row of that record which is known outside the database", now.looks_anchored)
        gauge("lc_looks_checked", "last row up to which that record was followed and found whole", now.looks_checked)
        words = "1 if that record does not fit, or was cut off or written anew"
        gauge("lc_looks_broken", words, float(now.looks_fault is not None))
        gauge("lc_unremembered", "own facts that the log has and a restored database has not", now.unremembered)
    return generate_latest(gauge.registry)


def _of_this_process(gauge: _Gauges, progress: Progress) -> None:
    """What is known without asking anybody."""
    counts = progress.counts
    gauge("lc_handled", "records that have had their effect since the start", counts["handled"])
    gauge("lc_deduplicated", "records that came again and changed nothing", counts["deduplicated"])
    gauge("lc_erased", "records about somebody who was erased, which had no effect", counts["erased"])
    gauge("lc_halted", "1 if listening has stopped", float(progress.halted is not None))
    for line in progress.lines.values():
        more = {"source": line.source} if line.source else {}
        gauge(f"lc_{line.kind}", f"1 if it is {line.kind} just now", float(line.open and not progress.halted), **more)
        words = "seconds since the broker last showed that it works"
        gauge(f"lc_{line.kind}_silent_seconds", words, line.silent, **more)
    if not all(line.open for line in progress.lines.values() if line.kind == "listening"):
        return  # how much is left to hear is not known
    unread = {topics.topic(line.source, "evaluation") for line in progress.lines.values() if not line.open}
    stuck = progress.stuck()
    for topic, left in progress.lag().items():
        if topic in unread:
            continue
        gauge("lc_lag", "records on the topic that are not handled yet", left, topic=topic)
        words = "for how long records have been there of which none was handled"
        gauge("lc_unheard_seconds", words, stuck.get(topic, 0.0), topic=topic)
