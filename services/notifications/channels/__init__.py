"""The ways a message can leave. A channel hands one message over and says what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from shared.events.notifications import Channel

Outcome = Literal["taken", "refused", "away", "unknown"]
"""What became of a message that was handed over.

taken: the provider has it. refused: it will never take this one. away: it certainly did not take it, and may later.
unknown: nobody can say; it must not be handed over again.
"""


@dataclass(frozen=True)
class OutgoingMessage:
    """One message, ready to be handed to a channel. `to`: a number in E.164 or a mail address."""

    message_id: UUID
    to: str
    body: str
    at: datetime
    subject: str = ""
    language: str = "en"
    stop: str | None = None
    """Where one click stops all messages; for a channel that can say so beside the text."""


class ChannelAdapter(Protocol):
    """A way messages leave: SMTP, a file for text messages. Each passes tests/notifications/test_channels.py."""

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        """Hand it to the provider. Bounded in time; what it cannot know it calls unknown."""
        ...


Ways = Mapping[Channel, ChannelAdapter]
