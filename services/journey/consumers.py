"""What the journey service does when it hears of events elsewhere."""

from datetime import datetime
from uuid import UUID

from shared.context.service_context import ServiceContext
from shared.events import (
    AcceptanceAskedBack,
    ActivityAttended,
    ActivityPlanned,
    ActivityProposed,
    AnswerOpenedAgain,
    AnswerSeen,
    AttendanceTakenBack,
    GivingUpCorrected,
    GivingUpTakenBack,
    GroupListed,
    HostAskedForCall,
    HostCalled,
    Introduced,
    IntroductionTakenBack,
    JourneysErased,
    MessageAnswered,
    MessagesStopped,
    ParticipantCardUpdated,
    ParticipantErased,
    ParticipantJoined,
    ParticipantParted,
    PlaceGivenUp,
    PlaceTaken,
    PlaceTakenBack,
    ProposalTakenBack,
    ReferralAccepted,
    ReferralContactCorrected,
    ReferralContactNoted,
    ReferralContactTakenBack,
    SupervisionHeld,
    SupervisionPlanned,
    SupervisionTakenBack,
)
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence import erasure, joinings
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject

from .caseload.store import care as care_store
from .consents import store as consents_store
from .consents.rules import consents
from .core.rules.journeys import Journey
from .core.store import cards as cards_store
from .core.store import journeys as journeys_store
from .groups.store import community as community_store
from .groups.store import host_calls as host_calls_store
from .groups.store import last_mile as last_mile_store
from .keeps import KEEPS
from .lifecycle.rules import course, joining
from .lifecycle.store import asked_back as asked_back_store
from .lifecycle.store import joining as joining_store
from .moments import store as moments_store
from .moments.rules import debriefs
from .my_page.store import mine as mine_store
from .recording import record
from .tries import store as tries_store

hears = EventHandlers("journey")


@hears(ReferralAccepted)
async def open_journey(tx: Transaction, referral: ReferralAccepted, here: ServiceContext) -> None:
    """On ReferralAccepted: open the journey, once, even where it is told under two event ids."""
    if await asked_back_store.was_taken_back(tx, course.journey_of(referral)):
        return
    if await journeys_store.latest_journey_of(tx, referral.participant_id) is None:
        await record(tx, course.open_journey(referral))
        if journey := await journeys_store.latest_journey_of(tx, referral.participant_id):
            await _ask_for_debriefs(tx, journey, here)
        await _walk_one_walk(tx, referral.participant_id, here)


@hears(ParticipantJoined)
async def read_them_as_one(tx: Transaction, told: ParticipantJoined, here: ServiceContext) -> None:
    """On ParticipantJoined: read both records as one person's; where both walk, the walk that was not chosen rests."""
    if await joinings.note(tx, told):
        await _walk_one_walk(tx, told.participant_id, here)


@hears(ParticipantParted)
async def read_them_as_two(tx: Transaction, told: ParticipantParted, here: ServiceContext) -> None:
    """On ParticipantParted: each record stands for itself again, and a walk that rested for that goes on."""
    if not await joinings.note(tx, told):
        return
    for journey_id in await joining_store.resting_for(tx, told.joining_id):
        await record(tx, joining.come_back(await journeys_store.journey(tx, journey_id), told.joining_id, here.now()))
    for participant_id in (told.participant_id, told.with_id):
        await _walk_one_walk(tx, participant_id, here)


async def _walk_one_walk(tx: Transaction, participant_id: UUID, here: ServiceContext) -> None:
    """Let rest whatever other walk there is of somebody who is here under more than one record."""
    records = await joinings.records_of(tx, participant_id)
    if len(records) == 1:
        return
    walks = await joining_store.open_walks(tx, records)
    for journey_id, joining_id in joining.resting(await joinings.standing(tx, records), walks):
        await record(tx, joining.rest(await journeys_store.journey(tx, journey_id), joining_id, here.now()))


