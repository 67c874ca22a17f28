"""Examples of the journey in full: goals and their steps, rhythm, company, skills, its course, safety."""

from datetime import date
from uuid import UUID, uuid5

from . import (
    BroughtAlongTakenBack,
    CheckInMissed,
    CheckInMoved,
    CompanionEnded,
    CompanionFound,
    ContactCorrected,
    ContactTakenBack,
    DebriefCorrected,
    Event,
    FollowUpHeld,
    FollowUpTakenBack,
    GoalChanged,
    GoalResumed,
    GoalReviewed,
    GoalScaled,
    GoalStepDone,
    GoalStepDropped,
    GoalStepPlanned,
    JourneyBroughtAlong,
    JourneyHandedOver,
    JourneyPaused,
    JourneyReopened,
    JourneyResumed,
    JourneysErased,
    JourneyStays,
    JourneySteppedDown,
    JourneySteppedUp,
    JourneyTakenBack,
    JourneyTransferred,
    MeasureTakenBack,
    MomentCorrected,
    MomentTakenBack,
    OwnPageKeyNoted,
    PauseTakenBack,
    SafetyNoteClosed,
    SafetyNoteEscalated,
    SafetyNoteRaised,
    SafetyNoteSeen,
    SettledIn,
    SettlingInTakenBack,
    SkillAttendanceNoted,
    SkillAttendanceTakenBack,
    SkillPlaceTaken,
    SkillSessionCancelled,
    SkillSessionPlanned,
    StoppedGoing,
    StoppingTakenBack,
    SupporterCorrected,
    SupporterEnded,
    SupporterNamed,
    SupporterViewRecorded,
    TransferArrived,
    VisitNoted,
    VisitTakenBack,
)
from .examples_base import _at, _id, _visit, _walk, check_in, goal, thuy

malia = UUID("0b000000-0000-4000-8000-000000000012")
clinician = UUID("0b000000-0000-4000-8000-000000000015")
step, companion, session, skill_place, pause, safety = (_id(number) for number in range(41, 47))
_goal = {**_walk, "goal_id": goal}
_note = {**_walk, "safety_id": safety}
_close = {**_walk, "supporter_id": _id(47)}

