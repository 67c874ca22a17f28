"""A file that is not the right one, or not right, is refused in words, and nothing of it is written."""

import json
import re
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import pytest

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.goals.rules import goals
from services.journey.lifecycle.rules import course
from services.journey.recording import record
from services.journey.transfers.rules import parcel
from shared.kernel.refusal import Refused
from tests.journey.parcels import ALL, WORD, bring, changed, the_file
from tests.journey.people import AT, JOURNEY, accepted

SCHEMA = Path(parcel.__file__).parents[1] / "transfer.schema.json"


async def test_without_their_agreement_nothing_goes_and_nothing_comes(brimbank, latrobe):
    text = await the_file(brimbank)
    for doors in (brimbank, latrobe):
        async with doors.here.transaction() as tx:
            await record(tx, consents.withdraw(await journeys_store.journey(tx, JOURNEY), "service", doors.here.now()))
    thuy, page = await brimbank.client("link_worker"), f"{AT}/transfer"
    refused = await thuy.submit(page, page=f"{AT}/close", to_local="latrobe", method="verbal", parts=["goals"],
                               word=WORD)  # fmt: skip
    assert (refused.status_code, "nothing of theirs goes anywhere" in refused.text) == (422, True)
    assert (await bring(latrobe, text)).status_code == 422
    assert await latrobe.count("goal") == 0


async def test_a_journey_that_has_ended_takes_nothing_in(brimbank, latrobe):
    text = await the_file(brimbank)
    async with latrobe.here.transaction() as tx:
        await record(tx, course.close(await journeys_store.journey(tx, JOURNEY), "other", True, latrobe.here.now()))
    assert (await bring(latrobe, text)).status_code == 422


async def test_there_is_room_for_three_goals_or_none_comes_along(brimbank, latrobe):
    async with latrobe.here.transaction() as tx:
        for number in range(3):
            journey = await journeys_store.journey(tx, JOURNEY)
            await record(tx, goals.set_goal(journey, uuid4(), f"goal {number}", 5, None, latrobe.here.now()))
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
    assert (await client.submit(f"{at}/yes", page=at, shown=" ".join(ALL))).status_code == 303
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
        "format": parcel.FORMAT, "version": 3, "word": "0" * 48, "transfer_id": str(uuid4()), "from_local": "brimbank",
        "to_local": "latrobe", "made_at": "2026-03-02T01:00:00Z", "agreed": "verbal", "checksum": "0" * 64,
        "goals": [{"wording": "a\u0000", "importance": 1, "set_at": "2026-03-02T01:00:00Z"}],
    }  # fmt: skip
    with pytest.raises(Refused, match=r"goals\.0\.wording"):
        parcel.read(json.dumps(content))


async def test_another_word_does_not_open_the_file(brimbank, latrobe):
    text = await the_file(brimbank)
    refused = await bring(latrobe, text, word="apple pie")
    assert (refused.status_code, "not the word agreed on" in refused.text) == (422, True)
    assert await latrobe.count("arrival") == 0
    assert "lemon" not in text


async def test_a_file_that_was_not_chosen_is_asked_for_where_it_is_chosen(latrobe):
    client, page = await latrobe.client("link_worker"), f"{AT}/bring-along"
    text = (await client.submit(page, page=page, word=WORD, parts=ALL)).text
    chosen = re.search(r'<input id="([^"]+)" name="file"[^>]*aria-invalid="true"', text)
    assert chosen
    assert f'href="#{chosen[1]}"' in text, "the list of errors leads there"


async def test_where_nothing_can_come_along_no_file_is_asked_for(latrobe):
    client, page = await latrobe.client("link_worker"), f"{AT}/bring-along"
    assert 'type="file"' in (await client.get(page)).text
    async with latrobe.here.transaction() as tx:
        await record(tx, course.close(await journeys_store.journey(tx, JOURNEY), "other", True, latrobe.here.now()))
    shown = (await client.get(page)).text
    assert "This journey is closed." in shown
    assert 'type="file"' not in shown
