"""A worker as they are compared, and what somebody asked for. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.referral import Interpreter
from shared.kernel import names
from shared.kernel.staff import Absence, Gender, StaffMember, Weekday
from shared.rules.languages import ENGLISH, LANGUAGES
from shared.rules.named_codes import Reading

Wished = Literal["language", "gender", "experience", "days"]
MUSTS: tuple[Wished, ...] = ("language", "gender")
"""Nobody is suggested who lacks one of them; the others are preferred."""
WISHED: tuple[Wished, ...] = ("language", "gender", "experience", "days")
GENDERS: dict[Gender, str] = {"woman": "a woman", "man": "a man", "non_binary": "a non-binary person"}


@dataclass(frozen=True)
class Worker:
    """Somebody who may be given people. `load`: how many people they walk with now, those just given among them."""

    id: UUID
    name: str
    languages: tuple[Reading, ...] = ()
    lived_experience: tuple[str, ...] = ()
    load: int = 0
    agreed: int | None = None
    gender: Gender | None = None
    days: tuple[Weekday, ...] = ()
    places: tuple[str, ...] = ()
    away: tuple[Absence, ...] = ()

    @property
    def is_full(self) -> bool:
        return self.agreed is not None and self.load >= self.agreed

    @property
    def room(self) -> float:
        """How much of what was agreed they carry; without an agreement as if it were 25."""
        return self.load / (self.agreed or 25)

    def absence(self, today: date) -> Absence | None:
        """The absence that goes on today or begins within a week."""
        near = [each for each in self.away if each.last >= today and (each.first - today).days <= 7]
        return min(near, key=lambda each: each.first, default=None)

    def is_away(self, today: date) -> bool:
        return any(each.first <= today <= each.last for each in self.away)


@dataclass(frozen=True)
class Wishes:
    """What somebody asked for. `languages`: in their order, the one they like to use first."""

    called: str
    languages: tuple[Reading, ...] = ()
    interpreter: Interpreter | None = None
    gender: Gender | None = None
    experience: tuple[str, ...] = ()
    days: tuple[Weekday, ...] = ()
    lives: str = ""
    closed: tuple[tuple[UUID, str], ...] = ()
    """Whom they must not be given to, each with why in words."""

    @property
    def language(self) -> Reading | None:
        """The language they would like to use, unless that is English, which everybody here speaks."""
        first = self.languages[0] if self.languages else None
        return None if first is None or first.code == ENGLISH else first

    @property
    def asked(self) -> tuple[Wished, ...]:
        """What was asked for at all."""
        given = {
            "language": self.language,
            "gender": self.gender,
            "experience": self.experience,
            "days": self.days,
        }
        return tuple(wish for wish in WISHED if given[wish])

    @property
    def musts(self) -> tuple[Wished, ...]:
        """What whoever is suggested must bring. With an interpreter the language is preferred only."""
        with_interpreter = self.interpreter in ("spoken", "auslan")
        return tuple(wish for wish in MUSTS if wish in self.asked and not (wish == "language" and with_interpreter))


def worker_of(person: StaffMember, load: int) -> Worker:
    """A line of the staff file as the rules see it: its languages are read as codes."""
    languages = tuple(one for text in person.languages for one in LANGUAGES.read(text))
    return Worker(
        person.id, person.name, languages, person.lived_experience, load, person.agreed, person.gender, person.days,
        person.places, person.away,
    )  # fmt: skip


def brings(worker: Worker, wishes: Wishes, wish: Wished) -> bool:
    """Whether a worker brings what was asked for. A language that could be two is brought by nobody yet."""
    if wish == "language":
        asked = wishes.language
        return bool(asked and not asked.choices and asked.key in {one.key for one in worker.languages})
    if wish == "gender":
        return worker.gender == wishes.gender
    if wish == "experience":
        return bool(shared_experience(worker, wishes))
    return bool(set(worker.days) & set(wishes.days))


def shared_experience(worker: Worker, wishes: Wishes) -> list[str]:
    """What of the lived experience asked for a worker has stated, in the worker's words."""
    has = {names.folded(each): each for each in worker.lived_experience}
    return [has[names.folded(each)] for each in wishes.experience if names.folded(each) in has]
