"""Which languages somebody speaks: codes beside their own words, asked back where they are not clear, never guessed."""

from html import unescape

import pytest

from services.referral.app import service
from services.referral.domain import speaking
from shared.events import ParticipantCardUpdated
from shared.kernel.refusal import Refused
from shared.rules.languages import in_words, spoken
from tests.doors import Client, Doors, OpenDoors

from .people import card_page, somebody_asks

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
