"""What became of a message, and what to do about it, in words for the link worker; counts in words for the operator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

CHANNELS = {"sms": "text message", "email": "e-mail"}

WITHHELD = {
    "not_safe": "Not sent: their card does not say that it is safe to contact them. Ask them when you next see them.",
    "stopped": "Not sent: they have not agreed to messages, or have stopped them.",
    "no_channel": "Not sent: they would rather be called or drop in, or their number or address cannot take a message.",
    "journey_closed": "Not sent: you no longer walk together.",
    "too_late": "Not sent: for three days there was no hour at which they like to hear from us.",
    "paused": "Not sent: a pause had begun.",
    "not_needed": "Not sent: somebody had been in touch already.",
}


def what_became(state: str, channel: str | None, reason: str | None) -> str:
    """What became of a settled message, in a sentence for the link worker."""
    way = CHANNELS.get(channel or "", "message")
    if state == "sent":
        return f"Sent by {way}." if channel == "email" else "Sent as a text message."
    if state == "withheld":
        return WITHHELD[reason or "stopped"]
    if reason == "refused":
        return f"The {way} was refused. You have looked after it."
    return f"Nobody knows whether the {way} arrived. You have looked after it."


def what_to_do(channel: str | None, reason: str | None, safe: str) -> tuple[str, str]:
    """What happened to an undelivered message, and what to do about it: two texts for the link worker."""
    way = CHANNELS.get(channel or "", "message")
    thing = "address" if channel == "email" else "number"
    care = "" if safe == "safe" else " Their card no longer says that it is safe to contact them: ask them in person."
    if reason == "refused":
        return (
            f"The {way} was refused.",
            f"Most likely the {thing} is wrong. Ask how they are another way, and check the {thing}.{care}",
        )
    return (
        f"Nobody knows whether the {way} arrived.",
        f"It is not sent again by itself, so that nobody gets it twice. Ask how they are another way.{care}",
    )


ANSWERS = {
    "worry": "Answers that somebody should look at now",
    "unsure": "Answers after which messages are held",
    "stop": "Answers that stopped messages",
    "answer": "Other answers",
}


def answered(meaning: str, stops: bool, known: bool = True) -> tuple[str, str, str]:
    """How an answer stands on a page: a tag, its tint, and what would be right to do now.

    `known`: it is somebody's number or address; else nothing is sent to it anyway.
    """
    if not known:
        worry = meaning == "worry"
        return "Please look now" if worry else "Not known", "late" if worry else "due", "Find out who it is."
    no_more = "No message leaves any more: note their choice under “consents”." if stops else ""
    if meaning == "worry":
        held = no_more or "No message leaves until you have looked after it."
        return "Please look now", "late", f"Call them if it is safe, or look at their safety page. {held}"
    if stops:
        return "Stopped", "due", f"{no_more} Talk it over when you next speak."
    if meaning == "unsure":
        return (
            "Held",
            "due",
            "Perhaps they want no messages, or this is not their number. No message leaves until you have asked them.",
        )
    return "Answer", "due", "Answer it when you next speak, or sooner."


@dataclass(frozen=True)
class Count:
    """One line of the operator's counts. `longest`: when the message was due that has waited the longest."""

    label: str
    messages: int
    hint: str
    not_looked_after: int = 0
    longest: datetime | None = None


_LABELS = {
    "waiting": ("Waiting", "For the hours people like to hear from us."),
    "sending": (
        "Being sent",
        "Longer than a minute: the service stopped in between; at its next start they become unknown.",
    ),
    "sent": ("Sent", "Handed to the channel, and taken."),
    "refused": ("Refused", "Many at once: look at the gateway’s or the mail server’s settings."),
    "unknown": ("Unknown", "Handed over without an answer. Link workers see them; never sent again by themselves."),
    "not_safe": ("Withheld, not safe", "Right as it is."),
    "stopped": ("Withheld, not agreed", "Right as it is."),
    "no_channel": (
        "Withheld, no channel",
        "They would rather be called, or the number or address cannot take messages.",
    ),
    "journey_closed": ("Withheld, journey closed", "Right as it is."),
    "too_late": ("Withheld, too late", "Many at once: the service or a channel was away for days."),
    "paused": ("Withheld, in a pause", "Right as it is."),
    "not_needed": ("Withheld, in touch already", "Right as it is."),
}


@dataclass(frozen=True)
class MessageTally:
    """How many messages are in one state, by channel and reason (codes)."""

    state: str
    channel: str | None
    reason: str | None
    messages: int
    longest: datetime | None
    """When the first of them was due."""
    not_looked_after: int


def tally(rows: Iterable[MessageTally]) -> list[tuple[Count, str]]:
    """The operator's counts by what became of messages and by channel (in words), what needs somebody first."""
    found = []
    for row in rows:
        kind = (row.reason or "") if row.state in ("withheld", "undelivered") else row.state
        label, hint = _LABELS[kind]
        longest = row.longest if row.state in ("waiting", "sending") else None
        count = Count(label, row.messages, hint, row.not_looked_after, longest)
        found.append((kind, count, CHANNELS.get(row.channel or "", "")))
    order = ["unknown", "refused", "sending", "waiting", "sent", *WITHHELD]
    return [(count, channel) for _, count, channel in sorted(found, key=lambda one: (order.index(one[0]), one[2]))]
