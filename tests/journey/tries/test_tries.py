"""A link worker sees what intake tried, notes her own tries before the first talk, and no try counts as a contact."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.journey.core.rules.days import When
from services.journey.core.rules.journeys import Journey
from services.journey.tries import rules
from shared.events import (
    ContactTried,
    ContactTryTakenBack,
    JourneyTakenBack,
    ReferralContactCorrected,
    ReferralContactNoted,
    ReferralContactTakenBack,
)
from shared.events.referral import AcceptanceAskedBack
from shared.kernel.refusal import Refused
from tests.doors import Client, Doors
from tests.journey.people import AT, DIMI, JOURNEY, NOON, OPENED, REFERRAL, THUY, card

FIRST = UUID(int=70)
ASKED: dict[str, Any] = {"participant_id": DIMI, "referral_id": REFERRAL, "contact_id": FIRST, "way": "call"}
BEFORE = NOON - timedelta(days=2)
RANG = ReferralContactNoted(**ASKED, outcome="no_answer", happened_at=BEFORE, occurred_at=BEFORE)


async def seen(client: Client, path: str = "") -> str:
    return unescape((await client.get(f"{AT}{path}")).text)


async def tried(client: Client, **fields: Any) -> Any:
    how = {"way": "call", "outcome": "no_answer"} | fields
    return await client.submit(f"{AT}/tries", page=f"{AT}/tries", **how)


async def test_what_intake_tried_before_the_two_met_is_in_the_story(doors: Doors) -> None:
    await doors.hear(RANG)
    await doors.hear(card())
    await doors.hear(OPENED)
    page = await seen(await doors.client("link_worker", 0))
    assert "Before you two met: Rang, no answer" in page
    assert "Calls and tries" in page


async def test_what_intake_puts_right_or_takes_back_is_so_here_too(with_dimi: Doors, thuy: Client) -> None:
    await with_dimi.hear(RANG)
    right = ReferralContactCorrected(
        **ASKED, correction_id=uuid4(), outcome="left_message", happened_at=BEFORE, occurred_at=NOON
    )
    await with_dimi.hear(right)
    assert "Before you two met: Rang and left a message" in await seen(thuy)
    gone = ReferralContactTakenBack(
        participant_id=DIMI, referral_id=REFERRAL, contact_id=FIRST, reason="twice", occurred_at=NOON
    )
    await with_dimi.hear(gone)
    assert "Before you two met" not in await seen(thuy)


async def test_her_own_try_is_one_tap_and_counts_as_no_contact(with_dimi: Doors, thuy: Client) -> None:
    assert (await tried(thuy)).status_code == 303
    page = await seen(thuy)
    assert "Rang, no answer" in page
    assert "is waiting for a first contact" in page
    [told] = [event for event in await with_dimi.told() if isinstance(event, ContactTried)]
    assert (told.journey_id, told.outcome, told.noted_by) == (JOURNEY, "no_answer", None)


async def test_a_try_is_taken_back_once(with_dimi: Doors, thuy: Client) -> None:
    attempt = uuid4()
    await tried(thuy, command_id=attempt, note="Was it the right number?")
    back = f"{AT}/tries/{attempt}/take-back"
    assert (await thuy.submit(back, page=f"{AT}/tries")).status_code == 303
    page = await seen(thuy)
    assert "A try was noted by mistake, and taken back" in page
    assert "right number" not in page
    assert (await thuy.submit(back, page=f"{AT}/tries")).status_code == 409
    assert len([event for event in await with_dimi.told() if isinstance(event, ContactTryTakenBack)]) == 1


async def test_after_the_first_talk_the_page_offers_no_try_but_the_contact_page_does(
    with_dimi: Doors, thuy: Client
) -> None:
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    assert "Calls and tries" not in await seen(thuy)
    assert "You did not reach Dimi? Note the try" in await seen(thuy, "/check-in")


async def test_what_intake_tried_does_not_say_that_the_two_have_begun(with_dimi: Doors) -> None:
    await with_dimi.hear(RANG)
    asked = AcceptanceAskedBack(participant_id=DIMI, referral_id=REFERRAL, taking_back_id=uuid4(), occurred_at=NOON)
    await with_dimi.hear(asked)
    assert any(isinstance(event, JourneyTakenBack) for event in await with_dimi.told())


async def test_somebody_elses_link_worker_notes_no_try(with_dimi: Doors) -> None:
    malia = await with_dimi.client("link_worker", 1)
    assert (await malia.get(f"{AT}/tries")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("way", "outcome", "field"),
    [("call", "talked", "outcome"), ("came_by", "no_answer", "way"), ("letter", "no_answer", "outcome")],
)
def test_what_is_no_try_is_refused_beside_its_field(way: Any, outcome: Any, field: str) -> None:
    journey = Journey(JOURNEY, DIMI, THUY, NOON)
    with pytest.raises(Refused) as why:
        rules.attempt(journey, uuid4(), way, outcome, When(), None, THUY, NOON)
    assert why.value.field == field
