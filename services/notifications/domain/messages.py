"""Whether a message may leave now. Asked twice: before it is claimed, and again with the person's row locked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shared.events import CheckInDue, MessageSent, MessageUndelivered, MessageWithheld
from shared.events.notifications import Channel
from shared.events.referral import ContactBy, Safety

from .hours import ANY_HOURS, Hours, fits

TOO_LATE = timedelta(days=3)
"""A question about how somebody is going is stale after that long."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between two tries, where a channel says "not now"."""

Reason = Literal["not_safe", "stopped", "no_channel", "journey_closed", "too_late", "paused", "not_needed"]
_NUMBER = re.compile(r"\+[1-9]\d{7,14}")
_LANDLINE = re.compile(r"\+61[2378]")  # Australian numbers that cannot take a text message
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")


@dataclass(frozen=True)
class Quiet:
    """A pause: days on which they are left alone, the last one too; None: nobody knows yet until when."""

    from_on: date
    until_on: date | None

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Contact:
    """What is known about reaching somebody. `None` where it has not been heard yet."""

    participant_id: UUID
    has_card: bool = False
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    contact_by: ContactBy = "call"
    safe: Safety = "unknown"
    hours: Hours = ANY_HOURS
    agreed: bool = False
    """They agreed to messages, have not withdrawn that, and have not answered STOP since."""
    journey_id: UUID | None = None
    journey_open: bool | None = None
    pauses: tuple[Quiet, ...] = ()
    in_touch_at: datetime | None = None
    """The last time they talked, agreed on another time, or let a check-in go."""
    held: bool = False
    """They answered something after which nothing leaves before somebody has looked at it."""
    agreed_at: datetime | None = None
    stopped_at: datetime | None = None
    """When they said last that they want no message, or no service, if that holds."""
    also_within: tuple[Hours, ...] = ()
    """The hours of their other records, where somebody is here under more than one."""


@dataclass(frozen=True)
class Message:
    """A message that waits: the question how somebody is going, for one check-in."""

    id: UUID
    check_in_id: UUID
    participant_id: UUID
    journey_id: UUID
    due_at: datetime
    link_version: int = 0
    tries: int = 0
    """How often the channel has said "not now"."""
    again_at: datetime | None = None
    """When it is asked again."""


@dataclass(frozen=True)
class Send:
    """The decision that a message leaves now, and over which channel to which number or address."""

    channel: Channel
    to: str


@dataclass(frozen=True)
class Wait:
    """The decision that a message waits.

    It is outside their hours, or somebody is to look first, or the channel asked for patience, or their card or journey
    has not arrived here yet.
    """


@dataclass(frozen=True)
class Withhold:
    """The decision that a message does not leave at all, and why."""

    reason: Reason


Decision = Send | Wait | Withhold


def message_for(due: CheckInDue) -> Message:
    """The message for a check-in that is due. One check-in, one message: the id follows from the check-in's."""
    return Message(
        id=uuid5(due.check_in_id, "message"),
        check_in_id=due.check_in_id,
        participant_id=due.participant_id,
        journey_id=due.journey_id,
        due_at=due.due_at,
        link_version=due.link_version,
    )


def decide(message: Message, contact: Contact, now: datetime, zone: ZoneInfo) -> Decision:
    """Whether a message leaves now, waits, or is withheld with the weightiest reason.

    Outside their hours it waits, three days from when it was due at most; within them it leaves or is withheld.
    """
    known = contact.has_card and contact.journey_open is not None
    late = now - message.due_at > TOO_LATE
    patience = message.again_at is not None and now < message.again_at
    if not known or contact.held or patience or not _within(contact, now, zone):
        return Withhold("too_late") if late else Wait()
    if reason := _against(message, contact) or _needless(message, contact, now.astimezone(zone).date()):
        return Withhold(reason)
    return Withhold("too_late") if late else way(contact) or Withhold("no_channel")


