"""Another Local goes on with somebody: what goes along comes in with the same words and days, once, or not at all."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey import store
from services.journey.app import service
from services.journey.clock import clear_old_drafts
from services.journey.domain import consents, goals, journeys, matters, measures, parcel, safety, transfer
from services.journey.instruments import library
from shared.events import (
    GoalReached,
    GoalSet,
    JourneyBroughtAlong,
    JourneyClosed,
    JourneyTransferred,
    MeasureTaken,
    WhatMattersRecorded,
)
from shared.refusal import Refused
from tests.doors import STAFF, opened
from tests.journey.parcels import ALL, WORD, agree, bring, changed, facts, the_file

from .people import AT, DIMI, JOURNEY, LISTED, NOON, OPENED, PLACE, PLANNED, accepted, attended, card

DAY = timedelta(days=1)
SCHEMA = Path(parcel.__file__).parents[1] / "transfer.schema.json"
IDS = {"journey_id": JOURNEY, "participant_id": DIMI}
SAID = {"what_matters": "my garden, and Đặng’s tea", "interests": "Greek music", "habits": "up at five"}


@pytest.fixture
async def brimbank(with_dimi):
    """Dimi has said and done this and that with Thuy."""
    for event in (LISTED, PLANNED, PLACE, attended(date(2026, 2, 25))):
        await with_dimi.hear(event)
    await agree(with_dimi)
    at = with_dimi.here.now()
    async with with_dimi.here.transaction() as tx:
        journey = await store.journey(tx, JOURNEY)
        ended = uuid4()
        for event in (
            matters.record_what_matters(journey, uuid4(), SAID, at),
            goals.set_goal(journey, uuid4(), "walk to the shops", 8, 4, at),
            goals.set_goal(journey, ended, "call Maria", 5, None, at),
            GoalReached(**IDS, goal_id=ended, occurred_at=at + DAY),
            measures.take(journey, library().get("ucla-3"), uuid4(), [3, 2, None], mode="together", occasion="baseline",
                          taken_on=date(2026, 3, 2), at=at),
            measures.take(journey, library().get("ucla-3"), uuid4(), [3, 3, 2], mode="phone", occasion="week_8",
                          taken_on=date(2026, 3, 2), at=at + timedelta(hours=1)),
            safety.raise_note(journey, uuid4(), "worry", "today", "lead", "said goodbye to me", at),
        ):  # fmt: skip
            await store.record(tx, event)
    with_dimi.clock.move(NOON + 2 * DAY)
    return with_dimi


@pytest.fixture
async def latrobe(fresh_database, tmp_path):
    """The other Local, where Dimi was referred as usual: people of the same names work there."""
    staff_file, people = tmp_path / "staff.json", json.loads(STAFF.read_text())
    staff_file.write_text(json.dumps({"latrobe": people["brimbank"]}))
    known = {"local": "latrobe", "local_name": "Latrobe", "staff_file": staff_file}
    async with opened(service, await fresh_database("journey"), **known) as doors:
        doors.clock.move(NOON + 30 * DAY)
        at = NOON + 29 * DAY
        await doors.hear(card(occurred_at=at))
        await doors.hear(OPENED.model_copy(update={"occurred_at": at}))
        await agree(doors)
        yield doors


async def test_what_was_said_in_brimbank_stands_in_latrobe_with_the_same_words_and_days(brimbank, latrobe):
    text = await the_file(brimbank)
    assert (await bring(latrobe, text)).status_code == 303
    assert await facts(latrobe) == await facts(brimbank)
    page = (await (await latrobe.client("link_worker")).get(AT)).text
    for words in ("my garden, and Đặng’s tea", "walk to the shops", "Sunshine Community Garden", "From Brimbank"):
        assert words in page
    told = [event for event in await latrobe.told() if isinstance(event, MeasureTaken)]
    assert [event.occasion for event in told] == [None, None], "occasions are counted from the day they agreed here"


async def test_bringing_it_along_twice_changes_nothing_and_is_said_kindly(brimbank, latrobe):
    text = await the_file(brimbank)
    assert (await bring(latrobe, text)).status_code == 303
    before, told = await facts(latrobe), await latrobe.told()
    again = await bring(latrobe, text)
    assert again.status_code == 409
    assert "has come along already" in again.text
    assert (await facts(latrobe), await latrobe.told()) == (before, told)


async def test_of_several_who_bring_the_same_file_at_once_one_does(brimbank, latrobe):
    text = await the_file(brimbank)
    answers = await asyncio.gather(*(bring(latrobe, text) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert sum(isinstance(event, JourneyBroughtAlong) for event in await latrobe.told()) == 1


async def test_a_double_click_brings_it_along_once_and_is_no_error(brimbank, latrobe):
    text, command_id = await the_file(brimbank), uuid4()
    await bring(latrobe, text, command_id=command_id)
    client, at = await latrobe.client("link_worker"), f"{AT}/bring-along/{json.loads(text)['transfer_id']}"
    assert (await client.submit(f"{at}/yes", page=at, command_id=command_id)).status_code == 303
    assert await latrobe.count("goal") == 2


async def test_the_ids_follow_from_the_file(brimbank, latrobe):
    text = await the_file(brimbank)
    await bring(latrobe, text)
    transfer_id = UUID(json.loads(text)["transfer_id"])
    told = await latrobe.told()
    assert next(e.matters_id for e in told if isinstance(e, WhatMattersRecorded)) == uuid5(transfer_id, "about me")
    assert {e.goal_id for e in told if isinstance(e, GoalSet)} == {
        uuid5(transfer_id, "goal 0"),
        uuid5(transfer_id, "goal 1"),
    }


async def test_what_happened_elsewhere_is_no_contact_here(brimbank, latrobe):
    async with latrobe.here.transaction() as tx:
        await store.not_touched(tx, JOURNEY, None)
    assert (await bring(latrobe, await the_file(brimbank))).status_code == 303
    async with latrobe.here.db.transaction() as tx:
        assert await store.touched(tx, JOURNEY) is None


async def test_only_what_they_agreed_to_goes_along_and_nobody_who_works_here(brimbank):
    held = json.loads(await the_file(brimbank, parts=["goals"]))
    assert (held["about_me"], held["measures"], held["ways"], held["safety_notes"]) == (None, [], [], [])
    whole = await the_file(brimbank, role="lead", parts=[*ALL, "safety_notes"])
    for person in brimbank.here.settings.staff:
        assert person.name not in whole
        assert str(person.id) not in whole


async def test_safety_notes_go_along_only_if_the_lead_says_so(brimbank, latrobe):
    assert "said goodbye" not in await the_file(brimbank)
    thuy = await brimbank.client("link_worker")
    assert "safety_notes" not in (await thuy.get(f"{AT}/transfer")).text
    page = f"{AT}/transfer"
    refused = await thuy.submit(page, page=page, to_local="latrobe", method="verbal", parts=["safety_notes"],
                               word=WORD)  # fmt: skip
    assert (refused.status_code, "Only the Lead" in refused.text) == (422, True)
    text = await the_file(brimbank, role="lead", parts=["safety_notes"])
    assert "said goodbye to me" in text
    await bring(latrobe, text, parts=["safety_notes"])
    async with latrobe.here.db.transaction() as tx:
        assert [row["words"] for row in await store.open_notes(tx)] == ["said goodbye to me"], "open there, open here"


async def test_nothing_of_the_file_is_told(brimbank):
    await the_file(brimbank)
    async with brimbank.here.db.transaction() as tx:
        bodies = [bytes(row["body"]) for row in await tx.fetch("SELECT body FROM outbox")]
    assert not any(b"garden" in body or b"shops" in body for body in bodies)
    told = next(event for event in await brimbank.told() if isinstance(event, JourneyTransferred))
    assert (told.to_local, told.method, told.parcel) == ("latrobe", "verbal", None)


async def test_a_file_is_gone_after_two_weeks(brimbank):
    text = await the_file(brimbank)
    brimbank.clock.move(NOON + 20 * DAY)
    thuy = await brimbank.client("link_worker")
    assert (await thuy.get(f"{AT}/transfer/{json.loads(text)['transfer_id']}")).status_code == 404
    await the_file(brimbank)
    assert await brimbank.count("parcel") == 1


async def test_without_their_agreement_nothing_goes_and_nothing_comes(brimbank, latrobe):
    text = await the_file(brimbank)
    for doors in (brimbank, latrobe):
        async with doors.here.transaction() as tx:
            await store.record(tx, consents.withdraw(await store.journey(tx, JOURNEY), "service", doors.here.now()))
    thuy, page = await brimbank.client("link_worker"), f"{AT}/transfer"
    refused = await thuy.submit(page, page=f"{AT}/close", to_local="latrobe", method="verbal", parts=["goals"],
                               word=WORD)  # fmt: skip
    assert (refused.status_code, "nothing of theirs goes anywhere" in refused.text) == (422, True)
    assert (await bring(latrobe, text)).status_code == 422
    assert await latrobe.count("goal") == 0


async def test_a_journey_that_has_ended_takes_nothing_in(brimbank, latrobe):
    text = await the_file(brimbank)
    async with latrobe.here.transaction() as tx:
        await store.record(tx, journeys.close(await store.journey(tx, JOURNEY), "other", True, latrobe.here.now()))
    assert (await bring(latrobe, text)).status_code == 422


async def test_there_is_room_for_three_goals_or_none_comes_along(brimbank, latrobe):
    async with latrobe.here.transaction() as tx:
        for number in range(3):
            journey = await store.journey(tx, JOURNEY)
            await store.record(tx, goals.set_goal(journey, uuid4(), f"goal {number}", 5, None, latrobe.here.now()))
    text = await the_file(brimbank)
    refused = await bring(latrobe, text)
    assert (refused.status_code, "there is room for 0" in refused.text) == (422, True)
    assert await latrobe.count("matters") == 0, "nothing is half brought along"
    assert (await bring(latrobe, text, parts=["about_me", "measures"])).status_code == 303


async def test_a_file_that_was_changed_is_refused(brimbank, latrobe):
    text = await the_file(brimbank)
    answer = await bring(latrobe, text.replace("walk to the shops", "walk to the shop"))
    assert (answer.status_code, "changed after it was made" in answer.text) == (422, True)
    assert await latrobe.count("goal") == 0


async def test_every_part_that_does_not_fit_is_named_and_nothing_is_written(brimbank, latrobe):
    text = await the_file(brimbank)
    held = json.loads(text)
    goal, answered, told = held["goals"][0], held["measures"][0], len(await latrobe.told())
    wrong = {
        "goals.0.importance": {"goals": [goal | {"importance": 11}]},
        "goals.0.wording": {"goals": [goal | {"wording": ""}]},
        "goals.0.set_at": {"goals": [goal | {"set_at": "yesterday"}]},
        "goals.0.set_at is later": {"goals": [goal | {"set_at": "2026-06-01T00:00:00Z"}]},
        "goals.0.who": {"goals": [goal | {"who": "Thuy"}]},
        "goals.0: ended": {"goals": [goal | {"ended": "reached", "ended_at": None}]},
        "about_me.words": {"about_me": held["about_me"] | {"words": {"secret": "x"}}},
        "about_me.words.habits": {"about_me": held["about_me"] | {"words": {"habits": "a\u0000b"}}},
        "measures.0: ucla-9 version 1 is not known here": {"measures": [answered | {"instrument": "ucla-9"}]},
        "measures.0: its score": {"measures": [answered | {"score": 9.0, "answers": [1, 1, 1]}]},
        "measures.0.answers": {"measures": [answered | {"answers": ["a"]}]},
        "ways.0.place": {"ways": [{"place": "", "visits": 1, "stands": "goes"}]},
        "its format": {"format": "another"},
        "its version": {"version": 1},
        "made for another Local": {"to_local": "frankston"},
        "was made here": {"from_local": "latrobe"},
        "still to come": {"made_at": "2027-01-01T00:00:00Z"},
        "born in another year": {"year_of_birth": 1960},
    }
    for where, change in wrong.items():
        answer = await bring(latrobe, changed(text, **change))
        assert answer.status_code == 422, where
        assert where in answer.text.replace("&#39;", "'"), (where, answer.text[answer.text.find("summary") :][:900])
    for rubbish in ("{", "[]", "null", "[" * 100_000, '{"goals": NaN}', "\ud7ff", "7" * 9_000, '"' + "x" * 9_000):
        assert (await bring(latrobe, rubbish)).status_code == 422
    assert len(await latrobe.told()) == told
    assert [await latrobe.count(table) for table in ("goal", "matters", "measure", "brought_along")] == [0] * 4


async def test_the_file_comes_as_an_upload_and_too_large_a_one_is_refused(brimbank, latrobe):
    text = await the_file(brimbank)
    client, page = await latrobe.client("link_worker"), f"{AT}/bring-along"
    shown = (await client.get(page)).text
    assert 'type="file"' in shown
    csrf = shown.split('name="csrf" value="')[1].split('"')[0]

    async def upload(content, **more):
        fields = {"csrf": csrf, "command_id": str(uuid4()), "parcel": "", "parts": ALL, "word": WORD} | more
        return await client.post(page, data=fields, files={"file": ("x.json", content, "application/json")})

    assert (await upload(b"x" * 300_000)).status_code == 413
    assert (await upload(b"\xff\xfe\x00")).status_code == 422
    assert (await upload(b"{")).status_code == 422
    assert (await upload(text.encode(), csrf="wrong")).status_code == 403
    assert (await upload(text.encode(), more="1")).status_code == 422
    assert await latrobe.count("goal") == 0
    looked = await upload(b"\xef\xbb\xbf" + text.encode())
    assert looked.status_code == 303
    at = looked.headers["location"]
    assert (await client.submit(f"{at}/yes", page=at)).status_code == 303
    assert await latrobe.count("goal") == 2
    nobody = await latrobe.client()
    sent = await nobody.post(page, data={"csrf": csrf}, files={"file": ("x.json", text.encode())})
    assert sent.status_code in (303, 401)


async def test_nobody_but_their_own_link_worker_and_the_lead_hands_on_or_takes_in(brimbank):
    text = await the_file(brimbank)
    malia = await brimbank.client("link_worker", 1)
    await brimbank.hear(accepted(1, UUID("0b000000-0000-4000-8000-000000000012")))
    for path in (f"{AT}/transfer", f"{AT}/transfer/{json.loads(text)['transfer_id']}", f"{AT}/bring-along"):
        assert (await malia.get(path)).status_code == 404
    mine = f"/journey/{uuid5(accepted(1).referral_id, 'journey')}/transfer/{json.loads(text)['transfer_id']}"
    assert (await malia.get(mine)).status_code == 404, "a file of somebody else's under one's own person"


def test_the_schema_that_others_read_is_the_one_that_is_checked():
    assert json.loads(SCHEMA.read_text()) == parcel.schema()


def test_a_word_that_no_database_can_hold_is_refused():
    content = {
        "format": parcel.FORMAT, "version": 2, "word": "0" * 48, "transfer_id": str(uuid4()), "from_local": "brimbank",
        "to_local": "latrobe", "made_at": "2026-03-02T01:00:00Z", "agreed": "verbal", "checksum": "0" * 64,
        "goals": [{"wording": "a\u0000", "importance": 1, "set_at": "2026-03-02T01:00:00Z"}],
    }  # fmt: skip
    with pytest.raises(Refused, match=r"goals\.0\.wording"):
        parcel.read(json.dumps(content))


async def test_nothing_is_added_before_the_yes_and_the_page_says_what_would_be(brimbank, latrobe):
    text = await the_file(brimbank)
    client, page = await latrobe.client("link_worker"), f"{AT}/bring-along"
    told = len(await latrobe.told())
    looked = await client.submit(page, page=page, parcel=text, parts=ALL, word=WORD)
    at = looked.headers["location"]
    shown = (await client.get(at)).text
    for words in ("Brimbank", "born in <strong>1951", "2 goals, 1 of them in progress", "2 answered questionnaires",
                  "1 visit to 1 group", "under 3 headings"):  # fmt: skip
        assert words in shown
    less = transfer.preview(parcel.read(changed(text, goals=[])), ALL)
    assert not [line for line in less if "goal" in line], "what it does not hold is not spoken of"
    assert "walk to the shops" not in shown, "somebody else’s words may stand in it"
    assert len(await latrobe.told()) == told
    await client.submit(f"{at}/no", page=at)
    assert await latrobe.count("arrival") == 0
    assert (await client.get(at)).status_code == 404


async def test_another_word_does_not_open_the_file(brimbank, latrobe):
    text = await the_file(brimbank)
    refused = await bring(latrobe, text, word="apple pie")
    assert (refused.status_code, "not the word agreed on" in refused.text) == (422, True)
    assert await latrobe.count("arrival") == 0
    assert "lemon" not in text


async def test_a_strangers_file_is_taken_back_at_once_or_by_the_lead_later(brimbank, latrobe):
    text = await the_file(brimbank)
    before = await facts(latrobe)
    await bring(latrobe, text)
    at = f"{AT}/bring-along/{json.loads(text)['transfer_id']}"
    latrobe.clock.move(NOON + 30 * DAY + timedelta(minutes=11))
    thuy, lead = await latrobe.client("link_worker"), await latrobe.client("lead")
    refused = await thuy.submit(f"{at}/take-back", page=at if "take-back" in (await thuy.get(at)).text else AT)
    assert refused.status_code == 422
    assert (await lead.submit(f"{at}/take-back", page=at)).status_code == 303
    assert await facts(latrobe) == before
    assert [await latrobe.count(table) for table in ("goal", "matters", "measure", "brought_along")] == [0] * 4
    assert (await bring(latrobe, text)).status_code == 303, "the right person’s file may come again"
    assert (await thuy.submit(f"{at}/take-back", page=at)).status_code == 303, "within ten minutes by whoever did it"


async def test_both_locals_see_that_it_arrived(brimbank, latrobe):
    text = await the_file(brimbank)
    transfer_id = json.loads(text)["transfer_id"]
    await bring(latrobe, text)
    there = (await (await latrobe.client("link_worker")).get(f"{AT}/bring-along/{transfer_id}")).text
    code = transfer.receipt(UUID(transfer_id))
    assert code in there
    thuy, page = await brimbank.client("link_worker"), f"{AT}/transfer/{transfer_id}/arrived"
    assert "not confirmed yet" in (await thuy.get(f"{AT}/transfer")).text
    assert (await thuy.submit(page, page=page, code="AAA-AAA")).status_code == 422
    assert (await thuy.submit(page, page=page, code=code.lower().replace("-", " "))).status_code == 303
    assert "arrived, as we heard" in (await thuy.get(f"{AT}/transfer")).text
    assert (await thuy.submit(page, page=page, code=code)).status_code == 409


def test_two_files_of_one_day_have_names_that_can_be_told_apart():
    names = {transfer.file_name("latrobe", uuid4(), NOON) for _ in range(20)}
    assert len(names) > 12
    assert all(name.startswith("for-latrobe-2-march-") for name in names)


async def test_a_file_that_nobody_says_yes_to_is_gone_after_a_day(brimbank, latrobe):
    client, page = await latrobe.client("link_worker"), f"{AT}/bring-along"
    looked = await client.submit(page, page=page, parcel=await the_file(brimbank), parts=ALL, word=WORD)
    assert await latrobe.count("arrival") == 1
    latrobe.clock.move(latrobe.clock.now() + DAY + timedelta(minutes=1))
    await clear_old_drafts(latrobe.here)
    assert await latrobe.count("arrival") == 0
    client = await latrobe.client("link_worker")
    assert (await client.get(looked.headers["location"])).status_code == 404


async def test_that_it_arrived_can_be_written_down_after_the_journey_here_has_ended(brimbank):
    transfer_id = UUID(json.loads(await the_file(brimbank))["transfer_id"])
    async with brimbank.here.transaction() as tx:
        await store.record(tx, JourneyClosed(**IDS, reason="moved_away", planned=True, occurred_at=brimbank.here.now()))
    thuy = await brimbank.client("link_worker")
    assert "Has what you handed on arrived?" in (await thuy.get(AT)).text
    page = f"{AT}/transfer/{transfer_id}/arrived"
    assert page in (await thuy.get(f"{AT}/transfer")).text
    assert (await thuy.submit(page, page=page, code=transfer.receipt(transfer_id))).status_code == 303
    assert "Has what you handed on arrived?" not in (await thuy.get(AT)).text
