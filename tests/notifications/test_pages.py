"""Who sees which messages, and what the page tells them to do."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from services.notifications.api import signature
from services.notifications.channels import Outcome
from services.notifications.clock import send_what_waits
from shared.events import MessagesStopped
from tests.doors import NOON, Doors
from tests.notifications.people import Provider, Somebody, melbourne, states, through


async def undelivered(doors: Doors, outcome: Outcome = "unknown", name: str = "Dimitra Papadopoulos") -> UUID:
    somebody = Somebody(name=name)
    message_id = await somebody.ready(doors)
    await send_what_waits(doors.here, through(Provider(outcome)))
    return message_id


async def test_an_empty_page_teaches(doors: Doors) -> None:
    page = await (await doors.client("link_worker")).get("/notifications")
    assert page.status_code == 200
    assert "Nothing needs you here." in page.text
    assert "When a check-in is due" in page.text


async def test_what_did_not_arrive_stands_first_with_what_to_do(doors: Doors) -> None:
    await undelivered(doors)
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "Dimitra Papadopoulos" in page.text
    assert "Nobody knows whether the text message arrived." in page.text
    assert "It is not sent again by itself" in page.text
    assert page.text.index("What needs you") < page.text.index("Waiting to leave") < page.text.index("Lately")


async def test_who_has_looked_after_it_finds_it_in_the_list_below(doors: Doors) -> None:
    message_id = await undelivered(doors, "refused")
    client = await doors.client("link_worker")
    answer = await client.submit(f"/notifications/messages/{message_id}/seen", page="/notifications")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications")
    page = await client.get("/notifications")
    assert "What needs you" not in page.text
    assert "The text message was refused. You have looked after it." in page.text


async def test_what_was_marked_by_mistake_is_opened_again_and_who_had_marked_it_stays_on_file(doors: Doors) -> None:
    message_id = await undelivered(doors, "refused")
    client = await doors.client("link_worker")
    at = f"/notifications/messages/{message_id}"
    await client.submit(f"{at}/seen", page="/notifications")
    for _ in range(2):
        assert (await client.submit(f"{at}/open-again", page="/notifications")).status_code == 303
    page = (await client.get("/notifications")).text
    assert "What needs you" in page
    assert "It was marked as looked after, and opened again" in page
    assert "You have looked after it." not in page
    async with doors.here.db.transaction() as tx:
        [kept] = await tx.fetch("SELECT looked_by, opened_by FROM looked_after_before")
    assert {*kept.values()} == {doors.person("link_worker").id}
    assert "1 not looked after yet" in (await (await doors.client("operator")).get("/notifications")).text
    await client.submit(f"{at}/seen", page="/notifications")
    assert "You have looked after it." in (await client.get("/notifications")).text


async def test_what_was_looked_after_more_than_two_weeks_ago_is_not_opened_again(doors: Doors) -> None:
    message_id = await undelivered(doors, "refused")
    client, at = await doors.client("link_worker"), f"/notifications/messages/{message_id}"
    await client.submit(f"{at}/seen", page="/notifications")
    doors.clock.move(NOON + timedelta(days=14))
    assert f"{at}/open-again" in (await client.get("/notifications")).text
    doors.clock.move(NOON + timedelta(days=14, minutes=1))
    assert f"{at}/open-again" not in (await client.get("/notifications")).text
    answer = await client.submit(f"{at}/open-again", page="/notifications")
    assert answer.status_code == 422
    assert "looked after more than two weeks ago" in answer.text
    assert "You have looked after it." in (await client.get("/notifications")).text


async def test_somebody_else_s_message_is_not_opened_again(doors: Doors) -> None:
    message_id = await undelivered(doors, "refused")
    at = f"/notifications/messages/{message_id}"
    await (await doors.client("link_worker")).submit(f"{at}/seen", page="/notifications")
    malia = await doors.client("link_worker", 1)
    assert (await malia.submit(f"{at}/open-again", page="/notifications")).status_code == 404
    sent = await undelivered(doors, "taken")
    answer = await malia.submit(f"/notifications/messages/{sent}/open-again", page="/notifications")
    assert answer.status_code == 404


async def test_somebody_else_s_people_are_not_there(doors: Doors) -> None:
    message_id = await undelivered(doors)
    malia = await doors.client("link_worker", 1)
    assert "Dimitra" not in (await malia.get("/notifications")).text
    answer = await malia.submit(f"/notifications/messages/{message_id}/seen", page="/notifications")
    assert answer.status_code == 404


async def test_a_message_that_was_sent_cannot_be_looked_after(doors: Doors) -> None:
    message_id = await undelivered(doors, "taken")
    thuy = await doors.client("link_worker")
    answer = await thuy.submit(f"/notifications/messages/{message_id}/seen", page="/notifications")
    assert answer.status_code == 404


async def test_a_waiting_message_says_when_it_leaves(doors: Doors) -> None:
    doors.clock.move(melbourne(2, 21))
    await Somebody().ready(doors, due_at=melbourne(2, 21))
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "Tuesday 3 March, 8 am" in page.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_hours_that_leave_no_time_are_said(doors: Doors) -> None:
    await Somebody().ready(doors, hours_from=21, hours_until=23)
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "Their hours leave no time between 8 am and 8 pm." in page.text


async def test_what_was_withheld_says_why(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors, safe_to_contact="not_safe")
    await doors.tick()
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "their card does not say that it is safe" in page.text


async def test_long_lists_come_in_pages(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    for week in range(30):
        doors.clock.move(NOON + timedelta(weeks=week))
        await doors.hear(dimitra.due(NOON + timedelta(weeks=week)))
        await doors.tick()
    client = await doors.client("link_worker")
    first = await client.get("/notifications")
    assert first.text.count("Sent as a text message.") == 25
    link = first.text.split('href="/notifications?before=')[1].split('"')[0]
    second = await client.get(f"/notifications?before={link}")
    assert second.text.count("Sent as a text message.") == 5
    assert "Older messages" not in second.text


async def test_of_messages_settled_at_the_same_moment_none_is_lost_where_a_page_ends(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    for minute in range(1, 60):
        await doors.hear(dimitra.due(NOON - timedelta(minutes=minute)))
    await doors.tick()
    client, shown, at = await doors.client("link_worker"), 0, "/notifications"
    for most in (25, 25, 10):
        page = (await client.get(at)).text
        assert page.count("Sent as a text message.") == most
        shown += most
        at = "/notifications?before=" + page.partition('href="/notifications?before=')[2].partition('"')[0]
    assert shown == len(await states(doors)) == 60
    assert at.endswith("=")


async def test_an_address_typed_by_hand_does_no_harm(doors: Doors) -> None:
    client = await doors.client("link_worker")
    assert (await client.get("/notifications?before=yesterday")).status_code == 200
    assert (await client.get("/notifications?before=2026-03-01")).status_code == 200
    assert (await client.get(f"/notifications?before=2026-03-01T00:00Z~{'x' * 36}")).status_code == 200
    assert (await client.get(f"/notifications?before=0001-01-01T00:00%2B14:00~{uuid4()}")).status_code == 200


async def test_an_operator_sees_counts_and_nobody_s_name(doors: Doors) -> None:
    await undelivered(doors)
    await undelivered(doors, "taken")
    await Somebody().ready(doors, hours_from=18)
    page = await (await doors.client("operator")).get("/notifications")
    assert "Dimitra" not in page.text
    assert "1 message has an unclear or refused delivery" in page.text
    assert "Unknown, text message" in page.text
    assert "Waiting" in page.text


async def test_what_nobody_looked_after_counts_however_old_it_is(doors: Doors) -> None:
    await undelivered(doors)
    doors.clock.move(NOON + timedelta(days=200))
    page = await (await doors.client("operator")).get("/notifications")
    assert "1 message has an unclear or refused delivery" in page.text
    assert "has been looked after" not in page.text


async def test_an_operator_has_a_quiet_page_before_the_first_message(doors: Doors) -> None:
    assert "No message yet." in (await (await doors.client("operator")).get("/notifications")).text


async def test_nobody_else_may_look(doors: Doors) -> None:
    assert (await (await doors.client("lead")).get("/notifications")).status_code == 403
    assert (await (await doors.client()).get("/notifications")).status_code == 303


async def test_a_person_s_words_and_number_are_on_no_page(doors: Doors) -> None:
    await undelivered(doors)
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "+61491570006" not in page.text
    assert "Dimitra" not in page.text.split("<title>")[1].split("</title>")[0]


async def reply(doors: Doors, says: dict[str, str], key: str | None = None) -> httpx.Response:
    body = json.dumps(says).encode()
    secret = key or doors.here.settings.secret.get_secret_value()
    client = await doors.client()
    headers = {"x-lc-signature": signature(secret, body), "content-type": "application/json", "accept": "*/*"}
    return await client.post("/notifications/api/replies", content=body, headers=headers)


async def test_stop_ends_messages_at_once(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    answer = await reply(doors, {"from": "+61491570006", "text": "Stop."})
    assert answer.status_code == 204
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")]
    page = await (await doors.client("link_worker")).get("/notifications")
    assert "Dimitra Papadopoulos</a> answered" in page.text
    assert "Stop." in page.text


async def test_stop_is_told_of_everybody_who_has_that_number(doors: Doors) -> None:
    both = [Somebody(name=name) for name in ("Dimitra", "Kostas")]
    for one in both:
        await one.ready(doors)
    await Somebody(name="Margaret").ready(doors, phone="+61491570156")
    await reply(doors, {"from": "+61491570006", "text": "STOP"})
    told = [event for event in await doors.told() if isinstance(event, MessagesStopped)]
    assert sorted(event.participant_id for event in told) == sorted(one.id for one in both)


async def test_what_was_stopped_by_a_reply_still_says_so_when_journey_has_taken_the_yes_back(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await reply(doors, {"from": "+61491570006", "text": "STOP"})
    [told] = [event for event in await doors.told() if isinstance(event, MessagesStopped)]
    await doors.hear(dimitra.withdrew().model_copy(update={"occurred_at": told.occurred_at}))
    assert "No message leaves any more" in (await (await doors.client("link_worker")).get("/notifications")).text


async def test_after_stop_only_a_new_agreement_begins_again(doors: Doors) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    await reply(doors, {"from": "+61491570006", "text": "STOP"})
    agreed = dimitra.agreed().model_copy(update={"occurred_at": NOON + timedelta(minutes=1)})
    await doors.hear(agreed)
    await doors.tick()
    assert await states(doors) == [("sent", None)]
    assert "wants no more messages" not in (await (await doors.client("link_worker")).get("/notifications")).text


async def test_stop_of_a_shared_phone_counts_for_everybody_who_has_it(doors: Doors) -> None:
    for name in ("Dimitra", "Kostas"):
        await Somebody(name=name).ready(doors)
    await reply(doors, {"from": "+61491570006", "text": "stop"})
    await doors.tick()
    assert await states(doors) == [("withheld", "stopped")] * 2


async def test_another_answer_stops_nothing(doors: Doors) -> None:
    await Somebody().ready(doors)
    assert (await reply(doors, {"from": "+61491570006", "text": "thank you"})).status_code == 204
    assert await doors.tick() == 1


async def test_a_reply_without_the_right_signature_is_not_believed(doors: Doors) -> None:
    await Somebody().ready(doors)
    forged = await reply(doors, {"from": "+61491570006", "text": "STOP"}, key=str(uuid4()))
    assert forged.status_code == 403
    await doors.tick()
    assert await states(doors) == [("sent", None)]


async def test_a_reply_that_cannot_be_read_says_which_field_and_echoes_nothing(doors: Doors) -> None:
    answer = await reply(doors, {"from": "0491 570 006" * 100, "text": "STOP"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "from" in answer.text
    assert "0491 570" not in answer.text
