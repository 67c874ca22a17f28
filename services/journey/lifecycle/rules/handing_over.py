"""Another link worker of the same Local walks on with the person."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from shared.events import JourneyHandedOver
from shared.kernel.refusal import Refused


def hand_over(
    journey: Journey, handover_id: UUID, to: UUID, note: str | None, link_workers: Collection[UUID], at: datetime
) -> JourneyHandedOver:
    """Hand a person over to another link worker, with a note so that it need not all be told again.

    `note`: what the next one should know before the first word. `link_workers`: who works here today.
    """
    journey.must_be_open()
    if to == journey.link_worker_id:
        raise Refused("They walk with this person already. Choose somebody else.", field="link_worker_id")
    if to not in link_workers:
        raise Refused("Choose one of the link workers of this Local.", field="link_worker_id")
    if not (note or "").strip():
        raise Refused("Write a sentence or two, so that the person need not tell it all again.", field="note")
    return JourneyHandedOver(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        handover_id=handover_id,
        link_worker_id=to,
        earlier_link_worker_id=journey.link_worker_id,
        note=(note or "").strip(),
        occurred_at=at,
    )
