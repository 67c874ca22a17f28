"""All of the journey service's SQL: what is written with an event, and what is asked."""

from .deciding import (
    check_in_to_answer,
    check_in_to_hold,
    journey,
    latest_journey_of,
    messages_stopped,
    open_debrief,
    open_goal,
)
from .due import MOST_AT_ONCE, Due, claim, due_at
from .hearing import attended_without_debrief, keep_activity, keep_card, keep_group, keep_step
from .people import people, person
from .recording import record, revoke_links
from .story import consents, goals, ladder, latest_matters, measures, moments_since, story

__all__ = [
    "MOST_AT_ONCE",
    "Due",
    "attended_without_debrief",
    "check_in_to_answer",
    "check_in_to_hold",
    "claim",
    "consents",
    "due_at",
    "goals",
    "journey",
    "keep_activity",
    "keep_card",
    "keep_group",
    "keep_step",
    "ladder",
    "latest_journey_of",
    "latest_matters",
    "measures",
    "messages_stopped",
    "moments_since",
    "open_debrief",
    "open_goal",
    "people",
    "person",
    "record",
    "revoke_links",
    "story",
]
