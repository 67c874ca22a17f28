"""What was noted by mistake, and taken back: also where the journey is closed, a mistake stays one."""

from datetime import datetime
from uuid import UUID

from shared.events import IntroductionTakenBack, ProposalTakenBack
from shared.refusal import Refused

from .places import Standing


def not_looked_at(standing: Standing, at: datetime) -> ProposalTakenBack:
    """They did not look at it together. It can be looked at again."""
    if standing.proposal is None:
        raise Refused("This has been taken back already.", conflict=True)
    return ProposalTakenBack(
        proposal_id=standing.proposal.id,
        participant_id=standing.participant.id,
        group_id=standing.activity.group_id,
        activity_id=standing.activity.id,
        proposed_at=standing.proposal.at,
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