def _within(contact: Contact, now: datetime, zone: ZoneInfo) -> bool:
    return all(fits(hours, now, zone) for hours in (contact.hours, *contact.also_within))


def strictest(own: Contact, records: Sequence[Contact], person_id: UUID, joined_at: datetime) -> Contact:
    """What holds for somebody who is here under several records: the card of the one that is carried on, and whatever
    is stricter on any.

    Not safe on one is not safe at all; hours are those that all allow; a stop on one stops all, until they agree again
    after the two were joined (`joined_at`); and what is held, or was talked about, on one counts for each.
    """
    kept = next((one for one in records if one.participant_id == person_id and one.has_card), own)
    touched = [one.in_touch_at for one in records if one.in_touch_at is not None]
    return replace(
        own,
        has_card=kept.has_card,
        phone=kept.phone,
        email=kept.email,
        language=kept.language,
        contact_by=kept.contact_by,
        safe="not_safe" if any(one.safe == "not_safe" for one in records) else kept.safe,
        hours=kept.hours,
        also_within=tuple(one.hours for one in records if one.has_card),
        agreed=own.agreed and not any(_stops(one, own, joined_at) for one in records if one is not own),
        in_touch_at=max(touched, default=None),
        held=any(one.held for one in records),
    )


def _stops(other: Contact, own: Contact, joined_at: datetime) -> bool:
    if other.stopped_at is None:
        return False
    return own.agreed_at is None or own.agreed_at <= max(other.stopped_at, joined_at)


def ask_again_at(message: Message, now: datetime) -> datetime:
    """When a channel that said "not now" is asked again: after one minute, two, four, eight, at most an hour.

    A grey list or a limit is not hammered.
    """
    return now + min(FIRST_PAUSE * (1 << min(message.tries, 10)), LONGEST_PAUSE)


def _against(message: Message, contact: Contact) -> Reason | None:
    if contact.safe != "safe":  # unknown is not safe
        return "not_safe"
    if not contact.agreed:
        return "stopped"
    if not contact.journey_open or contact.journey_id != message.journey_id:
        return "journey_closed"
    return None


def _needless(message: Message, contact: Contact, today: date) -> Reason | None:
    """They are in a pause, or somebody has asked them already."""
    if any(quiet.holds(today) for quiet in contact.pauses):
        return "paused"
    if contact.in_touch_at is not None and contact.in_touch_at >= message.due_at:
        return "not_needed"
    return None


def way(contact: Contact) -> Send | None:
    """The channel they chose and where to, if it can reach them, else None. Never another one than they chose."""
    if contact.contact_by == "sms" and contact.phone and _NUMBER.fullmatch(contact.phone):
        return None if _LANDLINE.match(contact.phone) else Send("sms", contact.phone)
    if contact.contact_by == "email" and contact.email and _ADDRESS.fullmatch(contact.email):
        return Send("email", contact.email)
    return None


def sent(message: Message, channel: Channel, at: datetime) -> MessageSent:
    """The fact that a message was taken by its channel."""
    return MessageSent(
        participant_id=message.participant_id, message_id=message.id, about="check_in", channel=channel, occurred_at=at
    )


def withheld(message: Message, reason: Reason, at: datetime) -> MessageWithheld:
    """The fact that a message is withheld, and why.

    A pause and a talk are ways of having stopped it: readers who know the first five reasons need no others.
    """
    detail = reason if reason in ("paused", "not_needed") else None
    return MessageWithheld(
        participant_id=message.participant_id,
        message_id=message.id,
        about="check_in",
        reason="stopped" if reason in ("paused", "not_needed") else reason,
        detail=detail,
        occurred_at=at,
    )


def undelivered(
    message: Message, channel: Channel, outcome: Literal["refused", "unknown"], at: datetime
) -> MessageUndelivered:
    """The fact that a message was refused by its channel, or that nobody knows whether it left."""
    return MessageUndelivered(
        participant_id=message.participant_id,
        message_id=message.id,
        about="check_in",
        channel=channel,
        outcome=outcome,
        occurred_at=at,
    )
