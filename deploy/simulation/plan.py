"""One Local's half year, decided beforehand: the same seed, the same plan, whatever the machine does."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from deploy.simulation.answers import true_change
from deploy.simulation.groups import Group, groups_of
from deploy.simulation.intake import Arrival, arrival
from deploy.simulation.life import Life
from deploy.simulation.lives import attendance_id, debrief, lived
from deploy.simulation.moving import away
from deploy.simulation.people import SimulatedPerson, live_in, made_id
from deploy.simulation.practising import hours
from deploy.simulation.steps import Fields, SimulatedStep, on, workday

TYPED = (
    "what_brings_them", "what_matters", "people", "communication", "please_do", "interests", "interests_past", "habits",
    "wording", "what", "note", "words", "place", "name", "level_0", "level_2",
    "contact", "because",
)  # fmt: skip
"""The fields in which somebody writes words of their own."""
SUPERVISION = ("line", "discipline_specific", "group", "external", "carer_perspective")


@dataclass(frozen=True)
class Plan:
    """One Local's half year, decided beforehand: its people, groups, referrals and every step by day."""

    seed: int
    local: str
    days: int
    people: list[SimulatedPerson]
    groups: list[Group]
    arrivals: list[Arrival]
    lives: dict[int, Life]
    """By number, of those who were accepted."""
    steps: dict[int, list[SimulatedStep]]
    """By day, in the order in which a chain does them."""

    def moved_here(self) -> int:
        """How many of the people were at another Local of this run before."""
        return sum(person.came_from is not None for person in self.people)

    def in_evaluation(self) -> list[Life]:
        return [life for life in self.lives.values() if life.in_evaluation]

    def true_change(self) -> float | None:
        return true_change([life.person for life in self.in_evaluation()])

    def personal(self) -> set[str]:
        """Every invented string that must stay at home, and everything anybody types as words of their own."""
        found = {text for person in self.people for text in person.personal()}
        found |= {text for group in self.groups for text in group.personal()}
        found |= {arrival.referrer for arrival in self.arrivals if arrival.referrer}
        for step in (step for steps in self.steps.values() for step in steps):
            found |= {str(step.fields[name]) for name in TYPED if step.fields.get(name)}
        return found


def plan(seed: int, slug: str, people: int, days: int, workers: Sequence[UUID]) -> Plan:
    """The plan of one Local that is alone in its run."""
    return plans(seed, {slug: people}, days, {slug: workers})[slug]


def plans(seed: int, people: Mapping[str, int], days: int, workers: Mapping[str, Sequence[UUID]]) -> dict[str, Plan]:
    """The plans of all Locals of one run; whoever moves from one to another lives on there."""
    places = {slug: _Place(seed, slug, count, days, workers[slug]) for slug, count in people.items()}
    moving = [life for place in places.values() for life in place.lives.values()]
    while moving:
        moves = [move for life in moving if (move := away(life, places.keys())) and move.asks_on < days]
        came = [places[move.to_local].takes_in(move.arrives(len(places[move.to_local].people))) for move in moves]
        moving = [life for life in came if life]
    return {slug: place.plan() for slug, place in places.items()}


class _Place:
    """Where one Local is, while it is decided who lives there."""

    def __init__(self, seed: int, slug: str, people: int, days: int, workers: Sequence[UUID]) -> None:
        self.seed, self.slug, self.days, self.workers = seed, slug, days, workers
        self.groups = groups_of(seed, slug, people)
        self.people: list[SimulatedPerson] = []
        self.arrivals: list[Arrival] = []
        self.lives: dict[int, Life] = {}
        for person in live_in(seed, slug, people, days):
            self.takes_in(person)

    def takes_in(self, person: SimulatedPerson) -> Life | None:
        """Somebody asks there; what comes of it, if a link worker was found for them."""
        worker = person.number % len(self.workers)
        self.people.append(person)
        self.arrivals.append(come := arrival(person, self.workers[worker]))
        if come.accepted_on is None or come.accepted_on >= self.days:
            return None
        group = self.groups[person.random("group").randrange(len(self.groups))]
        life = lived(person, worker, group, self.days, come.accepted_on, self.workers)
        self.lives[person.number] = life
        return life

    def plan(self) -> Plan:
        seed, slug, days, lives = self.seed, self.slug, self.days, list(self.lives.values())
        sessions = _sessions(self.groups, lives)
        whole = [step for come in self.arrivals for step in come.steps]
        whole += [step for group in self.groups for step in _links(group, days)]
        whole += sessions
        whole += [step for life in lives for step in life.steps]
        whole += hours(seed, slug, days, lives)
        whole += _supervision(seed, slug, days, self.workers)
        by_day: defaultdict[int, list[SimulatedStep]] = defaultdict(list)
        for step in sorted(whole, key=lambda step: step.path.endswith("/close")):  # the last thing of a day
            if step.day < days:
                by_day[step.day].append(step)
        return Plan(seed, slug, days, self.people, self.groups, self.arrivals, self.lives, dict(by_day))


