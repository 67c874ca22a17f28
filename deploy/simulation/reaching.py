"""Calls without an answer, letters, a talk: how people are reached before anybody walks with them, and put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.simulation.people import SimulatedPerson
from deploy.simulation.steps import Fields, SimulatedStep, on, workday

if TYPE_CHECKING:
    from deploy.simulation.life import Life

IN_VAIN = (
    Fields(way="call", outcome="no_answer"),
    Fields(way="call", outcome="left_message"),
    Fields(way="letter", outcome="sent"),
    Fields(way="call", outcome="no_answer"),
)
TALKED = Fields(way="call", outcome="talked", minutes="15")
CLOSES_AFTER = 16
"""Days from the first try until intake says that somebody could not be reached."""


def noted(person: SimulatedPerson, day: int, what: str, fields: Fields) -> SimulatedStep:
    """The step by which intake notes a try or a talk."""
    path, chain = f"/referral/{person.referral_id}/contacts", f"person {person.number}"
    return SimulatedStep(workday(day), "intake", path, fields, person.id(what), chain)


def before_they_decide(person: SimulatedPerson, until: int) -> list[SimulatedStep]:
    """Intake rings on the day it decides, and now and then once in vain before; a slip is put right the same day."""
    random = person.random("reached")
    if random.random() > 0.8:
        return []
    steps = []
    first = workday(person.referred_on)
    if first < until and random.random() < 0.4:
        steps.append(noted(person, first, "rang in vain", random.choice(IN_VAIN[:2])))
    talk = noted(person, until, "rang", TALKED)
    steps.append(talk)
    at, chance = f"{talk.path}/{talk.id}", random.random()
    if chance < 0.08:
        right: Fields = {**TALKED, "minutes": "25", "on": on(until).isoformat(), "corrections": "0"}
        steps.append(_after(talk, f"{at}/put-right", right, person, "rang, put right"))
    elif chance < 0.12:
        steps.append(_after(talk, f"{at}/take-back", {"reason": "wrong_person"}, person, "rang, taken back"))
    return steps


def _after(step: SimulatedStep, path: str, fields: Fields, person: SimulatedPerson, what: str) -> SimulatedStep:
    return SimulatedStep(step.day, step.who, path, fields, person.id(what), step.chain)


def in_vain(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """Four tries over two weeks, in several ways, before intake says that they could not be reached."""
    return [noted(person, day + 5 * number, f"tried {number}", how) for number, how in enumerate(IN_VAIN)]


def before_the_first_word(life: Life, first: int) -> None:
    """Plan that a link worker rings in vain, some days before the two talk for the first time."""
    random = life.person.random("before the first word")
    if random.random() > 0.25:
        return
    life.journey(first - 1, "tries", "no answer", {"way": "call", "outcome": "no_answer"})
    if random.random() < 0.2:
        life.journey(first - 1, f"tries/{life.person.id('no answer')}/take-back", "no answer, not so")


def asked_to_wait(person: SimulatedPerson, day: int) -> list[SimulatedStep]:
    """They ask for another time: the day to ask again is agreed on while talking, and for some it is put off once."""
    random, at = person.random("asked to wait"), f"/referral/{person.referral_id}"
    until, chain = on(day + 7 * random.randrange(3, 10)).isoformat(), f"person {person.number}"
    waits: Fields = {"reason": "asked_to_wait", "ask_again_on": until, "told": "call"}
    steps = [SimulatedStep(day, "intake", f"{at}/waitlist", waits, person.id("waitlist"), chain)]
    if random.random() < 0.5:
        later: Fields = {"reason": "asked_to_wait", "waiting_changes": "0"}
        later["ask_again_on"] = on(day + 7 * random.randrange(12, 20)).isoformat()
        moved = SimulatedStep(workday(day + 9), "intake", f"{at}/waiting", later, person.id("waits longer"), chain)
        steps += [noted(person, moved.day, "rang while they wait", TALKED), moved]
    return steps


def while_they_wait(person: SimulatedPerson, since: int, until: int) -> list[SimulatedStep]:
    """Intake lets them know that they are not forgotten, every other week."""
    days = range(since + 14, until, 14)
    told = Fields(way="call", outcome="talked", minutes="5")
    return [noted(person, day, f"told {day}", told) for day in days if workday(day) < until]
