"""What people would answer to UCLA-3 at each occasion, asked or not: from their loneliness and the Local's effect."""

from dataclasses import dataclass
from typing import Literal

from deploy.simulation.locals import PROFILES
from deploy.simulation.people import SimulatedPerson

Occasion = Literal["baseline", "week_8", "week_12", "week_26", "closure"]
GROWN: dict[Occasion, float] = {"baseline": 0.0, "week_8": 0.75, "week_12": 1.0, "week_26": 1.1, "closure": 1.1}
"""How much of the effect has come by then."""
WINDOWS: dict[Occasion, tuple[int, int]] = {
    "baseline": (0, 14),
    "week_8": (42, 70),
    "week_12": (63, 105),
    "week_26": (154, 210),
}
TARGETS: dict[Occasion, int] = {"week_8": 56, "week_12": 84, "week_26": 182}


@dataclass(frozen=True)
class FilledSheet:
    """One sheet as it was filled in; `day` counts from the person's consent to the service."""

    person: int
    occasion: Occasion
    day: int
    answers: tuple[int | None, ...]
    declined: bool = False

    @property
    def score(self) -> int | None:
        given = [answer for answer in self.answers if answer is not None]
        return sum(given) if len(given) == len(self.answers) and not self.declined else None


def would_answer(person: SimulatedPerson, occasion: Occasion) -> tuple[int, int, int]:
    """Somebody's three answers to UCLA-3: 1 hardly ever, 2 some of the time, 3 often."""
    random = person.random(f"answers {occasion}")
    effect = PROFILES[person.local].effect * person.character.gain * GROWN[occasion]
    level = (person.character.loneliness + effect) / 3
    answers = [min(3, max(1, round(level + leaning + random.gauss(0, 0.35)))) for leaning in person.character.leaning]
    return answers[0], answers[1], answers[2]


def true_change(people: list[SimulatedPerson]) -> float | None:
    """The mean change at week 12 had everybody answered at both times; None if there is nobody."""
    changes = [sum(would_answer(person, "week_12")) - sum(would_answer(person, "baseline")) for person in people]
    return sum(changes) / len(changes) if changes else None


def occasion_of(day: int) -> Occasion | None:
    """The occasion a day falls on when nobody says: baseline, or the week with the nearest target."""
    low, high = WINDOWS["baseline"]
    if low <= day <= high:
        return "baseline"
    fitting = [week for week in TARGETS if WINDOWS[week][0] <= day <= WINDOWS[week][1]]
    return min(fitting, key=lambda week: (abs(day - TARGETS[week]), TARGETS[week]), default=None)
