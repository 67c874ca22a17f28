"""What was said of what they agree to, as the story of a person tells it."""

from collections.abc import Mapping
from datetime import date

from services.journey.core.rules.story import Entry, Happening, Sentence, plain
from shared.kernel.days import day_words

from .mistakes import MISTAKES
from .wordings import called


def _taken_back(what: str) -> Sentence:
    def told(happening: Happening) -> Entry:
        day, _, reason = (happening.code or "").partition(" ")
        why = {str(code): words for code, words in MISTAKES.items()}.get(reason, "It was a mistake")
        on = day_words(date.fromisoformat(day), happening.at.date())
        return Entry(happening.at, f"{what}, noted for {on}, was taken back. {why}")

    return told


def _day_put_right(happening: Happening) -> Entry:
    day, _, purpose = (happening.code or "").partition(" ")
    on = day_words(date.fromisoformat(day), happening.at.date())
    return Entry(happening.at, f"Put right on which day they agreed to {called(purpose)}. Before, it said {on}")


def _about(frame: str) -> Sentence:
    def told(happening: Happening) -> Entry:
        return Entry(happening.at, frame.format(called(happening.code or "")), happening.words)

    return told


SENTENCES: Mapping[str, Sentence] = {
    "consent_given": _about("Agreed to {}"),
    "consent_renewed": _about("Said yes once more to {}"),
    "consent_refused": _about("Said no to {}"),
    "consent_withdrawn": _about("Changed their mind about {}"),
    "consent_withdrawn_alone": _about("Changed their mind by themselves about {}"),
    "consent_expired": _about("A yes ended by itself, on its last day: {}"),
    "consent_put_right": _day_put_right,
    "consent_taken_back": _taken_back("A yes"),
    "refusal_taken_back": _taken_back("A no"),
    "links_revoked": plain("All links sent so far were switched off"),
}