@hears(AcceptanceAskedBack)
async def give_them_back_or_keep_them(tx: Transaction, asked: AcceptanceAskedBack, here: ServiceContext) -> None:
    """On AcceptanceAskedBack: take the journey back if nothing is noted on it, else tell that it stays."""
    journey_id = course.journey_of(asked)
    if await asked_back_store.was_taken_back(tx, journey_id) or await asked_back_store.stays(tx, asked.taking_back_id):
        return
    journey = await journeys_store.latest_journey_of(tx, asked.participant_id)
    if journey is None:
        raise DependencyNotArrived("the journey that is asked back has not opened")
    begun = journey.id != journey_id or await asked_back_store.has_begun(tx, journey)
    await record(tx, course.answer(asked, begun, here.now()))


@hears(ParticipantCardUpdated)
async def keep_card(tx: Transaction, card: ParticipantCardUpdated, here: ServiceContext) -> None:
    """On ParticipantCardUpdated: keep the card; with another year of birth, links tried in vain open again."""
    if await cards_store.keep_card(tx, card):
        await mine_store.forget_wrong_tries(tx, card.participant_id)


@hears(GroupListed)
async def keep_group(tx: Transaction, group: GroupListed, here: ServiceContext) -> None:
    """On GroupListed: keep the title of a community group."""
    await community_store.keep_group(tx, group)


@hears(HostAskedForCall)
async def keep_who_waits_for_a_call(tx: Transaction, told: HostAskedForCall, here: ServiceContext) -> None:
    """On HostAskedForCall: show on My day that the host of a group would like a call, until somebody has rung."""
    await host_calls_store.keep_call(tx, told)


@hears(HostCalled)
async def keep_that_they_were_rung(tx: Transaction, told: HostCalled, here: ServiceContext) -> None:
    """On HostCalled: take a host's wish for a call off My day: somebody has rung."""
    await host_calls_store.keep_called(tx, told)


@hears(ActivityPlanned)
async def keep_activity(tx: Transaction, activity: ActivityPlanned, here: ServiceContext) -> None:
    """On ActivityPlanned: keep an activity's title and times, where it is, how to get there and what it costs."""
    await community_store.keep_activity(tx, activity)


@hears(ActivityProposed)
async def keep_proposal(tx: Transaction, told: ActivityProposed, here: ServiceContext) -> None:
    """On ActivityProposed: keep a step of the last mile: an activity was proposed to the person."""
    await last_mile_store.keep_step(
        tx, told.proposal_id, told.participant_id, told.activity_id, told.group_id, "proposed", told.occurred_at
    )


@hears(PlaceTaken)
async def keep_place(tx: Transaction, told: PlaceTaken, here: ServiceContext) -> None:
    """On PlaceTaken: keep a step of the last mile: the person took a place at an activity."""
    await last_mile_store.keep_step(
        tx, told.place_id, told.participant_id, told.activity_id, told.group_id, "place_taken", told.occurred_at
    )


@hears(PlaceGivenUp)
async def keep_place_given_up(tx: Transaction, told: PlaceGivenUp, here: ServiceContext) -> None:
    """On PlaceGivenUp: keep a step of the last mile: the person gave their place up, and why."""
    await last_mile_store.keep_step(
        tx, told.known_as, told.participant_id, told.activity_id, told.group_id, "given_up", told.occurred_at,
        told.reason,
    )  # fmt: skip


@hears(GivingUpCorrected)
async def keep_why_they_gave_it_up(tx: Transaction, told: GivingUpCorrected, here: ServiceContext) -> None:
    """On GivingUpCorrected: keep the corrected reason for giving a place up; the earlier one stays in the story."""
    await last_mile_store.put_giving_up_right(tx, told)
    await last_mile_store.keep_step(
        tx, told.correction_id, told.participant_id, told.activity_id, told.group_id, "giving_up_put_right",
        told.occurred_at, told.was,
    )  # fmt: skip