def _links(group: Group, days: int) -> list[SimulatedStep]:
    lost = group.link_lost(workday(days // 2)) if group.number == 1 else []
    return group.beginning() + lost + group.asks_for_a_call(workday(days // 3 + 7 * group.number))


def _sessions(groups: list[Group], lives: list[Life]) -> list[SimulatedStep]:
    """Who came is ticked the day after: by the host with one form, or, where the host forgot, by the link worker."""
    steps: list[SimulatedStep] = []
    for group in groups:
        came: defaultdict[int, list[Life]] = defaultdict(list)
        for life in lives:
            for day in life.sessions if life.group is group else ():
                came[day].append(life)
        for day in sorted(came):
            random = made_id(group.seed, group.local, group.number, "session", day).int % 1000 / 1000
            if random < group.careful:
                wrong = _ticked_by_mistake(group, day, lives)
                steps.append(_ticked(group, day, came[day] + wrong))
                told_on = {life.person.number: day + 1 for life in came[day]}
            else:
                told_on = {life.person.number: _noted(life, day) for life in came[day]}
            for life in came[day]:
                if day == life.sessions[0]:
                    debrief(life, attendance_id(life, day), told_on[life.person.number])
    return steps


def _ticked_by_mistake(group: Group, day: int, lives: list[Life]) -> list[Life]:
    """Now and then the host ticks somebody who stayed at home that day; their link worker takes it back."""
    if group.id(f"mistake {day}").int % 8:
        return []
    away = (life for life in lives if life.group is group and day not in life.sessions)
    for life in away:
        if life.sessions and life.sessions[0] < day < life.sessions[-1]:
            life.community(
                workday(day + 3),
                "attendance/taken-back",
                f"not there {day}",
                {"attendance_id": str(attendance_id(life, day))},
            )
            return [life]
    return []


def _ticked(group: Group, day: int, came: list[Life]) -> SimulatedStep:
    fields: Fields = {"came": [str(life.place_id) for life in came]}
    if group.id(f"newcomers {day}").int % 4 == 0:
        fields["newcomers"] = "1"
    path = f"/sessions/{group.activity_id}/{on(day).isoformat()}"
    return SimulatedStep(
        day + 1, f"host {group.number}", path, fields, group.id(f"session {day}"), f"group {group.number}"
    )


def _noted(life: Life, day: int) -> int:
    told_on = workday(day + 2)
    life.community(told_on, "attendance", f"attendance {day}", {"session_on": on(day).isoformat()})
    return told_on


def _supervision(seed: int, slug: str, days: int, workers: Sequence[UUID]) -> list[SimulatedStep]:
    """About once a month each; one of the workers somewhat less. The next day is agreed on then, or soon after it."""
    steps: list[SimulatedStep] = []
    for number, worker in enumerate(workers):
        every = 28 if number else 42
        for turn, day in enumerate(range(10 + number, days, every)):
            held: Fields = {
                "held_on": on(workday(day)).isoformat(),
                "kind": SUPERVISION[(turn + number) % len(SUPERVISION)],
                "minutes": "60",
            }
            what = made_id(seed, slug, "worker", number, "supervision", turn)
            who, here = f"worker {number}", f"/practice/workers/{worker}"
            agreed: Fields = {"next_on": on(workday(day + every)).isoformat()}
            if (turn + number) % 4 == 3:
                later = made_id(seed, slug, "worker", number, "next supervision", turn)
                steps.append(SimulatedStep(workday(day + 2), who, f"{here}/next", agreed, later, who))
            else:
                held |= agreed
            steps.append(SimulatedStep(workday(day), who, f"{here}/supervision", held, what, who))
            if made_id(seed, slug, "worker", number, "another day", turn).int % 9 == 0:
                steps.extend(_noted_twice(seed, slug, number, turn, held, steps[-1]))
    return steps


def _noted_twice(
    seed: int, slug: str, number: int, turn: int, held: Fields, once: SimulatedStep
) -> list[SimulatedStep]:
    """Noted a second time from another page: the same supervision again, and taken back the same day."""
    again = made_id(seed, slug, "worker", number, "supervision again", turn)
    back = made_id(seed, slug, "worker", number, "supervision not so", turn)
    fields = {name: value for name, value in held.items() if name != "next_on"}
    taken_back = f"{once.path}/{again}/take-back"
    return [replace(once, fields=fields, id=again), replace(once, path=taken_back, fields={}, id=back)]
