"""What the service does when it hears of a journey, an agreement, a card."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from services.community import store
from services.community.domain.places import Participant
from shared.events import (
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    JourneyHandedOver,
    JourneyReopened,
    JourneyTakenBack,
    WhatMattersRecorded,
)
from shared.kernel.refusal import NotFound
from shared.messaging.handlers import DependencyNotArrived
from tests.doors import NOON, Doors

from .people import MALIA, THUY, card, closed, opened


async def known(doors: Doors, who: UUID, only_of: UUID | None = None) -> Participant:
    async with doors.here.db.transaction() as tx:
        return await store.participant(tx, who, only_of)


def consent(kind: type[Any], who: UUID, purpose: str = "service") -> Any:
    more = {"method": "verbal", "wording": "service-2026-01"} if kind is ConsentGiven else {}
    return kind(
        participant_id=who,
        journey_id=uuid5(who, "journey"),
        consent_id=uuid4(),
        purpose=purpose,
        occurred_at=NOON,
        **more,
    )


async def test_a_person_is_known_once_their_journey_opens(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(opened(who))
    assert await known(doors, who, THUY) == Participant(who, None, THUY, uuid5(who, "journey"))
    with pytest.raises(NotFound):
        await known(doors, who, MALIA)


async def test_a_second_delivery_changes_nothing(doors: Doors) -> None:
    who, event_id = uuid4(), uuid4()
    await doors.hear(opened(who), event_id=event_id)
    await doors.hear(closed(who))
    await doors.hear(opened(who), event_id=event_id)
    assert (await known(doors, who)).is_closed


async def test_a_journey_that_closes_leaves_the_person_known_and_closed(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(opened(who))
    await doors.hear(closed(who))
    assert (await known(doors, who)).is_closed


async def test_the_log_says_which_turn_of_a_journey_is_the_last_and_no_clock(doors: Doors) -> None:
    """A teller whose clock was a day ahead, until it was put right; and then facts that were parked and come late."""
    who = uuid4()
    ids: dict[str, Any] = {"participant_id": who, "journey_id": uuid5(who, "journey"), "occurred_at": NOON}
    ahead = {"occurred_at": NOON + timedelta(days=1)}
    over = JourneyHandedOver(**ids, handover_id=uuid4(), link_worker_id=MALIA, earlier_link_worker_id=THUY)
    await doors.hear(opened(who).model_copy(update=ahead), lies_at=10)
    await doors.hear(closed(who).model_copy(update=ahead), lies_at=20)
    await doors.hear(JourneyReopened(**ids, reopening_id=uuid4(), reason="other"), lies_at=30)
    await doors.hear(over, lies_at=40)
    await doors.hear(closed(who).model_copy(update=ahead), lies_at=25)
    await doors.hear(over.model_copy(update={"link_worker_id": THUY, **ahead}), lies_at=35)
    found = await known(doors, who, MALIA)
    assert (found.is_closed, found.link_worker_id) == (False, MALIA)


async def test_a_journey_may_open_again_with_another_link_worker(doors: Doors) -> None:
    who = uuid4()
    anew = opened(who, MALIA, NOON).model_copy(update={"journey_id": uuid5(who, "later"), "episode": 2})
    for lies_at, event in ((1, opened(who)), (2, closed(who)), (3, anew), (1, opened(who))):
        await doors.hear(event, lies_at=lies_at)
    assert await known(doors, who, MALIA) == Participant(who, None, MALIA, anew.journey_id)


async def test_a_journey_that_goes_on_is_open_again(doors: Doors) -> None:
    who = uuid4()
    again = JourneyReopened(
        participant_id=who,
        journey_id=uuid5(who, "journey"),
        reopening_id=uuid4(),
        reason="asked_to_return",
        occurred_at=NOON,
    )
    with pytest.raises(DependencyNotArrived):
        await doors.hear(again)
    for event in (opened(who), closed(who), again):
        await doors.hear(event)
    assert not (await known(doors, who)).is_closed


async def test_whoever_takes_a_person_over_sees_them_here_and_the_earlier_one_does_not(doors: Doors) -> None:
    who = uuid4()
    over = JourneyHandedOver(
        participant_id=who,
        journey_id=uuid5(who, "journey"),
        handover_id=uuid4(),
        link_worker_id=MALIA,
        earlier_link_worker_id=THUY,
        occurred_at=NOON,
    )
    with pytest.raises(DependencyNotArrived):
        await doors.hear(over)
    await doors.hear(opened(who))
    await doors.hear(over)
    assert (await known(doors, who, MALIA)).link_worker_id == MALIA
    with pytest.raises(NotFound):
        await known(doors, who, THUY)


async def test_what_is_said_about_an_earlier_journey_changes_nothing_for_the_one_they_are_on(doors: Doors) -> None:
    who = uuid4()
    anew = opened(who).model_copy(
        update={"journey_id": uuid4(), "episode": 2, "earlier_journey_id": uuid5(who, "journey")}
    )
    for event in (opened(who), closed(who), anew, consent(ConsentWithdrawn, who)):
        await doors.hear(event)
    found = await known(doors, who)
    assert (found.is_closed, found.has_stopped, found.journey_id) == (False, False, anew.journey_id)


async def test_the_end_of_a_journey_that_never_began_here_is_not_lost(doors: Doors) -> None:
    with pytest.raises(DependencyNotArrived):
        await doors.hear(closed(uuid4()))


async def test_only_the_name_and_what_they_are_called_is_kept_of_a_card(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(card(who, "Dimitra Papadopoulos", preferred_name="Demi", address="1 High St"))
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT * FROM card")
    assert row is not None
    assert dict(row) == {
        "participant_id": who,
        "called": "Demi",
        "name": "Dimitra Papadopoulos",
        "greeted": "Demi",
        "updated_at": NOON,
        "lies": 1,
    }


async def test_a_newer_card_replaces_an_older_one_and_never_the_other_way(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(opened(who))
    await doors.hear(card(who, "Dimitra P", at=NOON + timedelta(days=1)), lies_at=6)
    await doors.hear(card(who, "Old Name"), lies_at=5)
    assert (await known(doors, who)).called == "Dimitra P"
    await doors.hear(card(who, "Demi P", at=NOON - timedelta(days=1)), lies_at=7)
    assert (await known(doors, who)).called == "Demi P"


async def test_a_card_on_a_log_that_was_made_anew_is_newer_than_all_on_the_old_one(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(opened(who), lies_at=4999)
    await doors.hear(card(who, "Dimitra P"), lies_at=5000)
    doors.log_made_anew()
    await doors.hear(card(who, "Demi P"), lies_at=8)
    await doors.hear(card(who, "Old Name"), lies_at=7)
    assert (await known(doors, who)).called == "Demi P"


async def test_a_card_may_come_before_the_journey(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(card(who))
    await doors.hear(opened(who))
    assert (await known(doors, who)).called == "Dimitra Papadopoulos"


async def test_withdrawing_the_agreement_to_the_service_stops_new_plans_until_it_is_given_again(doors: Doors) -> None:
    who = uuid4()
    await doors.hear(opened(who))
    await doors.hear(consent(ConsentWithdrawn, who, "evaluation"))
    assert not (await known(doors, who)).has_stopped
    await doors.hear(consent(ConsentWithdrawn, who))
    assert (await known(doors, who)).has_stopped
    await doors.hear(consent(ConsentGiven, who))
    assert not (await known(doors, who)).has_stopped


async def test_a_no_to_the_service_counts_like_a_yes_taken_back_until_it_was_a_mistake(doors: Doors) -> None:
    who = uuid4()
    ids = {"participant_id": who, "journey_id": uuid5(who, "journey"), "refusal_id": uuid4(), "occurred_at": NOON}
    await doors.hear(opened(who))
    await doors.hear(ConsentRefused(**ids, purpose="evaluation", method="verbal", wording="evaluation-2026-01"))
    assert not (await known(doors, who)).has_stopped
    await doors.hear(ConsentRefused(**ids, purpose="service", method="verbal", wording="service-2026-01"))
    assert (await known(doors, who)).has_stopped
    await doors.hear(ConsentRefusalTakenBack(**ids, purpose="service", reason="did_not_happen"))
    assert not (await known(doors, who)).has_stopped


@pytest.mark.parametrize(("later", "parked"), [(ConsentWithdrawn, ConsentGiven), (ConsentGiven, ConsentWithdrawn)])
async def test_a_word_on_the_service_that_was_parked_does_not_undo_a_later_one(
    doors: Doors, later: type[Any], parked: type[Any]
) -> None:
    who = uuid4()
    await doors.hear(opened(who), lies_at=10)
    await doors.hear(consent(later, who), lies_at=50)
    await doors.hear(consent(parked, who), lies_at=40)
    assert (await known(doors, who)).has_stopped is (later is ConsentWithdrawn)
    await doors.hear(consent(parked, who), lies_at=60)
    assert (await known(doors, who)).has_stopped is (parked is ConsentWithdrawn)


async def test_who_sets_out_anew_has_not_withdrawn_and_what_they_say_then_counts(doors: Doors) -> None:
    who = uuid4()
    anew = opened(who).model_copy(update={"journey_id": uuid4(), "episode": 2})
    await doors.hear(opened(who), lies_at=10)
    await doors.hear(consent(ConsentWithdrawn, who), lies_at=50)
    await doors.hear(anew, lies_at=51)
    assert not (await known(doors, who)).has_stopped
    said = consent(ConsentWithdrawn, who).model_copy(update={"journey_id": anew.journey_id})
    await doors.hear(said, lies_at=52)
    assert (await known(doors, who)).has_stopped


async def test_what_means_nothing_here_passes(doors: Doors) -> None:
    who = uuid4()
    told = WhatMattersRecorded(
        participant_id=who, journey_id=uuid5(who, "journey"), matters_id=uuid4(), occurred_at=NOON
    )
    assert await doors.hear(told) is False
    assert await doors.hear(opened(who), ce_type="au.localconnections.JourneySung.v1") is False


async def test_a_journey_that_had_opened_by_mistake_is_forgotten_but_not_the_one_after_it(doors: Doors) -> None:
    who = uuid4()
    gone = JourneyTakenBack(
        participant_id=who, journey_id=uuid5(who, "journey"), referral_id=uuid5(who, "referral"),
        taking_back_id=uuid4(), occurred_at=NOON,
    )  # fmt: skip
    with pytest.raises(DependencyNotArrived):
        await doors.hear(gone, lies_at=11)
    await doors.hear(opened(who), lies_at=10)
    await doors.hear(gone, lies_at=11)
    with pytest.raises(NotFound):
        await known(doors, who)
    anew = opened(who, MALIA).model_copy(update={"journey_id": uuid5(who, "journey-2")})
    await doors.hear(anew, lies_at=12)
    await doors.hear(gone, lies_at=11)
    assert (await known(doors, who, MALIA)).journey_id == anew.journey_id
