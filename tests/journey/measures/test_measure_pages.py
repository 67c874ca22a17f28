"""Asking in numbers on the pages: one question a page, read out; and what an answer sets off."""

import asyncio
import json
import re
from datetime import timedelta
from uuid import uuid4, uuid5

import pytest

from services.journey.app import service
from services.journey.measures.instruments import DEFAULT_PLAN
from shared.events import GoalReviewed, SafetyNoteRaised
from tests.doors import STAFF, Client, Doors
from tests.journey.asking import agree, hidden, say, taken
from tests.journey.measures.test_instruments import GARDEN
from tests.journey.people import AT, NOON, OPENED, card

PLAN = json.loads(DEFAULT_PLAN.read_text(encoding="utf-8"))


@pytest.fixture
async def thuy(agreed: Doors) -> Client:
    return await agreed.client("link_worker", 0)


async def test_what_may_be_asked_begins_with_what_is_due(thuy):
    page = (await thuy.get(f"{AT}/measures")).text
    assert page.index("Due at the beginning") < page.index("Kessler")
    assert page.count("Due at the beginning") == 2
    assert "Lubben" not in page
    assert "Only for research on groups of people." in page
    assert f'href="{AT}/measures/ucla-3/1?occasion=closure"' in page


async def test_one_question_a_page_leads_to_kind_words_and_to_what_is_asked_next(agreed, thuy):
    at = f"{AT}/measures/ucla-3"
    for number, answer in ((1, "3"), (2, "2"), (3, "3")):
        page = (await thuy.get(f"{at}/{number}")).text
        assert f"Question {number} of 3" in page
        assert "Skip this one" in page
        assert "They would rather not answer this one" in page
        sent = await say(thuy, f"{at}/{number}", answer=answer)
        assert sent.status_code == 303
    page = (await thuy.get(sent.headers["location"])).text
    assert "many people feel this way, and it can change" in page
    assert "The direct question, if they like" in page
    (told,) = await taken(agreed)
    assert (told.answers, told.score, told.mode, told.occasion) == ([3, 2, 3], 8, "together", "baseline")
    assert await agreed.count("sheet") == 0


async def test_going_back_reloading_and_a_second_tap_lose_nothing_and_count_nothing_twice(agreed, thuy):
    at = f"{AT}/measures/ucla-3"
    first = await say(thuy, f"{at}/1", answer="3")
    assert first.headers["location"] == f"{at}/2"
    assert re.search(r'value="3"[^>]*checked', (await thuy.get(f"{at}/1")).text), (
        "the answer is there when one goes back"
    )
    await say(thuy, f"{at}/1", answer="1")
    await say(thuy, f"{at}/2", skip="yes")
    again = (await thuy.get(f"{at}/2")).text
    assert "They skipped this one before" in again
    assert 'role="status">skip<' not in again, "what they said is no message of the page"
    shown = await thuy.get(f"{at}/3")
    fields = {"csrf": hidden(shown.text, "csrf"), "command_id": hidden(shown.text, "command_id"),
              "sheet": hidden(shown.text, "sheet"), "answer": "2"}  # fmt: skip
    both = await asyncio.gather(*(thuy.post(f"{at}/3", data=fields) for _ in range(2)))
    assert {each.headers["location"] for each in both} == {f"{AT}/measures/taken/{fields['sheet']}"}
    late = await thuy.post(f"{at}/2", data=fields | {"command_id": str(uuid4()), "answer": "3"})
    assert late.headers["location"] == f"{AT}/measures/taken/{fields['sheet']}"
    (told,) = await taken(agreed)
    assert (told.answers, told.missing_reason) == ([1, None, 2], "skipped")


async def test_two_tabs_write_on_one_sheet(agreed, thuy):
    at = f"{AT}/measures/ucla-3"
    await say(thuy, f"{at}/1", answer="3")
    await say(thuy, f"{at}/2", answer="3", sheet=str(uuid4()))
    await say(thuy, f"{at}/3", answer="3", sheet=str(uuid4()))
    (told,) = await taken(agreed)
    assert told.answers == [3, 3, 3]


