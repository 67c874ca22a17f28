"""Who might walk with somebody: a suggestion that gives its reason. A person decides. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.kernel.counts import counted


@dataclass(frozen=True)
class Worker:
    """A link worker. `load`: how many people they walk with now, those just given to them among them."""

    id: UUID
    name: str
    languages: tuple[str, ...]
    lived_experience: tuple[str, ...]
    load: int


@dataclass(frozen=True)
class Suggestion:
    """The link worker who is suggested for somebody, and why, in a sentence."""

    worker: Worker
    because: str


def suggest(workers: Sequence[Worker], language: str | None) -> Suggestion | None:
    """Suggest a link worker: who speaks the person's language if there is one, and among those whoever has most room.

    None if nobody works here.
    """
    if not workers:
        return None
    speakers = [worker for worker in workers if _speaks(worker, language)] if _is_asked_for(language) else []
    among = speakers or workers
    best = min(among, key=lambda worker: (worker.load, worker.name))
    return Suggestion(best, _because(best, among, workers, language, bool(speakers)))


def _because(
    best: Worker, among: Sequence[Worker], everyone: Sequence[Worker], language: str | None, speaks: bool
) -> str:
    least = f"walks with {_people(best.load)}, {_compared(best, among, everyone)}"
    if speaks:
        who = "is the only one here who speaks" if len(among) == 1 < len(everyone) else "speaks"
        end = f"walks with {_people(best.load)}" if len(among) == 1 else least
        return f"{best.name} {who} {language}, which they like to use, and {end}."
    if _is_asked_for(language):
        return f"Nobody here speaks {language}, so an interpreter may help. {best.name} {least}."
    return f"{best.name} {least}."


def _compared(best: Worker, among: Sequence[Worker], everyone: Sequence[Worker]) -> str:
    others = [worker.load for worker in among if worker is not best]
    if not others:
        return "and nobody else is here to ask"
    who = "" if len(among) == len(everyone) else " who does"
    if min(others) > best.load:
        return f"fewer than anybody else{who}"
    alike = max(others) == best.load and not who
    return "like everybody else here" if alike else f"as few as anybody{who}"


def _people(count: int) -> str:
    return {0: "nobody yet", 1: "one person"}.get(count, counted(count, "person", "people"))


def _is_asked_for(language: str | None) -> bool:
    return bool(_other_than_english(language or ""))


def _speaks(worker: Worker, language: str | None) -> bool:
    asked = _other_than_english(language or "")
    return any(asked & _other_than_english(spoken) for spoken in worker.languages)


def _other_than_english(language: str) -> set[str]:
    """The words in which a language is named; English everybody here speaks."""
    return set(re.findall(r"\w+", language.casefold())) - {"english", "and", "or", "some", "a", "little", "no"}
