"""What people answer: it stops messages, or their link worker sees it, or both; nothing is dropped."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from services.notifications.domain import inbound
from services.notifications.domain.replies import understood
from shared.events import AnswerSeen, MessageAnswered, MessagesStopped
from tests.doors import Doors
from tests.notifications.answers import page, replied, told_by
from tests.notifications.people import Somebody, states

STOPPED = [
    "STOP",
    "stop please",
    "Please stop messaging me",
    "no more texts thank you",
    "Stopp",
    "\u200eSTOP",
    "STOP\u200f",
    "\u202bSTOP\u202c",
    "ＳＴＯＰ",
    "ST\u200bOP",
    "STOP\ufe0f",
    "STO\u034fP",
    "\u3164STOP",
    "ST\u115fOP",
    "STOP\U0001f6d1\ufe0f",
    "\u200bSTOP. Thanks for everything, Maria",
    "«STOP»",
    "(stop)",
    "*STOP*",
    "STOP-",
    "pls stop",
    "Dont text me",
    "Don’t message me any more please",
    "opt out",
    "OPT-OUT",
    "Unsubscribe me please",
    "stop sending me these",
    "I'd like to stop getting messages",
    "STOP. Thanks for everything, Maria",
    "Please stop\n\nSent from my phone",
    "NGỪNG",
    "Đừng nhắn tin cho tôi nữa",
    "قـف",
    "إيقاف",
    "ما بدي رسائل",
    "S T O P",
    "S.T.O.P",
    "stop stop stop",
    "STOPPPP",
    "unsub",
    "СТОП",
    "停止",
    "Σταμάτα",
]
NOT_STOPPED = [
    "Cancel Thursday please, I have a cold. See you next week",
    "End of the month suits me better",
    "End of the week suits me",
    "Quit smoking today, feeling good!",
    "I can't stop laughing",
    "please don't stop messaging me",
    "Can we stop at the library on Thursday?",
    "the bus stop is closed",
    "Can you stop by on Thursday?",
    "I see the phone shop is next door",
    "YES",
    "START",
    "thanks",
    "👍",
    "",
    "đúng",
    "Lovely, see you there.\n\nOn Mon, 2 Mar 2026 at 12:00, Hello <hi@example.org> wrote:\n> Reply STOP to stop.",
]
HELD = [
    "dung",
    "Huy",
    "wrong number",
    "don't text me on Fridays",
    "Can you stop?",
    "I'm not interested",
    "delete my number",
    "I've had enough of these",
    "this is my work phone",
    "He died in January",
    "Mum passed away last week",
]
WORRIES = [
    "I fell, can somebody ring me?",
    "I fell yesterday and cannot get up the stairs, can somebody ring me?",
    "I want it all to stop",
    "I’m scared of him",
    "he checks my phone",
    "My wife reads this phone",
    "My husband has this phone now",
    "Tôi không muốn sống nữa",
    "لا أريد أن أعيش",
    "زوجي يقرأ رسائلي",
    "Good.\n> how are you\n-I cannot cope",
]
BOTH = ["No more messages, I am afraid of him", "STOP. I need help", "STOP. My wife reads this phone"]


@pytest.mark.parametrize("text", STOPPED)
def test_whoever_wants_no_more_need_not_say_it_in_one_way(text: str) -> None:
    said = understood(text)
    assert (said.stops, said.meaning) == (True, "stop")


@pytest.mark.parametrize("text", NOT_STOPPED)
def test_words_about_something_else_stop_nothing(text: str) -> None:
    said = understood(text)
    assert (said.stops, said.meaning) == (False, "answer")


@pytest.mark.parametrize("text", HELD)
def test_what_may_mean_stop_is_held_for_a_person_to_ask(text: str) -> None:
    said = understood(text)
    assert (said.stops, said.meaning) == (False, "unsure")


@pytest.mark.parametrize("text", WORRIES)
def test_a_worry_is_no_stop_and_is_marked(text: str) -> None:
    said = understood(text)
    assert (said.stops, said.meaning) == (False, "worry")


@pytest.mark.parametrize("text", BOTH)
def test_a_stop_with_a_worry_is_both(text: str) -> None:
    said = understood(text)
    assert (said.stops, said.meaning) == (True, "worry")


async def test_every_answer_stops_or_is_shown_and_most_are_only_shown(doors: Doors) -> None:
    for text in (*STOPPED, *NOT_STOPPED, *HELD, *WORRIES, *BOTH):
        somebody = Somebody()
        phone = f"+61491{uuid4().int % 10**6:06}"
        await somebody.ready(doors, phone=phone)
        assert (await replied(doors, {"from": phone, "text": text})).status_code == 204
        told = [event for event in await doors.told() if getattr(event, "participant_id", None) == somebody.id]
        assert any(isinstance(event, MessagesStopped) for event in told) == understood(text).stops, text
        [answer] = [event for event in told if isinstance(event, MessageAnswered)]
        assert answer.words is None, "words stay at home"
    shown = await page(doors)
    assert shown.count(" answered</h3>") == len((*STOPPED, *NOT_STOPPED, *HELD, *WORRIES, *BOTH))
    for words in ("Cancel Thursday please, I have a cold. See you next week", "I fell, can somebody ring me?"):
        assert words in shown


async def test_a_worry_stands_first_and_holds_messages_until_somebody_has_looked(doors: Doors) -> None:
    anna, dimitra = Somebody(name="Anna"), Somebody()
    await anna.ready(doors, phone="+61491570156")
    await dimitra.ready(doors)
    await replied(doors, {"from": "+61491570156", "text": "thank you"})
    await replied(doors, {"from": "+61491570006", "text": "I fell, can somebody ring me?"})
    assert await doors.tick() == 1
    assert sorted(await states(doors)) == [("sent", None), ("waiting", None)]
    thuy = await doors.client("link_worker")
    shown = (await thuy.get("/notifications")).text
    assert shown.index("I fell, can somebody ring me?") < shown.index("thank you")
    assert "Please look now" in shown
    assert "Held until you have looked at what they answered." in shown
    for _ in range(2):
        path = (await thuy.get("/notifications")).text.split('action="/notifications/answers/')[1].split('"')[0]
        answer = await thuy.submit(f"/notifications/answers/{path}", page="/notifications")
        assert answer.status_code == 303
    assert await doors.tick() == 1
    assert [type(event) for event in await doors.told()].count(AnswerSeen) == 2


async def test_somebody_else_s_people_s_answers_are_not_there(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await replied(doors, {"from": "+61491570006", "text": "good"})
    [told] = [event for event in await doors.told() if isinstance(event, MessageAnswered)]
    malia = await doors.client("link_worker", 1)
    assert "good" not in (await malia.get("/notifications")).text.split("<main")[1].split("aside")[0]
    answer = await malia.submit(f"/notifications/answers/{told.reply_id}/seen", page="/notifications")
    assert answer.status_code == 404


async def test_an_answer_told_twice_by_a_gateway_is_shown_once(doors: Doors) -> None:
    await Somebody().ready(doors)
    for _ in range(2):
        assert (await replied(doors, {"from": "+61491570006", "text": "see you"})).status_code == 204
    assert (await page(doors)).count(" answered</h3>") == 1


async def test_a_gateway_that_uses_a_name_twice_loses_no_words(doors: Doors) -> None:
    await Somebody().ready(doors)
    for text in ("first", "first", "second"):
        await replied(doors, {"from": "+61491570006", "text": text, "id": "1"})
    assert (await page(doors)).count(" answered</h3>") == 2


async def test_a_number_that_nobody_has_is_answered_honestly_and_kept_for_intake(doors: Doors) -> None:
    answer = await replied(doors, {"from": "+61491570157", "text": "Who is this? Please ring me back"})
    assert answer.status_code == 202
    assert "Nobody here has this number" in answer.json()["says"]
    intake = await doors.client("intake")
    shown = (await intake.get("/notifications")).text
    assert "0491 570 157" in shown
    assert "Who is this? Please ring me back" in shown
    assert "Find out who it is." in shown
    path = shown.split('action="/notifications/answers/')[1].split('"')[0]
    assert (await intake.submit(f"/notifications/answers/{path}", page="/notifications")).status_code == 303
    assert "0491 570 157" not in (await intake.get("/notifications")).text
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM reply WHERE words IS NOT NULL OR sender IS NOT NULL") == 0


async def test_somebody_with_whom_nobody_walks_now_is_heard_by_intake(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await doors.hear(dimitra.closed())
    assert (await replied(doors, {"from": "+61491570006", "text": "Can I come back?"})).status_code == 204
    assert "Can I come back?" in await page(doors, "intake")
    assert "Can I come back?" not in await page(doors)


@pytest.mark.parametrize("number", ["61491570006", "0491570006", "0491 570 006", "+61 491 570 006"])
async def test_a_number_is_read_as_any_gateway_writes_it(doors: Doors, number: str) -> None:
    await Somebody().ready(doors)
    assert (await replied(doors, {"from": number, "text": "STOP"})).status_code == 204
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]


@pytest.mark.parametrize(
    "given",
    [{"source_number": "+61491570006", "content": "STOP"}, {"From": "+61491570006", "Body": "STOP", "To": ""}],
)
async def test_the_usual_other_names_are_known_as_json_and_as_a_form(doors: Doors, given: dict[str, str]) -> None:
    for body, kind in (
        (json.dumps(given).encode(), "application/json"),
        (urlencode(given).encode(), "application/x-www-form-urlencoded"),
    ):
        await Somebody().ready(doors)
        assert (await told_by(doors, "/notifications/api/replies", body, kind)).status_code == 204
    await doors.tick()
    assert {state for state, _ in await states(doors)} == {"withheld"}


async def test_yes_after_a_stop_begins_nothing_again(doors: Doors) -> None:
    await Somebody().ready(doors)
    await replied(doors, {"from": "+61491570006", "text": "STOP"})
    await replied(doors, {"from": "+61491570006", "text": "YES"})
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]
    assert "YES" in await page(doors)


@pytest.mark.parametrize(
    "given", [{"text": "STOP"}, {"from": "", "text": "x"}, {"from": "+61491570006"}, {"from": 7, "text": "x"}, []]
)
async def test_an_answer_without_sender_or_words_says_what_is_missing(doors: Doors, given: Any) -> None:
    answer = await replied(doors, given)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_words_that_a_database_cannot_hold_are_kept_without_that_letter() -> None:
    assert inbound.of("+61491570006", "help\x00 me", "03").words == "help me"
    assert inbound.of("anonymous", "help me", "03").sender == "anonymous"


async def test_an_erased_person_s_answers_are_gone(doors: Doors) -> None:
    from shared.events import ParticipantErased
    from tests.doors import NOON

    dimitra = Somebody()
    await dimitra.ready(doors)
    await replied(doors, {"from": "+61491570006", "text": "good"})
    await doors.hear(ParticipantErased(participant_id=dimitra.id, reason="required_by_law", occurred_at=NOON))
    assert await doors.count("reply") == 0
