"""The public pages: asking for support, step by step or at once, and referring somebody else."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from services.referral.app import service
from shared.events import ParticipantCardUpdated, ReferralReceived
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import ASKS, somebody_asks, went_on_to

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's first form, as a browser would send them."""
    form = page[page.index("<form") : page.index("</form>")]
    attributes = [dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(form)]
    return {each["name"]: unescape(each["value"]) for each in attributes if each.get("type") == "hidden"}


async def step(client: Client, page: str, go: str = "next", **answers: Any) -> str:
    answer = await client.post("/ask", data=hidden_fields(page) | {"go": go} | answers)
    return answer.text


async def test_the_first_page_says_who_we_are_without_a_login(doors: Doors) -> None:
    page = (await (await doors.client()).get("/")).text
    for words in ("Brimbank", "03 9448 5522", "free", "Medicare", "26 and older", "/ask", "/refer", "data-leave"):
        assert words in page


async def test_asking_step_by_step(doors: Doors) -> None:
    client = await doors.client()
    page = (await client.get("/ask")).text
    page = await step(client, page, name="Zoë O’Brien-Nguyễn", preferred_name="Zo", pronouns="they")
    assert "What brings you here?" in page
    page = await step(client, page, what_brings_them="I moved here\nand know nobody")
    assert "When were you born?" in page
    page = await step(client, page, born="27/3/1959")
    page = await step(client, page, contact_by="sms", phone="0412 345 678", email="", address="Sunshine")
    assert "Is it safe" in page
    page = await step(client, page, safe_to_contact="safe", hours_from="10", hours_until="16", language="Vietnamese")
    assert "Look over your answers" in page
    assert "Zoë O’Brien-Nguyễn" in page
    assert await doors.told() == []
    fields = hidden_fields(page)
    fields.pop("step")
    answer = await client.post("/ask/send", data=fields)
    assert went_on_to(answer) == "/ask/thanks"
    received, card = await doors.told()
    assert isinstance(received, ReferralReceived)
    assert (received.source, received.age_band) == ("self", "65+")
    assert isinstance(card, ParticipantCardUpdated)
    assert card.model_dump(exclude={"occurred_at", "participant_id"}, exclude_defaults=True) == {
        "name": "Zoë O’Brien-Nguyễn", "preferred_name": "Zo", "pronouns": "they", "year_of_birth": 1959,
        "phone": "+61412345678", "address": "Sunshine", "language": "Vietnamese", "contact_by": "sms",
        "safe_to_contact": "safe", "hours_from": 10, "hours_until": 16, "languages": ("6302",),
        "asked_at": NOON, "source": "self", "what_brings_them": "I moved here\nand know nobody",
    }  # fmt: skip


async def test_only_a_name_and_a_way_are_needed_the_rest_is_skipped(doors: Doors) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/ask")).text, name="Lan")
    page = await step(client, page, "skip", what_brings_them="never mind")
    page = await step(client, page, "skip")
    page = await step(client, page, contact_by="drop_in")
    page = await step(client, page, "skip")
    assert "Look over your answers" in page
    assert "never mind" not in page


async def test_back_shows_what_was_typed_and_change_leads_back_to_the_answers(doors: Doors) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/ask")).text, name="Lan")
    page = await step(client, page, what_brings_them="quiet days")
    page = await step(client, page, "back", born="1959")
    assert "quiet days" in page
    for answers in ({"what_brings_them": "quiet days"}, {"born": "1959"}, {"contact_by": "drop_in"}):
        page = await step(client, page, **answers)
    page = await step(client, page, safe_to_contact="unknown", hours_from="8", hours_until="20")
    page = await step(client, page, "who")
    page = await step(client, page, name="Lan Tran")
    assert "Look over your answers" in page
    assert "Lan Tran" in page


async def test_a_refused_step_comes_back_filled_with_what_would_be_right(doors: Doors) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/ask")).text, name="")
    assert "Write your name" in page
    page = await step(client, page, name="Lan")
    page = await step(client, page, "skip")
    page = await step(client, page, born="31/2/1959")
    assert "Write a date like" in page
    assert "31/2/1959" in page
    page = await step(client, page, "skip")
    page = await step(client, page, contact_by="call", phone="9123")
    assert 'value="9123"' in page
    assert "03\N{NO-BREAK SPACE}9123\N{NO-BREAK SPACE}4567" in page
    assert 'href="#phone"' in page
    page = await step(client, page, contact_by="sms", phone="03 9123 4567")
    assert "mobile" in page


