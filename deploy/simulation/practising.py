"""Hours in which a few people practise something together: planned by a link worker, some join, most of them come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from uuid import UUID

from deploy.simulation import words
from deploy.simulation.life import Life
from deploy.simulation.people import made_id
from deploy.simulation.steps import Fields, SimulatedStep, moment, on, weekday_from

TOPICS = ("travel_training", "conversation", "social_anxiety", "confidence")
EVERY = 28
PLACES = 6
STARTS = time(14)
CALLED_OFF = 3
"""Which of the hours does not come about."""


def hours(seed: int, slug: str, days: int, lives: Sequence[Life]) -> list[SimulatedStep]:
    """The steps of about one practice session a month, and of who joins: whoever has met their link worker may."""
    steps: list[SimulatedStep] = []
    for number, planned in enumerate(range(21, days, EVERY)):
        session, held = made_id(seed, slug, "practising", number), weekday_from(planned + 8, 3)
        steps.append(_planned(session, number, planned, held, seed, slug))
        if number == CALLED_OFF:
            off = made_id(seed, slug, "called off", number)
            steps.append(
                SimulatedStep(planned + 1, "worker 0", f"/journey/skills/{session}/cancel", {}, off, "worker 0")
            )
        elif held + 1 < days:
            steps += _joined(session, planned, held, lives)
    return steps


def _planned(session: UUID, number: int, planned: int, held: int, seed: int, slug: str) -> SimulatedStep:
    invented = made_id(seed, slug, "practising place", number).int
    plan: Fields = {
        "topic": TOPICS[number % len(TOPICS)],
        "setting": "small_group",
        "on": on(held).isoformat(),
        "at": moment(held, STARTS).strftime("%H:%M"),
        "places": str(PLACES),
        "place": words.PLACES[invented % len(words.PLACES)].format(marker=slug.split("-")[0].title()),
    }
    return SimulatedStep(planned, "worker 0", "/journey/skills/plan", plan, session, "worker 0")


def _joined(session: UUID, planned: int, held: int, lives: Sequence[Life]) -> list[SimulatedStep]:
    steps: list[SimulatedStep] = []
    for life in lives:
        random = life.person.random(f"practises {session}")
        asked = weekday_from(planned + 1, random.randrange(1, 3))
        there = life.met_on is not None and life.met_on < asked and held + 1 < life.last_day()
        if not there or random.random() > 0.15 or len(steps) >= 2 * PLACES:
            continue
        chain, place = f"person {life.person.number}", life.person.id(f"practises {session}")
        join = f"/journey/{life.person.journey_id}/skills"
        steps.append(
            SimulatedStep(asked, f"worker {life.worker_on(asked)}", join, {"session_id": str(session)}, place, chain)
        )
        came: Fields = {"came": "yes", "confidence": str(random.randrange(3, 10))}
        if random.random() < 0.2:
            came = {"came": "no", "reason": random.choice(("not_well", "away", "skipped"))}
        note = f"/journey/skills/{session}/came/{place}"
        steps.append(SimulatedStep(held + 1, "worker 0", note, came, life.person.id(f"practised {session}"), chain))
        if random.random() < 0.1:
            steps += _noted_anew(steps[-1], life, place)
    return steps


def _noted_anew(noted: SimulatedStep, life: Life, place: UUID) -> list[SimulatedStep]:
    """The wrong button: whoever walks with them takes it back the same day, and it is noted as it was."""
    back = f"/journey/{life.person.journey_id}/practised/{place}/mistake"
    who, ids = f"worker {life.worker_on(noted.day)}", [life.person.id(f"{noted.id} {what}") for what in ("no", "anew")]
    return [
        replace(noted, who=who, path=back, fields={"reason": "wrong_person"}, id=ids[0]),
        replace(noted, id=ids[1]),
    ]
