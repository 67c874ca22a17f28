"""What a host may see of the people who are expected: first names of those who agreed, nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from .attendance import Been, held_on
from .places import Place, Ticks

NEVER = Ticks()
UNNAMED = "Someone we are expecting"


@dataclass(frozen=True)
class Expected:
    place_id: UUID
    participant_id: UUID
    label: str
    named: bool
    was_there: bool
    is_new: bool
    """Has not been to this activity before."""


def expected(
    places: Sequence[Place], day: date, names: Mapping[UUID, str], been: Been, zone: ZoneInfo
) -> list[Expected]:
    """Everybody with a place on that day, once each, in the order places were taken. Two of one name are numbered."""
    latest = {place.participant_id: place for place in places if held_on(place, day, zone)}
    said = {who: names[who] if place.expected_by_name and who in names else None for who, place in latest.items()}
    often, so_far = Counter(said.values()), Counter[str | None]()
    found = []
    for who, place in latest.items():
        name = said[who]
        so_far[name] += 1
        found.append(
            Expected(
                place_id=place.id,
                participant_id=who,
                label=_label(name, so_far[name], often[name]),
                named=name is not None,
                was_there=day in been.get(who, NEVER).days,
                is_new=not been.get(who, NEVER).days,
            )
        )
    return found


def _label(name: str | None, number: int, often: int) -> str:
    if name is None:
        return f"{UNNAMED}, {number}"
    return f"{name}, {number}" if often > 1 else name
