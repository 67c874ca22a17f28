"""That somebody answered a message stands on their link worker's day until somebody has looked; the words stay away."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.events import AnswerOpenedAgain, AnswerSeen, MessageAnswered
from tests.journey.people import AT, DIMI, NOON


@pytest.fixture
def answered():
    return lambda **changes: MessageAnswered(
        **{"participant_id": DIMI, "reply_id": uuid4(), "channel": "sms", "meaning": "answer", "occurred_at": NOON}
        | changes
    )


async def test_a_worry_stands_on_the_day_at_once_above_what_can_wait(asked, answered):
    thuy = await asked.client("link_worker", 0)
    told = answered(meaning="worry", words="I fell, can somebody ring me?")
    await asked.hear(told)
    page = (await thuy.get("/journey")).text
    assert " answered: please look now" in page
    assert f"/notifications#answer-{told.reply_id}" in page
    assert "I fell" not in page
    assert " answered: please look now" in (await thuy.get(AT)).text
    malia = await asked.client("link_worker", 1)
    assert "please look now" not in (await malia.get("/journey")).text


async def test_an_answer_stays_until_somebody_has_looked_however_long_that_is(asked, answered):
    thuy = await asked.client("link_worker", 0)
    told = answered()
    await asked.hear(told)
    asked.clock.move(NOON + timedelta(days=60))
    assert " answered a message" in (await thuy.get("/journey")).text
    for _ in range(2):
        await asked.hear(AnswerSeen(participant_id=DIMI, reply_id=told.reply_id, occurred_at=NOON))
    assert " answered a message" not in (await thuy.get("/journey")).text


async def test_an_answer_that_was_marked_by_mistake_waits_on_the_day_again(asked, answered):
    thuy = await asked.client("link_worker", 0)
    told = answered()
    about = {"participant_id": DIMI, "reply_id": told.reply_id, "occurred_at": NOON}
    for fact in (told, AnswerSeen(**about), AnswerOpenedAgain(**about)):
        await asked.hear(fact)
    assert " answered a message" in (await thuy.get("/journey")).text
    await asked.hear(AnswerSeen(**about))
    assert " answered a message" not in (await thuy.get("/journey")).text


async def test_that_it_was_marked_by_mistake_does_not_undo_a_later_look_when_it_comes_late(asked, answered):
    thuy = await asked.client("link_worker", 0)
    told = answered()
    about = {"participant_id": DIMI, "reply_id": told.reply_id, "occurred_at": NOON}
    await asked.hear(told)
    await asked.hear(AnswerSeen(**about))
    await asked.hear(AnswerOpenedAgain(**about), lies_at=0)
    assert " answered a message" not in (await thuy.get("/journey")).text
