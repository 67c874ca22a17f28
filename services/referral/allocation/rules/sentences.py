"""What is said of a worker beside what somebody asked for, and what is missing. Pure."""

from collections.abc import Sequence
from datetime import date

from shared.kernel import names
from shared.kernel.counts import counted
from shared.kernel.days import day_words
from shared.rules.languages import LANGUAGES

from .people import GENDERS, Wishes, Worker, brings, shared_experience


def sentence(worker: Worker, wishes: Wishes, today: date, closed: str) -> str:
    """What a worker brings, in a few short sentences: language, load and absence, then what else was asked for."""
    said = [_languages(worker, wishes), _load(worker, today), _days(worker, wishes), _place(worker, wishes)]
    said += [_gender(worker, wishes), _experience(worker, wishes), closed]
    return " ".join(part for part in said if part)


def _languages(worker: Worker, wishes: Wishes) -> str:
    asked = wishes.language
    if asked and brings(worker, wishes, "language"):
        return f"Speaks {LANGUAGES.said(asked)}."
    speaks = f"Speaks {listed([LANGUAGES.said(one) for one in worker.languages])}" if worker.languages else ""
    if not asked or not speaks:
        return f"{speaks}." if speaks else ""
    if maybe := [one for one in worker.languages if one.code in asked.choices]:
        return f"{speaks}; ask {wishes.called} whether {LANGUAGES.said(maybe[0])} is the one."
    if near := [one for one in worker.languages if one.code and asked.code and LANGUAGES.near(one.code, asked.code)]:
        return f"{speaks}; {LANGUAGES.said(near[0])} is near, so ask {wishes.called} whether that suits."
    needed = "" if wishes.interpreter == "no" or asked.choices else "; an interpreter would be needed"
    return f"{speaks}{needed}."


def _load(worker: Worker, today: date) -> str:
    people = counted(worker.load, "person", "people") if worker.load else "Supports nobody yet"
    of = f" of {worker.agreed} agreed" if worker.load else f"; {counted(worker.agreed or 0, 'person', 'people')} agreed"
    told = people if worker.agreed is None else people + of
    absence = worker.absence(today)
    if absence is None:
        return f"{told}."
    last = day_words(absence.last, today)
    if absence.first <= today:
        return f"{told}, away until {last}."
    return f"{told}, away from {day_words(absence.first, today)} until {last}."


def _days(worker: Worker, wishes: Wishes) -> str:
    works = f"Works on {listed([day.title() + 's' for day in worker.days])}" if worker.days else ""
    if not wishes.days or set(worker.days) & set(wishes.days):
        return f"{works}." if works else ""
    asked = listed([day.title() + "s" for day in wishes.days])
    return f"{works}; {wishes.called} asked for {asked}." if works else ""


def _place(worker: Worker, wishes: Wishes) -> str:
    lives = " ".join(names.folded(wishes.lives))
    here = [place for place in worker.places if f" {' '.join(names.folded(place))} " in f" {lives} "]
    if here:
        return f"Meets people in {here[0]}, where {wishes.called} lives."
    return f"Meets people in {listed(worker.places)}." if worker.places else ""


def _gender(worker: Worker, wishes: Wishes) -> str:
    if not wishes.gender:
        return ""
    asked = GENDERS[wishes.gender]
    if worker.gender == wishes.gender:
        return f"{asked.capitalize()}, as {wishes.called} asked."
    if worker.gender:
        return f"{wishes.called} asked for {asked}."
    return f"{wishes.called} asked for {asked}; {worker.name} has not stated a gender."


def _experience(worker: Worker, wishes: Wishes) -> str:
    if not wishes.experience:
        return ""
    shared = shared_experience(worker, wishes)
    if shared:
        return f"Lived experience: {listed(shared)}, as {wishes.called} asked."
    return f"No lived experience of {listed(wishes.experience, 'or')} stated."


def listed(words: Sequence[str], join: str = "and") -> str:
    """One, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {join} {words[-1]}"


def asked_for(wishes: Wishes) -> str:
    """“Lan asked for Vietnamese (Tiếng Việt), an interpreter, a woman and Tuesdays.”"""
    interpreter = {"spoken": "an interpreter", "auslan": "an Auslan interpreter"}.get(wishes.interpreter or "", "")
    said = [
        LANGUAGES.said(wishes.language) if wishes.language else "",
        interpreter,
        GENDERS[wishes.gender] if wishes.gender else "",
        f"lived experience of {listed(wishes.experience, 'or')}" if wishes.experience else "",
        listed([f"{day.title()}s" for day in wishes.days]) if wishes.days else "",
    ]
    named = [each for each in said if each]
    return f"{wishes.called} asked for {listed(named)}." if named else ""
