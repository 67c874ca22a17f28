"""Where an operator's machines look: is it alive, is it ready, how is it doing. Each answers within two seconds."""

import asyncio

import asyncpg
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from shared.context.service_context import ServiceContext
from shared.context.status import Status, status
from shared.kernel import topics
from shared.kernel.metrics import OF_A_SERVICE
from shared.persistence.progress import OffsetTracker

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
        told = exposition(here.progress, await known(here), service, here.local)
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


def not_ready(progress: OffsetTracker) -> list[str]:
    """What keeps this process from hearing and telling. Where it reads several sources, one of them is enough."""
    if progress.halted:
        return ["listening has stopped"]
    sources = [line for line in progress.lines.values() if line.source]
    lines = [line for line in progress.lines.values() if not line.source]
    if sources and not any(line.open for line in sources):
        lines += sources
    return [line.trouble or f"not {line.doing}" for line in lines if not line.open]


class _Gauges:
    """One page of metrics, every figure with the same labels; what each is says shared/kernel/metrics.py."""

    def __init__(self, **labels: str) -> None:
        self.registry, self._labels = CollectorRegistry(), labels
        self._found: dict[str, Gauge] = {}

    def __call__(self, name: str, value: float, **more: str) -> None:
        if name not in self._found:
            known = OF_A_SERVICE[name]
            words = f"{known.unit}: {known.says}"
            self._found[name] = Gauge(name, words, [*self._labels, *known.labels], registry=self.registry)
        self._found[name].labels(**self._labels, **more).set(value)


def exposition(progress: OffsetTracker, now: Status | None, service: str, local: str) -> bytes:
    """Prometheus text. `now`: what the database says; None where it has not answered."""
    gauge = _Gauges(service=service, local=local)
    gauge("lc_database", float(now is not None))
    _of_this_process(gauge, progress)
    if now:
        gauge("lc_outbox_waiting", now.outbox_waiting)
        gauge("lc_outbox_oldest_seconds", now.waited)
        gauge("lc_parked", now.parked)
        gauge("lc_looks_end", now.looks_end)
        gauge("lc_looks_anchored", now.looks_anchored)
        gauge("lc_looks_checked", now.looks_checked)
        gauge("lc_looks_broken", float(now.looks_fault is not None))
        gauge("lc_unremembered", now.unremembered)
    return generate_latest(gauge.registry)


def _of_this_process(gauge: _Gauges, progress: OffsetTracker) -> None:
    """What is known without asking anybody."""
    for count in ("handled", "deduplicated", "erased"):
        gauge(f"lc_{count}", progress.counts[count])
    gauge("lc_halted", float(progress.halted is not None))
    for line in progress.lines.values():
        more = {"source": line.source} if line.source else {}
        gauge(f"lc_{line.kind}", float(line.open and not progress.halted), **more)
        gauge(f"lc_{line.kind}_silent_seconds", line.silent, **more)
    if not all(line.open for line in progress.lines.values() if line.kind == "listening"):
        return  # how much is left to hear is not known
    unread = {topics.topic(line.source, "evaluation") for line in progress.lines.values() if not line.open}
    stuck = progress.stuck()
    for topic, left in progress.lag().items():
        if topic in unread:
            continue
        gauge("lc_lag", left, topic=topic)
        gauge("lc_unheard_seconds", stuck.get(topic, 0.0), topic=topic)
