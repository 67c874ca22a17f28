"""Services of the simulated world that listen: the database stays, the process may be replaced."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.events import (
    GoalSet,
)
from shared.kernel.clock import Clock
from shared.messaging.consumer import Listener
from shared.messaging.handlers import EventHandlers
from tests.doors import settings_for
from tests.faults.simulated import SimConsumer, SimLog
from tests.faults.simulated_database import SimDatabase

LOCAL = "brimbank"
NOON = datetime(2026, 3, 2, 1, tzinfo=UTC)
NOWHERE = KafkaAccess.model_validate({"bootstrap": "127.0.0.1:1", "user": "nobody", "password": "none"})
SETTINGS = settings_for("notifications", "postgresql://nobody@127.0.0.1:1/none")
counts = EventHandlers("practice")


@counts(GoalSet)
async def count(tx: Any, goal: GoalSet, here: Any) -> None:
    """One effect a goal. A handler that is broken just now breaks here."""
    if here.progress.counts["broken"]:
        raise ValueError("a fault of ours")
    await tx.execute("INSERT INTO effect VALUES ($1, $2)", goal.participant_id, goal.goal_id)


class AnyClock(Clock):
    """A clock that may be set, and set back."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


async def no_ids(access: KafkaAccess, names: Collection[str]) -> dict[str, str]:
    """As a broker answers that knows no ids of its topics."""
    return {}


@dataclass
class Hearer:
    """One service that listens: its database stays, its process may be replaced."""

    name: str
    hears: EventHandlers
    clock: Clock
    log: SimLog
    db: SimDatabase = field(default_factory=SimDatabase)
    saved: dict[str, dict[Any, Any]] = field(default_factory=dict)
    """Its tables as they were when they were last saved."""

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process: it knows what the group has committed and what is in the database, and nothing else."""
        self.here = ServiceContext(self.name, LOCAL, SETTINGS, self.clock, self.db)  # type: ignore[arg-type]
        self.listener = Listener(self.hears, self.here, NOWHERE, no_ids)
        self.consumer = SimConsumer(self.log, self.name, self.hears.streams(LOCAL))
        self.listener.subscriber = SimpleNamespace(consumer=self.consumer)  # type: ignore[assignment]

    @property
    def halted(self) -> bool:
        return self.here.progress.halted is not None