@hears(GivingUpTakenBack)
async def drop_that_giving_up(tx: Transaction, told: GivingUpTakenBack, here: ServiceContext) -> None:
    """On GivingUpTakenBack: drop a giving up that was noted by mistake, wherever it counted."""
    await _drop(tx, told, told.giving_up_id, "given_up", told.given_up_at, here)


@hears(Introduced)
async def keep_introduction(tx: Transaction, told: Introduced, here: ServiceContext) -> None:
    """On Introduced: keep a step of the last mile: the person was introduced at an activity, and how."""
    await last_mile_store.keep_step(
        tx, told.introduction_id, told.participant_id, told.activity_id, told.group_id, "introduced",
        told.occurred_at, told.how,
    )  # fmt: skip


@hears(ProposalTakenBack)
async def drop_that_look(tx: Transaction, told: ProposalTakenBack, here: ServiceContext) -> None:
    """On ProposalTakenBack: drop a proposal of an activity that was noted by mistake."""
    await _drop(tx, told, told.proposal_id, "proposed", told.proposed_at, here)


@hears(PlaceTakenBack)
async def drop_that_place(tx: Transaction, told: PlaceTakenBack, here: ServiceContext) -> None:
    """On PlaceTakenBack: drop a place that was noted by mistake, wherever it counted."""
    await _drop(tx, told, told.place_id, "place_taken", told.taken_at, here)


@hears(IntroductionTakenBack)
async def drop_that_introduction(tx: Transaction, told: IntroductionTakenBack, here: ServiceContext) -> None:
    """On IntroductionTakenBack: drop an introduction that was noted by mistake, wherever it counted."""
    await _drop(tx, told, told.introduction_id, "introduced", told.introduced_at, here)


async def _drop(
    tx: Transaction,
    told: ProposalTakenBack | PlaceTakenBack | GivingUpTakenBack | IntroductionTakenBack,
    step_id: UUID,
    step: str,
    was_at: datetime,
    here: ServiceContext,
) -> None:
    """It is a step no more; that it was noted by mistake stays in their story."""
    await last_mile_store.take_step_back(
        tx,
        step_id,
        told.participant_id,
        told.activity_id,
        told.group_id,
        step,
        here.day_of(was_at),
        told.occurred_at,
    )


@hears(ActivityAttended)
async def ask_how_it_was(tx: Transaction, told: ActivityAttended, here: ServiceContext) -> None:
    """On ActivityAttended: keep the visit; ask for a debrief after an activity's first, once the journey is open."""
    await last_mile_store.keep_step(
        tx, told.attendance_id, told.participant_id, told.activity_id, told.group_id, "attended",
        told.occurred_at, told.told_by, told.session_on,
    )  # fmt: skip
    if journey := await journeys_store.latest_journey_of(tx, told.participant_id):
        await _ask_for_debriefs(tx, journey, here)


@hears(AttendanceTakenBack)
async def forget_that_visit(tx: Transaction, told: AttendanceTakenBack, here: ServiceContext) -> None:
    """On AttendanceTakenBack: drop the visit and its debrief; the next visit may be the first one."""
    await last_mile_store.take_step_back(
        tx,
        told.attendance_id,
        told.participant_id,
        told.activity_id,
        told.group_id,
        "attended",
        told.session_on,
        told.occurred_at,
    )
    await moments_store.drop_debrief(tx, told.attendance_id)
    if journey := await journeys_store.latest_journey_of(tx, told.participant_id):
        await _ask_for_debriefs(tx, journey, here)


@hears(MessagesStopped)
async def note_that_they_want_no_messages(tx: Transaction, told: MessagesStopped, here: ServiceContext) -> None:
    """On MessagesStopped: take back the consent to messages, as they answered STOP; one given later holds."""
    given = await consents_store.given_for(tx, told.participant_id, "messages", until=told.occurred_at)
    for withdrawn in consents.withdraw_themselves(told.participant_id, given, "messages", told.occurred_at):
        await record(tx, withdrawn)


