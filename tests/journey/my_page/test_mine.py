"""Somebody's own page: the link alone shows nothing, a few wrong years close it, and what they write is theirs."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.consents import store as consents_store
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.my_page.rules.mine import DOES_NOT_FIT, MOST_TRIES
from services.journey.recording import record
from shared.events import CheckInDue, WhatMattersRecorded
from shared.web import links
from tests.journey.people import AT, JOURNEY, NOON, card

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
THEIRS = ("my garden", "walk to the shops", "ring the club")


@pytest.fixture
async def doors(with_dimi):
    """Dimi has a goal with a step, said what matters, and was asked how she is going."""
    thuy = await with_dimi.client("link_worker", 0)
    goal = uuid4()
    for to, fields in (
        ("matters", {"what_matters": "my garden"}),
        ("goals", {"wording": "walk to the shops", "importance": 8, "confidence": 4, "command_id": goal}),
        (f"goals/{goal}/steps", {"what": "ring the club", "who": "link_worker"}),
    ):
        answer = await thuy.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
        assert answer.status_code == 303
    async with with_dimi.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        await record(tx, consents.give(journey, uuid4(), "service", "verbal", NOON))
    with_dimi.clock.move(NOON + timedelta(days=2))
    await with_dimi.tick()
    return with_dimi


@pytest.fixture
async def at(doors):
    """The address of the message's link."""
    (due,) = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    until = doors.here.now() + timedelta(days=7)
    return f"/me/{links.sign(doors.here.settings.secret, 'me', due.check_in_id, until, 0)}"


@pytest.fixture
async def dimi(doors):
    return await doors.client()


async def say_the_year(client, at, year=1951):
    return await client.submit(f"{at}/mine", page=f"{at}/mine", year_of_birth=year)


async def test_the_link_alone_shows_nothing_about_anybody(dimi, at):
    for path in ("", "/mine", "/mine/matters"):
        page = (await dimi.get(at + path, follow_redirects=True)).text
        assert "Dimi" not in page
        assert not [words for words in THEIRS if words in page]
    assert "The year you were born" in page


async def test_who_says_the_year_sees_their_own_words(dimi, at):
    answer = await say_the_year(dimi, at)
    assert answer.status_code == 303
    page = (await dimi.get(answer.headers["location"])).text
    assert not [words for words in THEIRS if words not in page]
    assert "my link worker does it" in page
    assert "Dimi" not in page
    assert (await dimi.get(f"{at}/mine")).headers["cache-control"] == "no-store"


async def test_a_wrong_year_gets_the_same_words_as_one_that_nobody_knows(doors, dimi, at):
    wrong = await say_the_year(dimi, at, 1952)
    await doors.hear(card(year_of_birth=None, occurred_at=NOON + timedelta(days=2)))
    unknown = await say_the_year(dimi, at)
    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert DOES_NOT_FIT in answer.text.replace("&#39;", "'")


async def test_after_five_wrong_years_the_right_one_opens_nothing_either(doors, dimi, at):
    for year in range(1940, 1940 + MOST_TRIES):
        assert (await say_the_year(dimi, at, year)).status_code == 422
    answer = await say_the_year(dimi, at)
    assert answer.status_code == 422
    assert DOES_NOT_FIT in answer.text
    another = await doors.client()
    assert (await say_the_year(another, at)).status_code == 422, "whoever tries and from wherever"


async def test_wrong_years_sent_at_once_are_all_counted(doors, dimi, at):
    await asyncio.gather(*(say_the_year(dimi, at, year) for year in range(1940, 1946)))
    assert (await say_the_year(dimi, at)).status_code == 422


async def somebody_waits(doors):
    async with doors.here.db.transaction() as tx:
        return await tx.fetchval(WAITS)


async def test_the_tries_are_read_only_when_those_before_are_counted(doors, dimi, at):
    await say_the_year(dimi, at, 1940)
    async with doors.here.db.transaction() as others:
        await journeys_store.journey(others, JOURNEY)  # as whoever tries at the same time
        right = asyncio.create_task(say_the_year(dimi, at))
        while not await somebody_waits(doors):  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        await others.execute("UPDATE link_try SET wrong = $1", MOST_TRIES)
    assert (await right).status_code == 422


