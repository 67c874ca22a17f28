"""How a link worker is looked after, as their own day says it: when somebody has an hour for them next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.rules import supervision


@dataclass(frozen=True)
class Supervision:
    """What was heard of a link worker's supervision: when the last one was held, and the day planned last."""

    last_held_at: datetime | None = None
    planned_on: date | None = None

    def next_on(self, zone: ZoneInfo) -> date | None:
        """The day they mean to meet, until they have; it may be over."""
        return supervision.next_on(self.planned_on, self.last_held_at, zone)


def whom_to_ask(leads: Sequence[str]) -> str:
    """Whom a link worker asks for supervision: the Local's leads by name, or "your lead" where none is named."""
    return " or ".join(leads) or "your lead"
