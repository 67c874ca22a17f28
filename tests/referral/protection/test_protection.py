"""Whoever hears that somebody is not safe says so at once; taking it back asks more."""

from html import unescape
from uuid import UUID

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import NewsDue, ReferrerContactTakenAway
from tests.doors import Doors, OpenDoors
from tests.referral.asking.test_news import referred
from tests.referral.people import ASKS, card_page, decide, somebody_asks
from tests.referral.story.test_story import cards, story_page, walks_with

CARD = {"name": "Dimitra Papadopoulou", "contact_by": "call", "phone": "0412 345 678"}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def page_of(referral_id: UUID) -> str:
    return f"/referral/protection/{participant_of(referral_id)}"


@pytest.mark.parametrize("role", ["intake", "link_worker", "lead", "clinician"])
async def test_everybody_who_hears_it_says_at_once_that_contact_is_not_safe(doors: Doors, role: str) -> None:
    referral_id = await somebody_asks(doors, safe_to_contact="safe")
    await walks_with(doors, referral_id)
    client, page = await doors.client(role), page_of(referral_id)
    answer = await client.submit(f"{page}/not-safe", page=page)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    card = (await cards(doors))[-1]
    assert (card.safe_to_contact, card.phone) == ("not_safe", "+61412345678")
    assert "Contact is not safe" not in (await client.get(page)).text


async def test_a_link_worker_who_does_not_walk_with_them_is_shown_nothing_and_changes_nothing(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    await walks_with(doors, referral_id)
    malia, page = await doors.client("link_worker", 1), page_of(referral_id)
    assert (await malia.get(page)).status_code == 404
    assert (await malia.submit(f"{page}/not-safe", page="/leave")).status_code == 404
    assert len(await cards(doors)) == 1


async def test_that_it_is_safe_again_asks_who_said_so_and_both_stay_to_be_read(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, page, card = await doors.client("intake"), page_of(referral_id), card_page(referral_id)
    await intake.submit(f"{page}/not-safe", page=page, note="He answers her phone.")
    refused = await intake.submit(card, page=card, **CARD, safe_to_contact="safe", version="2")
    assert refused.status_code == 422
    assert "Write who said that it is safe again" in refused.text
    because = "She rang herself, from her sister’s."
    await intake.submit(card, page=card, **CARD, safe_to_contact="safe", safe_because=because, version="2")
    assert (await cards(doors))[-1].safe_to_contact == "safe"
    shown = unescape((await intake.get(story_page(referral_id))).text)
    assert because in shown
    assert "He answers her phone." in shown


async def test_violence_is_noted_by_anybody_grows_and_is_lifted_by_the_lead_alone_with_a_reason(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    page = page_of(referral_id)
    clinician, lead = await doors.client("clinician"), await doors.client("lead")
    for of, holds in (("family", "family"), ("whoever_referred", "everybody"), ("family", "everybody")):
        await clinician.submit(f"{page}/violence", page=page, tell_none_of=of)
        assert (await cards(doors))[-1].tell_none_of == holds
    by_clinician = await clinician.submit(f"{page}/violence/lifted", page="/leave", because="It is fine")
    assert by_clinician.status_code == 403
    assert (await lead.submit(f"{page}/violence/lifted", page=page)).status_code == 422
    await lead.submit(f"{page}/violence/lifted", page=page, because="She asked for it, and lives elsewhere now.")
    assert (await cards(doors))[-1].tell_none_of is None
    again = await lead.submit(f"{page}/violence/lifted", page="/leave", because="Twice")
    assert again.status_code == 409


async def test_whoever_referred_them_hears_nothing_more_whatever_was_agreed(doors: Doors) -> None:
    kept_out, heard = [await referred(doors), await referred(doors, name="Somebody Else", phone="0412 345 679")]
    clinician = await doors.client("clinician")
    await clinician.submit(f"{page_of(kept_out)}/violence", page=page_of(kept_out), tell_none_of="whoever_referred")
    intake = await doors.client("intake")
    for referral_id in (kept_out, heard):
        at = f"/referral/{referral_id}/news"
        await intake.submit(at, page=at, agreed="yes")
        fields = {"reason": "did_not_want_it", "redirected_to": "none"}
        await decide(intake, referral_id, "decline", **fields)
    told = [(event.referral_id, event.step) for event in await doors.told() if isinstance(event, NewsDue)]
    assert told == [(kept_out, "received"), (heard, "received"), (heard, "ended")]
    away = [event.participant_id for event in await doors.told() if isinstance(event, ReferrerContactTakenAway)]
    assert participant_of(kept_out) in away


async def test_a_card_that_is_corrected_keeps_what_protects_them(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, page, card = await doors.client("intake"), page_of(referral_id), card_page(referral_id)
    await intake.submit(f"{page}/violence", page=page, tell_none_of="everybody")
    await intake.submit(card, page=card, **CARD, safe_to_contact="unknown", version="2")
    assert (await cards(doors))[-1].tell_none_of == "everybody"
    assert ASKS["phone"] in unescape((await intake.get(card)).text).replace("\N{NO-BREAK SPACE}", " ")