GOAL_REVIEWED = GoalReviewed(
    **_goal, review_id=_id(51), importance=8, confidence=6, level=0, review_on=date(2026, 4, 20), occurred_at=_at(20)
)
GOAL_CHANGED = GoalChanged(**_goal, change_id=_id(52), occurred_at=_at(20))
GOAL_SCALED = GoalScaled(**_goal, weight=6, baseline=-1, occurred_at=_at(7))
GOAL_RESUMED = GoalResumed(**_goal, occurred_at=_at(28))
GOAL_STEP_PLANNED = GoalStepPlanned(**_goal, step_id=step, who="together", due_on=date(2026, 3, 18), occurred_at=_at(6))
GOAL_STEP_DONE = GoalStepDone(**_goal, step_id=step, occurred_at=_at(18))
GOAL_STEP_DROPPED = GoalStepDropped(**_goal, step_id=step, occurred_at=_at(18))
CHECK_IN_MOVED = CheckInMoved(**_walk, check_in_id=check_in, to=_at(19, 23), occurred_at=_at(17))
CHECK_IN_MISSED = CheckInMissed(**_walk, check_in_id=check_in, reason="not_well", occurred_at=_at(18))
CONTACT_TAKEN_BACK = ContactTakenBack(**_walk, check_in_id=check_in, occurred_at=_at(17, 5))
OWN_PAGE_KEY_NOTED = OwnPageKeyNoted(**_walk, key_id=_id(61), occurred_at=_at(19))
CONTACT_CORRECTED = ContactCorrected(
    **_walk,
    correction_id=_id(62),
    check_in_id=check_in,
    mode="visit",
    happened_on=date(2026, 3, 16),
    occurred_at=_at(19),
)
DEBRIEF_CORRECTED = DebriefCorrected(
    **_walk, correction_id=_id(63), debrief_id=uuid5(_id(16), "debrief"), would_go_again="unsure",
    happened_on=date(2026, 3, 18), occurred_at=_at(19),
)  # fmt: skip
MOMENT_CORRECTED = MomentCorrected(
    **_walk,
    correction_id=_id(64),
    moment_id=_id(25),
    kind="laughed",
    happened_on=date(2026, 3, 18),
    occurred_at=_at(19),
)
MOMENT_TAKEN_BACK = MomentTakenBack(**_walk, moment_id=_id(25), occurred_at=_at(19))
COMPANION_FOUND = CompanionFound(
    **_walk, companion_id=companion, kind="buddy", police_check_on=date(2025, 11, 3), occurred_at=_at(9)
)
COMPANION_ENDED = CompanionEnded(**_walk, companion_id=companion, occurred_at=_at(30))
VISIT_NOTED = VisitNoted(
    **_walk, **{name: value for name, value in _visit.items() if name != "participant_id"}, visit_id=_id(53),
    visited_on=date(2026, 3, 18), went="with_companion", companion_id=companion, occurred_at=_at(18, 4),
)  # fmt: skip
VISIT_TAKEN_BACK = VisitTakenBack(
    **_walk, group_id=_visit["group_id"], activity_id=_visit["activity_id"], visit_id=_id(53), reason="wrong_person",
    occurred_at=_at(20),
)  # fmt: skip
SETTLED_IN = SettledIn(
    **_walk, group_id=_visit["group_id"], activity_id=_visit["activity_id"], settling_id=_id(54), occurred_at=_at(30)
)
STOPPED_GOING = StoppedGoing(
    **_walk, group_id=_visit["group_id"], activity_id=_visit["activity_id"], stop_id=_id(55), reason="too_far",
    occurred_at=_at(30),
)  # fmt: skip
SETTLING_IN_TAKEN_BACK = SettlingInTakenBack(
    **_walk, group_id=_visit["group_id"], activity_id=_visit["activity_id"], settling_id=_id(54),
    reason="did_not_happen", occurred_at=_at(30, 5),
)  # fmt: skip
MEASURE_TAKEN_BACK = MeasureTakenBack(**_walk, measure_id=_id(68), reason="wrong_person", occurred_at=_at(6, 4))
STOPPING_TAKEN_BACK = StoppingTakenBack(
    **_walk, group_id=_visit["group_id"], activity_id=_visit["activity_id"], stop_id=_id(55), reason="wrong_person",
    occurred_at=_at(30, 5),
)  # fmt: skip
SKILL_SESSION_PLANNED = SkillSessionPlanned(
    session_id=session, topic="travel_training", setting="small_group", starts_at=_at(24, 0), places=4,
    link_worker_id=thuy, occurred_at=_at(10),
)  # fmt: skip
SKILL_SESSION_CANCELLED = SkillSessionCancelled(session_id=session, occurred_at=_at(22))
SKILL_PLACE_TAKEN = SkillPlaceTaken(**_walk, place_id=skill_place, session_id=session, occurred_at=_at(11))
SKILL_ATTENDANCE_NOTED = SkillAttendanceNoted(
    **_walk, place_id=skill_place, session_id=session, came=True, confidence=5, occurred_at=_at(24, 3)
)
SKILL_ATTENDANCE_TAKEN_BACK = SkillAttendanceTakenBack(
    **_walk, place_id=skill_place, session_id=session, reason="wrong_person", occurred_at=_at(24, 5)
)
JOURNEY_PAUSED = JourneyPaused(
    **_walk, pause_id=pause, from_on=date(2026, 3, 21), until_on=date(2026, 3, 27), reason="hospital",
    occurred_at=_at(20),
)  # fmt: skip
JOURNEY_RESUMED = JourneyResumed(**_walk, pause_id=pause, occurred_at=_at(26))
PAUSE_TAKEN_BACK = PauseTakenBack(**_walk, pause_id=pause, reason="wrong_person", occurred_at=_at(22))
JOURNEY_STEPPED_DOWN = JourneySteppedDown(**_walk, every_weeks=8, review_on=date(2026, 5, 25), occurred_at=_at(30))
JOURNEY_STEPPED_UP = JourneySteppedUp(**_walk, every_weeks=2, occurred_at=_at(31))
JOURNEY_HANDED_OVER = JourneyHandedOver(
    **_walk, handover_id=_id(56), link_worker_id=malia, earlier_link_worker_id=thuy, occurred_at=_at(27)
)
_by_mistake = {
    "participant_id": uuid5(_id(65), "participant"), "journey_id": uuid5(_id(65), "journey"), "referral_id": _id(65),
    "taking_back_id": _id(66),
}  # fmt: skip
JOURNEY_TAKEN_BACK = JourneyTakenBack(**_by_mistake, occurred_at=_at(4, 1))
JOURNEY_STAYS = JourneyStays(**_walk, referral_id=_id(1), taking_back_id=_id(67), occurred_at=_at(5))
JOURNEYS_ERASED = JourneysErased(
    participant_id=uuid5(_id(4), "participant"), journey_ids=[uuid5(_id(4), "journey")], occurred_at=_at(31)
)
JOURNEY_TRANSFERRED = JourneyTransferred(
    **_walk, transfer_id=_id(57), to_local="latrobe", method="written", occurred_at=_at(30)
)
JOURNEY_BROUGHT_ALONG = JourneyBroughtAlong(**_walk, transfer_id=_id(57), from_local="frankston", occurred_at=_at(31))
TRANSFER_ARRIVED = TransferArrived(**_walk, transfer_id=_id(57), occurred_at=_at(31, 2))
BROUGHT_ALONG_TAKEN_BACK = BroughtAlongTakenBack(**_walk, transfer_id=_id(57), occurred_at=_at(31, 3))
FOLLOW_UP_HELD = FollowUpHeld(**_walk, follow_up_id=_id(58), outcome="going_well", occurred_at=_at(31, 4))
FOLLOW_UP_TAKEN_BACK = FollowUpTakenBack(**_walk, follow_up_id=_id(58), reason="did_not_happen", occurred_at=_at(31, 5))
JOURNEY_REOPENED = JourneyReopened(**_walk, reopening_id=_id(59), reason="asked_to_return", occurred_at=_at(31, 5))
SUPPORTER_NAMED = SupporterNamed(**_close, occurred_at=_at(6))
SUPPORTER_CORRECTED = SupporterCorrected(**_close, occurred_at=_at(7))
SUPPORTER_VIEW_RECORDED = SupporterViewRecorded(**_close, view_id=_id(60), occurred_at=_at(7))
SUPPORTER_ENDED = SupporterEnded(**_close, occurred_at=_at(30))
SAFETY_NOTE_RAISED = SafetyNoteRaised(
    **_note, kind="measure", urgency="today", escalate_to="clinician", instrument="k10", occurred_at=_at(6, 2)
)
SAFETY_NOTE_SEEN = SafetyNoteSeen(**_note, seen_by=clinician, occurred_at=_at(6, 3))
SAFETY_NOTE_ESCALATED = SafetyNoteEscalated(**_note, escalate_to="lead", urgency="now", occurred_at=_at(6, 4))
SAFETY_NOTE_CLOSED = SafetyNoteClosed(**_note, outcome="talked_with_them", closed_by=clinician, occurred_at=_at(6, 5))

MORE: tuple[Event, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Event))
