"""What somebody said, set out to do and answered, told to themselves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.journey.about_me.rules import HEADINGS
from services.journey.consents.rules.consents import SCOPES
from services.journey.consents.rules.wordings import called, month_of, wordings
from services.journey.goals.rules.attainment import LEVELS
from services.journey.goals.rules.goals import WHO_IN_THEIR_WORDS, Goal, GoalStep, Look
from services.journey.measures.rules.measures import OCCASION_WORDS
from shared.kernel.days import date_words
from shared.rules.instruments.definition import Instrument

from . import held_words

Instruments = Callable[[str, str], Instrument | None]
"""An instrument by code and version; None if it is not here any more."""


@dataclass(frozen=True)
class DataLine:
    """One thing, the day it was so (None: it is so now), and the words that go with it."""

    at: datetime | date | None
    says: str
    words: tuple[str, ...] = ()


def in_zone(held: Any, zone: ZoneInfo) -> Any:
    """The same structure with every moment in the Local's time, so that its day is the day it was here."""
    if isinstance(held, datetime):
        return held.astimezone(zone)
    if isinstance(held, Mapping):
        return {name: in_zone(value, zone) for name, value in held.items()}
    if isinstance(held, list | tuple):
        return type(held)(in_zone(value, zone) for value in held)
    if is_dataclass(held) and not isinstance(held, type):
        return replace(held, **{each.name: in_zone(getattr(held, each.name), zone) for each in fields(held)})
    return held


def sentence(told: str, why: str | None) -> str:
    """What happened and why, as one sentence: You and we parted ways: you moved away."""
    return f"{told}: {why[0].lower()}{why[1:]}." if why else f"{told}."


def matters(row: Mapping[str, Any]) -> Iterator[DataLine]:
    """One version of "About Me" as the person reads it, told from a row of `matters`."""
    words = tuple(f"{heading.title}: {said}" for heading in HEADINGS if (said := row[heading.name]))
    yield DataLine(row["recorded_at"], "You wrote:" if row["told"] == "self" else "You told us:", words)


def agreement(row: Mapping[str, Any]) -> Iterator[DataLine]:
    """What was said once of one purpose, as the person reads it: yes or no, in which words, and how it ended."""
    about = called(row["purpose"])
    if row["recipient"]:
        about = f"{about}, with {row['recipient']}"
    if row["given_at"]:
        yield DataLine(row["given_at"], _in_words(f"You agreed to {about}", row), _wording(row))
    if row["refused_at"]:
        yield DataLine(row["refused_at"], _in_words(f"You said no to {about}", row), _wording(row))
    if row["renewed_at"]:
        yield DataLine(row["renewed_at"], _in_words(f"You said yes once more to {about}", row))
    if row["withdrawn_at"]:
        yield DataLine(row["withdrawn_at"], _end(about, row))


def _in_words(told: str, row: Mapping[str, Any]) -> str:
    how = held_words.METHODS.get(row["method"] or "", "")
    month = month_of(row["wording"])
    version = f" These were our words of {month}." if month else ""
    until = f" Until {date_words(row['ends_on'])} at most." if row["ends_on"] else ""
    return f"{sentence(told, how or None)}{version}{until}"


def _wording(row: Mapping[str, Any]) -> tuple[str, ...]:
    words = wordings().of(row["wording"], row["language"])
    shared = [f"May be told: {'; '.join(SCOPES[scope] for scope in row['scope'])}."] if row["scope"] else []
    return ((words.text,) if words else ()) + tuple(shared)


def _end(about: str, row: Mapping[str, Any]) -> str:
    if row["because"] == "expired":
        return f"It ended by itself, on its last day: {about}."
    if row["because"] not in (None, "changed_mind"):
        return f"Somebody had noted by mistake that you agreed to {about}. It was taken back."
    how = ", by yourself" if row["withdrawn_by"] == "participant" else ""
    return f"You changed your mind about {about}{how}."


