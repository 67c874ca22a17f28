"""Carers and supporters whom people name, and what each of them may know. Who is in hospital or cares has somebody."""

from __future__ import annotations

from random import Random

from deploy.simulation import phones, words
from deploy.simulation.life import Life
from deploy.simulation.steps import Fields, workday

RELATIONS = ("partner", "child", "child", "sibling", "friend", "neighbour", "carer", "former_partner")
MAY_KNOW = ("nothing", "that_we_meet", "how_it_goes", "what_i_agree", "not_safe", "")
"""The last one: they would rather not say."""
OFTEN = (14, 30, 24, 14, 6, 12)


def named(life: Life) -> None:
    """Plan whom somebody names as a carer or supporter, and what they may know.

    Who is in hospital or cares for somebody always names one, others at times.
    """
    random = life.person.random("supporters")
    needed = [step.day for step in life.steps if step.fields.get("reason") in ("hospital", "caring")]
    day = workday((life.met_on or 0) + random.randrange(0, 40))
    names_somebody = random.random() < 0.25
    if needed:
        _named(life, needed[0], needs_somebody=True)
    elif names_somebody and day < life.last_day():
        _named(life, day, needs_somebody=False)


def _named(life: Life, day: int, *, needs_somebody: bool) -> None:
    person, supporter = life.person, life.person.id("supporter")
    random = person.random("a supporter")
    about: Fields = {"name": person.says("supporter", words.SUPPORTERS), "relation": random.choice(RELATIONS)}
    about["contact"] = phones.as_written(phones.landline(12_000 + person.number))
    if needs_somebody or random.random() < 0.3:
        about["is_carer"] = "yes"
    said = _view(life, random, "first")
    life.journey(day, "supporters", "supporter", {**about, **said})
    at = f"supporters/{supporter}"
    if random.random() < 0.15 and workday(day + 10) < life.last_day():
        put_right = about | {"note": person.says("supporter note", words.ALSO)}
        life.journey(day + 10, f"{at}/details", "supporter put right", put_right)
    if random.random() < 0.3 and workday(day + 25) < life.last_day():
        said = _view(life, random, "later", ("that_we_meet", "how_it_goes", "what_i_agree"))
        life.journey(day + 25, f"{at}/view", "supporter later", said)
    if said.get("may_know") != "not_safe" and random.random() < 0.3 and workday(day + 50) < life.last_day():
        life.journey(day + 50, f"{at}/ended", "supporter no more")


def _view(life: Life, random: Random, when: str, among: tuple[str, ...] = ()) -> Fields:
    """What somebody may know, as the person says it."""
    may_know = random.choice(among) if among else random.choices(MAY_KNOW, OFTEN)[0]
    said: Fields = {"may_know": may_know} if may_know else {}
    if may_know == "what_i_agree":
        said["words"] = life.person.says(f"may know {when}", words.MAY_KNOW)
    if may_know != "not_safe" and random.random() < 0.4:
        said["in_emergency"] = "yes"
    return said
