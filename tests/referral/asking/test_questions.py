"""A question without a name: asked first, answered by a code, and nothing told twice when it becomes a referral."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from services.referral.app import service
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.test_front_door import hidden_fields

CODE = re.compile(r"<strong>([0-9A-Z]{4}.[0-9A-Z]{4}.[0-9A-Z]{4})</strong>")
WORDS = "Do I have to tell my family?\nI would rather not."


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def asks(client: Client, words: str = WORDS) -> str:
    answer = await client.submit("/ask/question", page="/ask/question", words=words)
    found = CODE.search(unescape(answer.text))
    assert found, answer.text
    return found[1]


async def reads(client: Client, code: str) -> str:
    return unescape((await client.submit("/ask/answer", page="/ask/answer", code=code)).text)


async def answers(doors: Doors, words: str, **more: Any) -> Any:
    intake = await doors.client("intake")
    (at,) = set(re.findall(r'href="(/referral/questions/[^"]+)"', (await intake.get("/referral/questions")).text))
    return await intake.submit(at, page=at, **{"answer": words, "answers": "0"} | more)


async def test_a_question_is_answered_and_found_by_its_code_alone(doors: Doors) -> None:
    client = await doors.client()
    code = await asks(client)
    assert "no answer yet" in await reads(client, code)
    intake = await doors.client("intake")
    assert "1 question without a name waits" in (await intake.get("/referral")).text
    await answers(doors, "No. Nobody hears of it but us.")
    other = await doors.client()
    page = await reads(other, code.lower())
    assert "Nobody hears of it but us." in page
    assert "I would rather not." in page
    for wrong in (code[:-1] + ("0" if code[-1] != "0" else "1"), "4XK7-92TM", ""):
        assert "Nobody hears of it" not in await reads(other, wrong)
    assert await doors.told() == []


async def test_it_becomes_a_request_with_nothing_told_twice(doors: Doors) -> None:
    client = await doors.client()
    page = await reads(client, await asks(client))
    form = hidden_fields("<form" + page.partition('action="/ask"')[2])
    answer = await client.post("/ask", data=form | {"go": "back"})
    assert "What is your name?" in answer.text
    assert hidden_fields(unescape(answer.text))["what_brings_them"] == WORDS


async def test_at_the_desk_its_words_come_along(doors: Doors) -> None:
    await asks(await doors.client())
    intake = await doors.client("intake")
    page = await intake.submit("/refer", page="/refer", go="look", source="self", what_brings_them=WORDS)
    assert "I would rather not." in unescape(page.text)


async def test_an_answer_can_be_put_right_and_an_older_page_covers_none(doors: Doors) -> None:
    client = await doors.client()
    code = await asks(client)
    await answers(doors, "No.")
    assert (await answers(doors, "Perhaps.")).status_code == 409
    assert (await answers(doors, "No, never.", answers="1")).status_code == 303
    assert "No, never." in await reads(client, code)


async def test_a_double_click_is_one_question(doors: Doors) -> None:
    client, command_id = await doors.client(), uuid4()
    for _ in range(2):
        await client.submit("/ask/question", page="/ask/question", command_id=command_id, words=WORDS)
    assert await doors.count("question") == 1


async def test_it_ends_by_itself(open_doors: OpenDoors) -> None:
    doors = await open_doors(service, question_days=7)
    client = await doors.client()
    code = await asks(client)
    doors.clock.move(NOON + timedelta(days=7, minutes=1))
    assert "Nothing is kept under this code" in await reads(client, code)
    await doors.tick()
    assert await doors.count("question") == 0


async def test_an_empty_question_or_one_that_is_too_long_is_none(doors: Doors) -> None:
    client = await doors.client()
    for words, says in (("", "Write your question"), ("x" * 2001, "2,000"), ("a\u202eb", "invisible")):
        answer = await client.submit("/ask/question", page="/ask/question", words=words)
        assert (answer.status_code, says in unescape(answer.text)) == (422, True), words[:5]
    assert await doors.count("question") == 0
