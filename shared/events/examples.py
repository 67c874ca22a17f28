"""One true-to-life example of every event, for the tests and for those who subscribe.

An example, once published, is never changed: a later version gets one of its own beside it.
"""

from datetime import date, time
from uuid import uuid5

from . import (
    AcceptanceAskedBack,
    AcceptanceTakenBack,
    ActivityAttended,
    ActivityPlanned,
    ActivityProposed,
    AnswerOpenedAgain,
    AnswerSeen,
    AttendanceTakenBack,
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
    HearingBackDecided,
    HostAskedForCall,
    HostCalled,
    HostGreetingChosen,
    HostLinkRevoked,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    JourneyOpened,
    LetterAttached,
    LetterTakenAway,
    MeasureTaken,
    MessageAnswered,
    MessageSent,
    MessagesStopped,
    MessageUndelivered,
    MessageWithheld,
    MomentOfConnection,
    NewsDue,
    NewsSettled,
    ParticipantCardTakenAway,
    ParticipantCardUpdated,
    ParticipantErased,
    PlaceGivenUp,
    PlaceTaken,
    PlaceTakenBack,
    ProposalTakenBack,
    ReferralAccepted,
    ReferralDecisionTakenBack,
    ReferralDeclined,
    ReferralReceived,
    ReferralWaitlisted,
    ReferrerContactGiven,
    ReferrerContactTakenAway,
    SupervisionHeld,
    SupervisionPlanned,
    SupervisionTakenBack,
    SupportWishesNoted,
    WhatMattersRecorded,
)
from .examples_base import (
    _at,
    _id,
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
    referral,
    reply,
    supervision,
    thuy,
)
from .examples_consents import CONSENTS
from .examples_contacts import REACHED
from .examples_course import MORE
from .examples_evaluation import EVALUATED
from .examples_joining import PAIRS

REFERRAL_RECEIVED = ReferralReceived(
    participant_id=dimitra, referral_id=referral, source="self", age_band="65+", occurred_at=_at(2)
)
LETTER_ATTACHED = LetterAttached(
    participant_id=dimitra, referral_id=referral, letter_id=_id(71), kind="pdf", pages=2, occurred_at=_at(2)
)
LETTER_TAKEN_AWAY = LetterTakenAway(
    participant_id=dimitra, referral_id=referral, letter_id=_id(72), occurred_at=_at(2, 1)
)
HEARING_BACK_DECIDED = HearingBackDecided(
    participant_id=dimitra, referral_id=referral, agreed=True, occurred_at=_at(3, 4)
)
NEWS_DUE = NewsDue(
    participant_id=dimitra, referral_id=referral, news_id=_id(73), step="in_touch", by="email", occurred_at=_at(3, 5)
)
NEWS_SETTLED = NewsSettled(participant_id=dimitra, news_id=_id(73), outcome="sent", occurred_at=_at(3, 5))
REFERRER_CONTACT_GIVEN = ReferrerContactGiven(participant_id=dimitra, email="practice@example.org", occurred_at=_at(2))
REFERRER_CONTACT_TAKEN_AWAY = ReferrerContactTakenAway(participant_id=dimitra, occurred_at=_at(9))
REFERRAL_WAITLISTED = ReferralWaitlisted(
    participant_id=dimitra, referral_id=referral, reason="no_capacity", occurred_at=_at(2, 3)
)
REFERRAL_ACCEPTED = ReferralAccepted(
    participant_id=dimitra, referral_id=referral, link_worker_id=thuy, occurred_at=_at(3)
)
SUPPORT_WISHES_NOTED = SupportWishesNoted(participant_id=dimitra, occurred_at=_at(2))
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
    address="12 Alfrieda Street, St Albans",
    asked_at=_at(1),
    source="carer_family_supporter",
    what_brings_them="Mum has been on her own since Dad died. She used to sing.",
    referred_by="Eleni, her daughter · 0491 570 007",
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

ALL: tuple[Event, ...] = (
    *(value for value in list(globals().values()) if isinstance(value, Event)),
    *CONSENTS,
    *EVALUATED,
    *MORE,
    *REACHED,
    *PAIRS,
)
