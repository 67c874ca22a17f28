"""All of the journey service's SQL, by subject: what is written with an event, and what is asked."""

from .asked_back import has_begun, stays, was_taken_back
from .cards import keep_answer, keep_card, keep_whether_seen
from .care import keep_supervision_held, keep_supervision_planned, load_of, supervision_of, take_supervision_back
from .check_ins import check_in_of, check_in_to_answer, check_in_to_hold, last_asked, last_contact
from .community import keep_activity, keep_group
from .companions import companion, companions
from .composed import record
from .consents import consents, given_for, messages_stopped, revoke_links
from .course import (
    course,
    follow_up_held,
    handover_note,
    people_by_worker,
    read_handover_note,
    to_hand_over,
)
from .drafts import Draft, draft, drafts, drop_draft, drop_drafts_before, keep_draft
from .due import MOST_AT_ONCE, due_at, looked, take
from .goals import goal, goals
from .held import held, notes_of_others
from .host_calls import host_calls, keep_call, keep_called
from .journeys import journey, journeys_of, latest_journey_of
from .last_mile import keep_step, put_giving_up_right, step_noted, take_step_back, way, ways
from .lists import WAITING, Listed, Load, Waited, listed, stage_counts, the_local, waited, waiting_counts
from .matters import latest_matters, matters_of_then, matters_versions
from .measures import end_sheet, keep_sheet, measure, measures, measures_taken, open_sheet
from .mine import count_wrong_try, forget_wrong_tries, own_keys, wrong_tries
from .moments import attended_without_debrief, drop_debrief, moment, moments_since, open_debrief
from .noted import noted
from .people import people_of, person
from .rhythms import pauses
from .safety import (
    last_reply,
    note_to_show,
    note_turns,
    open_notes,
    open_notes_about,
    safety_note,
    safety_note_is_there,
)
from .skills import (
    attendance_noted,
    has_skill_place,
    practised,
    skill_session,
    skill_sessions_to_come,
    skill_sessions_to_note,
    who_practises,
)
from .story import story, story_counts
from .supporters import supporter, supporters
from .transfer import (
    arrival,
    bringings,
    brought_along,
    came_along,
    drop_arrivals_before,
    drop_parcels_before,
    handed_on,
    keep_arrival,
    leave_arrival,
    measures_to_hand_on,
    not_touched,
    notes_to_hand_on,
    parcel,
    parcels,
    touched,
)
from .whats_on import get_togethers, hours_to_come

__all__ = [
    "MOST_AT_ONCE",
    "WAITING",
    "Draft",
    "Listed",
    "Load",
    "Waited",
    "arrival",
    "attendance_noted",
    "attended_without_debrief",
    "bringings",
    "brought_along",
    "came_along",
    "check_in_of",
    "check_in_to_answer",
    "check_in_to_hold",
    "companion",
    "companions",
    "consents",
    "count_wrong_try",
    "course",
    "draft",
    "drafts",
    "drop_arrivals_before",
    "drop_debrief",
    "drop_draft",
    "drop_drafts_before",
    "drop_parcels_before",
    "due_at",
    "end_sheet",
    "follow_up_held",
    "forget_wrong_tries",
    "get_togethers",
    "given_for",
    "goal",
    "goals",
    "handed_on",
    "handover_note",
    "has_begun",
    "has_skill_place",
    "held",
    "host_calls",
    "hours_to_come",
    "journey",
    "journeys_of",
    "keep_activity",
    "keep_answer",
    "keep_arrival",
    "keep_call",
    "keep_called",
    "keep_card",
    "keep_draft",
    "keep_group",
    "keep_sheet",
    "keep_step",
    "keep_supervision_held",
    "keep_supervision_planned",
    "keep_whether_seen",
    "last_asked",
    "last_contact",
    "last_reply",
    "latest_journey_of",
    "latest_matters",
    "leave_arrival",
    "listed",
    "load_of",
    "looked",
    "matters_of_then",
    "matters_versions",
    "measure",
    "measures",
    "measures_taken",
    "measures_to_hand_on",
    "messages_stopped",
    "moment",
    "moments_since",
    "not_touched",
    "note_to_show",
    "note_turns",
    "noted",
    "notes_of_others",
    "notes_to_hand_on",
    "open_debrief",
    "open_notes",
    "open_notes_about",
    "open_sheet",
    "own_keys",
    "parcel",
    "parcels",
    "pauses",
    "people_by_worker",
    "people_of",
    "person",
    "practised",
    "put_giving_up_right",
    "read_handover_note",
    "record",
    "revoke_links",
    "safety_note",
    "safety_note_is_there",
    "skill_session",
    "skill_sessions_to_come",
    "skill_sessions_to_note",
    "stage_counts",
    "stays",
    "step_noted",
    "story",
    "story_counts",
    "supervision_of",
    "supporter",
    "supporters",
    "take",
    "take_step_back",
    "take_supervision_back",
    "the_local",
    "to_hand_over",
    "touched",
    "waited",
    "waiting_counts",
    "was_taken_back",
    "way",
    "ways",
    "who_practises",
    "wrong_tries",
]
