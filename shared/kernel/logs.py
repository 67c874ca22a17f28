"""What may be written to a log: only fields on this list, so that no name, number or note can slip in."""

import logging
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog

from . import library_words, trace

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "service",
        "local",
        "trace_id",
        "method",
        "route",
        "status",
        "ms",
        "limit",
        "topic",
        "partition",
        "offset",
        "type",
        "reason",
        "count",
        "waiting",
        "seconds",
        "attempt",
        "error",
        "where",
        "field",
        "task",
        "migration",
        "port",
        "pid",
        "url",
        "channel",
        "version",
        "part",
        "anchor",
    }
)
ONCE_IN = 60.0  # seconds, in which a library's line comes once
MOST_CAUSES = 1_000  # that are remembered
WORDS = 300  # characters of one value: a log line is not a document


def _only_allowed(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    dropped = sorted(set(entry) - ALLOWED)
    kept = {key: value[:WORDS] if isinstance(value, str) else value for key, value in entry.items() if key in ALLOWED}
    return kept | {"reason": f"fields not on the list left out: {len(dropped)}"} if dropped else kept


def _with_trace(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {"trace_id": trace.current().trace_id} | dict(entry)


def configure(*, production: bool, level: str = "INFO", **always: str) -> None:
    """JSON for machines in production, one readable line elsewhere; `always` (service, local) stands in every line."""
    number = logging.getLevelNamesMapping()[level]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if production
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _with_trace,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(**always)
    _quieten_libraries(number)


def _quieten_libraries(level: int) -> None:
    """Libraries log through the same door: their level and name, and of an exception only its type."""
    handler = _Handler(level=max(level, logging.WARNING))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("aiokafka", "faststream", "uvicorn", "uvicorn.error", "asyncio"):
        library(name)
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)  # a first join fails once


def library(name: str) -> logging.Logger:
    """A library's logger. It writes through our door alone, whatever the library set up for itself as it was loaded."""
    logger = logging.getLogger(name)
    logger.handlers, logger.propagate = [], True
    # FastStream warns of topics it may not make; ours are made
    logger.setLevel(logging.ERROR if name == "faststream" else logging.NOTSET)
    return logger


class _Handler(logging.Handler):
    """A library's message may hold data it was given: written are its template, and of its values those that are known
    to be no data. The same line comes once a minute, and then says how often it would have come."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._last: dict[str, float] = {}
        self._more: dict[str, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        words = library_words.of(record)
        cause = f"{record.name} {words} {error}"
        now = time.monotonic()
        if now - self._last.get(cause, -ONCE_IN) < ONCE_IN:
            self._more[cause] = self._more.get(cause, 0) + 1
            return
        if len(self._last) > MOST_CAUSES:
            self._last.clear()
            self._more.clear()
        self._last[cause] = now
        more = {"count": 1 + held} if (held := self._more.pop(cause, 0)) else {}
        told = structlog.get_logger().bind(logger=record.name, **more, **({"error": error} if error else {}))
        told.log(record.levelno, words)
