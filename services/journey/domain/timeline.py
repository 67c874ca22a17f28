"""What has happened, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .check_ins import FEELINGS
from .consents import WORDINGS
from .debriefs import AGAIN
from .journeys import REASONS
from .moments import KINDS


@dataclass(frozen=True)
class Happening:
    """One row of a person's story. `code` says which of its kind, `words` what was said or where."""

    at: datetime
    kind: str
    code: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Entry:
    """A sentence of the story, the person's or worker's own words with it, and whether it is a joy."""

    at: datetime
    sentence: str
    words: str | None = None
    joy: bool = False


MEASURED = {
    "answered": "Answered the three questions",
    "skipped": "Answered some of the three questions",
    "declined": "Would rather not answer the three questions",
}
HELD = {"call": "You talked on the phone", "visit": "You met", "message": "You wrote to one another"}


def tell(happening: Happening) -> Entry:
    """The sentence for one happening."""
    code, words = happening.code or "", happening.words
    match happening.kind:
        case "goal_set":
            return Entry(happening.at, "Set a goal", words)
        case "goal_reached":
            return Entry(happening.at, "Reached a goal", words, joy=True)
        case "goal_let_go":
            return Entry(happening.at, "Put a goal down", words)
        case "answered":
            return Entry(happening.at, f"Tapped “{_said(FEELINGS, code)}”", words)
        case "asked_for_call":
            return Entry(happening.at, f"Tapped “{_said(FEELINGS, code)}” and asked for a call", words)
        case "held":
            return Entry(happening.at, HELD.get(code, "You were in touch"), words)
        case "debrief_held":
            where, _, note = (words or "a get-together").partition("\n")
            return Entry(happening.at, f"You looked back at the first time at {where}. {_said(AGAIN, code)}", note)
        case "moment":
            return Entry(happening.at, f"A moment of connection: {_said(KINDS, code)}", words, joy=True)
    return Entry(happening.at, _without_words(happening.kind, code, words or "a get-together"))


def _without_words(kind: str, code: str, where: str) -> str:
    match kind:
        case "opened":
            return "You set out together"
        case "closed":
            return f"You parted ways. {_said(REASONS, code)}"
        case "links_revoked":
            return "All links sent so far were switched off"
        case "matters":
            return "Told you what matters to them"
        case "consent_given":
            return f"Agreed to {_purpose(code)}"
        case "consent_withdrawn":
            return f"Changed their mind about {_purpose(code)}"
        case "measured":
            return MEASURED.get(code, MEASURED["skipped"])
    return WHERE.get(kind, "Something happened with {}").format(where)


WHERE = {
    "proposed": "You looked together at {}",
    "place_taken": "A place was kept at {}",
    "given_up": "Gave up the place at {}",
    "introduced_together": "You went together to {}",
    "introduced_alone": "Went alone to meet {}",
    "introduced_by_phone": "Was introduced by phone to {}",
    "attended": "Was at {}",
}


def _said(words: Mapping[Any, str], code: str) -> str:
    return words.get(code, "Something else")


def _purpose(code: str) -> str:
    return next((wording.short for purpose, wording in WORDINGS.items() if purpose == code), "something")
