"""One person's course as the simulation plans it, and the steps that their link worker takes."""

from dataclasses import dataclass, field
from uuid import UUID

from deploy.simulation.answers import FilledSheet
from deploy.simulation.groups import Group
from deploy.simulation.people import SimulatedPerson
from deploy.simulation.steps import Fields, SimulatedStep, workday


@dataclass
class Life:
    """One accepted person. Days count from the first of the simulation; `None` for what never happened."""

    person: SimulatedPerson
    worker: int
    group: Group
    days: int
    met_on: int | None = None
    """Day of the first conversation, and of the consent to the service."""
    consented_on: int | None = None
    """Day of the consent to the evaluation."""
    withdrew_on: int | None = None
    changes_mind_on: int | None = None
    """From that day on they mean to take it back themselves: with the next message, on their own page."""
    ends_on: int | None = None
    quiet_from: int | None = None
    """From this day on nothing is heard of them, and they are not measured."""
    messages: bool = False
    rhythm: int = 2
    measures: list[FilledSheet] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    place: bool = False
    goals: list[tuple[UUID, int, int | None]] = field(default_factory=list)
    """Each goal with the day it was set and the day it was over, if it was."""
    handed_over: tuple[int, int] | None = None
    """The last day with the first link worker, and who walks with them from then on."""
    next_worker_id: UUID | None = None
    moves_away: bool = False
    """Whether it ends because they move to where another Local is."""
    steps: list[SimulatedStep] = field(default_factory=list)

    @property
    def in_evaluation(self) -> bool:
        """Whether the consent to the evaluation stands at the end."""
        return self.consented_on is not None and self.withdrew_on is None

    def did(self, door: str) -> bool:
        """Whether this was written down at least once."""
        return any(step.path.endswith(f"/{door}") for step in self.steps)

    @property
    def place_id(self) -> UUID:
        return self.person.id("place")

    def last_day(self) -> int:
        return min(day for day in (self.ends_on, self.quiet_from, self.days) if day is not None)

    def does(self, day: int, path: str, what: str, fields: Fields | None = None) -> None:
        """The link worker writes something down, on a working day, if it is not over by then."""
        if self.ends_on is None or workday(day) <= self.ends_on:
            self.at_last(day, path, what, fields)

    def at_last(self, day: int, path: str, what: str, fields: Fields | None = None) -> None:
        """The same, though their journey may have ended."""
        if (day := workday(day)) < self.days:
            who, chain = f"worker {self.worker_on(day)}", f"person {self.person.number}"
            self.steps.append(SimulatedStep(day, who, path, fields or {}, self.person.id(what), chain))

    def is_walked_with(self, day: int) -> bool:
        """Before their journey ends, and again once they go on together."""
        ended = self.ends_on is not None and day >= self.ends_on
        return not ended or any(step.path.endswith("/again") and step.day <= day for step in self.steps)

    def worker_on(self, day: int) -> int:
        """Who walks with them on that day."""
        return self.worker if self.handed_over is None or day <= self.handed_over[0] else self.handed_over[1]

    def journey(self, day: int, door: str, what: str, fields: Fields | None = None) -> None:
        self.does(day, f"/journey/{self.person.journey_id}/{door}", what, fields)

    def community(self, day: int, door: str, what: str, fields: Fields | None = None) -> None:
        here = f"/community/for/{self.person.participant_id}/activities/{self.group.activity_id}"
        self.does(day, f"{here}/{door}", what, fields)
