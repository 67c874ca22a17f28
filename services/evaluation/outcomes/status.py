"""How the projection stands against the logs, for whoever runs it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiokafka.errors import KafkaError

from shared import topics
from shared.database import connected
from shared.probe import because
from shared.progress import Place
from shared.settings import EvaluatorSettings, Source

from . import store
from .projector import listening

PATIENCE = 15.0  # seconds for a broker to answer


@dataclass(frozen=True)
class Log:
    log: str
    reached: int
    end: int | None
    """None where the broker did not say."""

    def lag(self) -> int | str:
        return "?" if self.end is None else max(0, self.end - self.reached)


@dataclass(frozen=True)
class Standing:
    logs: list[Log]
    rows: dict[str, int]
    parked: dict[str, int]
    """Reason -> how many records."""
    troubles: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "logs": [{"log": one.log, "reached": one.reached, "end": one.end} for one in self.logs],
            "rows": self.rows,
            "parked": self.parked,
            "troubles": self.troubles,
        }


async def standing(settings: EvaluatorSettings) -> Standing:
    url = store.in_schema(settings.database_url.get_secret_value(), store.LIVE)
    async with connected(url, most=1) as db, db.snapshot() as tx:
        reached, rows = await store.reached(tx), await store.count_rows(tx)
        parked = await store.parked_by_reason(tx)
    answers = await asyncio.gather(*(_ends(settings, source) for source in settings.sources))
    ends: dict[Place, int] = {}
    troubles = {}
    for source, found in zip(settings.sources, answers, strict=True):
        if isinstance(found, str):
            troubles[source.local] = found
        else:
            ends |= found
    logs = [Log(f"{place[0]}/{place[1]}", reached.get(place, 0), ends.get(place)) for place in sorted(reached | ends)]
    return Standing(logs, rows, parked, troubles)


async def _ends(settings: EvaluatorSettings, source: Source) -> dict[Place, int] | str:
    """Where one Local's logs end; or, in words, why nobody can say."""
    try:
        async with asyncio.timeout(PATIENCE), listening(settings, source) as consumer:
            found = await consumer.end_offsets(list(consumer.assignment()))
            return {(part.topic, part.partition): end for part, end in found.items()}
    except (OSError, TimeoutError, KafkaError) as trouble:
        return await because(trouble, settings.kafka(source), [topics.topic(source.local, "evaluation")])
