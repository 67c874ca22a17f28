"""A few questions for somebody alone, from the link in their message."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.app import service
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.measures.instruments import DEFAULT_PLAN
from services.journey.recording import record
from shared.events import CheckInDue, SafetyNoteRaised
from shared.web.links import sign
from tests.doors import Doors
from tests.journey.asking import agree, hidden, say, taken
from tests.journey.people import AT, JOURNEY, NOON, OPENED, card

PLAN = json.loads(DEFAULT_PLAN.read_text(encoding="utf-8"))


@pytest.fixture
async def asked(agreed: Doors) -> Doors:
    agreed.clock.move(NOON + timedelta(days=2))
    await agreed.tick()
    return agreed


async def link(doors: Doors) -> str:
    (due,) = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    until = doors.here.now() + timedelta(days=14)
    return f"/me/{sign(doors.here.settings.secret, 'me', due.check_in_id, until, 0)}"


async def test_after_the_one_tap_whoever_likes_answers_a_few_questions_alone(asked):
    phone, path = await asked.client(), await link(asked)
    assert (await phone.get(f"{path}/questions/ucla-3/1")).status_code == 404, "first the one tap"
    answer = await phone.submit(path, page=path, feeling="good")
    page = (await phone.get(answer.headers["location"])).text
    assert "Three short questions, if you like" in page
    at = f"{path}/questions/ucla-3"
    for number, fields in ((1, {"answer": "1"}), (2, {"answer": "2"}), (3, {"answer": "1"})):
        shown = (await phone.get(f"{at}/{number}")).text
        assert "Skip this one" in shown
        for told in ("Dimi", "Papadopo", "Thuy", "Brimbank", "Local Connections", "1951", str(JOURNEY)):
            assert told not in shown
        answer = await say(phone, f"{at}/{number}", **fields)
    page = (await phone.get(answer.headers["location"])).text
    assert "mostly in good company these days" in page
    assert "One short question, if you like" in page
    assert "mostly in good company" not in (await phone.get(answer.headers["location"])).text, "it is said once"
    (told,) = await taken(asked)
    assert (told.mode, told.score, told.occasion) == ("self", 4, "baseline")


async def test_the_link_never_shows_an_answer_again(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.submit(path, page=path, feeling="good")
    await say(phone, f"{path}/questions/ucla-3/1", answer="3")
    back = (await phone.get(f"{path}/questions/ucla-3/1")).text
    assert "checked" not in back
    assert "without another choice your answer stays" in back
    await say(phone, f"{path}/questions/ucla-3/1")
    await say(phone, f"{path}/questions/ucla-3/2", rather_not="yes")
    await say(phone, f"{path}/questions/ucla-3/3", skip="yes")
    (told,) = await taken(asked)
    assert (told.answers, told.declined_items, told.missing_reason) == ([3, None, None], ["2"], "skipped")
    sheets = await phone.get(f"{path}/questions/ucla-3/1")
    assert sheets.headers["location"] == f"{path}/answered", "what was answered is not asked again"


async def test_a_double_tap_on_the_last_question_counts_once(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.submit(path, page=path, feeling="good")
    at = f"{path}/questions/loneliness-direct/1"
    shown = (await phone.get(at)).text
    fields = {name: hidden(shown, name) for name in ("csrf", "command_id", "sheet")} | {"answer": "2"}
    both = await asyncio.gather(*(phone.post(at, data=fields) for _ in range(2)))
    assert {each.headers["location"] for each in both} == {f"{path}/answered"}
    later = await phone.post(at, data=fields | {"command_id": str(uuid4()), "answer": "5"})
    assert later.status_code == 303
    assert [each.score for each in await taken(asked)] == [2]


async def test_what_is_not_due_or_not_for_somebody_alone_is_not_offered(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.submit(path, page=path, feeling="good")
    for code in ("k10", "who-5", "lsns-6", "nothing"):
        assert (await phone.get(f"{path}/questions/{code}/1")).status_code == 404
    thuy = await asked.client("link_worker", 0)
    for code, items in (("ucla-3", 3), ("loneliness-direct", 1)):
        at = f"{AT}/measures/{code}"
        await thuy.submit(at, page=at, **{f"item_{n}": "1" for n in range(1, items + 1)})
    assert "if you like" not in (await phone.get(f"{path}/thanks")).text


async def test_whoever_takes_back_the_service_is_asked_nothing_more(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.submit(path, page=path, feeling="good")
    async with asked.here.transaction() as tx:
        await record(tx, consents.withdraw(await journeys_store.journey(tx, JOURNEY), "service", NOON))
    assert "if you like" not in (await phone.get(f"{path}/thanks")).text
    answer = await phone.get(f"{path}/questions/ucla-3/1")
    assert answer.headers.get("location") == f"{path}/answered"


async def test_a_worrying_answer_given_alone_raises_a_note_and_says_whom_to_call(open_doors, tmp_path):
    worry = {"instrument": "ucla-3", "from_score": 9, "urgency": "now", "because": "As lonely as can be."}
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN | {"worries": [worry]}), encoding="utf-8")
    doors = await open_doors(service, measure_plan=plan)
    await doors.hear(card())
    await doors.hear(OPENED)
    await agree(doors)
    doors.clock.move(NOON + timedelta(days=2))
    await doors.tick()
    phone, path = await doors.client(), await link(doors)
    await phone.submit(path, page=path, feeling="hard")
    for number in (1, 2, 3):
        answer = await say(phone, f"{path}/questions/ucla-3/{number}", answer="3")
    assert "13 11 14" in (await phone.get(answer.headers["location"])).text
    (note,) = [event for event in await doors.told() if isinstance(event, SafetyNoteRaised)]
    assert (note.urgency, note.kind) == ("now", "measure")
