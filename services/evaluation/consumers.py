"""Kafka's door: keep what is heard, then let out what may be let out."""

from collections.abc import Collection
from uuid import UUID

from shared.context.service_context import ServiceContext
from shared.events import (
    AcceptanceTakenBack,
    ActivityAttended,
    AttendanceTakenBack,
    BroughtAlongTakenBack,
    ConsentCorrected,
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    GoalSet,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
    MeasureTaken,
    MeasureTakenBack,
    ParticipantErased,
    ParticipantJoined,
    ParticipantParted,
    PlaceTaken,
    PlaceTakenBack,
    ReferralAccepted,
    ReferralReceived,
    WhatMattersRecorded,
)
from shared.events.evaluation import Step
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence import erasure, joinings
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject

from . import store
from .commands import let_out, let_out_anew, take_back
from .keeps import KEEPS

Stepping = ReferralAccepted | JourneyOpened | WhatMattersRecorded | GoalSet | PlaceTaken | Introduced | JourneyClosed

hears = EventHandlers("evaluation")

STEP_OF: dict[type[Stepping], tuple[Step, str]] = {
    ReferralAccepted: ("accepted", "acceptance_id"),
    JourneyOpened: ("opened", "journey_id"),
    WhatMattersRecorded: ("what_matters", "matters_id"),
    GoalSet: ("goal_set", "goal_id"),
    PlaceTaken: ("place_taken", "place_id"),
    Introduced: ("introduced", "introduction_id"),
    JourneyClosed: ("closed", "journey_id"),
}
"""The step, and the field that says what stands for it."""


@hears(ReferralReceived)
async def keep_where_somebody_came_from(tx: Transaction, referral: ReferralReceived, here: ServiceContext) -> None:
    """On ReferralReceived: keep who referred them, their age band and the day, and release what may be released."""
    await store.meet(tx, referral.participant_id)
    await store.keep_referral(tx, referral)
    await store.keep_step(
        tx, referral.participant_id, "referred", referral.referral_id, here.day_of(referral.occurred_at)
    )
    await let_out(tx, referral.participant_id, here)


async def keep_a_step(tx: Transaction, happened: Stepping, here: ServiceContext) -> None:
    """On each event that makes a step (acceptance, first goal, …): keep its day, and release it if they consented.

    What somebody brought along from another Local happened before they set out here: it counts from that day. What
    belongs to a later journey than the first is not kept.
    """
    who, on = happened.participant_id, here.day_of(happened.occurred_at)
    await store.meet(tx, who)
    if isinstance(happened, JourneyClosed) and happened.joining_id:
        return  # it rests: they walk on under another record
    if isinstance(happened, JourneyOpened) and happened.episode > 1:
        await store.begins_anew(tx, who, happened.journey_id, on)
    if not await store.is_of_the_first(tx, who, getattr(happened, "journey_id", None), on):
        return
    if isinstance(happened, WhatMattersRecorded | GoalSet):
        on = max(on, await store.opened_on(tx, who) or on)
    step, by = STEP_OF[type(happened)]
    if isinstance(happened, JourneyClosed):
        await store.keep_end(tx, who, happened.journey_id, on)
    else:
        await store.keep_step(tx, who, step, getattr(happened, by), on)
    await let_out(tx, who, here)


@hears(JourneyReopened)
async def wait_for_another_end(tx: Transaction, reopened: JourneyReopened, here: ServiceContext) -> None:
    """On JourneyReopened: forget the end of the first journey; the day of its next end will count."""
    who, on = reopened.participant_id, here.day_of(reopened.occurred_at)
    await store.meet(tx, who)
    if reopened.joining_id:
        return  # it had rested, and had not ended
    if await store.is_of_the_first(tx, who, reopened.journey_id, on):
        await store.goes_on(tx, who, on)


for _event in STEP_OF:
    hears(_event)(keep_a_step)