async def test_somebody_younger_is_told_kindly_and_may_send(doors: Doors) -> None:
    client = await doors.client()
    page = await step(client, (await client.get("/ask")).text, name="Kai")
    page = await step(client, page, "skip")
    page = await step(client, page, born="1/6/2004")
    page = await step(client, page, contact_by="drop_in")
    page = await step(client, page, "skip")
    assert "younger than 26" in page
    await somebody_asks(doors, born="1/6/2004")


async def test_no_answer_stands_in_an_address(doors: Doors) -> None:
    client = await doors.client()
    answer = await client.submit("/ask/send", page="/ask", **ASKS)
    assert went_on_to(answer) == "/ask/thanks"


async def test_a_double_click_is_one_referral(doors: Doors) -> None:
    client, command_id = await doors.client(), uuid4()
    for _ in range(2):
        answer = await client.submit("/ask/send", page="/ask", command_id=command_id, **ASKS)
        assert went_on_to(answer) == "/ask/thanks"
    assert await doors.count("referral") == 1
    assert len(await doors.told()) == 2


async def test_the_same_page_sent_with_other_words_says_that_the_first_counts(doors: Doors) -> None:
    client, command_id = await doors.client(), uuid4()
    await client.submit("/ask/send", page="/ask", command_id=command_id, **ASKS)
    for _ in range(2):
        changed = ASKS | {"phone": "0499 999 999"}
        answer = await client.submit("/ask/send", page="/ask", command_id=command_id, **changed)
        assert answer.headers["location"] == "/ask/already"
    assert "sent twice" in (await client.get("/ask/already")).text
    assert await doors.count("referral") == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "Dim\x00itra"}, "invisible"),
    ({"name": "Dim\u200bitra"}, "invisible"),
    ({"what_brings_them": "Ann\u202eevil"}, "invisible"),
    ({"name": "x" * 201}, "200"),
    ({"name": "  "}, "Write your name"),
    ({"name": "..."}, "Write a name"),
    ({"preferred_name": "x" * 101}, "100"),
    ({"pronouns": "x" * 61}, "60"),
    ({"what_brings_them": "x" * 2001}, "2,000"),
    ({"born": "2999-01-01"}, "not come yet"),
    ({"born": "1850"}, "Look at the year"),
    ({"born": "30/2/1990"}, "Write a date like"),
    ({"contact_by": "pigeon"}, "Choose how"),
    ({"phone": "1300 000 525"}, "organisations"),
    ({"phone": "ring me"}, "03\N{NO-BREAK SPACE}9123\N{NO-BREAK SPACE}4567"),
    ({"contact_by": "sms", "phone": "03 9123 4567"}, "mobile"),
    ({"phone": ""}, "phone number"),
    ({"contact_by": "email"}, "e-mail address"),
    ({"email": "a@example.org\nBcc: b@example.org"}, "e-mail address"),
    ({"safe_to_contact": "perhaps"}, "Choose one"),
    ({"hours_from": "25"}, "24 or less"),
    ({"hours_from": "noon"}, "whole number"),
    ({"hours_from": "20", "hours_until": "8"}, "later"),
    ({"language": "x" * 61}, "60"),
    ({"deployment": "geelong"}, "does not ask for"),
    ({"is_admin": "true"}, "does not ask for"),
    ({"name": ["One", "Two"]}, "once"),
]


async def test_what_does_not_fit_is_named_and_nothing_is_stored(doors: Doors) -> None:
    client = await doors.client()
    for answers, says in WRONG:
        answer = await client.submit("/ask/send", page="/ask", **ASKS | answers)
        assert answer.status_code == 422, answers
        assert says in unescape(answer.text), answers
    assert await doors.told() == []


NAMES = ["O'Neill", "محمد علي", "Nguyễn Thị Minh Khai", "Anne-Marie d’Arcy", "李 🌻", "<b>B</b>", "x" * 200]


