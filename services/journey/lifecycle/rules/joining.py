"""Which of two walks rests when their records turn out to be one person's. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from services.journey.core.rules.journeys import Journey
from shared.events import JourneyClosed, JourneyReopened
from shared.kernel.joined import Joining
from shared.kernel.refusal import Refused

WALKS_ELSEWHERE = (
    "They are here under another record, too, and somebody walks with them there: their journey goes on there. "
    "If they are two people after all, intake parts the two records."
)


def resting(joinings: Sequence[Joining], walks: Mapping[UUID, UUID]) -> list[tuple[UUID, UUID]]:
    """Of each joining at which both had an open walk: the journey that rests, and the joining.

    `joinings`: those that stand, in the order in which they were made; `walks`: the open journey of each record.
    """
    open_walks, found = dict(walks), list[tuple[UUID, UUID]]()
    for place, joining in enumerate(joinings):
        kept = _records(joining.kept_id, joinings[:place]) & set(open_walks)
        other = _records(joining.other_id, joinings[:place]) & set(open_walks)
        for record in sorted(other - kept) if kept else ():
            found.append((open_walks.pop(record), joining.joining_id))
    return found


def _records(one: UUID, joinings: Sequence[Joining]) -> set[UUID]:
    found, before = {one}, 0
    while len(found) > before:
        before = len(found)
        for pair in ({each.kept_id, each.other_id} for each in joinings):
            found |= pair if pair & found else set()
    return found


def rest(journey: Journey, joining_id: UUID, at: datetime) -> JourneyClosed:
    """The walk rests: the same person walks on, on their other record. Nobody said goodbye, and nobody asks later."""
    return JourneyClosed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        reason="other",
        planned=False,
        completion_status=6,
        joining_id=joining_id,
        occurred_at=at,
    )


def come_back(journey: Journey, joining_id: UUID, at: datetime) -> JourneyReopened:
    """The walk that rested goes on: they are two people after all."""
    return JourneyReopened(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        reopening_id=uuid5(joining_id, f"parted {journey.id}"),
        reason="other",
        joining_id=joining_id,
        occurred_at=at,
    )


def must_walk_nowhere_else(others_open: bool) -> None:
    """Refused where somebody walks with the same person on another record."""
    if others_open:
        raise Refused(WALKS_ELSEWHERE, conflict=True)