@hears(ActivityAttended)
async def keep_an_attendance(tx: Transaction, attended: ActivityAttended, here: ServiceContext) -> None:
    """On ActivityAttended: keep the visit, and release it if they consented."""
    await store.meet(tx, attended.participant_id)
    if not await store.is_of_the_first(tx, attended.participant_id, None, attended.session_on):
        return
    await store.keep_attendance(tx, attended)
    await let_out(tx, attended.participant_id, here)


@hears(AttendanceTakenBack)
async def drop_an_attendance(tx: Transaction, told: AttendanceTakenBack, here: ServiceContext) -> None:
    """On AttendanceTakenBack: the visit was noted by mistake; withdraw it if it was released."""
    await _drop(tx, told.participant_id, [told.attendance_id], here)


@hears(IntroductionTakenBack)
async def drop_an_introduction(tx: Transaction, told: IntroductionTakenBack, here: ServiceContext) -> None:
    """On IntroductionTakenBack: withdraw the step of being introduced, unless another introduction stands."""
    await _drop(tx, told.participant_id, [told.introduction_id], here)


@hears(PlaceTakenBack)
async def drop_a_place(tx: Transaction, told: PlaceTakenBack, here: ServiceContext) -> None:
    """On PlaceTakenBack: withdraw the step of having taken a place, unless another place stands."""
    await _drop(tx, told.participant_id, [told.place_id], here)


@hears(BroughtAlongTakenBack)
async def drop_what_a_file_had_brought(tx: Transaction, told: BroughtAlongTakenBack, here: ServiceContext) -> None:
    """On BroughtAlongTakenBack: withdraw whatever follows from what a transfer file had brought along."""
    await _drop(tx, told.participant_id, told.ids, here)


@hears(JourneyTakenBack)
async def drop_a_journey(tx: Transaction, told: JourneyTakenBack, here: ServiceContext) -> None:
    """On JourneyTakenBack: withdraw the step of having opened that journey."""
    await _drop(tx, told.participant_id, [told.journey_id], here)


@hears(AcceptanceTakenBack)
async def drop_an_acceptance(tx: Transaction, told: AcceptanceTakenBack, here: ServiceContext) -> None:
    """On AcceptanceTakenBack: withdraw the step of having been accepted, unless another acceptance stands."""
    await _drop(tx, told.participant_id, [told.acceptance_id], here)


async def _drop(tx: Transaction, participant_id: UUID, ids: Collection[UUID], here: ServiceContext) -> None:
    """It was a mistake: what follows from whatever has these ids is let out no more, or taken back."""
    await store.meet(tx, participant_id)
    await store.take_back(tx, participant_id, ids)
    await let_out(tx, participant_id, here)


@hears(MeasureTaken)
async def keep_a_measure(tx: Transaction, measure: MeasureTaken, here: ServiceContext) -> None:
    """On MeasureTaken: keep the score, and release it if they consented and its instrument may leave.

    One that was taken before they set out here came along from another Local, which has released it itself.
    """
    await store.meet(tx, measure.participant_id)
    opened_on = await store.opened_on(tx, measure.participant_id)
    if opened_on and measure.taken_on < opened_on:
        return
    if not await store.is_of_the_first(tx, measure.participant_id, measure.journey_id, measure.taken_on):
        return
    await store.keep_measure(tx, measure)
    await let_out(tx, measure.participant_id, here)


@hears(MeasureTakenBack)
async def drop_a_measure(tx: Transaction, told: MeasureTakenBack, here: ServiceContext) -> None:
    """On MeasureTakenBack: the answers were noted by mistake; withdraw their score if it was released."""
    await _drop(tx, told.participant_id, [told.measure_id], here)