async def test_what_is_no_year_is_no_try(dimi, at):
    for nothing in ("", "fifty-one", "1850", "2999"):
        answer = await say_the_year(dimi, at, nothing)
        assert answer.status_code == 422
        assert "four digits" in answer.text
    assert (await say_the_year(dimi, at)).status_code == 303


async def test_the_right_year_is_asked_again_after_half_an_hour_and_on_another_phone(doors, dimi, at):
    await say_the_year(dimi, at)
    assert "my garden" not in (await (await doors.client()).get(f"{at}/mine")).text
    doors.clock.move(doors.here.now() + timedelta(minutes=31))
    assert "my garden" not in (await dimi.get(f"{at}/mine")).text


async def test_what_answered_their_words_is_no_longer_there_than_the_year_is_remembered(doors, dimi, at):
    await say_the_year(dimi, at)
    page = f"{at}/mine/matters"
    refused = await dimi.submit(page, page=page, habits="x" * 5000)
    assert (refused.status_code, "x" * 5000 in refused.text) == (422, True)
    doors.app.state.site.clock = lambda later=time.time() + 31 * 60: later
    doors.clock.move(doors.here.now() + timedelta(minutes=31))
    assert "x" * 5000 not in (await dimi.get(str(refused.url), follow_redirects=True)).text


async def test_it_can_be_hidden_at_once(dimi, at):
    await say_the_year(dimi, at)
    assert (await dimi.submit(f"{at}/mine/hide", page=f"{at}/mine")).status_code == 303
    assert "my garden" not in (await dimi.get(f"{at}/mine")).text


async def test_links_that_were_switched_off_show_nothing_even_to_who_said_the_year(doors, dimi, at):
    await say_the_year(dimi, at)
    async with doors.here.transaction() as tx:
        await consents_store.revoke_links(tx, JOURNEY, NOON)
    for path in ("/mine", "/mine/matters"):
        answer = await dimi.get(at + path)
        assert answer.status_code == 404
        assert "This link has ended" in answer.text


async def test_they_write_what_matters_themselves(doors, dimi, at):
    await say_the_year(dimi, at)
    page = f"{at}/mine/matters"
    assert "my garden</textarea>" in (await dimi.get(page)).text
    answer = await dimi.submit(page, page=page, what_matters="my granddaughter", people="Eleni")
    assert answer.status_code == 303
    shown = (await dimi.get(answer.headers["location"])).text
    assert "my granddaughter" in shown
    assert "What I wrote on" in shown
    assert (await doors.told())[-1].told == "self"
    thuy = await doors.client("link_worker", 0)
    page = (await thuy.get(AT)).text
    assert "Written by them" in page
    assert "Wrote down what matters to them" in page


async def test_words_written_for_longer_than_half_an_hour_are_not_lost(doors, dimi, at):
    await say_the_year(dimi, at)
    page = f"{at}/mine/matters"
    shown = (await dimi.get(page)).text
    csrf = shown.split('name="csrf" value="')[1].split('"')[0]
    doors.clock.move(doors.here.now() + timedelta(minutes=31))
    fields = {"csrf": csrf, "command_id": str(uuid4()), "what_matters": "the sea"}
    answer = await dimi.post(page, data=fields)
    assert answer.status_code == 422
    assert "the sea</textarea>" in answer.text
    assert "my garden" not in answer.text
    assert "The year you were born" in answer.text
    assert (await dimi.post(page, data=fields | {"year_of_birth": "1951"})).status_code == 303
    assert len([event for event in await doors.told() if isinstance(event, WhatMattersRecorded)]) == 2


async def test_nothing_can_be_written_without_the_year(doors, dimi, at):
    page = f"{at}/mine/matters"
    answer = await dimi.submit(page, page=at, what_matters="somebody else’s words", year_of_birth=1952)
    assert answer.status_code == 422
    assert len([event for event in await doors.told() if isinstance(event, WhatMattersRecorded)]) == 1
