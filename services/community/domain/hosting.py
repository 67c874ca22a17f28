"""What a host may see of the people who are expected: what those who agreed have said they are called, no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.kernel import names

from .attendance import Been, held_on
from .places import Place, Ticks

NEVER = Ticks()
UNNAMED = "Someone we are expecting"


@dataclass(frozen=True)
class ExpectedVisitor:
    """One person expected at a session, as the host sees them: what they agreed to be called, or a neutral label."""

    place_id: UUID
    participant_id: UUID
    label: str
    named: bool
    was_there: bool
    is_new: bool
    """Has not been to this activity before."""


def expected(
    places: Sequence[Place], day: date, greeted: Mapping[UUID, str | None], been: Been, zone: ZoneInfo
) -> list[ExpectedVisitor]:
    """Everybody with a place on that day, once each, in the order places were taken.

    Two of one name are numbered, and keep their number from one day to the next. `greeted`: what those who agree to the
    service have said they are called; nobody else is named.
    """
    latest = {place.participant_id: place for place in places if held_on(place, day, zone)}
    going = {place.participant_id: place for place in places if place.given_up_at is None} | latest
    order = dict.fromkeys(place.participant_id for place in places if place.participant_id in going)
    said = {who: name for who in order if (name := greeting(going[who], greeted))}
    labels = dict(zip(said, names.told_apart([(name, ()) for name in said.values()]), strict=True))
    unnamed = (f"{UNNAMED}, {number}" for number in count(1))
    return [
        ExpectedVisitor(
            place_id=place.id,
            participant_id=who,
            label=labels.get(who) or next(unnamed),
            named=who in labels,
            was_there=day in been.get(who, NEVER).days,
            is_new=not been.get(who, NEVER).days,
        )
        for who, place in latest.items()
    ]


def greeting(place: Place, greeted: Mapping[UUID, str | None]) -> str | None:
    """What the host may call them: as said for this place, else as they have said in general; None: not by name."""
    if not place.expected_by_name or place.participant_id not in greeted:
        return None
    return place.greet_as or greeted[place.participant_id]
