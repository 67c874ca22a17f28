"""Whoever referred somebody hears three things at most, and beyond the first only what the person agreed to."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral import store
from services.referral.app import service
from services.referral.domain.referrals import participant_of
from services.referral.recording import record
from shared.events import (
    CheckInHeld,
    ContactTakenBack,
    HearingBackDecided,
    JourneyClosed,
    JourneyOpened,
    NewsDue,
    NewsSettled,
    ReferrerContactGiven,
    ReferrerContactTakenAway,
)
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import ASKS, decide

DR_CHEN: dict[str, Any] = {
    "source": "gp",
    "referrer_name": "Dr Chen",
    "referrer_organisation": "Sunshine Clinic",
    "referrer_email": "practice@example.org",
    "wants_to_hear": "yes",
    "agreed": "yes",
}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def referred(doors: Doors, **more: Any) -> UUID:
    referral_id, client = uuid4(), await doors.client()
    answer = await client.submit("/refer", page="/refer", command_id=referral_id, **ASKS | DR_CHEN | more)
    assert answer.status_code == 303, answer.text
    return referral_id


async def says(client: Client, referral_id: UUID, agreed: str) -> Any:
    at = f"/referral/{referral_id}/news"
    return await client.submit(at, page=at, agreed=agreed)


def walk(referral_id: UUID) -> dict[str, UUID]:
    return {"participant_id": participant_of(referral_id), "journey_id": uuid4()}


async def talks(doors: Doors, referral_id: UUID) -> dict[str, UUID]:
    """They set out, and talk for the first time."""
    of = walk(referral_id)
    worker = doors.person("link_worker").id
    await doors.hear(JourneyOpened(**of, referral_id=referral_id, link_worker_id=worker, occurred_at=NOON))
    await doors.hear(CheckInHeld(**of, check_in_id=uuid4(), mode="visit", occurred_at=NOON))
    return of


async def steps(doors: Doors) -> list[str]:
    return [told.step for told in await doors.told() if isinstance(told, NewsDue)]


async def test_that_we_have_it_is_told_at_once_if_they_would_like_to_hear(doors: Doors) -> None:
    await referred(doors)
    given = next(told for told in await doors.told() if isinstance(told, ReferrerContactGiven))
    assert (given.stream, given.email) == ("referrer-contact", "practice@example.org")
    assert await steps(doors) == ["received"]


async def test_who_would_not_like_to_hear_is_told_nothing_and_their_address_goes_nowhere(doors: Doors) -> None:
    referral_id = await referred(doors, wants_to_hear="no")
    await says(await doors.client("intake"), referral_id, "yes")
    await talks(doors, referral_id)
    assert await steps(doors) == []
    assert not [told for told in await doors.told() if isinstance(told, ReferrerContactGiven)]


async def test_until_the_person_has_said_yes_nothing_more_is_told(doors: Doors) -> None:
    referral_id = await referred(doors)
    of = await talks(doors, referral_id)
    assert await steps(doors) == ["received"]
    await says(await doors.client("intake"), referral_id, "yes")
    assert await steps(doors) == ["received", "in_touch"]
    await doors.hear(CheckInHeld(**of, check_in_id=uuid4(), mode="call", occurred_at=NOON))
    closed = JourneyClosed(**of, reason="on_their_own_feet", planned=True, occurred_at=NOON)
    await doors.hear(closed)
    assert await steps(doors) == ["received", "in_touch", "ended"]


async def test_a_talk_that_was_noted_by_mistake_is_not_being_in_touch(doors: Doors) -> None:
    referral_id = await referred(doors)
    of, check_in_id = walk(referral_id), uuid4()
    await doors.hear(CheckInHeld(**of, check_in_id=check_in_id, mode="visit", occurred_at=NOON))
    await doors.hear(ContactTakenBack(**of, check_in_id=check_in_id, reason="wrong_person", occurred_at=NOON))
    await says(await doors.client("intake"), referral_id, "yes")
    assert await steps(doors) == ["received"]


async def test_a_no_stops_it_and_takes_the_address_away(doors: Doors) -> None:
    referral_id, intake = await referred(doors), await doors.client("intake")
    await says(intake, referral_id, "yes")
    await says(intake, referral_id, "no")
    await talks(doors, referral_id)
    assert await steps(doors) == ["received"]
    assert any(isinstance(told, ReferrerContactTakenAway) for told in await doors.told())
    await says(intake, referral_id, "yes")
    assert await steps(doors) == ["received", "in_touch"]


async def test_a_referral_that_is_closed_has_ended_for_whoever_may_hear(doors: Doors) -> None:
    referral_id, intake = await referred(doors), await doors.client("intake")
    await says(intake, referral_id, "yes")
    await decide(intake, referral_id, "decline", reason="did_not_want_it", redirected_to="none")
    assert await steps(doors) == ["received", "ended"]


async def test_after_the_last_mail_the_address_is_needed_no_more(doors: Doors) -> None:
    referral_id, intake = await referred(doors), await doors.client("intake")
    await says(intake, referral_id, "yes")
    await decide(intake, referral_id, "decline", reason="did_not_want_it", redirected_to="none")
    last = [told for told in await doors.told() if isinstance(told, NewsDue)][-1]
    at = NOON + timedelta(minutes=1)
    settled = NewsSettled(participant_id=last.participant_id, news_id=last.news_id, outcome="sent", occurred_at=at)
    await doors.hear(settled)
    assert isinstance((await doors.told())[-1], ReferrerContactTakenAway)
    page = unescape((await intake.get(f"/referral/{referral_id}")).text)
    assert "by e-mail: sent" in page


async def test_without_an_e_mail_a_letter_can_be_printed_that_says_no_more(doors: Doors) -> None:
    referral_id = await referred(doors, referrer_email="", referrer_phone="03 9123 0000")
    intake = await doors.client("intake")
    page = await intake.get(f"/referral/{referral_id}/news/received/letter")
    assert "We have received what you sent us." in page.text
    assert "Sunshine Clinic" in page.text
    assert "Papadopoulou" not in page.text
    assert (await intake.get(f"/referral/{referral_id}/news/in_touch/letter")).status_code == 404
    assert not [told for told in await doors.told() if isinstance(told, ReferrerContactGiven)]


async def test_a_program_hears_the_same_three_steps(doors: Doors) -> None:
    referral_id = await referred(doors)
    program, intake = await doors.client("integrator"), await doors.client("intake")

    async def stands() -> str:
        answer = await program.get(f"/referral/api/referrals/{referral_id}", headers={"accept": "application/json"})
        assert set(answer.json()) == {"referral_id", "participant_id", "reference", "state"}
        return str(answer.json()["state"])

    await decide(intake, referral_id, "accept", link_worker_id=doors.person("link_worker").id, age_asked="yes")
    await talks(doors, referral_id)
    assert await stands() == "received"
    await says(intake, referral_id, "yes")
    assert await stands() == "in_touch"
    await says(intake, referral_id, "no")
    assert await stands() == "received"


async def test_two_tabs_do_not_overwrite_what_the_person_said(doors: Doors) -> None:
    referral_id, intake = await referred(doors), await doors.client("intake")
    at = f"/referral/{referral_id}/news"
    older = (await intake.get(at)).text
    began = older.partition('name="began_from" value="')[2].partition('"')[0]
    await says(intake, referral_id, "no")
    answer = await intake.submit(at, page=at, agreed="yes", began_from=began)
    assert answer.status_code == 409
    assert [told.agreed for told in await doors.told() if isinstance(told, HearingBackDecided)] == [False]


async def test_who_walks_with_them_notes_it_too_and_nobody_else(doors: Doors) -> None:
    referral_id = await referred(doors)
    thuy, other = await doors.client("link_worker"), await doors.client("link_worker", 1)
    at = f"/referral/{referral_id}/news"
    assert (await thuy.get(at)).status_code == 404
    await talks(doors, referral_id)
    assert (await says(thuy, referral_id, "yes")).status_code == 303
    assert (await other.get(at)).status_code == 404
    assert await steps(doors) == ["received", "in_touch"]


@pytest.mark.parametrize(
    ("source", "nothing_to", "told"),
    [
        ("carer_family_supporter", "family", ["received"]),
        ("gp", "family", ["received", "in_touch"]),
        ("gp", "whoever_referred", ["received"]),
        ("gp", "everybody", ["received"]),
    ],
)
async def test_what_keeps_somebody_safe_stops_it_whatever_was_agreed(
    doors: Doors, source: str, nothing_to: Any, told: list[str]
) -> None:
    referral_id, intake = await referred(doors, source=source), await doors.client("intake")
    async with doors.here.transaction() as tx:
        card = await store.card_as_told(tx, participant_of(referral_id))
        await record(tx, card.model_copy(update={"tell_none_of": nothing_to, "occurred_at": NOON}))
    await says(intake, referral_id, "yes")
    await talks(doors, referral_id)
    assert await steps(doors) == told
    taken_away = any(isinstance(one, ReferrerContactTakenAway) for one in await doors.told())
    assert taken_away == (told == ["received"])
    answer = await intake.get(f"/referral/api/referrals/{referral_id}", headers={"accept": "application/json"})
    assert answer.json()["state"] == told[-1]
    page = await intake.get(f"/referral/{referral_id}/news/received/letter")
    assert page.status_code == (404 if told == ["received"] else 200)


async def test_the_addresss_topic_forgets_whoever_is_erased(doors: Doors) -> None:
    referral_id = await referred(doors)
    lead, at = await doors.client("lead"), f"/referral/people/{participant_of(referral_id)}/erase"
    await decide(lead, referral_id, "decline", reason="did_not_want_it")
    await lead.submit(at, page=at, reason="entered_by_mistake", sure="yes")
    assert any(isinstance(told, ReferrerContactTakenAway) for told in await doors.told())
    assert [await doors.count(table) for table in ("news", "talk", "referrer")] == [0, 0, 0]
