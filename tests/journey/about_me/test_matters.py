"""What matters to the person: every heading may stay empty, every earlier word can be read, and it is shown to them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.about_me import rules as matters
from services.journey.about_me.rules import ABOUT_ME, HEADINGS, SAID
from services.journey.core.rules.journeys import Journey
from shared.events import WhatMattersRecorded
from shared.kernel.refusal import Refused
from tests.journey.people import AT, DIMI, JOURNEY, NOON, THUY

OPEN = Journey(JOURNEY, DIMI, THUY, NOON)


async def say(client, **said):
    answer = await client.submit(f"{AT}/matters", page=f"{AT}/matters", **said)
    assert answer.status_code == 303, answer.text
    return (await client.get(AT)).text


def test_the_headings_are_the_seven_of_about_me():
    assert [heading.title for heading in ABOUT_ME] == [
        "What is most important to me",
        "People who are important to me",
        "How I communicate and how to communicate with me",
        "My wellness",
        "Please do and please don’t",
        "How and when to support me",
        "Also worth knowing about me",
    ]


@pytest.mark.parametrize("heading", SAID)
def test_any_one_heading_is_enough(heading):
    said = matters.record_what_matters(OPEN, uuid4(), {heading: " my sister "}, NOON)
    assert getattr(said, heading) == "my sister"
    assert {name for name in SAID if getattr(said, name)} == {heading}


def test_who_helped_to_write_is_not_yet_something_that_matters():
    with pytest.raises(Refused, match="under one of the headings") as refused:
        matters.record_what_matters(OPEN, uuid4(), {"written_with": "my niece", "people": "  "}, NOON)
    assert refused.value.field == "what_matters"


def test_no_heading_leaves_the_service():
    published = WhatMattersRecorded.published_schema()["properties"]
    assert not {heading.name for heading in HEADINGS} & set(published)
    assert {heading.name for heading in HEADINGS} <= set(WhatMattersRecorded.model_fields)


async def test_every_heading_that_is_filled_stands_on_the_persons_page_and_no_other(with_dimi, thuy):
    page = await say(thuy, people="Eleni, my sister", please_do="call before you come", habits="church on Sundays")
    for words in ("People who are important to me", "Eleni, my sister", "call before you come", "church on Sundays"):
        assert words in page
    assert "My wellness" not in page
    (told,) = [event for event in await with_dimi.told() if isinstance(event, WhatMattersRecorded)]
    assert told.told == "together"


async def test_an_empty_sheet_comes_back_and_says_what_would_be_right(with_dimi, thuy):
    answer = await thuy.submit(f"{AT}/matters", page=f"{AT}/matters", written_with="my niece")
    assert answer.status_code == 422
    assert "under one of the headings" in answer.text
    assert "my niece" in answer.text
    assert await with_dimi.count("matters") == 0


async def test_what_was_said_stands_in_the_form_so_that_nothing_is_asked_twice(with_dimi, thuy):
    await say(thuy, what_matters="my garden", interpreter="Greek, at the doctor’s")
    form = (await thuy.get(f"{AT}/matters")).text
    assert "my garden</textarea>" in form
    assert "Greek, at the doctor’s</textarea>" in form


async def test_earlier_words_can_be_read_on_their_day(with_dimi, thuy):
    first = uuid4()
    await say(thuy, what_matters="my garden", command_id=first)
    with_dimi.clock.move(NOON + timedelta(days=30))
    page = await say(thuy, what_matters="my granddaughter")
    assert "my granddaughter" in page
    assert "my garden" not in page
    shown = (await thuy.get(f"{AT}/matters/said")).text
    assert "my granddaughter" in shown
    assert "my garden" not in shown
    assert "What they said on" in shown
    earlier = (await thuy.get(f"{AT}/matters/said/{first}")).text
    assert "my garden" in earlier
    assert "Monday 2\N{NO-BREAK SPACE}March" in earlier
    assert "my granddaughter" not in earlier


async def test_it_is_shown_back_in_large_type_without_anything_else_on_the_page(with_dimi, thuy):
    await say(thuy, what_matters="my garden")
    page = (await thuy.get(f"{AT}/matters/said")).text
    assert 'class="large"' in page
    assert "What I said on" in page
    assert "Log out" not in page
    assert "Dimi" not in page


async def test_showing_it_back_leaves_a_row_like_every_look(with_dimi, thuy):
    await thuy.get(f"{AT}/matters/said")
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT what FROM audit") == "what they said"


async def test_another_workers_person_is_not_shown(with_dimi, thuy):
    said = uuid4()
    await say(thuy, what_matters="my garden", command_id=said)
    malia = await with_dimi.client("link_worker", 1)
    for path in ("/matters", "/matters/said", f"/matters/said/{said}"):
        assert (await malia.get(AT + path)).status_code == 404
    assert (await thuy.get(f"{AT}/matters/said/{uuid4()}")).status_code == 404