async def test_nothing_chosen_and_nothing_skipped_asks_again(agreed, thuy):
    answer = await say(thuy, f"{AT}/measures/ucla-3/1")
    assert answer.status_code == 422
    assert "Choose an answer, or skip this question." in answer.text
    made_up = await say(thuy, f"{AT}/measures/ucla-3/1", answer="7")
    assert "Choose one of the answers on the page" in made_up.text
    assert await taken(agreed) == []


async def test_a_question_somebody_would_rather_not_answer_is_noted_as_such(agreed, thuy):
    at = f"{AT}/measures/djg-6"
    words = {"1": "yes", "2": "no", "3": None, "4": "more_or_less", "5": "yes", "6": "no"}  # E1 S1 S2 E2 S3 E3
    for number, word in words.items():
        await say(thuy, f"{at}/{number}", **({"answer": word} if word else {"rather_not": "yes"}))
    (told,) = await taken(agreed)
    assert (told.answers, told.declined_items) == ([1, 2, 3, 3, None, 1], ["S2"])
    assert (told.score, told.subscales) == (3, {"emotional": 2, "social": None})


async def test_all_of_it_may_be_left_at_any_question(agreed, thuy):
    at = f"{AT}/measures/who-5"
    await say(thuy, f"{at}/1", answer="5")
    left = await say(thuy, f"{at}/2", decline_all="yes")
    assert "that is fine" in (await thuy.get(left.headers["location"])).text
    (told,) = await taken(agreed)
    assert (told.missing_reason, told.answers) == ("declined", [None] * 5)


async def test_a_sheet_of_yesterday_is_laid_aside(agreed, thuy):
    at = f"{AT}/measures/ucla-3"
    await say(thuy, f"{at}/1", answer="3")
    agreed.clock.move(NOON + timedelta(days=1))
    assert "checked" not in (await (await agreed.client("link_worker", 0)).get(f"{at}/1")).text
    again = await agreed.client("link_worker", 0)
    for number in (1, 2, 3):
        await say(again, f"{at}/{number}", answer="1")
    (told,) = await taken(agreed)
    assert told.answers == [1, 1, 1]


async def test_read_out_by_phone_is_one_page_with_what_to_say(agreed, thuy):
    at = f"{AT}/measures/k10"
    page = (await thuy.get(at)).text
    assert "To read out" in page
    assert "a few questions" in page
    sent = await thuy.submit(
        at, page=at, mode="phone", **{f"item_{n}": "2" for n in range(1, 10)}, item_10="rather_not"
    )
    page = (await thuy.get(sent.headers["location"])).text
    (told,) = await taken(agreed)
    assert (told.score, told.mode, told.declined_items) == (20, "phone", ["10"])
    assert "some of this has been hard" in page


async def test_the_close_may_be_said(agreed, thuy):
    at = f"{AT}/measures/loneliness-direct/1"
    shown = (await thuy.get(f"{at}?occasion=closure")).text
    await thuy.submit(at, page=at, sheet=hidden(shown, "sheet"), occasion="closure", answer="4")
    (told,) = await taken(agreed)
    assert (told.occasion, told.score) == ("closure", 4)


@pytest.mark.parametrize(
    "path", ["lsns-6", "lsns-6/1", "ucla-3/0", "ucla-3/4", "ucla-3@1", "ucla-3@1/1", "nothing", "gas-t/1", "k10/11"]
)
async def test_what_is_not_asked_here_is_not_there(thuy, path):
    assert (await thuy.get(f"{AT}/measures/{path}")).status_code == 404


