"""The sheets people are given: three questions and the one direct one, at each occasion."""

from __future__ import annotations

from deploy.simulation.answers import FilledSheet, Occasion, would_answer
from deploy.simulation.life import Life
from deploy.simulation.steps import Fields, workday

WEEKS: tuple[tuple[Occasion, int, int], ...] = (("week_8", 56, 9), ("week_12", 84, 12), ("week_26", 182, 14))


def asked(life: Life) -> None:
    """Plan UCLA-3 at baseline and in later weeks, within their windows; not everybody answers every time."""
    random, character, met = life.person.random("measures"), life.person.character, life.met_on or 0
    if random.random() < 0.93:
        _measure(life, "baseline", met + random.choice((0, 0, 0, 0, 5, 9)))
    for occasion, target, spread in WEEKS:
        if random.random() < 0.62 + 0.3 * character.answering:
            _measure(life, occasion, met + target + random.randrange(-spread, spread + 1))


def _measure(life: Life, occasion: Occasion, day: int) -> None:
    day = workday(day)
    if day >= life.last_day():
        return
    random, answers = life.person.random(f"sheet {occasion}"), would_answer(life.person, occasion)
    given = tuple(None if random.random() < life.person.character.skipping else answer for answer in answers)
    declined = random.random() < 0.02
    sheet: Fields = {f"item_{number}": str(answer) for number, answer in enumerate(given, 1) if answer and not declined}
    sheet |= {"declined": "yes"} if declined else {}
    sheet["mode"] = random.choice(("together", "together", "phone"))
    life.journey(day, "measures/ucla-3", f"measure {occasion}", sheet)
    _asked_directly(life, day, occasion, answers)
    life.measures.append(FilledSheet(life.person.number, occasion, day - (life.met_on or 0), given, declined))


def asked_at_the_end(life: Life) -> None:
    """Plan the questions that are asked together when the journey ends, and the answers to them."""
    answers, day = would_answer(life.person, "closure"), life.ends_on or 0
    sheet: Fields = {f"item_{number}": str(answer) for number, answer in enumerate(answers, 1)}
    sheet |= {"mode": "together", "occasion": "closure"}
    life.journey(day, "measures/ucla-3", "measure closure", sheet)
    _asked_directly(life, day, "closure", answers)
    life.measures.append(FilledSheet(life.person.number, "closure", day - (life.met_on or 0), answers))


def _asked_directly(life: Life, day: int, occasion: Occasion, answers: tuple[int, int, int]) -> None:
    """The one direct question, after the three."""
    random = life.person.random(f"direct {occasion}")
    if random.random() < 0.9:
        answer = min(5, max(1, round((sum(answers) - 3) * 4 / 6 + 1 + random.gauss(0, 0.4))))
        sheet: Fields = {"item_1": str(answer), "mode": "together"}
        sheet |= {"occasion": "closure"} if occasion == "closure" else {}
        life.journey(day, "measures/loneliness-direct", f"direct {occasion}", sheet)
