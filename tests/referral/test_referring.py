"""Referring somebody else: one question a page, each kind of referrer asked only what fits them."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from services.referral.app import service
from services.referral.domain.referrers import QUESTIONS
from shared.kernel import references
from tests.doors import Client, Doors, OpenDoors
from tests.referral.people import ASKS, went_on_to
from tests.referral.test_front_door import hidden_fields

MAI: dict[str, Any] = {
    "source": "carer_family_supporter",
    "referrer_name": "Mai Tran",
    "relation": "child",
    "wants_to_hear": "yes",
    "referrer_email": "mai@example.org",
    "agreed": "yes",
}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def step(client: Client, page: str, go: str = "next", **answers: Any) -> str:
    answer = await client.post("/refer/next", data=hidden_fields(page) | {"go": go} | answers)
    return unescape(answer.text)


async def test_a_daughter_refers_her_mother_in_five_steps(doors: Doors) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/refer")).text, source="carer_family_supporter")
    assert "Step 1 of 5" in page
    page = await step(
        client, page, referrer_name="Mai Tran", relation="child", wants_to_hear="yes",
        referrer_email="mai@example.org", wants_support="yes",
    )  # fmt: skip
    assert "Step 2 of 5" in page
    page = await step(client, page, name="Trần Thị Lan", preferred_name="Lan", born="12 May 1949")
    page = await step(client, page, what_brings_them="Mum has not left the house\nsince her fall.")
    page = await step(client, page, contact_by="call", phone="9366 1234", address="St Albans")
    assert "Step 5 of 5" in page
    page = await step(client, page, safe_to_contact="safe", hours_from="13", hours_until="17", language="Vietnamese")
    for shown in (
        "Look over your answers",
        "12 May 1949",
        "03 9366 1234",
        "Their daughter or son",
        "as far as they agree",
    ):
        assert shown in page
    assert await doors.told() == []
    page = await step(client, page)
    assert "Do they know about this?" in page
    answer = await client.post("/refer", data=hidden_fields(page) | {"agreed": "yes"})
    assert went_on_to(answer) == "/refer/thanks"
    thanks = (await client.get(answer.headers["location"])).text
    reference = answer.headers["location"].partition("reference=")[2]
    assert references.words(references.read(reference)) in unescape(thanks)


async def test_intake_reads_who_referred_and_finds_it_by_its_reference(doors: Doors) -> None:
    client, referral_id = await doors.client(), uuid4()
    answer = await client.submit(
        "/refer", page="/refer", command_id=referral_id, **ASKS | MAI | {"wants_support": "yes"}
    )
    assert went_on_to(answer) == "/refer/thanks"
    intake = await doors.client("intake")
    written = references.words(references.of(referral_id)).lower().replace("-", " ")
    found = await intake.submit("/referral/people", page="/referral/people", asked=written)
    assert found.headers["location"] == f"/referral/{referral_id}"
    page = unescape((await intake.get(found.headers["location"])).text)
    assert "Mai Tran, their daughter or son · mai@example.org" in page
    assert "Mai Tran would like some support as well" in page


@pytest.mark.parametrize("source", QUESTIONS)
async def test_each_is_asked_only_what_fits(doors: Doors, source: str) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/refer")).text, source=source)
    asked = set(re.findall(r'<(?:input|select)[^>]*\bname="(\w+)"', page))
    family = source == "carer_family_supporter"
    assert ("relation" in asked, "wants_support" in asked) == (family, family)
    assert ("referrer_organisation" in asked) != family
    assert {"referrer_name", "referrer_email", "referrer_phone", "wants_to_hear"} <= asked


async def test_what_does_not_fit_any_more_is_left_out(doors: Doors) -> None:
    client, referral_id = await doors.client(), uuid4()
    as_gp = MAI | {"source": "gp", "referrer_organisation": "Mill Park Clinic", "wants_support": "yes"}
    await client.submit("/refer", page="/refer", command_id=referral_id, **ASKS | as_gp)
    page = unescape((await (await doors.client("intake")).get(f"/referral/{referral_id}")).text)
    assert "Mai Tran, Mill Park Clinic · mai@example.org" in page
    assert "support as well" not in page


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"wants_to_hear": "yes", "referrer_email": ""}, "so that we can tell you"),
    ({"referrer_email": "mai@example.org\nBcc: b@example.org"}, "e-mail address"),
    ({"referrer_phone": "ring me"}, "phone number"),
    ({"relation": "stranger"}, "Choose who you are to them"),
    ({"wants_to_hear": "perhaps"}, "Choose yes or no"),
    ({"referrer_organisation": "x" * 151}, "150"),
    ({"referrer_name": "Mai\x00"}, "invisible"),
    ({"referrer_name": ["One", "Two"]}, "once"),
    ({"agreed": ""}, "Ask them first"),
    ({"is_admin": "true"}, "does not ask for"),
]


async def test_what_does_not_fit_is_named_and_nothing_is_stored(doors: Doors) -> None:
    client = await doors.client()
    for answers, says in WRONG:
        answer = await client.submit("/refer", page="/refer", **ASKS | MAI | answers)
        assert answer.status_code == 422, answers
        assert says in unescape(answer.text), answers
        assert "Dimitra Papadopoulou" in answer.text, answers
    assert await doors.told() == []


async def test_a_practice_may_be_reached_by_the_number_of_an_organisation(doors: Doors) -> None:
    client, referral_id = await doors.client(), uuid4()
    answer = await client.submit(
        "/refer", page="/refer", command_id=referral_id, **ASKS | MAI | {"referrer_phone": "1300 555 555"}
    )
    assert went_on_to(answer) == "/refer/thanks"
    page = (await (await doors.client("intake")).get(f"/referral/{referral_id}")).text
    assert "1300555555" in page


async def test_nothing_about_whoever_refers_is_told(doors: Doors) -> None:
    client = await doors.client()
    await client.submit("/refer", page="/refer", **ASKS | MAI | {"referrer_phone": "0412 999 888"})
    told = b"".join(event.body() for event in await doors.told() if event.stream == "referral")
    for words in (b"Mai", b"mai@example.org", b"999", b"child"):
        assert words not in told


async def test_crisis_lines_stand_high_on_the_front_page_and_on_every_step(doors: Doors) -> None:
    client = await doors.client()
    pages = [(await client.get(address)).text for address in ("/", "/ask", "/refer", "/ask/thanks")]
    pages.append(await step(client, pages[2], source="gp"))
    for page in pages:
        below_the_heading = page[page.index("</h1>") :][:700]
        for number in ("tel:000", "tel:131114", "tel:1300224636"):
            assert number in below_the_heading


async def test_a_made_up_reference_is_not_shown(doors: Doors) -> None:
    page = (await (await doors.client()).get("/refer/thanks?reference=<script>call-0900-1234</script>")).text
    assert "0900" not in page
