"""The way from a first look at a community group to belonging there.

What community tells (looked at, a place, introduced, attended) and what the link worker notes (how they went, settled,
stopped) are steps of one way. A day on which the person was there is one visit, whoever told of it and how often.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, cast
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence, somewhere
from shared.events import SettledIn, StoppedGoing, VisitNoted
from shared.kernel.days import day_words
from shared.kernel.refusal import Refused

from .companions import Companion

Went = Literal["together", "with_companion", "alone"]
WENT: dict[Went, str] = {
    "together": "Together with me",
    "with_companion": "With a companion or buddy",
    "alone": "Alone, or with people from there",
}
Reason = Literal["not_for_them", "too_far", "cost", "health", "felt_unwelcome", "group_changed", "time", "skipped"]
REASONS: dict[Reason, str] = {
    "not_for_them": "It was not for them",
    "too_far": "It was too far, or hard to get there",
    "cost": "It cost too much",
    "health": "Their health did not allow it",
    "felt_unwelcome": "They did not feel welcome",
    "group_changed": "The group changed, or ended",
    "time": "The time did not suit",
    "skipped": "They would rather not say",
}
GAVE_UP: Mapping[str, str] = {
    "did_not_suit": "It did not suit them",
    "too_far": "It was too far",
    "unwell": "They were unwell",
    "other_plans": "They had other plans",
    "not_said": "They would rather not say",
}
"""Why they gave a place up, as community tells it."""
FIRST_VISITS = 3
"""So many visits are the first ones; after them somebody may have settled in."""
LONGEST_AGO = timedelta(days=366)
"""A visit longer ago than this is not noted any more."""


@dataclass(frozen=True)
class PathwayStep:
    """One step of the last mile to an activity, as it was told: `on` is the day of a visit."""

    kind: str
    at: datetime
    on: date | None = None
    code: str | None = None


@dataclass(frozen=True)
class StepRecord:
    """A step of the last mile that somebody noted here. `on_day`: the day of a visit."""

    id: UUID
    activity_id: UUID
    group_id: UUID
    at: datetime
    on_day: date | None = None


@dataclass(frozen=True)
class GroupPathway:
    """How far somebody has come with one activity."""

    activity_id: UUID
    group_id: UUID
    title: str
    group_title: str = ""
    steps: tuple[PathwayStep, ...] = ()
    weekday: int | None = None
    """When it is, if community has told: 0 Monday to 6 Sunday."""
    starts_at: time | None = None

    def last(self, *kinds: str) -> datetime | None:
        """When a step of one of these kinds was last told of."""
        return max((step.at for step in self.steps if step.kind in kinds), default=None)

    def days(self, *kinds: str) -> list[date]:
        """The days of these visits, each once."""
        return sorted({step.on or step.at.date() for step in self.steps if step.kind in kinds})

    @property
    def visits(self) -> list[date]:
        return self.days("attended", "went_together", "went_with_companion", "went_alone")

    @property
    def stopped_at(self) -> datetime | None:
        """Since when they do not go there any more; None once it was looked at or a place was kept anew."""
        stopped, anew = self.last("stopped"), self.last("proposed", "place_taken")
        return stopped if stopped and not (anew and anew > stopped) else None

    @property
    def stopped_because(self) -> str:
        """Why, the last time they stopped."""
        codes = [step.code for step in sorted(self.steps, key=lambda step: step.at) if step.kind == "stopped"]
        return REASONS.get(cast(Reason, codes[-1]), "") if codes else ""

    @property
    def since(self) -> datetime | None:
        """From when on it counts: the last time they had stopped."""
        return self.last("stopped")

    @property
    def visits_now(self) -> list[date]:
        """The visits since they had stopped, or all of them if they never did."""
        told = [step for step in self.steps if self.since is None or step.at > self.since]
        return replace(self, steps=tuple(told)).visits

    @property
    def settled_at(self) -> datetime | None:
        settled = self.last("settled")
        return settled if settled and not (self.since and self.since > settled) else None

    @property
    def gave_up_at(self) -> datetime | None:
        """Since when no place is kept for them any more."""
        given_up, taken = self.last("given_up"), self.last("place_taken")
        return given_up if given_up and not (taken and taken > given_up) else None

    @property
    def is_on(self) -> bool:
        """Whether a place is kept for them there, or they go there, and they have not stopped."""
        return not self.stopped_at and not self.gave_up_at and bool(self.last("place_taken") or self.visits)

    @property
    def rungs(self) -> list[tuple[str, bool]]:
        """The ladder: each rung and whether they have come that far."""
        visits, together = len(self.visits_now), len(self.days("went_together"))
        went = f"Went together {together} times" if together > 1 else "Went together"
        rungs = [
            ("Looked at", bool(self.steps)),
            ("Place kept", bool(self.last("place_taken") and not self.gave_up_at) or visits > 0),
            ("Introduced", bool(self.last("introduced")) or visits > 0),
        ]
        if together:
            rungs.append((went, True))
        if self.days("went_with_companion"):
            rungs.append(("Went with a companion", True))
        rungs.append(("Went alone", bool(self.days("went_alone"))))
        first = min(visits, FIRST_VISITS)
        rungs.append((f"First three visits: {first} of {FIRST_VISITS}" if first else "First three visits",
                      first == FIRST_VISITS))  # fmt: skip
        return [*rungs, ("Settled in", self.settled_at is not None)]

    def must_go_on(self) -> None:
        if self.stopped_at is not None:
            raise Refused("They stopped going there. Look at it together again, or keep a place, before anything else.")


def of(way: GroupPathway, steps: Iterable[PathwayStep]) -> GroupPathway:
    """The pathway with its steps in the order in which they were told."""
    return replace(way, steps=tuple(sorted(steps, key=lambda step: step.at)))


def note_visit(
    journey: Journey,
    way: GroupPathway,
    visit_id: UUID,
    visited_on: date,
    went: Went,
    companion: Companion | None,
    today: date,
    at: datetime,
) -> VisitNoted:
    """Note how the person went on a day; a companion or buddy needs a police check that holds then."""
    journey.must_be_open()
    way.must_go_on()
    if not today - LONGEST_AGO <= visited_on <= today:
        raise Refused("Choose the day they were there: today or a day in the last year.", field="visited_on")
    if visited_on in way.days("went_together", "went_with_companion", "went_alone"):
        raise Refused("How they went on that day is noted already.", field="visited_on")
    if went == "with_companion":
        if companion is None:
            raise Refused("Choose who went along.", field="companion_id")
        companion.must_be_fit_to_go(visited_on)
    return VisitNoted(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        visit_id=visit_id,
        activity_id=way.activity_id,
        group_id=way.group_id,
        visited_on=visited_on,
        went=went,
        companion_id=companion.id if companion and went == "with_companion" else None,
        occurred_at=at,
    )


def settle(journey: Journey, way: GroupPathway, settling_id: UUID, at: datetime) -> SettledIn:
    """Note that the person has settled in: they belong there now. Refused before three visits."""
    journey.must_be_open()
    way.must_go_on()
    if way.settled_at is not None:
        raise Refused("That is noted already.", conflict=True)
    if len(way.visits_now) < FIRST_VISITS:
        raise Refused("Wait until they have been there three times; each of the visits is noted first.")
    return SettledIn(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        settling_id=settling_id,
        activity_id=way.activity_id,
        group_id=way.group_id,
        occurred_at=at,
    )


def stop(journey: Journey, way: GroupPathway, stop_id: UUID, reason: Reason, at: datetime) -> StoppedGoing:
    """Note that the person stopped going. Not every place fits, and nobody has to say why."""
    journey.must_be_open()
    if way.stopped_at is not None:
        raise Refused("That is noted already.", conflict=True)
    return StoppedGoing(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        stop_id=stop_id,
        activity_id=way.activity_id,
        group_id=way.group_id,
        reason=reason,
        occurred_at=at,
    )


def _stopped(happening: Happening) -> Entry:
    why = REASONS.get(cast(Reason, happening.code), "")
    told = f"Does not go to {happening.words or 'a get-together'} any more"
    return Entry(happening.at, f"{told}. {why}" if why and happening.code != "skipped" else told)


def _gave_up(happening: Happening) -> Entry:
    entry, why = somewhere("Gave up the place at {}")(happening), GAVE_UP.get(happening.code or "")
    return replace(entry, sentence=f"{entry.sentence}. {why}") if why and happening.code != "not_said" else entry


def _why_put_right(happening: Happening) -> Entry:
    told, was = somewhere("Why they gave up the place at {} was put right"), GAVE_UP.get(happening.code or "")
    entry = told(happening)
    return replace(entry, sentence=f"{entry.sentence}. Before, it said: {was}") if was else entry


def _visit(frame: str, *, joy: bool = False) -> Sentence:
    """With the day on which they were there, which the code holds: it may have been noted later."""
    told = somewhere(frame, joy=joy)

    def tell(happening: Happening) -> Entry:
        entry = told(happening)
        if not happening.code:
            return entry
        day = day_words(date.fromisoformat(happening.code), happening.at.date())
        return replace(entry, sentence=f"{entry.sentence} on {day}")

    return tell


def _taken_back(frame: str) -> Sentence:
    """With the day for which it had been noted, which the code holds; of older ones it is not known."""
    told = somewhere(frame)

    def tell(happening: Happening) -> Entry:
        entry = told(happening)
        day = day_words(date.fromisoformat(happening.code), happening.at.date()) if happening.code else ""
        noted = f", noted for {day}," if day else ", noted by mistake,"
        return replace(entry, sentence=f"{entry.sentence}{noted} was taken back")

    return tell


SENTENCES: Mapping[str, Sentence] = {
    "proposed": somewhere("Looked together at {}"),
    "place_taken": somewhere("A place was kept at {}"),
    "given_up": _gave_up,
    "giving_up_put_right": _why_put_right,
    "introduced_together": somewhere("Went together to {}"),
    "introduced_alone": somewhere("Went alone to meet {}"),
    "introduced_by_phone": somewhere("Was introduced by phone to {}"),
    "attended": _visit("Was at {}"),
    "taken_back": _taken_back("A visit to {}"),
    "introduction_taken_back": _taken_back("An introduction to {}"),
    "place_taken_back": _taken_back("A place at {}"),
    "proposal_taken_back": _taken_back("A first look at {}"),
    "giving_up_taken_back": _taken_back("That they gave up the place at {}"),
    "went_together": _visit("Were together at {}"),
    "went_with_companion": _visit("Was with a companion at {}"),
    "went_alone": _visit("Went alone to {}", joy=True),
    "settled": somewhere("Belongs at {} now", joy=True),
    "stopped": _stopped,
}