@hears(ConsentGiven)
async def keep_a_yes(tx: Transaction, said: ConsentGiven, here: ServiceContext) -> None:
    """On ConsentGiven of the service or the evaluation: keep it for the day it was said, and release what it lets out.

    A yes on a later journey than the first is not kept.
    """
    if said.purpose == "messages":
        return
    who, on = said.participant_id, said.happened_on or here.day_of(said.occurred_at)
    await store.meet(tx, who)
    if await store.is_of_the_first(tx, who, said.journey_id, on):
        await store.keep_consent(tx, said, on)
        await let_out(tx, who, here)


@hears(ConsentWithdrawn)
async def keep_that_it_ended(tx: Transaction, said: ConsentWithdrawn, here: ServiceContext) -> None:
    """On ConsentWithdrawn of the service or the evaluation: take back all that is out where nothing lets it out now.

    It counts wherever it is said. One that had been noted by mistake is as if it had never been.
    """
    if said.purpose == "messages":
        return
    who, on = said.participant_id, here.day_of(said.occurred_at)
    await store.meet(tx, who)
    if said.reason:
        await store.take_back(tx, who, [said.consent_id])
    else:
        await store.keep_consent(tx, said, on)
    await let_out(tx, who, here, on)


@hears(ConsentRefused)
async def keep_a_no(tx: Transaction, said: ConsentRefused, here: ServiceContext) -> None:
    """On ConsentRefused of the evaluation: keep it; whatever an earlier yes had let out is taken back."""
    if said.purpose == "evaluation":
        who, on = said.participant_id, said.happened_on or here.day_of(said.occurred_at)
        await store.meet(tx, who)
        await store.keep_refusal(tx, said, on)
        await let_out(tx, who, here)


@hears(ConsentRefusalTakenBack)
async def drop_a_no(tx: Transaction, told: ConsentRefusalTakenBack, here: ServiceContext) -> None:
    """On ConsentRefusalTakenBack of the evaluation: that no was never said."""
    if told.purpose == "evaluation":
        await _drop(tx, told.participant_id, [told.refusal_id], here)


@hears(ConsentCorrected)
async def count_from_another_day(tx: Transaction, told: ConsentCorrected, here: ServiceContext) -> None:
    """On ConsentCorrected of the service or the evaluation: what is out counts from the day that is right.

    Raises `DependencyNotArrived` if that yes is not known here yet.
    """
    if told.purpose not in ("service", "evaluation"):
        return
    await store.meet(tx, told.participant_id)
    if await store.is_of_the_first(tx, told.participant_id, told.journey_id, told.happened_on):
        if not await store.correct_consent(tx, told):
            raise DependencyNotArrived("the yes whose day is put right is not known here")
        await let_out(tx, told.participant_id, here)


@hears(ParticipantErased)
async def take_back_what_is_out_and_forget_them(
    tx: Transaction, erased: ParticipantErased, here: ServiceContext
) -> None:
    """On ParticipantErased: withdraw what was released, then delete all that is kept about them.

    The evaluator hears no more than of a withdrawal.
    """
    await erasure.hold(tx, erased.participant_id)
    others = [one for one in await joinings.records_of(tx, erased.participant_id) if one != erased.participant_id]
    await take_back(tx, erased.participant_id, here.day_of(erased.occurred_at), here)
    who = DataSubject.of(erased.participant_id, (), here.settings)
    await erasure.forget(tx, who, KEEPS, here.now())
    await let_out_anew(tx, others, here.day_of(erased.occurred_at), here)


async def follow_one_path_or_two(
    tx: Transaction, told: ParticipantJoined | ParticipantParted, here: ServiceContext
) -> None:
    """On ParticipantJoined, let both records out under one pseudonym if both agreed; on ParticipantParted, each."""
    if not await joinings.note(tx, told):
        return
    pair = sorted((told.participant_id, told.with_id))
    for who in pair:
        await store.meet(tx, who)
    await let_out_anew(tx, pair, here.day_of(told.occurred_at), here)


hears(ParticipantJoined)(follow_one_path_or_two)
hears(ParticipantParted)(follow_one_path_or_two)
