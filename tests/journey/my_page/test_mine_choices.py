"""My choices: what somebody agreed to, what they take back themselves, and how we reach them."""

import asyncio
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.consents.rules import consents, wordings
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import ConsentWithdrawn, MessagesStopped
from tests.journey.own_page import link_of, who_said_the_year, words_of
from tests.journey.people import AT, DIMI, JOURNEY, NOON, card

TAKES_BACK = "I take it back"


@pytest.fixture
async def learning(asked):
    """Dimi agrees to helping others learn, too."""
    async with asked.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        await record(tx, consents.give(journey, uuid4(), "evaluation", "written", asked.here.now()))
    return asked


async def withdrawn(doors):
    return [event for event in await doors.told() if isinstance(event, ConsentWithdrawn)]


async def take_back(client, at, **more):
    return await client.submit(f"{at}/mine/choices", page=f"{at}/mine/choices", evaluation="no", **more)


async def test_what_they_agreed_to_stands_in_the_words_they_agreed_to(learning, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine/choices")
    for wording in wordings.wordings().today().values():
        assert wording.text in page
    assert page.count("I said yes") == 3
    assert "what they have is taken out and they count anew without it" in page


async def test_helping_us_learn_is_taken_back_with_one_button_and_by_them(learning, own_at, herself):
    answer = await take_back(herself, own_at)
    assert answer.status_code == 303
    (told,) = await withdrawn(learning)
    assert (told.purpose, told.told_by, told.participant_id) == ("evaluation", "participant", DIMI)
    page = await words_of(herself, answer.headers["location"])
    assert "Kept, from today" in page
    assert "I took it back" in page
    thuy = await learning.client("link_worker", 0)
    assert "Changed their mind by themselves about helping us learn" in (await thuy.get(AT)).text


async def test_a_double_click_takes_back_once(learning, own_at, herself):
    command_id = uuid4()
    page = (await herself.get(f"{own_at}/mine/choices")).text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    fields = {"csrf": csrf, "command_id": str(command_id), "evaluation": "no"}
    door = f"{own_at}/mine/choices"
    both = await asyncio.gather(*(herself.post(door, data=fields) for _ in range(2)))
    assert {answer.status_code for answer in both} == {303}
    assert len(await withdrawn(learning)) == 1


async def test_the_button_of_a_page_that_was_open_twice_does_nothing_more(learning, own_at, herself):
    await take_back(herself, own_at)
    answer = await take_back(herself, own_at)
    assert answer.status_code == 303
    assert "Nothing is different from before" in await words_of(herself, answer.headers["location"])
    assert len(await withdrawn(learning)) == 1


async def test_a_yes_of_an_earlier_journey_is_taken_back_with_it(learning):
    async with learning.here.transaction() as tx:
        await tx.execute("UPDATE journey SET closed_at = now() WHERE id = $1", JOURNEY)
        later = uuid4()
        await tx.execute(
            """
            INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since, episode,
                                 earlier_journey_id)
            SELECT $1, participant_id, referral_id, link_worker_id, $2, $2, 2, id FROM journey WHERE id = $3""",
            later, learning.here.now(), JOURNEY,
        )  # fmt: skip
        journey = await journeys_store.journey(tx, later)
        await record(tx, consents.give(journey, uuid4(), "service", "verbal", learning.here.now()))
    learning.clock.move(learning.here.now() + timedelta(weeks=2))
    await learning.tick()
    at = await link_of(learning)
    client = await who_said_the_year(learning, at)
    assert "I said yes earlier" in await words_of(client, f"{at}/mine/choices")
    await take_back(client, at)
    (told,) = await withdrawn(learning)
    assert told.journey_id == JOURNEY
    assert "I said yes earlier" not in await words_of(client, f"{at}/mine/choices")


async def test_without_the_year_nothing_is_shown_and_nothing_taken_back(learning, own_at):
    anyone = await learning.client()
    answer = await anyone.get(f"{own_at}/mine/choices")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{own_at}/mine")
    door = f"{own_at}/mine/choices"
    assert (await anyone.submit(door, page=f"{own_at}/mine")).headers["location"] == f"{own_at}/mine"
    assert await withdrawn(learning) == []


async def test_a_button_pressed_after_half_an_hour_asks_the_year_and_works_afterwards(learning, own_at, herself):
    page = (await herself.get(f"{own_at}/mine/choices")).text
    csrf, command_id = page.split('name="csrf" value="')[1].split('"')[0], str(uuid4())
    fields = {"csrf": csrf, "command_id": command_id, "evaluation": "no"}
    door = f"{own_at}/mine/choices"
    learning.clock.move(learning.here.now() + timedelta(minutes=31))
    assert (await herself.post(door, data=fields)).headers["location"] == f"{own_at}/mine"
    assert await withdrawn(learning) == []
    await herself.submit(f"{own_at}/mine", page=f"{own_at}/mine", year_of_birth=1951)
    await herself.post(door, data=fields)
    assert len(await withdrawn(learning)) == 1


async def test_an_ended_link_takes_nothing_back(learning, own_at, herself):
    page = (await herself.get(f"{own_at}/mine/choices")).text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    learning.clock.move(learning.here.now() + timedelta(days=8))
    door = f"{own_at}/mine/choices"
    answer = await herself.post(door, data={"csrf": csrf, "command_id": str(uuid4()), "evaluation": "no"})
    assert answer.status_code == 404
    assert "This link has ended" in answer.text
    assert await withdrawn(learning) == []


async def test_what_was_never_asked_can_be_answered_here_or_left_open(asked, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine/choices")
    assert "Helping us learn Not asked yet" in page
    assert "I leave it open" in page
    answer = await herself.submit(f"{own_at}/mine/choices", page=f"{own_at}/mine/choices")
    assert "Nothing is different from before" in await words_of(herself, answer.headers["location"])


async def test_a_yes_and_a_no_can_be_said_here_and_nobody_here_heard_them(asked, own_at, herself):
    said = {"evaluation": "yes", "evaluator_contact": "no", "referrer": "yes", "referrer_scope": "ended"}
    await herself.submit(f"{own_at}/mine/choices", page=f"{own_at}/mine/choices", **said)
    told = await asked.told()
    yes, given, no = told[-2], told[-3], told[-1]
    assert (type(given).__name__, given.purpose, given.scope) == ("SharingConsentGiven", "referrer", ["ended"])
    assert (type(yes).__name__, yes.purpose, yes.method) == ("ConsentGiven", "evaluation", "online")
    assert (type(no).__name__, no.purpose, no.method) == ("ConsentRefused", "evaluator_contact", "online")
    page = await words_of(herself, f"{own_at}/mine/choices")
    assert page.count(", here") == 2
    assert "I said no" in page


async def test_what_begins_with_a_talk_is_no_yes_on_their_own_page(asked, own_at, herself):
    before = await asked.told()
    answer = await herself.submit(f"{own_at}/mine/choices", page=f"{own_at}/mine/choices", named="yes")
    assert answer.status_code == 422
    assert "Say yes to this in a talk with us" in answer.text
    assert await asked.told() == before


async def test_working_together_can_be_taken_back_here_too(asked, own_at, herself):
    await herself.submit(f"{own_at}/mine/choices", page=f"{own_at}/mine/choices", service="no")
    (told,) = await withdrawn(asked)
    assert (told.purpose, told.told_by) == ("service", "participant")


async def test_a_page_of_before_somebody_noted_it_puts_nothing_over_it(asked, own_at, herself):
    old = (await herself.get(f"{own_at}/mine/choices")).text
    names = ("csrf", "command_id", "began_from")
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', old)[1] for name in names}
    thuy = await asked.client("link_worker", 0)
    await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", evaluation="no", method="verbal")
    answer = await herself.post(f"{own_at}/mine/choices", data={**hidden, "evaluation": "yes"})
    assert answer.status_code == 409


async def test_messages_are_stopped_from_here_and_the_page_says_so(asked, own_at, herself):
    answer = await herself.submit(f"{own_at}/stop", page=f"{own_at}/mine/choices")
    assert answer.headers["location"] == f"{own_at}/stopped"
    page = await words_of(herself, f"{own_at}/mine/choices")
    assert "Messages Stopped" in page
    (told,) = await withdrawn(asked)
    assert (told.purpose, told.told_by) == ("messages", "participant")


async def test_whoever_answers_a_message_with_stop_has_taken_their_yes_back(asked, own_at, herself):
    await asked.hear(MessagesStopped(participant_id=DIMI, occurred_at=asked.here.now()))
    assert "Messages Stopped" in await words_of(herself, f"{own_at}/mine/choices")
    (told,) = await withdrawn(asked)
    assert (told.journey_id, told.purpose, told.told_by) == (JOURNEY, "messages", "participant")
    thuy = await asked.client("link_worker", 0)
    assert "Changed their mind by themselves about getting messages" in (await thuy.get(AT)).text


async def test_a_stop_that_is_heard_late_takes_back_no_later_yes(asked, own_at, herself):
    await asked.hear(MessagesStopped(participant_id=DIMI, occurred_at=NOON - timedelta(days=300)))
    assert await withdrawn(asked) == []
    assert "Messages Stopped" not in await words_of(herself, f"{own_at}/mine/choices")


async def test_a_stop_from_a_shared_phone_means_nothing_where_nobody_said_yes(learning):
    await learning.hear(MessagesStopped(participant_id=uuid4(), occurred_at=learning.here.now()))
    assert await withdrawn(learning) == []


async def test_how_we_reach_them_stands_as_it_is_with_whom_to_call(asked, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine/choices")
    assert "You like a call best, between 9 am and 6 pm. Outside these hours no message comes." in page
    assert "We ask how you are going every two weeks, Tuesday at 10 am." in page
    assert "To change any of it, call us on 03 9448 5522 , or tell Thuy." in page


async def test_whether_messages_are_safe_stands_on_no_page_of_theirs(asked, own_at, herself):
    await asked.hear(card(safe_to_contact="not_safe", occurred_at=NOON + timedelta(days=2)))
    for page in ("", "/choices", "/held", "/held.txt", "/held.json"):
        text = (await herself.get(f"{own_at}/mine{page}")).text
        assert "not safe" not in text
        assert "not_safe" not in text


async def test_a_link_worker_who_takes_it_back_for_them_is_named_as_such(learning):
    thuy = await learning.client("link_worker", 0)
    await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", evaluation="no")
    assert [event.told_by for event in await withdrawn(learning)] == ["link_worker"]
    assert "Changed their mind about helping us learn" in (await thuy.get(AT)).text
