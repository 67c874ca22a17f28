"""What the notifications service tells: whom it wrote to, and when it rightly did not."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from .base import Event, Private

Channel = Literal["sms", "email"]
Meaning = Literal["answer", "stop", "unsure", "worry"]
About = Literal["check_in"]


class NotificationEvent(Event):
    """A fact about messages to or from one participant. Key of its records: the participant's id."""

    service = "notifications"
    participant_id: UUID


class MessageEvent(NotificationEvent):
    """A fact about one message."""

    message_id: UUID
    about: About


class MessageSent(MessageEvent):
    """A message was handed to the channel, and the channel took it."""

    channel: Channel


class MessageWithheld(MessageEvent):
    """Nothing was sent, because at the moment of sending it was not safe, not allowed or not possible."""

    reason: Literal["not_safe", "stopped", "no_channel", "journey_closed", "too_late"]
    detail: Literal["paused", "not_needed"] | None = Field(
        None, description="with stopped: they are in a pause, or somebody had been in touch with them already"
    )


class MessageUndelivered(MessageEvent):
    """The channel refused it, or nobody knows whether it arrived. It is never sent again by itself: a person looks."""

    channel: Channel
    outcome: Literal["refused", "unknown"]


class MessagesStopped(NotificationEvent):
    """Somebody answered a message with STOP. From now on they get none, until they agree to messages anew."""


class MessageAnswered(NotificationEvent):
    """Somebody answered a message in words of their own, which stay at home. Somebody is to look at them."""

    reply_id: UUID
    channel: Channel
    meaning: Meaning = Field(
        description="unsure: perhaps they want no messages; worry: somebody should look at once. With both of these"
        " no message leaves until somebody has looked"
    )
    stops: bool = Field(False, description="their messages are stopped, too, whatever else they wrote")
    words: Private[str] = None


class NewsSettled(NotificationEvent):
    """What became of a mail to whoever referred somebody: it left, or it did not. It is never sent again by itself."""

    news_id: UUID
    outcome: Literal["sent", "refused", "unknown", "withheld"]


class AnswerSeen(NotificationEvent):
    """Somebody has looked at what the person answered, and done what was right."""

    reply_id: UUID
    seen_by: Private[UUID] = None


class AnswerOpenedAgain(NotificationEvent):
    """That somebody had looked was a mistake: the answer waits to be looked at, and holds what it held before."""

    reply_id: UUID
    opened_by: Private[UUID] = None
