"""Kafka's door: keep what is heard, then let out what may be let out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.bus import Hearing
from shared.database import Transaction
from shared.events import (
    ActivityAttended,
    ConsentGiven,
    ConsentWithdrawn,
    GoalSet,
    Introduced,
    JourneyClosed,
    JourneyOpened,
    MeasureTaken,
    PlaceTaken,
    ReferralAccepted,
    ReferralReceived,
    WhatMattersRecorded,
)
from shared.events.evaluation import Step
from shared.service import Here

from . import store
from .commands import let_out

Stepping = ReferralAccepted | JourneyOpened | WhatMattersRecorded | GoalSet | PlaceTaken | Introduced | JourneyClosed

hears = Hearing("evaluation")

STEP_OF: dict[type[Stepping], Step] = {
    ReferralAccepted: "accepted",
    JourneyOpened: "opened",
    WhatMattersRecorded: "what_matters",
    GoalSet: "goal_set",
    PlaceTaken: "place_taken",
    Introduced: "introduced",
    JourneyClosed: "closed",
}


@hears(ReferralReceived)
async def keep_where_somebody_came_from(tx: Transaction, referral: ReferralReceived, here: Here) -> None:
    await store.meet(tx, referral.participant_id)
    await store.keep_referral(tx, referral)
    await store.keep_step(tx, referral.participant_id, "referred", _on(referral.occurred_at, here))
    await let_out(tx, referral.participant_id, here)


async def keep_a_step(tx: Transaction, happened: Stepping, here: Here) -> None:
    await store.meet(tx, happened.participant_id)
    await store.keep_step(tx, happened.participant_id, STEP_OF[type(happened)], _on(happened.occurred_at, here))
    await let_out(tx, happened.participant_id, here)


for _event in STEP_OF:
    hears(_event)(keep_a_step)


@hears(ActivityAttended)
async def keep_an_attendance(tx: Transaction, attended: ActivityAttended, here: Here) -> None:
    await store.meet(tx, attended.participant_id)
    await store.keep_attendance(tx, attended.participant_id, attended.attendance_id, attended.session_on)
    await store.keep_step(tx, attended.participant_id, "attended", attended.session_on)
    await let_out(tx, attended.participant_id, here)


@hears(MeasureTaken)
async def keep_a_measure(tx: Transaction, measure: MeasureTaken, here: Here) -> None:
    await store.meet(tx, measure.participant_id)
    await store.keep_measure(tx, measure)
    await let_out(tx, measure.participant_id, here)


async def keep_a_word_of_consent(tx: Transaction, said: ConsentGiven | ConsentWithdrawn, here: Here) -> None:
    if said.purpose == "messages":
        return
    await store.meet(tx, said.participant_id)
    await store.keep_consent(tx, said, _on(said.occurred_at, here))
    await let_out(tx, said.participant_id, here)


hears(ConsentGiven)(keep_a_word_of_consent)
hears(ConsentWithdrawn)(keep_a_word_of_consent)


def _on(at: datetime, here: Here) -> date:
    """The day it was, where the Local is."""
    return at.astimezone(ZoneInfo(here.settings.timezone)).date()
