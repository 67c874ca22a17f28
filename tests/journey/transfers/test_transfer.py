"""Another Local goes on with somebody: what goes along comes in with the same words and days, once, or not at all."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey.clock import clear_old_drafts
from services.journey.recording import record
from services.journey.safety import store as safety_store
from services.journey.transfers import store as transfers_store
from services.journey.transfers.rules import parcel, transfer
from shared.events import (
    GoalSet,
    JourneyBroughtAlong,
    JourneyClosed,
    JourneyTransferred,
    MeasureTaken,
    WhatMattersRecorded,
)
from tests.journey.parcels import ALL, IDS, WORD, bring, changed, facts, the_file
from tests.journey.people import AT, JOURNEY, MALIA, NOON, THUY

DAY = timedelta(days=1)


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
    assert (await client.submit(f"{at}/yes", page=at, command_id=command_id, shown=" ".join(ALL))).status_code == 303
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
        await transfers_store.not_touched(tx, JOURNEY, None)
    assert (await bring(latrobe, await the_file(brimbank))).status_code == 303
    async with latrobe.here.db.transaction() as tx:
        assert await transfers_store.touched(tx, JOURNEY) is None


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
        assert [row["words"] for row in await safety_store.open_notes(tx)] == ["said goodbye to me"], (
            "open there, open here"
        )


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
    async with latrobe.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT content FROM arrival") == "", "nothing of it is kept"


async def test_a_yes_in_another_tab_after_a_no_says_that_it_was_left(brimbank, latrobe):
    text, page = await the_file(brimbank), f"{AT}/bring-along"
    client = await latrobe.client("link_worker")
    looked = await client.submit(page, page=page, parcel=text, parts=ALL, word=WORD)
    at = looked.headers["location"]
    await client.submit(f"{at}/no", page=at)
    for answer in (await client.submit(f"{at}/yes", page=page, shown=" ".join(ALL)), await client.get(at)):
        assert (answer.status_code, "You have left this file" in answer.text) == (409, True)
    assert await latrobe.count("goal") == 0
    assert (await client.submit(f"{page}/{uuid4()}/yes", page=page, shown="goals")).status_code == 404
    assert (await client.submit(page, page=page, parcel=text, parts=ALL, word=WORD)).status_code == 303
    assert (await client.submit(f"{at}/yes", page=at, shown=" ".join(ALL))).status_code == 303
    assert await latrobe.count("goal") == 2


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
    async with latrobe.here.db.transaction() as tx:
        by = await tx.fetchval("SELECT by_id FROM turn WHERE kind = 'brought_along_taken_back'")
    assert [person.role for person in latrobe.here.settings.staff if person.id == by] == ["lead"]
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
    assert 'name="code"' not in (await thuy.get(page)).text, "nobody is asked for what is known"


async def test_what_came_along_in_one_tab_is_not_said_to_be_left_in_another(brimbank, latrobe):
    text = await the_file(brimbank)
    await bring(latrobe, text)
    client, at = await latrobe.client("link_worker"), f"{AT}/bring-along/{json.loads(text)['transfer_id']}"
    answer = await client.submit(f"{at}/no", page=at)
    assert (answer.status_code, "It has come along already" in answer.text) == (409, True)
    assert await latrobe.count("goal") == 2


async def test_a_yes_is_to_what_that_page_showed_and_not_to_what_was_chosen_since(brimbank, latrobe):
    text, page = await the_file(brimbank), f"{AT}/bring-along"
    client = await latrobe.client("link_worker")
    for parts in (["goals"], ALL):
        looked = await client.submit(page, page=page, parcel=text, parts=parts, word=WORD)
    at = looked.headers["location"]
    answer = await client.submit(f"{at}/yes", page=at, shown="goals")
    assert (answer.status_code, "have been chosen since" in answer.text) == (409, True)
    assert await latrobe.count("goal") == 0
    assert f'name="shown" value="{" ".join(ALL)}"' in (await client.get(at)).text


@pytest.mark.parametrize(
    ("by", "is_lead", "minutes", "may"),
    [(THUY, False, 10, True), (THUY, False, 11, False), (MALIA, False, 0, False), (MALIA, True, 9_999, True)],
)
def test_whoever_brought_it_takes_it_back_for_ten_minutes_and_the_lead_at_any_time(by, is_lead, minutes, may):
    at = NOON + timedelta(minutes=minutes)
    assert transfer.may_take_back(NOON, THUY, by, is_lead, at) == may


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
        await record(tx, JourneyClosed(**IDS, reason="moved_away", planned=True, occurred_at=brimbank.here.now()))
    thuy = await brimbank.client("link_worker")
    assert "Has what you handed on arrived?" in (await thuy.get(AT)).text
    page = f"{AT}/transfer/{transfer_id}/arrived"
    assert page in (await thuy.get(f"{AT}/transfer")).text
    assert (await thuy.submit(page, page=page, code=transfer.receipt(transfer_id))).status_code == 303
    assert "Has what you handed on arrived?" not in (await thuy.get(AT)).text


async def test_what_they_agreed_to_goes_along_with_its_words_and_is_asked_anew(brimbank, latrobe):
    thuy = await brimbank.client("link_worker", 0)
    said = {
        "evaluation": "no",
        "messages": "yes",
        "named": "yes",
        "named_who": "Dot Farrugia",
        "named_scope": ["goals"],
    }
    await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", method="written", **said)
    text = await the_file(brimbank)
    there = {one["purpose"]: one for one in json.loads(text)["agreements"]}
    assert {purpose: one["said"] for purpose, one in there.items()} == {
        "service": "yes", "evaluation": "no", "messages": "yes",
    }  # fmt: skip
    assert there["evaluation"]["wording"] == "evaluation-2026-01"
    assert there["evaluation"]["text"].startswith("We would like to share your answers")
    assert "Farrugia" not in text
    before = await latrobe.count("consent"), await latrobe.count("refusal")
    await bring(latrobe, text)
    assert (await latrobe.count("consent"), await latrobe.count("refusal")) == before
    page = (await (await latrobe.client("link_worker", 0)).get(AT)).text
    assert "What they said there holds there alone" in page
    assert "helping us learn: no" in page


async def test_a_file_of_before_that_says_nothing_of_agreements_is_read(brimbank, latrobe):
    text = await the_file(brimbank)
    content = {name: value for name, value in json.loads(text).items() if name not in ("agreements", "checksum")}
    older = json.dumps(parcel.sealed(content | {"version": 2}))
    assert (await bring(latrobe, older)).status_code == 303