async def test_nobody_else_sees_or_answers_them(agreed, thuy):
    await say(thuy, f"{AT}/measures/ucla-3/1", answer="3")
    malia = await agreed.client("link_worker", 1)
    for path in ("", "/ucla-3", "/ucla-3/1", f"/taken/{uuid4()}"):
        assert (await malia.get(f"{AT}/measures{path}")).status_code == 404
    assert await agreed.count("sheet") == 1


async def test_no_question_before_they_agree(with_dimi):
    thuy = await with_dimi.client("link_worker", 0)
    assert "until then no question is asked" in (await thuy.get(f"{AT}/measures")).text
    answer = await say(thuy, f"{AT}/measures/ucla-3/1", answer="3")
    assert "Ask first whether they agree" in answer.text
    assert await with_dimi.count("sheet") == 0


# What an answer sets off


async def test_a_very_high_k10_raises_a_note_for_a_clinician_and_shows_what_to_do_at_once(agreed, thuy):
    at = f"{AT}/measures/k10"
    sent = await thuy.submit(at, page=at, **{f"item_{n}": "4" for n in range(1, 11)})
    page = (await thuy.get(sent.headers["location"])).text
    assert page.index("First this") < page.index("What they answered")
    assert "000" in page
    told = await agreed.told()
    (measure,) = await taken(agreed)
    (note,) = [event for event in told if isinstance(event, SafetyNoteRaised)]
    assert told.index(measure) + 1 == told.index(note)
    assert (note.kind, note.urgency, note.escalate_to, note.instrument) == ("measure", "today", "clinician", "k10")
    assert note.safety_id == uuid5(measure.measure_id, "safety")
    assert note.words is None, "what was said stays here"
    async with agreed.here.db.transaction() as tx:
        words = await tx.fetchval("SELECT words FROM safety_note WHERE id = $1", note.safety_id)
    assert "40 of 50" in words


async def test_in_a_local_without_a_clinician_the_lead_looks_at_it(open_doors, tmp_path):
    everybody = json.loads(STAFF.read_text(encoding="utf-8"))
    here = [person for person in everybody["brimbank"] if person["role"] != "clinician"]
    (tmp_path / "staff.json").write_text(json.dumps({"brimbank": here}), encoding="utf-8")
    doors = await open_doors(service, staff_file=tmp_path / "staff.json")
    await doors.hear(card())
    await doors.hear(OPENED)
    await agree(doors)
    thuy, at = await doors.client("link_worker", 0), f"{AT}/measures/k10"
    await thuy.submit(at, page=at, **{f"item_{n}": "4" for n in range(1, 11)})
    (note,) = [event for event in await doors.told() if isinstance(event, SafetyNoteRaised)]
    assert note.escalate_to == "lead"


async def test_one_worrying_answer_is_enough_and_a_quiet_sheet_raises_nothing(agreed, thuy):
    at = f"{AT}/measures/k10"
    await thuy.submit(at, page=at, **{f"item_{n}": "1" for n in range(1, 11)})
    assert not [event for event in await agreed.told() if isinstance(event, SafetyNoteRaised)]
    await thuy.submit(at, page=at, item_4="5")
    (note,) = [event for event in await agreed.told() if isinstance(event, SafetyNoteRaised)]
    assert note.urgency == "today"
    assert (await taken(agreed))[-1].missing_reason == "skipped"


async def test_a_note_and_its_measure_are_kept_both_or_neither(agreed, thuy):
    at = f"{AT}/measures/k10"
    async with agreed.here.db.transaction() as tx:
        await tx.execute("ALTER TABLE safety_note ADD CONSTRAINT nothing_fits CHECK (false) NOT VALID")
    try:
        assert (await thuy.submit(at, page=at, **{f"item_{n}": "5" for n in range(1, 11)})).status_code == 500
    finally:
        async with agreed.here.db.transaction() as tx:
            await tx.execute("ALTER TABLE safety_note DROP CONSTRAINT nothing_fits")
    assert await taken(agreed) == []
    assert await agreed.count("measure") == 0


# A Local's own plan and instruments


