"""What was begun is finished later: by a code at the public doors, from the inbox at the desk. It ends by itself."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from shared.events import ReferralReceived
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import ASKS, went_on_to
from tests.referral.test_front_door import hidden_fields

CODE = re.compile(r"<strong>([0-9A-Z]{4}.[0-9A-Z]{4}.[0-9A-Z]{4})</strong>")


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def keeps(client: Client, door: str = "ask", **fields: Any) -> str:
    answer = await client.submit(f"/{door}/keep", page=f"/{door}", **fields)
    assert answer.status_code == 200, answer.text
    found = CODE.search(unescape(answer.text))
    assert found, answer.text
    return found[1]


async def goes_on(client: Client, code: str) -> Any:
    return await client.submit("/ask/later", page="/ask/later", code=code)


async def test_asking_is_kept_by_a_code_and_goes_on_where_it_was_on_another_device(doors: Doors) -> None:
    first, command_id = await doors.client(), uuid4()
    code = await keeps(first, command_id=command_id, step="why", name="Zoë", what_brings_them="quiet days")
    other = await doors.client()
    page = (await goes_on(other, code.lower().replace(code[4], " "))).text
    assert "What brings you here?" in page
    assert "quiet days" in page
    fields = hidden_fields(page)
    assert (fields["name"], fields["command_id"]) == ("Zoë", str(command_id))
    assert await doors.told() == []


async def test_nothing_is_readable_without_the_code_not_even_in_the_database(doors: Doors) -> None:
    client = await doors.client()
    code = await keeps(client, step="who", name="Zqzoe", what_brings_them="quiet zqdays")
    async with doors.here.db.transaction() as tx:
        (row,) = await tx.fetch("SELECT * FROM draft")
    kept = b" ".join(bytes(value) for value in row.values() if isinstance(value, bytes))
    assert kept
    assert b"Zqzoe" not in kept
    assert b"zqdays" not in kept
    assert row["fields"] is None
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for typed in (wrong, "", "x" * 61, "not a code", "4XK7-92TM"):
        answer = await goes_on(client, typed)
        assert answer.status_code == 422, typed
        assert "Zqzoe" not in answer.text
    assert "Zqzoe" not in (await client.get("/ask/later")).text


async def test_referring_somebody_is_kept_too(doors: Doors) -> None:
    client = await doors.client()
    code = await keeps(client, "refer", step="who", source="gp", referrer_name="Dr Chen", name="Lan")
    page = (await goes_on(client, code)).text
    assert "Who is it?" in page
    assert hidden_fields(page)["referrer_name"] == "Dr Chen"


async def test_it_ends_by_itself_after_the_days_that_are_set(open_doors: OpenDoors) -> None:
    doors = await open_doors(service, draft_days=3)
    client = await doors.client()
    code = await keeps(client, step="who", name="Zoë")
    doors.clock.move(NOON + timedelta(days=3, minutes=1))
    answer = await goes_on(client, code)
    assert "Nothing is kept under this code" in unescape(answer.text)
    await doors.tick()
    assert await doors.count("draft") == 0


async def test_what_was_sent_after_all_is_kept_no_more(doors: Doors) -> None:
    client, command_id = await doors.client(), uuid4()
    await keeps(client, command_id=command_id, step="who", name="Zoë")
    answer = await client.submit("/ask/send", page="/ask", command_id=command_id, **ASKS)
    assert went_on_to(answer) == "/ask/thanks"
    assert await doors.count("draft") == 0


async def test_what_cannot_be_right_is_not_kept(doors: Doors) -> None:
    client = await doors.client()
    for wrong in ({"name": "a\x00b"}, {"born": "2999"}, {"email": "a"}, {"is_admin": "yes"}, {"step": "nowhere"}):
        answer = await client.submit("/ask/keep", page="/ask", **{"step": "who", "name": "Lan"} | wrong)
        assert answer.status_code == 422, wrong
    assert await doors.count("draft") == 0


# At the desk


async def at_the_desk(client: Client, go: str, command_id: UUID, **fields: Any) -> Any:
    return await client.submit("/refer", page="/refer", command_id=command_id, go=go, **fields)


async def test_the_desk_keeps_what_was_begun_and_goes_on_from_the_inbox(doors: Doors) -> None:
    intake, draft = await doors.client("intake"), uuid4()
    answer = await at_the_desk(intake, "keep", draft, source="self", name="Lan Tran", preferred_name="Lan")
    assert answer.headers["location"] == "/referral"
    inbox = unescape((await intake.get("/referral")).text)
    assert f'/refer?draft={draft}">Lan</a>' in inbox
    assert "in 7 days" in inbox
    page = (await intake.get(f"/refer?draft={draft}")).text
    assert 'value="Lan Tran"' in page
    whole = ASKS | {"source": "self", "name": "Lan Tran", "agreed": "yes", "saves": "1"}
    answer = await at_the_desk(intake, "send", draft, **whole)
    assert answer.headers["location"] == f"/referral/{draft}"
    assert await doors.count("draft") == 0
    assert [told.referral_id for told in await doors.told() if isinstance(told, ReferralReceived)] == [draft]


async def test_an_older_page_does_not_cover_what_somebody_else_added(doors: Doors) -> None:
    intake, lead, draft = await doors.client("intake"), await doors.client("lead"), uuid4()
    await at_the_desk(intake, "keep", draft, name="Lan")
    await at_the_desk(lead, "keep", draft, name="Lan Tran", saves="1")
    answer = await at_the_desk(intake, "keep", draft, name="Lan T.", saves="1")
    assert answer.status_code == 409
    assert "Lan T." in answer.text
    assert 'value="Lan Tran"' in (await lead.get(f"/refer?draft={draft}")).text


async def test_the_desk_deletes_what_is_not_wanted_and_time_does_the_rest(doors: Doors) -> None:
    intake, one, other = await doors.client("intake"), uuid4(), uuid4()
    for draft in (one, other):
        await at_the_desk(intake, "keep", draft, name="Lan")
    await intake.submit(f"/referral/drafts/{one}/delete", page="/referral")
    assert (await intake.get(f"/refer?draft={one}")).status_code == 404
    doors.clock.move(NOON + timedelta(days=8))
    await doors.tick()
    assert await doors.count("draft") == 0


async def test_a_draft_of_the_desk_is_for_nobody_else(doors: Doors) -> None:
    intake, draft = await doors.client("intake"), uuid4()
    await at_the_desk(intake, "keep", draft, name="Zqlan")
    for role in (None, "link_worker", "clinician"):
        assert "Zqlan" not in (await (await doors.client(role)).get(f"/refer?draft={draft}")).text


async def test_whoever_may_be_known_is_shown_while_they_talk_and_what_was_understood(doors: Doors) -> None:
    client = await doors.client()
    await client.submit("/ask/send", page="/ask", **ASKS | {"name": "Lan Tran", "phone": "9366 1234"})
    intake = await doors.client("intake")
    for typed in ({"name": "Trần Lan"}, {"phone": "(03) 9366 1234"}):
        answer = await at_the_desk(intake, "look", uuid4(), **typed, born="3rd of May 1951")
        page = unescape(answer.text)
        assert answer.status_code == 200
        assert "Lan Tran</a>" in page
        assert "born 3 May 1951" in page
    nobody = unescape((await at_the_desk(intake, "look", uuid4(), name="Somebody Else", born="about 1950")).text)
    assert "Nobody here has that name" in nobody
    assert "born about 1950" in nobody
    assert 'value="Somebody Else"' in nobody


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("12 May 1949", "12 May 1949"),
        ("3rd of May 1951", "3 May 1951"),
        ("about 1950", "about 1950"),
        ("May 1950", "1950"),
        ("27/3/59x", None),
    ],
)
async def test_a_birth_is_taken_as_people_write_it(doors: Doors, written: str, understood: str | None) -> None:
    intake = await doors.client("intake")
    page = unescape((await at_the_desk(intake, "look", uuid4(), name="Lan", born=written)).text)
    assert (f"born {understood}" in page) == (understood is not None)
    assert f'value="{written}"' in page
