"""What somebody means who answers a message. Only one answer matters here: that they want no more of them."""

from datetime import datetime
from uuid import UUID

from shared.events import MessagesStopped

STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})


def stop(participant_id: UUID, at: datetime) -> MessagesStopped:
    return MessagesStopped(participant_id=participant_id, occurred_at=at)


def asks_to_stop(text: str) -> bool:
    """STOP, Stop., "stop please": the first word decides, because nobody should have to get it exactly right."""
    first = text.strip().casefold().split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(".,;:!?\"'“”") in STOP
