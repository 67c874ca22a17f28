"""What matters to the person, in their own words."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shared.events import WhatMattersRecorded
from shared.refusal import Refused

from .journeys import Journey
from .story import Sentence, plain


def record_what_matters(
    journey: Journey, matters_id: UUID, what_matters: str, interests: str | None, at: datetime
) -> WhatMattersRecorded:
    """In the person's own words. Saying it again later replaces what is shown; the earlier words stay on file."""
    journey.must_be_open()
    if not what_matters.strip():
        raise Refused("Write a few of the person's own words about what matters to them.", field="what_matters")
    return WhatMattersRecorded(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        matters_id=matters_id,
        what_matters=what_matters.strip(),
        interests=(interests or "").strip() or None,
        occurred_at=at,
    )


SENTENCES: Mapping[str, Sentence] = {"matters": plain("Told you what matters to them")}
