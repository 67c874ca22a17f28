"""Intake notes calls and letters, puts them right, takes them back, and closes a referral only after enough tries."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from shared.events import ReferralContactCorrected, ReferralContactNoted, ReferralContactTakenBack, ReferralDeclined
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture
async def intake(doors: Doors) -> Client:
    return await doors.client("intake")


async def tried(client: Client, referral_id: UUID, **fields: Any) -> Any:
    """From the referral's page, with one tap, or with what the small page asks."""
    how = {"way": "call", "outcome": "no_answer"} | fields
    return await client.submit(f"/referral/{referral_id}/contacts", page=f"/referral/{referral_id}", **how)


async def seen(client: Client, referral_id: UUID, path: str = "") -> str:
    return unescape((await client.get(f"/referral/{referral_id}{path}")).text)


async def test_rang_no_answer_is_one_tap_and_stands_on_the_page(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors)
    assert "Nobody has tried to reach Dimitra Papadopoulou yet." in await seen(intake, referral_id)
    assert (await tried(intake, referral_id)).status_code == 303
    page = await seen(intake, referral_id)
    assert "Rang, no answer." in page
    [told] = [event for event in await doors.told() if isinstance(event, ReferralContactNoted)]
    assert (told.outcome, told.referral_id, told.noted_by) == ("no_answer", referral_id, None)


async def test_a_tap_sent_twice_is_one_try(doors: Doors, intake: Client) -> None:
    referral_id, tap = await somebody_asks(doors), uuid4()
    for _ in range(2):
        await tried(intake, referral_id, command_id=tap)
    assert len([event for event in await doors.told() if isinstance(event, ReferralContactNoted)]) == 1


async def test_a_message_left_where_it_is_not_known_to_be_safe_says_so(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors, safe_to_contact="unknown")
    await tried(intake, referral_id, outcome="left_message")
    assert "not known to be safe to leave a message" in await seen(intake, referral_id)


async def test_where_it_is_not_safe_no_button_offers_to_leave_a_message(doors: Doors, intake: Client) -> None:
    safe, unsafe = await somebody_asks(doors, safe_to_contact="safe"), await somebody_asks(
        doors, safe_to_contact="not_safe", phone="0412 000 009"
    )  # fmt: skip
    assert "Left a message" in await seen(intake, safe)
    assert "Left a message" not in await seen(intake, unsafe)


async def test_another_time_is_noted_with_its_day_its_minutes_and_when_to_ring_again(
    doors: Doors, intake: Client
) -> None:
    referral_id = await somebody_asks(doors)
    doors.clock.move(NOON + timedelta(days=1))
    noted = {"outcome": "ring_again", "on": "2/3/2026", "at": "2.30 pm", "minutes": "3", "again_at": "6/3/2026 10 am"}
    assert (await tried(intake, referral_id, words="After the shops", **noted)).status_code == 303
    page = await seen(intake, referral_id)
    assert "Rang, they asked us to ring again, 3 minutes." in page
    assert "“After the shops”" in page
    assert "Friday 6\N{NO-BREAK SPACE}March, 10\N{NO-BREAK SPACE}am" in page


async def test_what_does_not_go_together_comes_back_with_what_was_typed(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors)
    answer = await tried(intake, referral_id, way="letter", outcome="no_answer", words="By hand")
    assert answer.status_code == 422
    assert "That does not go with “Sent a letter”." in unescape(answer.text)
    assert "By hand" in answer.text


async def test_a_try_is_put_right_and_what_stood_before_stays(doors: Doors, intake: Client) -> None:
    referral_id, one = await somebody_asks(doors), uuid4()
    await tried(intake, referral_id, command_id=one, words="Their neighbour?")
    at = f"/referral/{referral_id}/contacts/{one}"
    right = {"outcome": "talked", "minutes": "12", "way": "call", "words": ""}
    assert (await intake.submit(f"{at}/put-right", page=at, **right)).status_code == 303
    assert "Talked on the phone, 12 minutes." in await seen(intake, referral_id)
    history = await seen(intake, referral_id, f"/contacts/{one}")
    assert "Rang, no answer" in history
    assert "“Their neighbour?”" in history
    [told] = [event for event in await doors.told() if isinstance(event, ReferralContactCorrected)]
    assert (told.outcome, told.contact_id) == ("talked", one)


async def test_of_two_tabs_that_put_it_right_the_second_is_refused_and_keeps_its_words(
    doors: Doors, intake: Client
) -> None:
    referral_id, one = await somebody_asks(doors), uuid4()
    await tried(intake, referral_id, command_id=one)
    at = f"/referral/{referral_id}/contacts/{one}"
    right = {"way": "call", "outcome": "talked", "corrections": "0"}
    await intake.submit(f"{at}/put-right", page=at, **right)
    second = await intake.submit(f"{at}/put-right", page=at, **right, words="mine")
    assert second.status_code == 409
    assert "mine" in second.text


async def test_a_try_noted_by_mistake_does_not_count_any_more(doors: Doors, intake: Client) -> None:
    referral_id, one = await somebody_asks(doors), uuid4()
    await tried(intake, referral_id, command_id=one)
    assert "Undo" in await seen(intake, referral_id)
    at = f"/referral/{referral_id}/contacts/{one}"
    await intake.submit(f"{at}/take-back", page=at, reason="wrong_person")
    assert "Rang, no answer." not in await seen(intake, referral_id)
    again = await intake.submit(f"{at}/take-back", page=f"/referral/{referral_id}", reason="twice")
    assert again.status_code == 409
    [told] = [event for event in await doors.told() if isinstance(event, ReferralContactTakenBack)]
    assert told.reason == "wrong_person"


async def test_after_one_try_nobody_could_not_be_reached_unless_somebody_says_why(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors)
    await tried(intake, referral_id)
    refused = await decide(intake, referral_id, "decline", reason="could_not_be_reached")
    assert refused.status_code == 422
    assert "One try is noted, the first one today." in unescape(refused.text)
    closed = await decide(intake, referral_id, "decline", reason="could_not_be_reached", note="They moved overseas")
    assert closed.status_code == 303


async def test_after_three_tries_over_two_weeks_it_needs_no_reason(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors)
    for day in (0, 7, 14):
        doors.clock.move(NOON + timedelta(days=day))
        await tried(intake, referral_id)
    assert (await decide(intake, referral_id, "decline", reason="could_not_be_reached")).status_code == 303
    assert any(isinstance(event, ReferralDeclined) for event in await doors.told())
    await tried(intake, referral_id, outcome="talked")
    assert "Talked on the phone." in await seen(intake, referral_id)


async def test_nobody_else_notes_or_sees_what_intake_tried(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    for role in ("link_worker", "clinician"):
        client = await doors.client(role)
        assert (await client.get(f"/referral/{referral_id}/contacts")).status_code == 403
