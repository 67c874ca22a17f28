"""A change that stores only what a test looks at."""

from shared.events import Event
from shared.persistence.named_parameters import names
from shared.persistence.outbox import Partly


def partly(event: type[Event], *change: str) -> Partly:
    """The rest of the event's fields is left out on purpose."""
    rest = set(event.model_fields) - {"occurred_at", event.keyed_by} - set(names(*change))
    return Partly(change, dict.fromkeys(rest, "no test looks at it"))
