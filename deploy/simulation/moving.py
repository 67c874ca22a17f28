"""Moving to where another Local is: what goes along, and how somebody arrives there.

Where they move to takes part in this run, if any other Local does. Most agree that what they told goes along; the
others begin anew there, or do not ask again. Whoever arrives is a new person there, with a life drawn like any other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from deploy.simulation.life import Life
from deploy.simulation.people import Origin, SimulatedPerson, moved_here
from deploy.simulation.steps import Fields, File, SimulatedStep, workday
from services.journey.transfers.rules.transfer import receipt
from shared.kernel.topics import LOCALS

WORD = "lemon tree"
"""What whoever moves agreed on with their link worker, and says again."""


@dataclass(frozen=True)
class Move:
    """Somebody's move to where another Local is, and the day on which they ask there."""

    to_local: str
    asks_on: int
    before: Origin

    def arrives(self, number: int) -> SimulatedPerson:
        return moved_here(self.before, self.to_local, number, self.asks_on)


def away(life: Life, slugs: Collection[str]) -> Move | None:
    """Plan what somebody takes along when they move away, and their move to another Local of this run.

    None if no Local of this run hears of them again.
    """
    others = [slug for slug in LOCALS if slug in slugs and slug not in _lived_in(life.person)]
    random, left_on = life.person.random("taken along"), life.ends_on
    if not life.moves_away or left_on is None:
        return None
    to_local = random.choice(others or [slug for slug in LOCALS if slug != life.person.local])
    method, agrees = random.choice(("verbal", "written")), random.random() < 0.8
    file = _taken_along(life, left_on, to_local, method) if agrees else None
    if to_local not in others or (file is None and random.random() < 0.5):
        return None
    return Move(to_local, left_on + random.randrange(4, 15), Origin(life.person, file, _going(life) if file else 0))


def _lived_in(person: SimulatedPerson) -> set[str]:
    """All Locals they have been at: nobody moves back."""
    return {person.local} | (_lived_in(person.came_from.person) if person.came_from else set())


def _taken_along(life: Life, day: int, to_local: str, method: str) -> File:
    told: Fields = {
        "to_local": to_local,
        "method": method,
        "parts": ["about_me", "agreements", "goals", "measures", "ways"],
        "word": WORD,
    }
    life.journey(day, "transfer", "transfer", told)
    file, at = life.person.id("transfer"), f"/journey/{life.person.journey_id}/transfer"
    if life.person.random("arrived").random() < 0.5:
        life.at_last(day + 1, f"{at}/{file}/arrived", "arrived", {"code": receipt(file)})
    return File(life.person.id("transfer"), life.person.local, day)


def _going(life: Life) -> int:
    """At most so many goals are in progress when they leave."""
    return sum(over is None for _, _, over in life.goals) + any(step.path.endswith("/resumed") for step in life.steps)


def brings_along(life: Life) -> None:
    """Plan that somebody who moved brings their file to the first conversation, or soon after it."""
    before = life.person.came_from
    if before is None or before.file is None:
        return
    day = workday((life.met_on or 0) + life.person.random("brings along").choice((0, 0, 7)))
    if day < life.last_day():
        path = f"/journey/{life.person.journey_id}/bring-along"
        parts = ["about_me", "agreements", "goals", "measures", "ways"]
        fields: Fields = {"parts": parts, "word": WORD}
        who, chain = f"worker {life.worker_on(day)}", f"person {life.person.number}"
        life.steps.append(
            SimulatedStep(day, who, path, fields, life.person.id("bring along"), chain, brings=before.file)
        )
        yes = f"{path}/{before.file.id}/yes"
        life.steps.append(
            SimulatedStep(day, who, yes, {"shown": " ".join(parts)}, life.person.id("yes, bring along"), chain)
        )
        if life.person.random("not theirs").random() < 0.25:
            back = f"{path}/{before.file.id}/take-back"
            life.steps.append(SimulatedStep(day, who, back, {}, life.person.id("not theirs"), chain))
