"""How the projection stands against the logs, for whoever runs it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiokafka.errors import KafkaError

from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.gone import Lost, WentOn, go_on_without, lost, went_on
from services.evaluation.outcomes.consume.projector import listening, spans
from services.evaluation.outcomes.settings import EvaluatorSettings, Source
from shared.kernel import topics
from shared.messaging.dead_letters import Aside
from shared.messaging.probe import because
from shared.persistence.database import connected
from shared.persistence.progress import Place

PATIENCE = 15.0  # seconds for a broker to answer


@dataclass(frozen=True)
class LogPosition:
    """How far one log was counted, and where it ends."""

    log: str
    reached: int
    end: int | None
    """None where the broker did not say."""

    def lag(self) -> int | str:
        return "?" if self.end is None else max(0, self.end - self.reached)


@dataclass(frozen=True)
class ProjectionStatus:
    """The projection against the logs: lag, rows, parked and missing records, and Locals out of reach."""

    logs: list[LogPosition]
    rows: dict[str, int]
    parked: dict[str, int]
    """Reason -> how many records."""
    troubles: dict[str, str] = field(default_factory=dict)
    gone: list[Lost] = field(default_factory=list)
    """Deleted before it was counted, or made anew: there the counting stands still until somebody goes on without."""
    went_on: list[WentOn] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "logs": [{"log": one.log, "reached": one.reached, "end": one.end} for one in self.logs],
            "rows": self.rows,
            "parked": self.parked,
            "troubles": self.troubles,
            "gone": [str(one) for one in self.gone],
            "went_on": [
                {"without": str(one.lost), "by": one.by, "because": one.because, "at": one.at.isoformat()}
                for one in self.went_on
            ],
        }


async def standing(settings: EvaluatorSettings) -> ProjectionStatus:
    """Ask the database and every Local's broker how far the projection is. Shown by `lc outcomes status`."""
    url = store.in_schema(settings.database_url.get_secret_value(), store.LIVE)
    async with connected(url, most=1) as db, db.snapshot() as tx:
        reached, rows = await store.reached(tx), await store.count_rows(tx)
        parked, without = await store.parked_by_reason(tx), await went_on(tx)
    asked, troubles = await _asked(settings)
    logs = [
        LogPosition(f"{place[0]}/{place[1]}", reached.get(place, 0), asked[place][1] if place in asked else None)
        for place in sorted(reached | asked)
    ]
    gone = lost(reached, asked)
    return ProjectionStatus(logs, rows, parked, troubles, gone, without)


async def go_on(settings: EvaluatorSettings, note: Aside) -> tuple[list[Lost], dict[str, str]]:
    """Count on without records that are gone, and from the start of logs made anew, wherever a Local answers.

    Returns without what; and by Local, in words, why nobody can say. Raises `Refused`.
    """
    url = store.in_schema(settings.database_url.get_secret_value(), store.LIVE)
    asked, troubles = await _asked(settings)
    async with connected(url, most=1) as db, db.transaction() as tx:
        gone = lost(await store.reached(tx), asked)
        await go_on_without(tx, gone, note)
    return gone, troubles


Spans = dict[Place, tuple[int, int]]
"""Each log's first record that is there, and its next one."""


async def _asked(settings: EvaluatorSettings) -> tuple[Spans, dict[str, str]]:
    """Every Local's logs; and in words, by Local, why nobody can say."""
    answers = await asyncio.gather(*(_spans(settings, source) for source in settings.sources))
    every: Spans = {}
    troubles = {}
    for source, found in zip(settings.sources, answers, strict=True):
        if isinstance(found, str):
            troubles[source.local] = found
        else:
            every |= found
    return every, troubles


async def _spans(settings: EvaluatorSettings, source: Source) -> Spans | str:
    try:
        async with asyncio.timeout(PATIENCE), listening(settings, source) as consumer:
            return {(part.topic, part.partition): span for part, span in (await spans(consumer)).items()}
    except (OSError, TimeoutError, KafkaError) as trouble:
        return await because(trouble, settings.kafka(source), [topics.topic(source.local, "evaluation")])
