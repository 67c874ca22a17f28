"""Sending what waits: at the right hour, once, and never after somebody said no."""

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid5

import pytest

from services.notifications.channels import Outcome, OutgoingMessage
from services.notifications.clock import send_what_waits
from shared.events import MessageSent, MessageUndelivered, MessageWithheld
from shared.web import links
from tests.doors import NOON, Doors
from tests.notifications.people import Provider, Somebody, melbourne, states, through

Texts = Callable[[], list[dict[str, Any]]]


async def test_a_due_check_in_becomes_one_text_message(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    message_id = await dimitra.ready(doors)
    assert await doors.tick() == 1
    [text] = texts()
    assert text["to"] == "+61491570006"
    assert text["message_id"] == str(message_id)
    assert await doors.told() == [
        MessageSent(participant_id=dimitra.id, message_id=message_id, about="check_in", channel="sms", occurred_at=NOON)
    ]


async def test_the_link_opens_this_check_in_for_seven_days(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    for told in (dimitra.card(), dimitra.opened(), dimitra.agreed(), dimitra.due(link_version=3)):
        await doors.hear(told)
    await doors.tick()
    found = re.search(r"http://local\.test/me/([A-Za-z0-9_-]{51})\n", texts()[0]["text"])
    assert found
    secret = doors.here.settings.secret
    almost = NOON + timedelta(days=7, seconds=-1)
    check_in = dimitra.due().check_in_id
    assert links.read(secret, "me", found[1], almost) == links.Link(check_in, 3)
    with pytest.raises(links.LinkExpired):
        links.read(secret, "me", found[1], NOON + timedelta(days=7))


async def test_the_second_tick_sends_nothing_more(doors: Doors, texts: Texts) -> None:
    await Somebody().ready(doors)
    assert [await doors.tick(), await doors.tick()] == [1, 0]
    assert len(texts()) == 1


async def test_a_check_in_told_twice_is_one_message(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await doors.hear(dimitra.due())
    await doors.tick()
    await doors.hear(dimitra.due())
    await doors.tick()
    assert len(texts()) == 1
    assert await doors.count("message") == 1


async def test_at_night_it_waits_until_eight(doors: Doors, texts: Texts) -> None:
    doors.clock.move(melbourne(2, 22))
    await Somebody().ready(doors, due_at=melbourne(2, 22))
    assert await doors.tick() == 0
    doors.clock.move(melbourne(3, 7, 59))
    assert await doors.tick() == 0
    assert texts() == []
    assert await doors.told() == []
    doors.clock.move(melbourne(3, 8))
    assert await doors.tick() == 1
    assert len(texts()) == 1


async def test_it_waits_for_the_hours_on_the_newest_card(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors, hours_from=15, hours_until=18)
    assert await doors.tick() == 0
    await doors.hear(dimitra.card(hours_from=9, hours_until=18))
    assert await doors.tick() == 1


async def test_after_three_days_without_an_hour_it_is_too_late(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors, hours_from=21, hours_until=23)
    assert await doors.tick() == 0
    doors.clock.move(NOON + timedelta(days=3, minutes=1))
    assert await doors.tick() == 1
    [told] = await doors.told()
    assert isinstance(told, MessageWithheld)
    assert told.reason == "too_late"
    assert texts() == []


async def test_each_reason_not_to_send_is_told(doors: Doors, texts: Texts) -> None:
    not_safe, stopped, no_channel, closed = Somebody(), Somebody(), Somebody(), Somebody()
    for somebody in (not_safe, stopped, no_channel, closed):
        await somebody.ready(doors)
    await doors.hear(not_safe.card(safe_to_contact="unknown"))
    await doors.hear(stopped.withdrew())
    await doors.hear(no_channel.card(contact_by="call"))
    await doors.hear(closed.closed())
    assert await doors.tick() == 4
    reasons = {told.participant_id: told.reason for told in await doors.told() if isinstance(told, MessageWithheld)}
    assert reasons == {
        not_safe.id: "not_safe",
        stopped.id: "stopped",
        no_channel.id: "no_channel",
        closed.id: "journey_closed",
    }
    assert texts() == []


async def test_who_left_altogether_gets_no_message_either(doors: Doors, texts: Texts) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await doors.hear(dimitra.withdrew("service"))
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]
    assert texts() == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("refused", ("undelivered", "refused")), ("unknown", ("undelivered", "unknown"))],
)
async def test_what_did_not_arrive_for_sure_is_told_and_not_sent_again(
    doors: Doors, outcome: Outcome, state: tuple[str, str]
) -> None:
    provider = Provider(outcome)
    await Somebody().ready(doors)
    for _ in range(3):
        await send_what_waits(doors.here, through(provider))
    assert len(provider.handed) == 1
    assert await states(doors) == [state]
    [told] = await doors.told()
    assert isinstance(told, MessageUndelivered)
    assert told.outcome == outcome


