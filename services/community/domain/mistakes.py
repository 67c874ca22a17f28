"""What was noted by mistake, and taken back: also where the journey is closed, a mistake stays one."""

from datetime import datetime
from uuid import UUID

from shared.events import IntroductionTakenBack, PlaceTakenBack, ProposalTakenBack
from shared.kernel.refusal import Refused

from .attendance import was_used
from .places import NOT_THAT_PLACE, Place, Standing


def not_looked_at(standing: Standing, proposal_id: UUID, at: datetime) -> ProposalTakenBack:
    """They did not look at it together. It can be looked at again. `proposal_id`: the look that the page showed."""
    if standing.proposal is None or standing.proposal.id != proposal_id:
        raise Refused("This has been taken back already.", conflict=True)
    return ProposalTakenBack(
        proposal_id=standing.proposal.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        proposed_at=standing.proposal.at,
        occurred_at=at,
    )


def unused_place(standing: Standing) -> Place | None:
    """The place they hold, if nobody has been there with it and no introduction followed it."""
    place = standing.place
    if place is None or was_used(place, standing.been):
        return None
    return None if any(each.at >= place.taken_at for each in standing.introductions) else place


def not_kept(standing: Standing, place_id: UUID, at: datetime) -> PlaceTakenBack:
    """No place was to be kept for them. It is free, and they can have one again. `place_id`: as the page showed it."""
    if standing.place is None or standing.place.id != place_id:
        raise Refused(NOT_THAT_PLACE, conflict=True)
    place = unused_place(standing)
    if place is None:
        raise Refused(
            "They have been there or were introduced since the place was kept. Take that back first, or give the "
            "place up.",
            conflict=True,
        )
    return PlaceTakenBack(
        place_id=place.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        taken_at=place.taken_at,
        occurred_at=at,
    )


def not_introduced(standing: Standing, introduction_id: UUID, at: datetime) -> IntroductionTakenBack:
    """They were not brought together that time; other introductions stay."""
    found = next((each for each in standing.introductions if each.id == introduction_id), None)
    if found is None:
        raise Refused("This has been taken back already.", conflict=True)
    return IntroductionTakenBack(
        introduction_id=found.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        introduced_at=found.at,
        occurred_at=at,
    )
