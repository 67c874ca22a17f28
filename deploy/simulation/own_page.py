"""A person's own page, opened from a message: they say in which year they were born, and then what they came for.

Some look at what is on for them, at their choices, and at all that is held about them, which they may take along. A few
write what matters to them in words of their own; somebody takes back that they take part in the evaluation. When
that happens depends on when the next message comes, so it is settled on the way: `Life.withdrew_on` is the day it was.
"""

from __future__ import annotations

from deploy.simulation import words
from deploy.simulation.life import Life
from deploy.simulation.steps import Fields, SimulatedStep

PAGES = ("", "/choices", "/held", "/held.txt", "/held.json")
"""What may be looked at below "my own page"."""


def opened(life: Life, token: str, day: int) -> list[SimulatedStep]:
    """The steps somebody takes on their own page on the day of a message; most have not come for anything."""
    person, page = life.person, f"/me/{token}/mine"
    wishes: list[tuple[str, str, Fields]] = []
    if life.changes_mind_on is not None and day >= life.changes_mind_on and life.withdrew_on is None:
        life.withdrew_on = day
        wishes.append((f"{page}/choices", "withdraw evaluation themselves", {"evaluation": "no"}))
    if person.random(f"own words {day}").random() < 0.02:
        said: Fields = {"what_matters": person.says(f"own matters {day}", words.MATTERS)}
        said["habits"] = person.says(f"own habits {day}", words.HABITS)
        wishes.append((f"{page}/matters", f"own words {day}", said))
    looks = person.random(f"looks {day}").random() < 0.04
    if not wishes and not looks:
        return []
    who = f"person {person.number}"
    year: Fields = {"year_of_birth": str(person.year_of_birth)}
    first = SimulatedStep(day, who, page, year, person.id(f"own page {day}"), who)
    steps = [first, *(SimulatedStep(day, who, path, fields, person.id(what), who) for path, what, fields in wishes)]
    seen = PAGES if looks else ()
    return steps + [
        SimulatedStep(day, who, page + one, {}, person.id(f"looks at {one} {day}"), who, reads=True) for one in seen
    ]
