"""Whoever cannot open their own page is shown to their link worker, who mends it; the link they have opens then."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.journey.caseload.rules import day
from services.journey.core.rules import marks
from services.journey.core.rules.journeys import Journey
from services.journey.my_page.rules import mine
from services.journey.my_page.rules.mine import Keys
from shared.events import OwnPageKeyNoted
from shared.kernel.refusal import Refused
from tests.journey.people import AT, CARD, DIMI, JOURNEY, NOON, THUY, card, person

MELBOURNE = ZoneInfo("Australia/Melbourne")
OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
KEY = f"{AT}/own-page"
LOCKED_OUT = "Cannot open their own page: no year of birth."


async def without_a_year(doors):
    await doors.hear(card(year_of_birth=None, occurred_at=NOON + timedelta(days=2)))
    thuy = await doors.client("link_worker", 0)
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    return thuy


async def says(doors, at, **fields):
    client = await doors.client()
    answer = await client.submit(f"{at}/mine", page=f"{at}/mine", **fields)
    return answer.status_code


async def test_without_a_year_the_person_page_and_my_day_say_so(asked, own_at):
    thuy = await without_a_year(asked)
    assert await says(asked, own_at, year_of_birth=1951) == 422
    assert LOCKED_OUT in (await thuy.get(AT)).text
    my_day = (await thuy.get("/journey")).text
    assert "cannot open their own page" in my_day
    assert f'href="{KEY}"' in my_day


async def test_with_the_year_that_they_note_the_same_link_opens(asked, own_at):
    thuy = await without_a_year(asked)
    for _ in range(6):
        assert await says(asked, own_at, year_of_birth=1951) == 422
    answer = await thuy.submit(KEY, page=KEY, year="1951")
    assert answer.status_code == 303
    assert await says(asked, own_at, year_of_birth=1951) == 303
    assert LOCKED_OUT not in (await thuy.get(AT)).text
    assert "cannot open their own page" not in (await thuy.get("/journey")).text


async def test_a_word_they_choose_together_opens_it_as_well(asked, own_at):
    thuy = await without_a_year(asked)
    assert (await thuy.submit(KEY, page=KEY, word="Lemon  Tree")).status_code == 303
    assert await says(asked, own_at, word="lemon tree") == 303
    assert await says(asked, own_at, word="lemon") == 422
    assert await says(asked, own_at, year_of_birth=1951) == 422
    page = (await thuy.get(KEY)).text
    assert "They have chosen a word" in page
    assert "emon" not in page


async def test_a_year_that_was_guessed_is_noticed_and_the_right_one_counts_in_its_place(asked, own_at):
    await asked.hear(card(year_of_birth=1948, occurred_at=NOON + timedelta(days=2)))
    thuy = await asked.client("link_worker", 0)
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    assert "own page:" not in (await thuy.get(AT)).text
    for _ in range(6):
        assert await says(asked, own_at, year_of_birth=1951) == 422
    assert "the year or word they gave did not fit" in (await thuy.get(AT)).text
    assert "cannot open their own page" in (await thuy.get("/journey")).text
    await thuy.submit(KEY, page=KEY, year="1951")
    assert await says(asked, own_at, year_of_birth=1948) == 422
    assert await says(asked, own_at, year_of_birth=1951) == 303
    assert "did not fit" not in (await thuy.get(AT)).text, "who has found in is not shut out"


async def test_a_year_that_intake_puts_right_opens_the_same_link(asked, own_at):
    await asked.hear(card(year_of_birth=1948, occurred_at=NOON + timedelta(days=2)))
    for _ in range(6):
        await says(asked, own_at, year_of_birth=1951)
    await asked.hear(card(year_of_birth=1951, occurred_at=NOON + timedelta(days=3)))
    assert await says(asked, own_at, year_of_birth=1951) == 303


async def test_the_question_is_the_same_for_everybody_and_nothing_typed_is_no_wrong_try(asked, own_at):
    client = await asked.client()
    before = (await client.get(f"{own_at}/mine")).text
    thuy = await asked.client("link_worker", 0)
    await thuy.submit(KEY, page=KEY, word="lemon tree")
    asks = [line for line in before.splitlines() if "<label" in line]
    assert asks == [line for line in (await client.get(f"{own_at}/mine")).text.splitlines() if "<label" in line]
    for _ in range(6):
        assert await says(asked, own_at) == 422
    assert await asked.count("link_try") == 0


async def test_neither_year_nor_word_leaves_the_service_and_the_word_is_not_kept_as_it_is(asked):
    thuy = await asked.client("link_worker", 0)
    await thuy.submit(KEY, page=KEY, word="lemon tree", year="1951")
    (told,) = [event for event in await asked.told() if isinstance(event, OwnPageKeyNoted)]
    assert (told.year, told.word) == (None, None)
    async with asked.here.db.transaction() as tx:
        assert "lemon" not in str(await tx.fetchval("SELECT word FROM own_key"))


async def test_another_workers_person_has_no_such_page_and_an_empty_one_says_what_is_right(asked, thuy):
    malia = await asked.client("link_worker", 1)
    assert (await malia.get(KEY)).status_code == 404
    answer = await thuy.submit(KEY, page=KEY)
    assert answer.status_code == 422
    assert "Write the year they were born, or a word they choose." in answer.text


def test_a_word_of_three_letters_and_a_year_to_come_are_refused():
    for given, field in (((None, "abc"), "word"), ((2027, None), "year")):
        with pytest.raises(Refused) as refused:
            mine.note_key(OPEN, uuid4(), *given, NOON)
        assert refused.value.field == field


def test_the_same_word_is_no_key_to_somebody_elses_page():
    mark = marks.mark_of("lemon tree", DIMI)
    assert Keys(DIMI, word=mark).fit(None, "LEMON TREE")
    assert not Keys(JOURNEY, word=mark).fit(None, "lemon tree")


@pytest.mark.parametrize(
    ("contact_by", "known", "missing"),
    [("sms", {}, "No phone number"), ("call", {}, "No phone number"), ("email", {"phone": "+61491570006"},
     "No e-mail address"), ("call", {"phone": "+61491570006"}, None), ("drop_in", {}, None)],
)  # fmt: skip
def test_somebody_who_cannot_be_reached_as_they_like_is_shown_too(contact_by, known, missing):
    them = person(card=replace(CARD, contact_by=contact_by, **({"phone": None} | known)), gets_messages=True)
    tags = [need.tag for need in day.what_needs_me([them], NOON, MELBOURNE) if need.kind == "shut_out"]
    assert tags == ([missing] if missing else [])


def test_whoever_gets_no_messages_holds_no_link_that_could_not_open():
    shut_out = person(card=replace(CARD, phone="+61491570006"), shut_out="no_year")
    assert [need.kind for need in day.what_needs_me([shut_out], NOON, MELBOURNE)] == []
    assert [n.kind for n in day.what_needs_me([replace(shut_out, gets_messages=True)], NOON, MELBOURNE)] == ["shut_out"]


async def test_one_of_the_two_is_enough_and_no_page_calls_both_optional(asked, own_at):
    thuy, nobody = await asked.client("link_worker", 0), await asked.client()
    for page in ((await thuy.get(KEY)).text, (await nobody.get(f"{own_at}/mine")).text):
        assert "ne of the two is enough" in page
        assert "(optional)" not in page
        assert " required" not in page.split('name="year')[1].split('name="word"')[1].split("</form>")[0]


async def test_what_does_not_fit_is_said_beside_what_was_typed(asked, own_at):
    client = await asked.client()
    answer = await client.submit(f"{own_at}/mine", page=f"{own_at}/mine", word="apple pie")
    assert 'href="#word"' in answer.text
    answer = await client.submit(f"{own_at}/mine", page=f"{own_at}/mine", year_of_birth=1950)
    assert 'href="#year-of-birth"' in answer.text
