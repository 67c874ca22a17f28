"""Who waits: why, until when, who told them; a list in the order of what needs a word; changed, and kept as it was."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from services.referral.app import service
from shared.events import ReferralContactNoted, ReferralWaitlisted, WaitingChanged
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture
async def intake(doors: Doors) -> Client:
    return await doors.client("intake")


async def seen(client: Client, path: str) -> str:
    return unescape((await client.get(path)).text)


async def waits(doors: Doors, client: Client, name: str, phone: str, **more: Any) -> UUID:
    referral_id = await somebody_asks(doors, name=name, phone=phone)
    answer = await decide(client, referral_id, "waitlist", **{"reason": "no_capacity"} | more)
    assert answer.status_code == 303, answer.text
    return referral_id


async def test_who_told_them_and_when_to_ask_again_are_kept_with_the_reason(doors: Doors, intake: Client) -> None:
    asked = {"reason": "asked_to_wait", "ask_again_on": "1/6/2026", "told": "call"}
    referral_id = await waits(doors, intake, "Anna", "0412 000 001", **asked)
    page = await seen(intake, f"/referral/{referral_id}")
    assert "Asked to wait until Monday 1\N{NO-BREAK SPACE}June" in page
    assert "Last told" in page
    assert "Talked on the phone." in page
    told = await doors.told()
    [waitlisted] = [event for event in told if isinstance(event, ReferralWaitlisted)]
    assert str(waitlisted.ask_again_on) == "2026-06-01"
    assert [event.outcome for event in told if isinstance(event, ReferralContactNoted)] == ["talked"]


async def test_a_day_to_ask_again_that_is_past_is_refused_beside_its_field(doors: Doors, intake: Client) -> None:
    referral_id = await somebody_asks(doors)
    answer = await decide(intake, referral_id, "waitlist", reason="asked_to_wait", ask_again_on="1/3/2026")
    assert answer.status_code == 422
    assert 'id="wait-ask-again-on-why"' in answer.text
    assert [event for event in await doors.told() if isinstance(event, ReferralWaitlisted)] == []


async def test_whoever_asked_to_wait_is_not_late_after_135_days_and_stands_below_who_waits_for_room(
    doors: Doors, intake: Client
) -> None:
    await waits(doors, intake, "Asked Early", "0412 000 001", reason="asked_to_wait", ask_again_on="1/9/2026")
    doors.clock.move(NOON + timedelta(days=40))
    await waits(doors, intake, "For Room", "0412 000 002")
    doors.clock.move(NOON + timedelta(days=135))
    page = await seen(intake, "/referral/waitlist")
    assert page.index("For Room") < page.index("Asked Early")
    assert page.count("longer than it should be") == 1
    assert "Asked to wait until Tuesday 1\N{NO-BREAK SPACE}September" in page
    assert "They asked to wait: 1" in page


async def test_the_day_to_ask_again_is_changed_and_what_stood_before_stays(doors: Doors, intake: Client) -> None:
    referral_id = await waits(doors, intake, "Anna", "0412 000 001")
    at = f"/referral/{referral_id}/waiting"
    assert (await intake.submit(at, page=at, reason="asked_to_wait", ask_again_on="4/5/2026")).status_code == 303
    assert "Asked to wait until Monday 4\N{NO-BREAK SPACE}May" in await seen(intake, f"/referral/{referral_id}")
    assert "No link worker has room just now." in await seen(intake, at)
    old = await intake.submit(at, page=at, reason="no_capacity", waiting_changes="0")
    assert old.status_code == 409
    [told] = [event for event in await doors.told() if isinstance(event, WaitingChanged)]
    assert told.reason == "asked_to_wait"


async def test_a_talk_answers_whoever_asked_and_a_try_does_not(doors: Doors, intake: Client) -> None:
    tried, talked = [
        await somebody_asks(doors, name=name, phone=f"0412 000 00{number}")
        for number, name in enumerate(("Only Tried", "Talked With"))
    ]
    at = "/referral/{}/contacts"
    await intake.submit(at.format(tried), page=f"/referral/{tried}", way="call", outcome="no_answer")
    await intake.submit(at.format(talked), page=f"/referral/{talked}", way="call", outcome="talked")
    doors.clock.move(NOON + timedelta(days=4))  # Friday; promised by Thursday
    page = await seen(intake, "/referral")
    assert page.count("longer than it should be") == 1
    assert "Tried once" in page.partition("Only Tried")[2].partition("</li>")[0]
    assert ">Talked<" in page.partition("Talked With")[2].partition("</li>")[0]


async def test_a_download_says_tries_and_the_day_to_ask_again(doors: Doors, intake: Client) -> None:
    referral_id = await waits(doors, intake, "Anna", "0412 000 001", reason="asked_to_wait", ask_again_on="1/6/2026")
    await intake.submit(
        f"/referral/{referral_id}/contacts", page=f"/referral/{referral_id}", way="call", outcome="no_answer"
    )
    head, row = (await intake.get("/referral/referrals.csv")).text.splitlines()[:2]
    line = dict(zip(head.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}").split(","), row.split(","), strict=True))
    assert (line["ask_again_on"], line["tries"], line["waiting_because"]) == ("2026-06-01", "1", "asked_to_wait")
