"""Intake's pages about people: who may be known already, and their cards."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from services.referral import store
from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ParticipantCardUpdated
from tests.doors import Doors, OpenDoors
from tests.referral.people import card_page, decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def thuy(doors: Doors) -> str:
    return str(doors.person("link_worker", 0).id)


# People we may know already


async def test_somebody_known_is_shown_beside_them_before_anything_is_accepted(doors: Doors) -> None:
    first = await somebody_asks(doors, name="Zoë O’Brien-Nguyễn", phone="0498 765 432")
    second = await somebody_asks(doors, name="zoe obrien nguyen")
    stranger = await somebody_asks(doors, name="Joan", phone="0477 777 777")
    intake = await doors.client("intake")
    assert "Maybe known already" in (await intake.get("/referral")).text
    page = unescape((await intake.get(f"/referral/{second}")).text)
    assert "“Nguyen” is in both names" in page
    assert "Born in the same year" in page
    assert "The phone numbers differ" in page
    assert "Do we know zoe obrien nguyen already?" in page
    assert f"/referral/{first}" in page
    assert "Do we know" not in (await intake.get(f"/referral/{stranger}")).text
    refused = await decide(intake, second, "accept", link_worker_id=thuy(doors))
    assert refused.status_code == 422
    assert "Answer first whether we know them already" in refused.text


async def test_the_same_number_or_address_is_a_sign_however_it_is_written(doors: Doors) -> None:
    await somebody_asks(doors, name="Unknown", phone="+61 412 345 678", email="One@example.org", born="")
    by_phone = await somebody_asks(doors, name="Two", born="")
    by_email = await somebody_asks(doors, name="Three", phone="0477 777 777", email="one@EXAMPLE.org", born="")
    intake = await doors.client("intake")
    assert "The same phone number" in (await intake.get(f"/referral/{by_phone}")).text
    assert "The same e-mail address" in (await intake.get(f"/referral/{by_email}")).text


async def test_a_number_that_two_names_share_is_a_household_and_no_sign(doors: Doors) -> None:
    await somebody_asks(doors, name="Lan Nguyễn", born="1950")
    other = await somebody_asks(doors, name="Đức Phạm", born="1948")
    page = (await (await doors.client("intake")).get(f"/referral/{other}")).text
    assert "Do we know them" not in page


# People and their cards

CARD: dict[str, Any] = {
    "name": "Dimitra Papadopoulou",
    "contact_by": "email",
    "email": "d@example.org",
    "safe_to_contact": "not_safe",
}


async def test_a_change_of_the_card_is_kept_and_told(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, page = await doors.client("intake"), card_page(referral_id)
    assert "0412 345 678" in (await intake.get(page)).text
    answer = await intake.submit(
        page, page=page, **CARD, hours_from="10", hours_until="15", born="5/6/1960", version="1", pronouns="she"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    card = (await doors.told())[-1]
    assert isinstance(card, ParticipantCardUpdated)
    assert (card.safe_to_contact, card.hours_from, card.hours_until, card.year_of_birth) == ("not_safe", 10, 15, 1960)
    assert (card.contact_by, card.email, card.phone, card.pronouns) == ("email", "d@example.org", None, "she")
    assert "Not safe to contact there" in (await intake.get(f"/referral/{referral_id}")).text
    assert 'value="5 June 1960"' in (await intake.get(page)).text
    assert "born on 5 June 1960" in (await intake.get(f"/referral/{referral_id}")).text


async def test_a_year_alone_stays_one_when_the_card_is_changed(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, page = await doors.client("intake"), card_page(referral_id)
    assert 'value="1959"' in (await intake.get(page)).text
    await intake.submit(page, page=page, **CARD, born="1959", version="1")
    async with doors.here.db.transaction() as tx:
        kept = await store.card(tx, participant_of(referral_id))
    assert (kept.year_of_birth, kept.born_on) == (1959, None)


async def test_two_who_change_a_card_at_once_do_not_undo_each_other(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    page = card_page(referral_id)
    for nth, status in ((0, 303), (1, 409)):
        client = await doors.client("intake", nth)
        answer = await client.submit(page, page=page, **CARD, version="1")
        assert answer.status_code == status
    assert "Somebody else changed this card" in answer.text


async def test_what_does_not_fit_on_a_card_is_named(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake, page = await doors.client("intake"), card_page(referral_id)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": ""}, "Write their name"),
        ({"contact_by": "sms", "phone": "03 9123 4567"}, "mobile"),
        ({"email": ""}, "e-mail address"),
        ({"born": "59"}, "Write a date"),
        ({"born": "2999"}, "not come yet"),
        ({"hours_from": "20", "hours_until": "10"}, "later"),
        ({"safe_to_contact": ""}, "Choose one"),
        ({"participant_id": str(uuid4())}, "does not ask for"),
    ]
    for fields, says in wrong:
        answer = await intake.submit(page, page=page, **CARD | fields)
        assert answer.status_code == 422, fields
        assert says in unescape(answer.text), fields
    assert len(await doors.told()) == 2


async def test_people_are_found_by_name_number_or_address_and_no_name_stands_in_the_address(doors: Doors) -> None:
    await somebody_asks(doors, name="Zoë O’Brien-Nguyễn", preferred_name="Zo", email="zo@example.org")
    intake = await doors.client("intake")
    for asked in ("zoe o'brien", "NGUYEN", "0412 345 678", "ZO@example.org", "zo"):
        answer = await intake.submit("/referral/people", page="/referral/people", asked=asked)
        assert "Zoë" in answer.text, asked
        assert asked not in str(answer.url)
    for asked in ("Margaret", "%", "_", "' OR 1=1 --", "{{ 7 * 7 }}", "'"):
        answer = await intake.submit("/referral/people", page="/referral/people", asked=asked)
        assert answer.status_code == 200
        assert "Nobody found" in answer.text, asked


async def test_the_suggestion_says_why(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, language="Vietnamese")
    page = unescape((await (await doors.client("intake")).get(f"/referral/{referral_id}")).text)
    assert "Suggested</span> Speaks Vietnamese (Tiếng Việt). Supports nobody yet." in page
