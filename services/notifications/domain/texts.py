"""What a message says. Anybody may pick up the phone it arrives on, so it gives nothing away: see `giveaways`."""

import re
from dataclasses import dataclass
from typing import Literal

from shared.events.notifications import Channel

Language = Literal["en", "en-easy"]


@dataclass(frozen=True)
class Text:
    """The text of a message, in which only `{link}` and, in a mail, `{stop}` are filled in.

    No name, no place, nobody's work. A mail has a subject.
    """

    body: str
    subject: str | None = None

    def filled(self, link: str, stop: str) -> "Text":
        return Text(self.body.replace("{link}", link).replace("{stop}", stop), self.subject)


TEXTS: dict[tuple[Channel, Language], Text] = {
    ("sms", "en"): Text("Hi, how are things going? Answer with one tap: {link}\nReply STOP to stop."),
    ("sms", "en-easy"): Text("Hello. How are you? Tap here to tell us: {link}\nNo more texts? Reply STOP."),
    ("email", "en"): Text(
        subject="How are things going?",
        body=(
            "Hi,\n\nhow are things going? You can answer with one tap:\n{link}\n\n"
            "The page works for seven days. You need not answer.\n\n"
            "If you would rather not get these, stop them here:\n{stop}\n"
        ),
    ),
    ("email", "en-easy"): Text(
        subject="How are you?",
        body=(
            "Hello.\n\nHow are you?\nTap here to tell us:\n{link}\n\n"
            "You have 7 days. You do not have to answer.\n\n"
            "No more e-mails? Tap here:\n{stop}\n"
        ),
    ),
}

FORBIDDEN = (
    "lonely",
    "loneliness",
    "isolated",
    "isolation",
    "mental",
    "health",
    "wellbeing",
    "well-being",
    "local connections",
    "link worker",
    "worker",
    "support",
    "service",
    "program",
    "programme",
    "referral",
    "referred",
    "participant",
    "client",
    "patient",
    "clinic",
    "doctor",
    "therapy",
    "counselling",
    "appointment",
    "check-in",
    "check in",
    "journey",
    "goal",
    "activity",
    "group",
    "consent",
    "safe",
    "violence",
)
"""Words from which somebody else at the phone could guess what this is about."""

TAKEN_BY_PROVIDERS = (
    "CANCEL", "END", "QUIT", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "REVOKE", "REMOVE", "ARRET", "TD",
    "YES", "START", "UNSTOP", "HELP", "INFO",
)  # fmt: skip
"""Words that an SMS provider answers by itself: CANCEL stops every message, YES begins them again."""

_PLACES = re.compile(r"\{(\w*)\}")


def language_for(said: str | None) -> Language:
    """Which texts we have for the language somebody named; plain English where we have none."""
    return "en-easy" if said and "easy" in said.casefold() else "en"


def text_for(channel: Channel, language: str | None, link: str, stop: str) -> Text:
    """The text in the person's language; `stop` is where a mail's reader stops all of them."""
    return TEXTS[channel, language_for(language)].filled(link, stop)


def giveaways(text: Text) -> list[str]:
    """What in a text would tell a stranger something, in words for whoever wrote it. Empty is right."""
    found = []
    for part in (text.subject or "", text.body):
        plain = " ".join(_PLACES.sub(" ", part).casefold().split())
        found += [f"says “{word}”" for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}", plain)]
        found += [f"fills in {{{place}}}" for place in _PLACES.findall(part) if place not in ("link", "stop")]
    if "{link}" in text.body[:20] or "{link}" not in text.body:
        found.append("the link is missing, or stands where a locked screen shows it")
    return found + _ways_to_stop(text)


def _ways_to_stop(text: Text) -> list[str]:
    """What is wrong with how it says to stop. A mail names a link, as nobody may read what is written back to it."""
    asked_for = re.findall(r"\b[A-Z]{2,}\b", text.body)
    found = [f"asks for {word}, which a provider takes for itself" for word in asked_for if word in TAKEN_BY_PROVIDERS]
    if ("{stop}" if text.subject else "STOP") not in text.body:
        found.append("does not say how to stop")
    if text.subject and "STOP" in asked_for:
        found.append("asks for a reply, which may reach nobody: name the link")
    return found
