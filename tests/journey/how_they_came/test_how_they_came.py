"""What was said at the door stands on the person's page, so that nobody has to tell it twice."""

from datetime import timedelta
from html import unescape

import pytest

from services.journey.how_they_came.rules import DOORS, TELL_NONE
from tests.doors import Doors
from tests.journey.people import AT, DIMI, NOON, card

SAID = {
    "asked_at": NOON - timedelta(days=3), "source": "carer_family_supporter",
    "referred_by": "Eleni, her daughter · 0491 570 007",
    "what_brings_them": "Mum has been on her own since Dad died.", "address": "12 Alfrieda Street\nSt Albans",
    "intake_note": "Prefers a woman to call.",
}  # fmt: skip


async def test_the_page_tells_it_in_their_words_with_who_asked_and_where_they_live(with_dimi: Doors, thuy) -> None:
    await with_dimi.hear(card(**SAID))
    page = unescape((await thuy.get(AT)).text)
    for said in ("How Dimi came to us", "Mum has been on her own since Dad died.", "Eleni, her daughter",
                 'href="tel:0491570007"', "12 Alfrieda Street, St Albans", "Prefers a woman to call.",
                 "Family, a carer or a friend asked for them", f'href="/referral/story/{DIMI}"'):  # fmt: skip
        assert said in page, said
    assert "The words of whoever asked for Dimi" in page


async def test_a_newer_card_says_what_holds_now(with_dimi: Doors, thuy) -> None:
    await with_dimi.hear(card(**SAID))
    await with_dimi.hear(card(**SAID | {"intake_note": None, "referred_by": None}))
    page = (await thuy.get(AT)).text
    assert "Prefers a woman" not in page
    assert "Eleni" not in page


async def test_an_older_card_says_nothing_of_it_and_the_page_claims_nothing(with_dimi: Doors, thuy) -> None:
    assert "came to us" not in (await thuy.get(AT)).text


@pytest.mark.parametrize("code", TELL_NONE)
async def test_violence_in_the_family_is_said_before_everything_else(with_dimi: Doors, thuy, code: str) -> None:
    await with_dimi.hear(card(**SAID, tell_none_of=code))
    page = unescape((await thuy.get(AT)).text)
    assert page.index("There is violence in the family.") < page.index("Reaching Dimi safely")
    assert TELL_NONE[code] in page
    assert "Whoever asked is told nothing, and not called." in page
    assert "0491570007" not in page, "nobody reads out a number that must not be called"


def test_every_door_has_words() -> None:
    assert all(words.endswith(("themselves", "for them", "out")) for words in DOORS.values())


async def test_whoever_supports_them_is_told_nothing_while_there_is_violence(agreed: Doors, thuy) -> None:
    await thuy.submit(f"{AT}/supporters", page=f"{AT}/supporters", name="Nikos", relation="partner",
                      may_know="how_it_goes", contact="0491 570 157", in_emergency="yes")  # fmt: skip
    assert "0491" in (await thuy.get(f"{AT}/supporters")).text
    await agreed.hear(card(**SAID, tell_none_of="family"))
    page = unescape((await thuy.get(f"{AT}/supporters")).text)
    assert "Nothing, because of violence in the family." in page
    assert "Call in an emergency" not in page
    assert 'href="tel:0491570157"' not in page
    await agreed.hear(card(**SAID))
    assert "How it goes, in general terms" in (await thuy.get(f"{AT}/supporters")).text
