"""Which languages somebody speaks: codes beside their own words, asked back where they are not clear, never guessed."""

import re
from html import unescape
from uuid import uuid4

import pytest

from services.referral.app import service
from services.referral.domain import speaking
from shared.events import ParticipantCardUpdated
from shared.kernel.refusal import Refused
from shared.rules.languages import in_words, spoken
from tests.doors import Client, Doors, OpenDoors

from .people import card_page, somebody_asks
from .test_front_door import hidden_fields

CARD = {"name": "Lan Tran", "contact_by": "call", "phone": "0491 570 158", "safe_to_contact": "safe"}


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def told(doors: Doors) -> ParticipantCardUpdated:
    return [event for event in await doors.told() if isinstance(event, ParticipantCardUpdated)][-1]


async def seen(client: Client, page: str) -> str:
    return " ".join(unescape((await client.get(page)).text).split())


async def test_the_card_tells_codes_in_their_order_beside_the_words_that_were_used(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, language="Tiếng Việt, a little English", interpreter="spoken")
    card = await told(doors)
    assert (card.language, card.languages, card.interpreter) == (
        "Tiếng Việt, a little English", ("6302", "1201"), "spoken",
    )  # fmt: skip
    page = await seen(await doors.client("intake"), f"/referral/{referral_id}")
    assert "Vietnamese (Tiếng Việt), English" in page
    assert "Interpreter</span><br>Yes<" in page


async def test_a_language_that_could_be_two_is_asked_back_on_the_card_and_kept_as_chosen(doors: Doors) -> None:
    at, intake = card_page(await somebody_asks(doors)), await doors.client("intake")
    asked = await intake.submit(at, page=at, **CARD, language="Chinese")
    assert asked.status_code == 422
    assert "“Chinese” could be more than one language. Tick which, or that you are not sure" in asked.text
    assert "Cantonese (廣東話)" in asked.text
    assert (await intake.submit(at, page=at, **CARD, language="Chinese", languages="7101")).status_code == 303
    card = await told(doors)
    assert (card.language, card.languages) == ("Chinese", ("7101",))
    assert 'value="7101" id="languages-2" checked' in await seen(intake, at)