async def test_a_name_comes_back_letter_for_letter(doors: Doors) -> None:
    intake = await doors.client("intake")
    for name in NAMES:
        referral_id = await somebody_asks(doors, name=name)
        page = (await intake.get(f"/referral/{referral_id}")).text
        assert name in unescape(page)
        assert "<b>B</b>" not in page
    assert [told.name for told in await doors.told() if isinstance(told, ParticipantCardUpdated)] == NAMES


async def test_too_many_from_one_address_wait_and_others_do_not(open_doors: OpenDoors) -> None:
    doors = await open_doors(service, public_posts_per_minute=3)
    client = await doors.client()
    answers = [await client.submit("/ask/send", page="/ask", **ASKS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "What brings you here?" in await step(client, (await client.get("/ask")).text, name="Lan")


async def test_a_form_from_elsewhere_changes_nothing(doors: Doors) -> None:
    client = await doors.client()
    for action in ("/ask", "/ask/send", "/refer"):
        answer = await client.post(action, data={"command_id": str(uuid4()), "csrf": "made-up"} | ASKS)
        assert answer.status_code == 403
        assert (await client.post(action, json=ASKS)).status_code == 415
    assert await doors.told() == []


async def test_a_broken_page_of_the_walk_begins_again_with_what_was_typed(doors: Doors) -> None:
    client = await doors.client()
    fields = hidden_fields((await client.get("/ask")).text) | {"name": "Lan", "go": "next"}
    for strange in ({"step": "nowhere"}, {"go": "away"}, {"command_id": "7"}, {"extra": "1"}):
        answer = await client.post("/ask", data=fields | strange)
        assert answer.status_code == 422, strange
        assert 'value="Lan"' in answer.text, strange


# Referring somebody else

REFERS: dict[str, Any] = {
    "source": "gp",
    "referrer_name": "Dr Chen",
    "referrer_organisation": "Sunshine Clinic",
    "referrer_phone": "03 9123 0000",
    "agreed": "yes",
}


async def test_a_gp_refers_somebody_with_their_agreement(doors: Doors) -> None:
    client = await doors.client()
    referral_id = uuid4()
    answer = await client.submit("/refer", page="/refer", command_id=referral_id, **ASKS | REFERS)
    assert went_on_to(answer) == "/refer/thanks"
    received = (await doors.told())[0]
    assert isinstance(received, ReferralReceived)
    assert received.source == "gp"
    page = (await (await doors.client("intake")).get(f"/referral/{referral_id}")).text
    assert "Dr Chen, Sunshine Clinic · 03 9123 0000" in page


REFERS_WRONGLY: list[tuple[dict[str, Any], str]] = [
    ({"agreed": ""}, "Ask them first"),
    ({"source": ""}, "Choose who you are"),
    ({"source": "self"}, "Ask for support"),
    ({"source": "police"}, "Choose who you are"),
    ({"referrer_name": ""}, "Write your name"),
    ({"referrer_name": "x" * 151}, "150"),
    ({"phone": "9123"}, "03\N{NO-BREAK SPACE}9123\N{NO-BREAK SPACE}4567"),
    ({"born": "2999"}, "not come yet"),
]


async def test_a_referral_that_does_not_fit_comes_back_filled(doors: Doors) -> None:
    client = await doors.client()
    for answers, says in REFERS_WRONGLY:
        answer = await client.submit("/refer", page="/refer", **ASKS | REFERS | answers)
        assert answer.status_code == 422, answers
        assert says in unescape(answer.text), answers
        assert "Dimitra Papadopoulou" in answer.text
    assert await doors.told() == []


async def test_the_desk_writes_down_who_rang_and_sees_it_at_once(doors: Doors) -> None:
    intake, referral_id = await doors.client("intake"), uuid4()
    fields = ASKS | {"source": "self", "agreed": "yes"}
    answer = await intake.submit("/refer", page="/refer", command_id=referral_id, **fields)
    assert answer.headers["location"] == f"/referral/{referral_id}"
    assert "Written down" in (await intake.get(f"/referral/{referral_id}")).text
