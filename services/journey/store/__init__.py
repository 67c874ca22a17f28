"""All of the journey service's SQL, by subject: what is written with an event, and what is asked."""

from .check_ins import check_in_to_answer, check_in_to_hold
from .consents import consents, messages_stopped, revoke_links
from .course import journey, latest_journey_of
from .due import MOST_AT_ONCE, Due, claim, due_at
from .goals import goals, open_goal
from .hearing import keep_activity, keep_card, keep_group
from .last_mile import keep_step, ladder
from .matters import latest_matters, matters_of_then, matters_versions
from .measures import end_sheet, keep_sheet, measure, measures, measures_taken, open_sheet
from .moments import attended_without_debrief, moments_since, open_debrief
from .people import people, person
from .recording import record
from .safety import (
    note_to_show,
    note_turns,
    open_notes,
    open_notes_about,
    safety_note,
    safety_note_is_there,
    worrying_reply,
)
from .skills import (
    has_skill_place,
    practised,
    skill_session,
    skill_sessions_to_come,
    skill_sessions_to_note,
    who_practises,
)
from .story import story

__all__ = [
    "MOST_AT_ONCE",
    "Due",
    "attended_without_debrief",
    "check_in_to_answer",
    "check_in_to_hold",
    "claim",
    "consents",
    "due_at",
    "end_sheet",
    "goals",
    "has_skill_place",
    "journey",
    "keep_activity",
    "keep_card",
    "keep_group",
    "keep_sheet",
    "keep_step",
    "ladder",
    "latest_journey_of",
    "latest_matters",
    "measure",
    "matters_of_then",
    "matters_versions",
    "measures",
    "measures_taken",
    "messages_stopped",
    "moments_since",
    "note_to_show",
    "note_turns",
    "open_debrief",
    "open_goal",
    "open_sheet",
    "open_notes",
    "open_notes_about",
    "people",
    "person",
    "practised",
    "record",
    "revoke_links",
    "safety_note",
    "safety_note_is_there",
    "skill_session",
    "skill_sessions_to_come",
    "skill_sessions_to_note",
    "story",
    "who_practises",
    "worrying_reply",
]