async def test_who_is_not_sure_keeps_the_words_and_nothing_is_guessed(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    at = card_page(referral_id)
    assert (await intake.submit(at, page=at, **CARD, language="Chinese", languages="kept")).status_code == 303
    card = await told(doors)
    assert (card.language, card.languages) == ("Chinese", ())
    assert "Chinese (ask which)" in await seen(intake, f"/referral/{referral_id}")


async def test_a_language_that_no_table_knows_is_kept_without_asking(doors: Doors) -> None:
    at, intake = card_page(await somebody_asks(doors)), await doors.client("intake")
    assert (await intake.submit(at, page=at, **CARD, language="Ngunnawal of my mother")).status_code == 303
    assert ((await told(doors)).language, (await told(doors)).languages) == ("Ngunnawal of my mother", ())


async def test_a_code_that_is_none_is_refused_by_its_field(doors: Doors) -> None:
    at, intake = card_page(await somebody_asks(doors)), await doors.client("intake")
    wrong = await intake.submit(at, page=at, **CARD, language="Chinese", languages="9998")
    assert wrong.status_code == 422
    assert "Choose one of these languages, or none of them" in wrong.text


async def test_a_card_from_before_is_read_by_the_same_rule_and_its_words_stay(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, language="Hazaraghi"), await doors.client("intake")
    async with doors.here.db.transaction() as tx:
        await tx.execute("UPDATE card SET languages = NULL, interpreter = NULL, language = 'Chin and Burmese'")
    assert "Chin (ask which), Burmese (မြန်မာ)" in await seen(intake, f"/referral/{referral_id}")
    assert 'value="Chin and Burmese"' in await seen(intake, card_page(referral_id))


def test_what_was_chosen_stands_where_the_words_stood() -> None:
    assert speaking.codes("English, Chinese", ["7101"]) == ("1201", "7101")
    assert speaking.codes("Chinese (Mandarin)", ["7101"]) == ("7104",)
    assert speaking.codes(None, ["6302", "6302"]) == ("6302",)
    assert speaking.codes("Klingon", ["kept"]) == ()
    assert speaking.words(None, ("6302", "1201")) == "Vietnamese, English"
    assert speaking.words(None, ()) is None


def test_only_what_is_not_clear_is_asked_back() -> None:
    speaking.check("Vietnamese; Klingon", [])
    speaking.check("Chinese", ["kept"])
    with pytest.raises(Refused, match="“Chin” could be more than one") as refused:
        speaking.check("Chinese, Chin", ["7104"])
    assert refused.value.field == "languages"


def test_what_somebody_speaks_reads_in_words() -> None:
    assert (
        in_words(spoken("Viet, Klingon, Chinese", ("6302",))) == "Vietnamese (Tiếng Việt), Klingon, Chinese (ask which)"
    )
    assert in_words(spoken("Viet", None)) == "Vietnamese (Tiếng Việt)"
    assert in_words(spoken(None, None)) == ""


async def walked_to_safe(client: Client, **answers: object) -> str:
    """Asks for support as far as the page about safety, and sends that with these answers."""
    page = (await client.get("/ask")).text
    about = {"born": {"born": "1959"}, "reach": {"contact_by": "call", "phone": "0412 345 678"}, "why": {}}
    for step in ("who", "why", "born", "reach"):
        fields = {"name": "Lan"} if step == "who" else about[step]
        page = (await client.post("/ask", data=hidden_fields(page) | {"go": "next"} | fields)).text
    return (await client.post("/ask", data=hidden_fields(page) | {"go": "next"} | answers)).text


async def test_the_front_door_asks_back_which_chinese_and_carries_the_answer_to_the_end(doors: Doors) -> None:
    client = await doors.client()
    asked = await walked_to_safe(client, safe_to_contact="safe", language="Chinese, Chin", interpreter="spoken")
    assert "“Chinese” could be more than one language" in unescape(asked)
    both = {"languages": ["7101", "6102"], "language": "Chinese, Chin", "interpreter": "spoken"}
    page = (
        await client.post("/ask", data=hidden_fields(asked) | {"go": "next", "safe_to_contact": "safe"} | both)
    ).text
    assert "Look over your answers" in page
    assert "Cantonese (廣東話), Chin Haka (Laiholh)" in page
    fields = hidden_fields(page) | {"languages": re.findall(r'name="languages" value="(\w+)"', page)[:2]}
    fields.pop("step")
    assert (await client.post("/ask/send", data=fields)).status_code == 303
    card = await told(doors)
    assert (card.languages, card.interpreter) == (("7101", "6102"), "spoken")


async def test_at_the_front_door_not_being_sure_is_an_answer_and_so_is_skipping(doors: Doors) -> None:
    client = await doors.client()
    asked = await walked_to_safe(client, safe_to_contact="safe", language="Sign language")
    page = await client.post(
        "/ask", data=hidden_fields(asked) | {"go": "next", "language": "Sign", "languages": "kept"}
    )
    assert "Sign (ask which)" in page.text
    skipped = await client.post("/ask", data=hidden_fields(asked) | {"go": "skip", "language": "Sign language"})
    assert "Look over your answers" in skipped.text


async def test_what_a_program_sends_is_never_refused_for_a_language(doors: Doors) -> None:
    wish = {"name": "Lan", "contact_by": "drop_in", "source": "gp", "agreed": True, "language": "Chinese"}
    program = await doors.client("integrator")
    for more, kept in (({}, ()), ({"languages": ["7104"]}, ("7104",)), ({"interpreter": "no"}, ())):
        key = {"Idempotency-Key": str(uuid4())}
        answer = await program.post("/referral/api/referrals", json=wish | more, headers=key)
        assert answer.status_code == 201, answer.text
        assert (await told(doors)).languages == kept
    wrong = await program.post("/referral/api/referrals", json=wish | {"languages": ["nine"]}, headers=key)
    assert wrong.status_code == 422


async def test_the_desk_asks_back_too(doors: Doors) -> None:
    intake = await doors.client("intake")
    wish = {"source": "self", "name": "Lan", "contact_by": "drop_in", "agreed": "yes", "language": "Afghan"}
    asked = await intake.submit("/refer", page="/refer", **wish)
    assert asked.status_code == 422
    assert "Hazaragi (هزارگی)" in unescape(asked.text)
    assert (await intake.submit("/refer", page="/refer", **wish, languages="4107")).status_code == 303
    assert (await told(doors)).languages == ("4107",)
