"""What was noted by mistake, and taken back: also where the journey is closed, a mistake stays one."""

from datetime import datetime
from uuid import UUID

from shared.events import (
    GivingUpCorrected,
    GivingUpTakenBack,
    IntroductionTakenBack,
    PlaceTakenBack,
    ProposalTakenBack,
)
from shared.kernel.refusal import Refused

from .attendance import was_used
from .places import NOT_THAT_PLACE, GivingUp, Place, Reason, Standing

NOT_THAT_GIVING_UP = "This has been taken back already, or given up again. What stands here now is below."


def not_looked_at(standing: Standing, proposal_id: UUID, at: datetime) -> ProposalTakenBack:
    """Take back that they looked at an activity together. It can be looked at again.

    `proposal_id`: the look that the page showed; refused if that has been taken back already.
    """
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
    """Take back a place that was kept by mistake, as long as nobody was there with it and no introduction followed.

    It is free, and they can have one again. `place_id`: as the page showed it.
    """
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


def reason_now(standing: Standing) -> dict[str, str | None]:
    """What the form about why they gave the place up begins with: `reason`, a code or None."""
    return {"reason": standing.left.reason if standing.left else None}


def gave_up_because(
    standing: Standing, giving_up_id: UUID, reason: Reason, correction_id: UUID, at: datetime
) -> GivingUpCorrected | None:
    """Correct why they gave the place up, as they say it now; None if that is what stands there already."""
    left = _that(standing, giving_up_id)
    if left.reason == reason:
        return None
    return GivingUpCorrected(
        correction_id=correction_id,
        giving_up_id=left.id,
        place_id=left.place_id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        given_up_at=left.at,
        reason=reason,
        was=left.reason,
        occurred_at=at,
    )


def not_given_up(standing: Standing, giving_up_id: UUID, at: datetime) -> GivingUpTakenBack:
    """Take back that they gave a place up: it is theirs as before, if one is free and they hold no other one here."""
    left = _that(standing, giving_up_id)
    if standing.place:
        raise Refused("They have a place here again, so this one stays given up.", conflict=True)
    if standing.activity.left == 0:
        raise Refused("Somebody else has the place by now: it is full. Ring the host, or look for another activity.",
                      conflict=True)  # fmt: skip
    return GivingUpTakenBack(
        giving_up_id=left.id,
        place_id=left.place_id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        given_up_at=left.at,
        occurred_at=at,
    )


def _that(standing: Standing, giving_up_id: UUID) -> GivingUp:
    """The giving up that the page showed."""
    if standing.left is None or standing.left.id != giving_up_id:
        raise Refused(NOT_THAT_GIVING_UP, conflict=True)
    return standing.left


def not_introduced(standing: Standing, introduction_id: UUID, at: datetime) -> IntroductionTakenBack:
    """Take an introduction back: they were not brought together that time; other introductions stay."""
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
