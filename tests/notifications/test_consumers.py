"""What the service keeps of what it hears: once, in any order, and never more generous than the newest word."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.store import contacts
from shared.events import (
    JourneyHandedOver,
    JourneyPaused,
    JourneyReopened,
    JourneyTakenBack,
    MomentOfConnection,
    PauseTakenBack,
)
from tests.doors import NOON, Doors
from tests.notifications.people import Somebody, states


async def contact(doors: Doors) -> dict[str, Any]:
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT * FROM contact")
    assert row is not None
    return dict(row)


async def test_the_card_says_how_to_reach_them(doors: Doors) -> None:
    await doors.hear(Somebody().card(preferred_name="Dimi", hours_from=9, hours_until=12))
    kept = await contact(doors)
    assert (kept["called"], kept["phone"], kept["safe"]) == ("Dimi", "+61491570006", "safe")
    assert (kept["hours_from"], kept["hours_until"]) == (9, 12)


async def test_the_same_event_twice_counts_once(doors: Doors) -> None:
    dimitra, event_id = Somebody(), uuid4()
    agreed, withdrew = dimitra.agreed(), dimitra.withdrew()
    await doors.hear(agreed, event_id)
    await doors.hear(withdrew)
    await doors.hear(agreed, event_id)
    assert (await contact(doors))["agreed"] is False


async def test_an_event_that_means_nothing_here_passes(doors: Doors) -> None:
    dimitra = Somebody()
    moment = MomentOfConnection(
        participant_id=dimitra.id, journey_id=dimitra.journey_id, moment_id=uuid4(), kind="laughed", occurred_at=NOON
    )
    assert await doors.hear(moment) is False


async def test_consent_to_something_else_is_not_consent_to_messages(doors: Doors) -> None:
    dimitra = Somebody()
    await doors.hear(dimitra.card())
    await doors.hear(dimitra.agreed("service"))
    await doors.hear(dimitra.agreed("evaluation"))
    assert (await contact(doors))["agreed"] is False


async def test_an_older_card_that_comes_late_changes_nothing(doors: Doors) -> None:
    dimitra = Somebody()
    older, newer = dimitra.card(phone="+61491570156"), dimitra.card()
    await doors.hear(newer, lies_at=6)
    await doors.hear(older, lies_at=5)
    assert (await contact(doors))["phone"] == "+61491570006"


async def test_an_older_card_that_comes_late_can_still_say_that_it_is_not_safe(doors: Doors) -> None:
    dimitra = Somebody()
    older, newer = dimitra.card(safe_to_contact="not_safe"), dimitra.card()
    await doors.hear(newer, lies_at=6)
    await doors.hear(older, lies_at=5)
    assert (await contact(doors))["safe"] == "not_safe"
    await doors.hear(dimitra.card(), lies_at=7)
    assert (await contact(doors))["safe"] == "safe"


LONG_AGO = {"occurred_at": NOON - timedelta(days=1)}
"""As a teller says whose clock was a day ahead and has been put right."""


async def test_the_newest_card_counts_whatever_its_tellers_clock_says(doors: Doors) -> None:
    dimitra = Somebody()
    await doors.hear(dimitra.card(phone="+61491570156"))
    await doors.hear(dimitra.card().model_copy(update=LONG_AGO))
    assert (await contact(doors))["phone"] == "+61491570006"


async def test_the_newest_word_on_messages_counts_whatever_its_tellers_clock_says(doors: Doors) -> None:
    dimitra = Somebody()
    for told in (dimitra.agreed(), dimitra.withdrew()):
        await doors.hear(told)
    await doors.hear(dimitra.agreed().model_copy(update=LONG_AGO))
    assert (await contact(doors))["agreed"] is True
    await doors.hear(dimitra.withdrew().model_copy(update=LONG_AGO))
    assert (await contact(doors))["agreed"] is False


async def test_where_a_journey_stands_is_its_newest_turn_whatever_its_tellers_clock_says(doors: Doors) -> None:
    dimitra = Somebody()
    await doors.hear(dimitra.closed())
    await doors.hear(dimitra.opened().model_copy(update=LONG_AGO))
    assert (await contact(doors))["journey_open"] is True


async def test_a_withdrawal_counts_whenever_it_comes_and_an_older_consent_does_not_undo_it(doors: Doors) -> None:
    dimitra = Somebody()
    older, withdrew = dimitra.agreed(), dimitra.withdrew()
    await doors.hear(withdrew, lies_at=6)
    await doors.hear(older, lies_at=5)
    assert (await contact(doors))["agreed"] is False
    await doors.hear(dimitra.agreed(), lies_at=7)
    assert (await contact(doors))["agreed"] is True


async def test_a_yes_to_the_service_that_was_parked_does_not_undo_a_later_no(doors: Doors) -> None:
    dimitra = Somebody()
    await doors.hear(dimitra.withdrew("service"), lies_at=6)
    await doors.hear(dimitra.agreed("service"), lies_at=5)
    assert (await contact(doors))["left_service"] is True
    await doors.hear(dimitra.agreed("service"), lies_at=7)
    assert (await contact(doors))["left_service"] is False


async def test_no_message_leaves_after_a_parked_yes_to_the_service(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await doors.hear(dimitra.withdrew("service"), lies_at=60)
    await doors.hear(dimitra.agreed("service"), lies_at=50)
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]


async def test_a_closed_journey_stays_closed_when_its_opening_comes_late(doors: Doors) -> None:
    dimitra = Somebody()
    opened, closed = dimitra.opened(), dimitra.closed()
    await doors.hear(closed, lies_at=6)
    await doors.hear(opened, lies_at=5)
    assert (await contact(doors))["journey_open"] is False


async def test_whatever_comes_first_a_due_check_in_waits(doors: Doors) -> None:
    dimitra = Somebody()
    await doors.hear(dimitra.due())
    assert await doors.tick() == 0
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed()):
        await doors.hear(told)
    assert await doors.tick() == 1
    assert await states(doors) == [("sent", None)]


async def test_a_journey_that_goes_on_lets_messages_leave_again_but_not_one_that_ended_later(doors: Doors) -> None:
    dimitra = Somebody()
    opened, closed = dimitra.opened(), dimitra.closed()
    again = JourneyReopened(
        participant_id=dimitra.id,
        journey_id=dimitra.journey_id,
        reopening_id=uuid4(),
        reason="asked_to_return",
        occurred_at=closed.occurred_at + timedelta(days=1),
    )
    for told in (opened, closed, again):
        await doors.hear(told)
    assert (await contact(doors))["journey_open"] is True
    await doors.hear(closed, lies_at=9)
    await doors.hear(again, lies_at=8)
    assert (await contact(doors))["journey_open"] is False


async def test_whoever_takes_a_person_over_has_their_messages(doors: Doors) -> None:
    dimitra, malia = Somebody(), uuid4()
    opened = dimitra.opened()
    await doors.hear(opened)
    over = JourneyHandedOver(
        participant_id=dimitra.id,
        journey_id=dimitra.journey_id,
        handover_id=uuid4(),
        link_worker_id=malia,
        earlier_link_worker_id=opened.link_worker_id,
        occurred_at=NOON,
    )
    await doors.hear(over)
    assert (await contact(doors))["link_worker_id"] == malia


async def test_a_handover_that_was_parked_does_not_undo_a_later_one(doors: Doors) -> None:
    dimitra, malia = Somebody(), uuid4()
    over = JourneyHandedOver(
        participant_id=dimitra.id,
        journey_id=dimitra.journey_id,
        handover_id=uuid4(),
        link_worker_id=malia,
        earlier_link_worker_id=dimitra.link_worker_id,
        occurred_at=NOON,
    )
    await doors.hear(dimitra.opened(), lies_at=1)
    await doors.hear(over, lies_at=9)
    await doors.hear(over.model_copy(update={"link_worker_id": uuid4()}), lies_at=8)
    assert (await contact(doors))["link_worker_id"] == malia


async def test_days_of_a_pause_that_were_parked_do_not_undo_later_ones(doors: Doors) -> None:
    dimitra = Somebody()
    later = JourneyPaused(
        participant_id=dimitra.id,
        journey_id=dimitra.journey_id,
        pause_id=uuid4(),
        from_on=date(2026, 3, 2),
        until_on=date(2026, 3, 20),
        reason="hospital",
        occurred_at=NOON,
    )
    await doors.hear(later, lies_at=9)
    await doors.hear(later.model_copy(update={"until_on": date(2026, 3, 3)}), lies_at=8)
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT until_on FROM pause") == date(2026, 3, 20)


@pytest.mark.parametrize("parked", [False, True], ids=["heard in order", "parked and handled later"])
async def test_a_pause_that_was_a_mistake_covers_no_day(doors: Doors, parked: bool) -> None:
    dimitra, pause = Somebody(), uuid4()
    paused = dimitra.paused(pause, date(2026, 3, 2), None)
    back = PauseTakenBack(
        participant_id=dimitra.id, journey_id=dimitra.journey_id, pause_id=pause, reason="twice", occurred_at=NOON
    )
    for event, lies in ((back, 9), (paused, 8)) if parked else ((paused, 8), (back, 9)):
        await doors.hear(event, lies_at=lies)
    async with doors.here.db.transaction() as tx:
        (quiet,) = (await contacts.pauses_of(tx, [dimitra.id])).get(dimitra.id, ())
    days = [date(2026, 2, 27) + timedelta(days=day) for day in range(90)]
    assert not [day for day in days if quiet.holds(day)]


async def test_who_sets_out_anew_is_written_to_only_after_they_agreed_anew(doors: Doors) -> None:
    dimitra = Somebody()
    for told in (dimitra.opened(), dimitra.agreed(), dimitra.closed()):
        await doors.hear(told)
    anew = dimitra.opened().model_copy(update={"journey_id": uuid4(), "episode": 2})
    await doors.hear(anew)
    kept = await contact(doors)
    assert (kept["journey_open"], kept["journey_id"], kept["agreed"]) == (True, anew.journey_id, False)
    await doors.hear(dimitra.agreed().model_copy(update={"journey_id": anew.journey_id}))
    assert (await contact(doors))["agreed"] is True


async def test_nobody_is_written_to_on_a_journey_that_had_opened_by_mistake_and_its_opening_opens_it_no_more(
    doors: Doors,
) -> None:
    dimitra = Somebody()
    gone = JourneyTakenBack(
        participant_id=dimitra.id, journey_id=dimitra.journey_id, referral_id=dimitra.referral_id,
        taking_back_id=uuid4(), occurred_at=NOON,
    )  # fmt: skip
    for told, lies in (
        (dimitra.card(), 1),
        (dimitra.agreed(), 2),
        (gone, 4),
        (dimitra.opened(), 3),
        (dimitra.due(), 5),
    ):
        await doors.hear(told, lies_at=lies)
    assert (await contact(doors))["link_worker_id"] is None
    assert await doors.tick() == 1
    assert await states(doors) == [("withheld", "journey_closed")]
    anew = dimitra.opened().model_copy(update={"journey_id": uuid4()})
    await doors.hear(anew, lies_at=6)
    await doors.hear(gone, lies_at=4)
    assert (await contact(doors))["journey_id"] == anew.journey_id


async def test_a_handover_that_is_heard_before_its_journey_opens_holds_once_that_has(doors: Doors) -> None:
    dimitra, malia = Somebody(), uuid4()
    over = JourneyHandedOver(
        participant_id=dimitra.id, journey_id=dimitra.journey_id, handover_id=uuid4(), link_worker_id=malia,
        earlier_link_worker_id=dimitra.link_worker_id, occurred_at=NOON,
    )  # fmt: skip
    await doors.hear(over, lies_at=4)
    assert (await contact(doors))["journey_open"] is None, "nothing leaves before it is known to be open"
    await doors.hear(dimitra.opened(), lies_at=3)
    kept = await contact(doors)
    assert (kept["link_worker_id"], kept["journey_open"]) == (malia, True)


async def test_a_handover_of_a_later_journey_holds_also_if_that_has_not_opened_here_and_one_of_an_earlier_does_not(
    doors: Doors,
) -> None:
    dimitra, malia, later = Somebody(), uuid4(), uuid4()
    over = JourneyHandedOver(
        participant_id=dimitra.id, journey_id=later, handover_id=uuid4(), link_worker_id=malia,
        earlier_link_worker_id=dimitra.link_worker_id, occurred_at=NOON,
    )  # fmt: skip
    await doors.hear(dimitra.opened(), lies_at=1)
    await doors.hear(over, lies_at=6)
    anew = dimitra.opened().model_copy(update={"journey_id": later, "episode": 2})
    await doors.hear(anew, lies_at=5)
    before = over.model_copy(update={"journey_id": dimitra.journey_id, "link_worker_id": uuid4()})
    await doors.hear(before, lies_at=2)
    kept = await contact(doors)
    assert (kept["journey_id"], kept["link_worker_id"], kept["journey_open"]) == (later, malia, True)
