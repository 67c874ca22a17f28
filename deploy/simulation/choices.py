"""What people agree to and what not: five consents and messages, most of them asked in the first conversation.

Every chance is drawn from a stream of its own, so that what is said of sharing moves nothing else.
"""

from __future__ import annotations

from uuid import uuid5

from deploy.simulation import words
from deploy.simulation.life import Life
from deploy.simulation.steps import Fields, on, workday


def first_said(life: Life, method: str) -> None:
    """What somebody says in the first conversation, in one form, and what becomes of it."""
    met, agreed = life.met_on or 0, _evaluation(life)
    said: Fields = {"service": "yes", "method": method}
    if life.messages:
        said["messages"] = "yes"
    if agreed == met:
        said["evaluation"] = "yes"
    elif agreed is None and life.person.random("no to the evaluation").random() < 0.7:
        said["evaluation"] = "no"
    said |= _sharing(life)
    life.journey(met, "consents", "consents", said)
    if agreed is not None and agreed != met:
        life.journey(agreed, "consents", "consent evaluation", {"evaluation": "yes", "method": method})
    if life.withdrew_on is not None:
        life.journey(life.withdrew_on, "consents", "withdraw evaluation", {"evaluation": "no"})
    _afterwards(life, said)


def _evaluation(life: Life) -> int | None:
    """The day of the yes to the evaluation. Most agree at once, some later, some never; a few change their mind."""
    random, met = life.person.random("evaluation"), life.met_on or 0
    chance = random.random()
    agreed = met if chance < 0.80 else workday(met + random.randrange(20, 80)) if chance < 0.90 else None
    if agreed is None or agreed >= life.last_day():
        return None
    life.consented_on = agreed
    if random.random() < 0.04:
        withdrew = workday(agreed + random.randrange(15, 90))
        own = life.messages and life.person.may_be_messaged and life.person.random("own choice").random() < 0.7
        if own and withdrew < life.last_day():
            life.changes_mind_on = withdrew
        elif withdrew < life.last_day():
            life.withdrew_on = withdrew
    return agreed


def _sharing(life: Life) -> Fields:
    """With whom something is shared: a person they name, whoever referred them, and the evaluator."""
    random, met, said = life.person.random("sharing"), life.met_on or 0, Fields()
    referred, asked, names = random.random(), random.random(), random.random()
    if life.person.source != "self" and referred < 0.8:
        said["referrer"] = "yes" if referred < 0.6 else "no"
        if referred < 0.6:
            said["referrer_scope"] = ["received", "in_touch", "ended"] if referred < 0.4 else ["in_touch"]
    if asked < 0.7:
        said["evaluator_contact"] = "yes" if asked < 0.3 else "no"
    if names < 0.12:
        said |= {"named": "yes", "named_who": life.person.says("talks with", words.SUPPORTERS), "named_kind": "person"}
        said["named_scope"] = ["taking_part", "groups"] if names < 0.06 else ["how_it_goes"]
        if names < 0.08:
            said["named_until"] = on(met + 45).isoformat()
    return said


def _afterwards(life: Life, said: Fields) -> None:
    """Said once more before it ends, taken back, or noted by mistake and put right. What is left ends by itself."""
    random, met = life.person.random("after sharing"), life.met_on or 0
    chance, wrong, day = random.random(), random.random(), random.random()
    if "named" in said:
        at = _one(life, "named")
        if "named_until" in said and chance < 0.5:
            life.journey(met + 38, f"{at}/renew", "talks on", {"method": "verbal"})
        elif chance > 0.8:
            life.journey(met + 30, f"{at}/withdraw", "talks no more")
    if said.get("evaluator_contact") == "no" and wrong < 0.08:
        life.journey(met + 2, f"{_one(life, 'evaluator_contact')}/mistake", "a no that was none",
                     {"reason": "did_not_happen"})  # fmt: skip
        life.journey(met + 2, "consents", "a yes instead", {"evaluator_contact": "yes", "method": "verbal"})
    if "messages" in said and day < 0.03:
        life.journey(met + 1, f"{_one(life, 'messages')}/day", "another day", {"on": on(met - 1).isoformat()})


def _one(life: Life, purpose: str) -> str:
    """The door of what was said of one purpose in the first conversation."""
    return f"consents/{uuid5(life.person.id('consents'), purpose)}"
