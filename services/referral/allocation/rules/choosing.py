"""Putting everybody in order for one person, and what is missing where nobody fits. Pure.

A person decides. Nobody is put first for anything that was not asked for; among equals stands whoever has most room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.rules.languages import ENGLISH, LANGUAGES

from .people import GENDERS, Wished, Wishes, Worker, brings
from .sentences import asked_for, listed, sentence


@dataclass(frozen=True)
class Candidate:
    """One worker beside what was asked for. `closed`: why they must not be given this person."""

    worker: Worker
    met: tuple[Wished, ...]
    unmet: tuple[Wished, ...]
    sentence: str
    closed: str = ""
    suggested: bool = False


@dataclass(frozen=True)
class Allocation:
    """Everybody who may be given people, whom we would ask first on top, and what is missing if nobody fits."""

    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...] = ()
    asked_for: str = ""
    """What the person asked for, in a sentence."""

    @property
    def suggested(self) -> Candidate | None:
        return next((each for each in self.candidates if each.suggested), None)

    def of(self, worker_id: UUID) -> Candidate | None:
        return next((each for each in self.candidates if each.worker.id == worker_id), None)


def allocate(workers: Sequence[Worker], wishes: Wishes, today: date) -> Allocation:
    """Put everybody in order and suggest one: not closed off, here today, with room, and with all that is a must."""
    found = [_candidate(worker, wishes, today) for worker in workers]
    fitting = [one for one in found if _fits(one, wishes, today)]
    best = min(fitting, key=_order, default=None)
    ranked = sorted(
        found, key=lambda one: (one is not best, bool(one.closed), not _fits(one, wishes, today), _order(one))
    )
    candidates = tuple(
        Candidate(one.worker, one.met, one.unmet, one.sentence, one.closed, one is best) for one in ranked
    )
    return Allocation(candidates, () if best else _missing(found, wishes, today), asked_for(wishes))


def _order(one: Candidate) -> tuple[int, float, str]:
    return -len(one.met), one.worker.room, one.worker.name


def _fits(one: Candidate, wishes: Wishes, today: date) -> bool:
    worker = one.worker
    if one.closed or worker.is_away(today) or worker.is_full:
        return False
    return not _is_unclear(wishes) and all(must in one.met for must in wishes.musts)


def _is_unclear(wishes: Wishes) -> bool:
    """The language they like to use could be two, so nobody can be suggested for it yet."""
    return "language" in wishes.musts and bool(wishes.language and wishes.language.choices)


def _candidate(worker: Worker, wishes: Wishes, today: date) -> Candidate:
    met = tuple(wish for wish in wishes.asked if brings(worker, wishes, wish))
    unmet = tuple(wish for wish in wishes.asked if wish not in met)
    closed = dict(wishes.closed).get(worker.id, "")
    return Candidate(worker, met, unmet, sentence(worker, wishes, today, closed), closed)


def _missing(found: Sequence[Candidate], wishes: Wishes, today: date) -> tuple[str, ...]:
    """Why nobody is suggested, and what could be done about it."""
    if not found:
        return ("Nobody is named in the staff file who may be given people.",)
    said: list[str] = []
    for must in wishes.musts:
        able = [one for one in found if must in one.met and not one.closed]
        said.append(_nobody(must, wishes) if not able else _held_up(must, able, wishes, today))
    if any(said):
        return tuple(each for each in said if each)
    able = [one for one in found if not one.closed and all(must in one.met for must in wishes.musts)]
    if not able:
        return (f"Nobody here is all of that at once. Ask {wishes.called} what matters more.",)
    return (f"Whoever fits has no room just now: {_why(able, today)}.",)


def _nobody(must: Wished, wishes: Wishes) -> str:
    if must == "gender" and wishes.gender:
        return (
            f"Nobody here has stated that they are {GENDERS[wishes.gender]}. Ask {wishes.called} what else would help."
        )
    asked = wishes.language
    if asked is None:
        return ""
    if asked.choices:
        could = listed([LANGUAGES.words(code) for code in asked.choices], "or")
        return f"“{asked.said}” could be {could}. Ask {wishes.called} which it is, and write it on the card."
    could = " Ask whether an interpreter suits; it is free." if wishes.interpreter is None else ""
    also = (
        " English would do as well, as it is on the card." if ENGLISH in {one.code for one in wishes.languages} else ""
    )
    return f"Nobody here speaks {LANGUAGES.said(asked)}.{could}{also}"


def _held_up(must: Wished, able: Sequence[Candidate], wishes: Wishes, today: date) -> str:
    """Somebody brings it, and cannot be given anybody just now."""
    free = [one for one in able if not one.worker.is_away(today) and not one.worker.is_full]
    if free:
        return ""
    what = {
        "language": f"speaks {LANGUAGES.said(wishes.language)}" if wishes.language else "",
        "gender": f"is {GENDERS[wishes.gender]}" if wishes.gender else "",
    }[must]
    return f"Whoever {what} has no room just now: {_why(able, today)}."


def _why(able: Sequence[Candidate], today: date) -> str:
    return listed([f"{one.worker.name} is {'away' if one.worker.is_away(today) else 'full'}" for one in able])