@pytest.fixture
async def own_way(open_doors, tmp_path):
    """A Local that asks about the garden, by a file of its own, and by its own plan."""
    (tmp_path / "garden-2@1.json").write_text(json.dumps(GARDEN), encoding="utf-8")
    asked = [{"instrument": "garden-2", "at": ["baseline"], "alone": True}, {"instrument": "gas-t"}]
    worry = {"instrument": "garden-2", "to_score": 2, "urgency": "this_week", "because": "No garden at all."}
    plan = tmp_path / "plan"
    plan.write_text(json.dumps(PLAN | {"instruments": asked, "worries": [worry]}), encoding="utf-8")
    doors = await open_doors(service, measure_plan=plan, instruments=tmp_path)
    await doors.hear(card())
    await doors.hear(OPENED)
    await agree(doors)
    return doors


async def test_an_instrument_added_as_a_file_is_listed_asked_scored_and_shown(own_way):
    thuy = await own_way.client("link_worker", 0)
    page = (await thuy.get(f"{AT}/measures")).text
    assert "Garden index" in page
    assert "Kessler" not in page
    at = f"{AT}/measures/garden-2"
    assert "How often are you in the garden?" in (await thuy.get(f"{at}/1")).text
    await say(thuy, f"{at}/1", answer="2")
    sent = await say(thuy, f"{at}/2", answer="1")
    assert "how lovely" in (await thuy.get(sent.headers["location"])).text
    (told,) = await taken(own_way)
    assert (told.instrument, told.instrument_version, told.score, told.occasion) == ("garden-2", "1", 8, "baseline")
    assert "Garden index" in (await thuy.get(AT)).text
    assert "How are you going?" not in (await thuy.get("/journey")).text, "nothing else is due here"


async def test_a_locals_own_worry_raises_a_note(own_way):
    thuy = await own_way.client("link_worker", 0)
    at = f"{AT}/measures/garden-2"
    await thuy.submit(at, page=at, item_a="0", item_b="3")
    (note,) = [event for event in await own_way.told() if isinstance(event, SafetyNoteRaised)]
    assert (note.urgency, note.instrument) == ("this_week", "garden-2")


# Goals


async def test_how_far_the_goals_have_come_is_one_number_with_their_weights(agreed, thuy):
    swim, walk = uuid4(), uuid4()
    levels = {f: f"how it looks: {f}" for f in ("level_2", "level_1", "level_0", "below_1", "below_2")}
    at = f"{AT}/measures/gas-t"
    assert "No goal has levels yet" in (await thuy.get(at)).text
    for goal, importance in ((swim, "3"), (walk, "1")):
        await thuy.submit(
            f"{AT}/goals", page=f"{AT}/goals", command_id=goal, wording=f"goal {importance}", importance="5"
        )
        page = f"{AT}/goals/{goal}/levels"
        scaled = await thuy.submit(page, page=page, importance=importance, difficulty="2", baseline="-1", **levels)
        assert scaled.status_code == 303, scaled.text
    sent = await thuy.submit(at, page=at, goal_1=str(swim), level_1="1", goal_2=str(walk), level_2="-1")
    assert sent.status_code == 303, sent.text
    (told,) = await taken(agreed)
    assert (told.instrument, {*zip(told.answers, told.weights, strict=True)}) == ("gas-t", {(1, 6), (-1, 2)})
    assert told.score == pytest.approx(50 + 10 * 4 / (0.7 * 40 + 0.3 * 64) ** 0.5)
    looked = {event.goal_id: event.level for event in await agreed.told() if isinstance(event, GoalReviewed)}
    assert looked == {swim: 1, walk: -1}
    skipped = await thuy.submit(at, page=at, goal_1=str(swim), level_1="skip", goal_2=str(walk), level_2="0")
    assert "that is fine" in (await thuy.get(skipped.headers["location"])).text
    assert (await taken(agreed))[-1].missing_reason == "skipped"