def goal(one: Goal) -> Iterator[DataLine]:
    """The goal as it stands, and everything that was said about it."""
    words = [f"When it was set it mattered {one.first_importance} of 10 to you{_sure(one.first_confidence)}."]
    words += [f"Until {date_words(at)} it read: “{said}”" for said, at in one.earlier_words]
    words += [f"{LEVELS[at][0].upper()}{LEVELS[at][1:]}: {said}" for at, said in enumerate(one.levels, -2)]
    if one.weight is not None:
        words.append(f"It counts {one.weight} of 9: how important and how hard it is to you.")
    if one.baseline is not None:
        words.append(f"At first: {LEVELS[one.baseline]}.")
    words += [_looked(look) for look in one.looks if not look.wording]
    words += [_step(step) for step in one.steps]
    if one.review_on and one.in_progress:
        words.append(f"We look at it together on {date_words(one.review_on)}.")
    if one.ended_at:
        words.append(f"{'Reached' if one.reached_at else 'Put down'} on {date_words(one.ended_at)}.")
    yield DataLine(one.set_at, f"“{one.wording}”", tuple(words))


def _sure(confidence: int | None) -> str:
    return f", and you were {confidence} of 10 sure that you can do it" if confidence else ""


def _looked(look: Look) -> str:
    told = [f"it mattered {look.importance} of 10"] if look.importance else []
    told += [f"you were {look.confidence} of 10 sure"] if look.confidence else []
    told += [f"you had come to {LEVELS[look.level]}"] if look.level is not None else []
    said = f" You said: “{look.note}”" if look.note else ""
    return f"We looked at it on {date_words(look.at)}" + (f": {', '.join(told)}." if told else ".") + said


def _step(step: GoalStep) -> str:
    until = f", by {date_words(step.due_on)}" if step.due_on else ""
    end = (
        f" Done on {date_words(step.done_at)}." if step.done_at
        else f" Not needed any more since {date_words(step.dropped_at)}." if step.dropped_at else ""
    )  # fmt: skip
    who = {"person": "you do it", "link_worker": "your link worker does it"}.get(step.who, WHO_IN_THEIR_WORDS[step.who])
    return f"A step: {step.what} ({who}{until}).{end}"


def measure(row: Mapping[str, Any], instruments: Instruments) -> DataLine:
    """What was asked and answered, word for word where the words are here."""
    asked = instruments(row["instrument"], row["version"])
    occasion = OCCASION_WORDS.get(row["occasion"])
    how = ", ".join(words for words in (held_words.MODES.get(row["mode"]), occasion) if words)
    words = list(_answers(row, asked))
    if row["missing_reason"]:
        words.append(held_words.MISSING.get(row["missing_reason"], ""))
    if row["score"] is not None:
        highest = f" The highest there is: {asked.range.high}." if asked and asked.range else ""
        words.append(f"As one number: {row['score']:.3g}.{highest}")
    titles = {part.code: part.title for part in asked.parts} if asked else {}
    words += [f"{titles.get(code, code)}: {said:.3g}" for code, said in row["subscales"].items() if said is not None]
    name = asked.full_name if asked else row["instrument"]
    return DataLine(row["taken_at"], f"{name}: {how}." if how else f"{name}.", tuple(words))


def _answers(row: Mapping[str, Any], asked: Instrument | None) -> Iterator[str]:
    items = asked.items if asked and len(asked.items) == len(row["answers"]) else ()
    if not items:
        what = "How far the goals had come" if row["weights"] else "Answers"
        said = [LEVELS.get(n, str(n)) if row["weights"] else str(n) for n in row["answers"] if n is not None]
        if said:
            yield f"{what}: {', '.join(said)}."
        return
    for number, (item, answer) in enumerate(zip(items, row["answers"], strict=True), 1):
        options = {option.number: option.text for option in asked.options(item)} if asked else {}
        nothing = "you would rather not say" if item.code in row["declined_items"] else "you skipped this one"
        said_here = nothing if answer is None else options.get(answer) or str(answer)
        yield f"{item.text or f'Question {number}'} – {said_here}"
