"""How are you going? What a participant's link opens, and what it never tells."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.lifecycle.rules import course
from services.journey.recording import record
from shared.events import CheckInAnswered, CheckInDue, ConsentWithdrawn
from shared.web.links import sign
from tests.doors import Client
from tests.journey.people import AT, JOURNEY, NOON


@pytest.fixture
async def asked(with_dimi):
    """Dimi agreed, and her first check-in has fallen due."""
    async with with_dimi.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        for purpose in ("service", "messages"):
            await record(tx, consents.give(journey, uuid4(), purpose, "verbal", NOON))
    with_dimi.clock.move(NOON + timedelta(days=2))
    await with_dimi.tick()
    return with_dimi


async def link(doors, days=14, version=0, purpose="me"):
    (due,) = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    until = doors.here.now() + timedelta(days=days)
    return f"/me/{sign(doors.here.settings.secret, purpose, due.check_in_id, until, version)}"


async def answers(doors):
    return [event for event in await doors.told() if isinstance(event, CheckInAnswered)]


async def test_one_tap_is_an_answer(asked):
    phone, path = await asked.client(), await link(asked)
    answer = await phone.submit(path, page=path, feeling="good")
    assert answer.status_code == 303
    assert "Thank you" in (await phone.get(answer.headers["location"])).text
    assert [(event.feeling, event.please_call) for event in await answers(asked)] == [("good", False)]


async def test_the_link_shows_nothing_about_anybody(asked):
    phone, path = await asked.client(), await link(asked)
    page = (await phone.get(path)).text
    assert "How are you going?" in page
    for told in ("Dimi", "Papadopo", "Thuy", "Brimbank", "Local Connections", "1951", str(JOURNEY)):
        assert told not in page
    assert "Leave this page now" in page


async def test_somebody_who_asks_for_a_call_stands_on_top_of_my_day(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.submit(path, page=path, feeling="hard", words="the bus did not come", please_call="yes")
    thuy = await asked.client("link_worker", 0)
    page = (await thuy.get("/journey")).text
    assert "tapped “hard” and asks for a call" in page
    assert "the bus did not come" in page
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    assert "and asks for a call" not in (await thuy.get("/journey")).text


async def test_a_second_answer_changes_nothing_and_is_told_so_whatever_it_says(asked):
    phone, path = await asked.client(), await link(asked)
    page = await phone.get(path)
    await phone.submit(path, page=path, feeling="good")
    assert "Thank you" in (await phone.get(path)).text
    csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
    for feeling in ("hard", "good"):  # the same words for both: a borrowed phone finds out nothing
        again = await phone.post(path, data={"csrf": csrf, "command_id": str(uuid4()), "feeling": feeling})
        assert again.status_code == 409
        assert "was <strong>not</strong> added" in again.text
    assert [event.feeling for event in await answers(asked)] == ["good"]


async def test_of_two_taps_at_once_one_counts(asked):
    phone, path = await asked.client(), await link(asked)
    await phone.get(path)  # one browser, known by one cookie
    sent = await asyncio.gather(*(phone.submit(path, page=path, feeling=f) for f in ("good", "hard", "okay")))
    assert sorted(answer.status_code for answer in sent) == [303, 409, 409]
    assert len(await answers(asked)) == 1


async def test_a_double_tap_is_thanked_once_more(asked):
    phone, path = await asked.client(), await link(asked)
    tap = uuid4()
    sent = [await phone.submit(path, page="/login", feeling="good", command_id=tap) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert len(await answers(asked)) == 1


async def test_a_tap_without_a_face_says_what_would_be_right(asked):
    phone, path = await asked.client(), await link(asked)
    answer = await phone.submit(path, page=path, words="all right")
    assert answer.status_code == 422
    assert "Tap one of the three faces." in answer.text
    assert "all right" in answer.text


async def test_a_wrong_an_old_and_a_switched_off_link_all_say_the_same(asked):
    phone, good = await asked.client(), await link(asked)
    wrong = [good[:-1] + ("A" if good[-1] != "A" else "B"), "/me/x", await link(asked, days=-1),
             await link(asked, version=1), await link(asked, purpose="host")]  # fmt: skip
    pages = [await phone.get(path) for path in wrong]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "This link has ended" in pages[0].text
    assert "Dimi" not in pages[0].text
    assert "Brimbank" not in pages[0].text


async def test_a_link_that_ended_takes_no_answer(asked):
    phone, good, old = await asked.client(), await link(asked), await link(asked, days=-1)
    for path in (old, f"{old}/stop"):
        assert (await phone.submit(path, page=good, **({"feeling": "good"} if path == old else {}))).status_code == 404
    assert await answers(asked) == []


async def test_a_link_worker_can_switch_off_every_link_sent_so_far(asked):
    phone, path = await asked.client(), await link(asked)
    thuy = await asked.client("link_worker", 0)
    answer = await thuy.submit(f"{AT}/links/revoke", page=f"{AT}/links")
    assert "switched off" in (await thuy.get(answer.headers["location"])).text
    assert (await phone.get(path)).status_code == 404
    assert (await phone.get(await link(asked, version=1))).status_code == 200


async def kept_by_their_browser(asked) -> tuple[Client, str]:
    """A browser that was shown an answer filled again, and where it lies."""
    phone, path = await asked.client(), await link(asked)
    shown = await phone.submit(path, page=path, words="My neighbour Bruno is away")
    assert (shown.status_code, "kept=" in str(shown.url)) == (422, True)
    assert "Bruno" in (await phone.get(shown.url)).text
    return phone, str(shown.url)


async def test_what_a_browser_was_shown_goes_with_the_link_that_is_switched_off(asked):
    phone, kept = await kept_by_their_browser(asked)
    thuy = await asked.client("link_worker", 0)
    await thuy.submit(f"{AT}/links/revoke", page=f"{AT}/links")
    found = await phone.get(kept)
    assert (found.status_code, "Bruno" in found.text, "This link has ended" in found.text) == (404, False, True)


async def test_what_a_browser_was_shown_goes_when_the_journey_closes(asked):
    phone, kept = await kept_by_their_browser(asked)
    async with asked.here.transaction() as tx:
        await record(tx, course.close(await journeys_store.journey(tx, JOURNEY), "moved_away", True, NOON))
    found = await phone.get(kept)
    assert (found.status_code, "Bruno" in found.text) == (404, False)


async def test_after_the_journey_has_closed_the_link_has_ended(asked):
    phone, path = await asked.client(), await link(asked)
    async with asked.here.transaction() as tx:
        await record(tx, course.close(await journeys_store.journey(tx, JOURNEY), "moved_away", True, NOON))
    assert (await phone.get(path)).status_code == 404


async def test_stop_all_messages_stops_them_at_once_and_once(asked):
    phone, path = await asked.client(), await link(asked)
    for _ in range(2):
        answer = await phone.submit(f"{path}/stop", page=path)
        assert "All messages are stopped" in (await phone.get(answer.headers["location"])).text
    withdrawn = [event for event in await asked.told() if isinstance(event, ConsentWithdrawn)]
    assert [event.purpose for event in withdrawn] == ["messages"]
