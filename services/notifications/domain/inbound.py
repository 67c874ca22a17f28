"""What arrives at the mailbox or the number that messages come from, in the shapes that providers send. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape
from typing import Any

from shared.events.notifications import Channel
from shared.kernel import phones

SENDERS = ("from", "From", "sender", "source_number", "msisdn", "originator")
IDS = ("id", "message_id", "reply_id", "MessageSid")
TEXTS = ("text", "Text", "content", "Body", "body", "message")
MOST_CHARACTERS = 8_000
MOST_OF_AN_ID = 300
_ANSWERING = re.compile(r"\s*(?:re|aw|sv|antw|rif|tr)\s*:", re.IGNORECASE)
_BY_MACHINE = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)? ?response|autoreply|out of (?:the )?office|trả lời tự động|رد تلقائي)",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(?:style|script|head).*?</(?:style|script|head)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Inbound:
    """What somebody wrote to us, and from where: a number in E.164, an address, or whatever stood there instead."""

    sender: str
    channel: Channel
    words: str
    id: str | None = None
    """What the gateway calls it: told twice, it is the same answer."""
    by_machine: bool = False
    """A mailbox answered by itself, or a mail came back: nobody wrote this."""


def of(sender: str, words: str, area_code: str, known_as: str | None = None) -> Inbound:
    """Read an answer as a gateway tells it: from a number in any of the usual forms, or from a mail address."""
    _, address = parseaddr(sender)
    if "@" in address:
        return Inbound(address, "email", shown(words), known_as)
    number = phones.of_a_gateway(sender, area_code)
    return Inbound(number or shown(sender).strip()[:100], "sms", shown(words), known_as)


def known_names(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields `from`, `text` and `id` of what a gateway sends, whichever of the usual names it gives them."""
    found = {}
    for name, usual in (("from", SENDERS), ("text", TEXTS), ("id", IDS)):
        there = next((each for each in usual if each in given), None)
        if there is not None:
            found[name] = given[there]
    return found


def of_mail(raw: bytes) -> Inbound:
    """A mail as it arrived (RFC 5322). A subject of its own counts as its first line: many write STOP there alone."""
    mail = message_from_bytes(raw, policy=policy.default)
    _, address = parseaddr(str(mail.get("From", "")))
    subject = " ".join(str(mail.get("Subject", "")).split())
    body = _body(mail)
    words = body if not subject or _ANSWERING.match(subject) else f"{subject}\n{body}"
    known_as = str(mail.get("Message-ID", "")).strip()[:MOST_OF_AN_ID] or None
    return Inbound(address[:254], "email", shown(words)[:MOST_CHARACTERS], known_as, _by_machine(mail, subject))


def _by_machine(mail: EmailMessage, subject: str) -> bool:
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(mail.get("Precedence", "")).strip().lower() in ("auto_reply", "bulk", "junk")
        or any(name in mail for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or mail.get_content_type() == "multipart/report"
        or _BY_MACHINE.match(subject) is not None
    )


def _body(mail: EmailMessage) -> str:
    """Its words, as plain as they come; nothing that is attached."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    try:
        text = data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return unescape(_TAGS.sub("\n", text)).strip() if part.get_content_subtype() == "html" else text.strip()


def shown(text: str) -> str:
    """A text without control characters and lone surrogates, so that a database can keep all the rest of it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter for letter in lines if (letter >= " " or letter in "\n\t") and not "\ud800" <= letter <= "\udfff"
    )