@hears(MessageAnswered)
async def show_that_they_answered(tx: Transaction, told: MessageAnswered, here: ServiceContext) -> None:
    """On MessageAnswered: show on My day that the person answered a message, until somebody has looked."""
    await cards_store.keep_answer(tx, told)


@hears(AnswerSeen)
async def show_it_no_more(tx: Transaction, told: AnswerSeen, here: ServiceContext) -> None:
    """On AnswerSeen: take a reply off My day: somebody has looked at it."""
    await cards_store.keep_whether_seen(tx, told)


@hears(AnswerOpenedAgain)
async def show_it_again(tx: Transaction, told: AnswerOpenedAgain, here: ServiceContext) -> None:
    """On AnswerOpenedAgain: put a reply on My day again: that it was looked at was a mistake."""
    await cards_store.keep_whether_seen(tx, told)


@hears(SupervisionPlanned)
async def keep_next_supervision(tx: Transaction, planned: SupervisionPlanned, here: ServiceContext) -> None:
    """On SupervisionPlanned: keep the day for which the link worker's next supervision is planned."""
    await care_store.keep_supervision_planned(tx, planned)


@hears(SupervisionHeld)
async def keep_last_supervision(tx: Transaction, held: SupervisionHeld, here: ServiceContext) -> None:
    """On SupervisionHeld: keep that the link worker's supervision was held."""
    await care_store.keep_supervision_held(tx, held)


@hears(SupervisionTakenBack)
async def forget_that_supervision(tx: Transaction, told: SupervisionTakenBack, here: ServiceContext) -> None:
    """On SupervisionTakenBack: drop a supervision that was taken back: it does not count as held."""
    await care_store.take_supervision_back(tx, told)


@hears(ParticipantErased)
async def forget_them(tx: Transaction, erased: ParticipantErased, here: ServiceContext) -> None:
    """On ParticipantErased: delete every row about them, and tell which journeys were theirs (JourneysErased)."""
    who = erased.participant_id
    await erasure.hold(tx, who)
    journey_ids = await journeys_store.journeys_of(tx, who)
    if await journeys_store.latest_journey_of(tx, who):
        told = JourneysErased(participant_id=who, journey_ids=journey_ids, occurred_at=erased.occurred_at)
        await record(tx, told)
    await erasure.forget(tx, DataSubject.of(who, journey_ids, here.settings), KEEPS, here.now())


async def _ask_for_debriefs(tx: Transaction, journey: Journey, here: ServiceContext) -> None:
    for visit in await moments_store.attended_without_debrief(tx, journey.id, journey.participant_id):
        if due := debriefs.ask_for(journey, visit["id"], visit["activity_id"], here.now()):
            await record(tx, due)


@hears(ReferralContactNoted)
async def keep_what_intake_tried(tx: Transaction, told: ReferralContactNoted, here: ServiceContext) -> None:
    """On ReferralContactNoted: keep how intake tried to reach them, for whoever will walk with them."""
    await tries_store.note_early_contact(tx, told)


@hears(ReferralContactCorrected)
async def keep_it_as_it_is_now(tx: Transaction, told: ReferralContactCorrected, here: ServiceContext) -> None:
    """On ReferralContactCorrected: keep it as it says now."""
    await tries_store.note_early_contact(tx, told)


@hears(ReferralContactTakenBack)
async def forget_what_intake_took_back(tx: Transaction, told: ReferralContactTakenBack, here: ServiceContext) -> None:
    """On ReferralContactTakenBack: show it no more. Raises `DependencyNotArrived` if it is not known here yet."""
    if not await tries_store.forget_early_contact(tx, told):
        raise DependencyNotArrived("what is taken back has not arrived")
