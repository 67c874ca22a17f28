"""One true-to-life example of every event, for the tests and for those who subscribe.

An example, once published, is never changed: a later version gets one of its own beside it.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid5

from . import (
    AcceptanceAskedBack,
    AcceptanceTakenBack,
    ActivityAttended,
    ActivityPlanned,
    ActivityProposed,
    AnswerOpenedAgain,
    AnswerSeen,
    AttendanceReleased,
    AttendanceTakenBack,
    AttendanceWithdrawn,
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    CheckInRhythmChosen,
    ConsentGiven,
    ConsentWithdrawn,
    DebriefDue,
    DebriefHeld,
    Event,
    GivingUpCorrected,
    GivingUpTakenBack,
    GoalLetGo,
    GoalReached,
    GoalSet,
    GroupListed,
    HostAskedForCall,
    HostCalled,
    HostGreetingChosen,
    HostLinkRevoked,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    JourneyOpened,
    MeasureReleased,
    MeasureTaken,
    MeasureWithdrawn,
    MessageAnswered,
    MessageSent,
    MessagesStopped,
    MessageUndelivered,
    MessageWithheld,
    MomentOfConnection,
    OutcomesPublished,
    ParticipantCardTakenAway,
    ParticipantCardUpdated,
    ParticipantErased,
    ParticipationReleased,
    ParticipationWithdrawn,
    PlaceGivenUp,
    PlaceTaken,
    PlaceTakenBack,
    ProposalTakenBack,
    ReferralAccepted,
    ReferralDecisionTakenBack,
    ReferralDeclined,
    ReferralReceived,
    ReferralWaitlisted,
    StepReleased,
    StepWithdrawn,
    SupervisionHeld,
    SupervisionPlanned,
    SupervisionTakenBack,
    WhatMattersRecorded,
)
from .examples_base import (
    _at,
    _id,
    _monday,
    _visit,
    _walk,
    activity,
    attendance,
    check_in,
    debrief,
    dimitra,
    goal,
    group,
    measure,
    message,
    place,
    pseudonym,
    referral,
    reply,
    supervision,
    thuy,
)
from .examples_course import MORE

REFERRAL_RECEIVED = ReferralReceived(
    participant_id=dimitra, referral_id=referral, source="self", age_band="65+", occurred_at=_at(2)
)
REFERRAL_WAITLISTED = ReferralWaitlisted(
    participant_id=dimitra, referral_id=referral, reason="no_capacity", occurred_at=_at(2, 3)
)
REFERRAL_ACCEPTED = ReferralAccepted(
    participant_id=dimitra, referral_id=referral, link_worker_id=thuy, occurred_at=_at(3)
)
REFERRAL_DECLINED = ReferralDeclined(
    participant_id=uuid5(_id(2), "participant"),
    referral_id=_id(2),
    reason="under_26",
    redirected_to="youth_service",
    occurred_at=_at(3),
)
REFERRAL_DECISION_TAKEN_BACK = ReferralDecisionTakenBack(
    participant_id=uuid5(_id(4), "participant"),
    referral_id=_id(4),
    taking_back_id=_id(64),
    decision="declined",
    back_to="received",
    occurred_at=_at(4),
)
_by_mistake = {"participant_id": uuid5(_id(65), "participant"), "referral_id": _id(65), "taking_back_id": _id(66)}
ACCEPTANCE_ASKED_BACK = AcceptanceAskedBack(**_by_mistake, occurred_at=_at(4))
ACCEPTANCE_TAKEN_BACK = AcceptanceTakenBack(**_by_mistake, back_to="received", occurred_at=_at(4, 1))
PARTICIPANT_CARD_UPDATED = ParticipantCardUpdated(
    participant_id=dimitra,
    name="Dimitra Papadopoúlou",
    preferred_name="Dimi",
    year_of_birth=1951,
    phone="+61491570006",
    contact_by="sms",
    safe_to_contact="safe",
    hours_from=9,
    hours_until=18,
    occurred_at=_at(2),
)
PARTICIPANT_ERASED = ParticipantErased(
    participant_id=uuid5(_id(3), "participant"), reason="entered_by_mistake", occurred_at=_at(4)
)
PARTICIPANT_CARD_TAKEN_AWAY = ParticipantCardTakenAway(participant_id=uuid5(_id(3), "participant"), occurred_at=_at(4))
JOURNEY_OPENED = JourneyOpened(**_walk, referral_id=referral, link_worker_id=thuy, occurred_at=_at(3))
WHAT_MATTERS_RECORDED = WhatMattersRecorded(**_walk, matters_id=_id(21), occurred_at=_at(5))
CONSENT_GIVEN = ConsentGiven(
    **_walk, consent_id=_id(22), purpose="evaluation", method="verbal", wording="evaluation-2026-01", occurred_at=_at(5)
)
SERVICE_CONSENT_GIVEN = ConsentGiven(
    **_walk, consent_id=_id(23), purpose="service", method="verbal", wording="service-2026-01", occurred_at=_at(5)
)
CONSENT_WITHDRAWN = ConsentWithdrawn(
    **_walk, consent_id=_id(24), purpose="evaluation", told_by="participant", occurred_at=_at(30)
)
GOAL_SET = GoalSet(**_walk, goal_id=goal, importance=8, confidence=4, occurred_at=_at(6))
GOAL_REACHED = GoalReached(**_walk, goal_id=goal, occurred_at=_at(28))
GOAL_LET_GO = GoalLetGo(**_walk, goal_id=goal, occurred_at=_at(28))
MEASURE_TAKEN = MeasureTaken(
    **_walk,
    measure_id=measure,
    instrument="ucla-3",
    instrument_version="1",
    taken_on=date(2026, 3, 6),
    occasion="baseline",
    answers=[3, 3, 2],
    score=8,
    occurred_at=_at(6),
)
CHECK_IN_RHYTHM_CHOSEN = CheckInRhythmChosen(**_walk, every_weeks=2, weekday=1, hour=10, occurred_at=_at(6))
CHECK_IN_DUE = CheckInDue(**_walk, check_in_id=check_in, due_at=_at(16, 23), occurred_at=_at(16, 23))
CHECK_IN_ANSWERED = CheckInAnswered(
    **_walk, check_in_id=check_in, feeling="okay", please_call=True, occurred_at=_at(17)
)
CHECK_IN_HELD = CheckInHeld(**_walk, check_in_id=check_in, mode="call", occurred_at=_at(17, 4))
DEBRIEF_DUE = DebriefDue(
    **_walk, debrief_id=debrief, attendance_id=attendance, activity_id=activity, occurred_at=_at(18, 4)
)
DEBRIEF_HELD = DebriefHeld(**_walk, debrief_id=debrief, would_go_again="yes", occurred_at=_at(19))
MOMENT_OF_CONNECTION = MomentOfConnection(**_walk, moment_id=_id(25), kind="met_someone", occurred_at=_at(19))
JOURNEY_CLOSED = JourneyClosed(**_walk, reason="on_their_own_feet", planned=True, occurred_at=_at(31))
GROUP_LISTED = GroupListed(group_id=group, title="Sunshine Community Garden", kind="nature", occurred_at=_at(1))
ACTIVITY_PLANNED = ActivityPlanned(
    group_id=group,
    activity_id=activity,
    title="Wednesday planting",
    weekday=2,
    starts_at=time(10),
    minutes=120,
    places=10,
    step_free=True,
    quiet=True,
    where_it_is="Sunshine Community Garden, 60 Talmage Street",
    getting_there="Bus 216 to Hampshire Road; the green gate at the back is open.",
    occurred_at=_at(1),
)
HOST_ASKED_FOR_CALL = HostAskedForCall(group_id=group, call_id=_id(62), occurred_at=_at(27))
HOST_CALLED = HostCalled(group_id=group, call_id=_id(62), occurred_at=_at(28))
HOST_LINK_REVOKED = HostLinkRevoked(group_id=group, link_version=1, occurred_at=_at(29))
ACTIVITY_PROPOSED = ActivityProposed(**_visit, proposal_id=_id(26), occurred_at=_at(9))
PLACE_TAKEN = PlaceTaken(**_visit, place_id=place, expected_by_name=True, occurred_at=_at(9, 2))
HOST_GREETING_CHOSEN = HostGreetingChosen(
    **_visit, greeting_id=_id(63), place_id=place, expected_by_name=False, occurred_at=_at(12)
)
PLACE_GIVEN_UP = PlaceGivenUp(**_visit, place_id=place, giving_up_id=_id(65), reason="other_plans", occurred_at=_at(30))
GIVING_UP_CORRECTED = GivingUpCorrected(
    **_visit, correction_id=_id(64), giving_up_id=_id(65), place_id=place, given_up_at=_at(30), reason="unwell",
    was="other_plans", occurred_at=_at(31),
)  # fmt: skip
GIVING_UP_TAKEN_BACK = GivingUpTakenBack(
    **_visit, giving_up_id=_id(65), place_id=place, given_up_at=_at(30), occurred_at=_at(31)
)
PLACE_TAKEN_BACK = PlaceTakenBack(**_visit, place_id=place, taken_at=_at(9, 2), occurred_at=_at(10))
INTRODUCED = Introduced(**_visit, introduction_id=_id(27), how="together", occurred_at=_at(18))
PROPOSAL_TAKEN_BACK = ProposalTakenBack(**_visit, proposal_id=_id(26), proposed_at=_at(9), occurred_at=_at(10))
INTRODUCTION_TAKEN_BACK = IntroductionTakenBack(
    **_visit, introduction_id=_id(27), introduced_at=_at(18), occurred_at=_at(20)
)
ACTIVITY_ATTENDED = ActivityAttended(
    **_visit,
    attendance_id=attendance,
    session_on=date(2026, 3, 18),
    told_by="host",
    first_time=True,
    occurred_at=_at(18, 3),
)
ATTENDANCE_TAKEN_BACK = AttendanceTakenBack(
    **_visit,
    attendance_id=uuid5(place, "2026-03-25"),
    session_on=date(2026, 3, 25),
    taken_back_by="link_worker",
    occurred_at=_at(26),
)
MESSAGE_SENT = MessageSent(
    participant_id=dimitra, message_id=message, about="check_in", channel="sms", occurred_at=_at(16, 23)
)
MESSAGE_WITHHELD = MessageWithheld(
    participant_id=dimitra, message_id=message, about="check_in", reason="not_safe", occurred_at=_at(16, 23)
)
MESSAGE_UNDELIVERED = MessageUndelivered(
    participant_id=dimitra,
    message_id=message,
    about="check_in",
    channel="email",
    outcome="unknown",
    occurred_at=_at(16, 23),
)
MESSAGES_STOPPED = MessagesStopped(participant_id=dimitra, occurred_at=_at(17))
MESSAGE_ANSWERED = MessageAnswered(
    participant_id=dimitra, reply_id=reply, channel="sms", meaning="worry", occurred_at=_at(17)
)
ANSWER_SEEN = AnswerSeen(participant_id=dimitra, reply_id=reply, occurred_at=_at(17, 5))
ANSWER_OPENED_AGAIN = AnswerOpenedAgain(participant_id=dimitra, reply_id=reply, occurred_at=_at(17, 6))
SUPERVISION_HELD = SupervisionHeld(
    link_worker_id=thuy, supervision_id=supervision, kind="discipline_specific", minutes=60, occurred_at=_at(20)
)
SUPERVISION_TAKEN_BACK = SupervisionTakenBack(
    link_worker_id=thuy, supervision_id=supervision, held_at=_at(20), occurred_at=_at(21)
)
SUPERVISION_PLANNED = SupervisionPlanned(link_worker_id=thuy, on=date(2026, 4, 17), occurred_at=_at(20))
PARTICIPATION_RELEASED = ParticipationReleased(
    pseudonym=pseudonym, local="brimbank", consented_week="2026-W10", age_band="65+", source="self", occurred_at=_monday
)
STEP_RELEASED = StepReleased(pseudonym=pseudonym, step="goal_set", day=1, occurred_at=_monday)
MEASURE_RELEASED = MeasureReleased(
    pseudonym=pseudonym,
    measure_id=UUID("7d1c2c55-53a5-4c73-9d0f-3f6f5a3f2b11"),
    instrument="ucla-3",
    day=1,
    occasion="baseline",
    score=8,
    occurred_at=_monday,
)
ATTENDANCE_RELEASED = AttendanceReleased(
    pseudonym=pseudonym,
    attendance_id=UUID("0e0b1c9a-44d5-4f60-8a53-8d0a6c1e7f22"),
    day=13,
    occurred_at=datetime(2026, 3, 16, tzinfo=UTC),
)
ATTENDANCE_WITHDRAWN = AttendanceWithdrawn(
    pseudonym=pseudonym, attendance_id=ATTENDANCE_RELEASED.attendance_id, occurred_at=ATTENDANCE_RELEASED.occurred_at
)
MEASURE_WITHDRAWN = MeasureWithdrawn(
    pseudonym=pseudonym, measure_id=MEASURE_RELEASED.measure_id, occurred_at=MEASURE_RELEASED.occurred_at
)
STEP_WITHDRAWN = StepWithdrawn(pseudonym=pseudonym, step="attended", occurred_at=ATTENDANCE_RELEASED.occurred_at)
PARTICIPATION_WITHDRAWN = ParticipationWithdrawn(pseudonym=pseudonym, occurred_at=datetime(2026, 3, 30, tzinfo=UTC))
OUTCOMES_PUBLISHED = OutcomesPublished(
    snapshot="ucla-3/week_12",
    instrument="ucla-3",
    occasion="week_12",
    n_consented=371,
    n_paired=214,
    missing=157,
    baseline_mean=6.9,
    change_mean=-1.1,
    change_sd=2.2,
    ci_low=-1.4,
    ci_high=-0.8,
    by_local={
        "brimbank": {"n_paired": 52, "change_mean": -1.1},
        "latrobe": {"n_paired": "n.p.", "change_mean": "n.p."},
    },
    sources={"lc.brimbank.evaluation/0": 1204},
    occurred_at=datetime(2026, 6, 29, tzinfo=UTC),
)

ALL: tuple[Event, ...] = (
    *(value for value in list(globals().values()) if isinstance(value, Event)),
    *MORE,
)