async def test_while_the_channel_is_away_the_message_goes_on_waiting(doors: Doors) -> None:
    provider = Provider("away")
    await Somebody().ready(doors)
    assert await send_what_waits(doors.here, through(provider)) == 0
    assert await states(doors) == [("waiting", None)]
    provider.outcome = "taken"
    doors.clock.move(NOON + timedelta(minutes=1))
    assert await send_what_waits(doors.here, through(provider)) == 1
    assert await states(doors) == [("sent", None)]


async def test_a_channel_that_says_not_now_is_asked_again_after_pauses_that_grow(doors: Doors) -> None:
    provider = Provider("away")
    await Somebody().ready(doors)
    for second in range(0, 6 * 60 * 60, 5 * 60):
        doors.clock.move(NOON + timedelta(seconds=second))
        for _ in range(20):
            await send_what_waits(doors.here, through(provider))
    at = [(letter.at - NOON) // timedelta(minutes=1) for letter in provider.handed]
    pauses = [later - earlier for earlier, later in itertools.pairwise(at)]
    assert pauses == sorted(pauses)
    assert len(at) <= 12
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "The channel did not take it yet. It is asked again" in page.text


async def test_a_channel_that_breaks_in_the_middle_leaves_it_unknown(doors: Doors) -> None:
    class Breaks:
        async def hand_over(self, letter: OutgoingMessage) -> Outcome:
            raise RuntimeError("nobody knows how far it got")

    await Somebody().ready(doors)
    await send_what_waits(doors.here, through(Breaks()))
    assert await states(doors) == [("undelivered", "unknown")]


async def test_messages_leave_in_the_order_they_were_due(doors: Doors) -> None:
    provider = Provider()
    later, earlier = Somebody(), Somebody()
    await later.ready(doors, due_at=NOON - timedelta(hours=1))
    await earlier.ready(doors, due_at=NOON - timedelta(hours=2))
    await send_what_waits(doors.here, through(provider))
    assert [letter.message_id for letter in provider.handed] == [
        earlier.message_id(NOON - timedelta(hours=2)),
        later.message_id(NOON - timedelta(hours=1)),
    ]


async def test_easy_english_is_sent_to_who_asked_for_it(doors: Doors, texts: Texts) -> None:
    await Somebody().ready(doors, language="Easy English")
    await doors.tick()
    assert texts()[0]["text"].startswith("Hello. How are you?")
    assert texts()[0]["language"] == "en-easy"


async def test_a_neutral_address_stands_in_the_link_where_the_local_has_one(doors: Doors, texts: Texts) -> None:
    doors.here.settings.link_url = "https://hi.example.org/"
    await Somebody().ready(doors)
    await doors.tick()
    assert "https://hi.example.org/me/" in texts()[0]["text"]


async def test_the_ids_follow_from_the_check_in(doors: Doors) -> None:
    dimitra = Somebody()
    assert await dimitra.ready(doors) == uuid5(dimitra.due().check_in_id, "message")
