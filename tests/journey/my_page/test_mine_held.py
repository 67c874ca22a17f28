"""What you hold about me: everything in plain words, to read and to take along, and nothing that could do harm."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.my_page.store.held import PARTS
from services.journey.recording import record
from shared.persistence import access_log
from shared.rules.instruments import instrument
from tests.journey.own_page import link_of, who_said_the_year, words_of
from tests.journey.people import AT, DIMI, JOURNEY, LISTED, NOON, PLACE, PLANNED, accepted, card

NOTES = ("her son drinks", "he was loud", "laughed with Nick", "worried about her", "quieter than usual")


PATHS = ("/held", "/held.txt", "/held.json")


TOLD_WITH_OTHERS = {
    "goal", "goal_review", "goal_step",  # with the goals
    "skill_place",  # with the hours
    "supporter_view",  # with the supporters
    "own_key",  # with the card
}  # fmt: skip


LEFT_OUT = {
    "safety_note": "about their safety",
    "safety_turn": "about their safety",
    "journey_taken_back": "that intake gave them to somebody by mistake; nothing was noted on it",
    "draft": "what a link worker has begun to write and not sent",
    "answer": "that they wrote back to a message; what they wrote stands with the messages",
    "parcel": "a copy of what is told, for another Local",
    "arrival": "another Local’s file that nobody has said yes to, gone within the day",
    "sheet": "answers on their way, gone or kept within the day",
    "link_try": "a count of wrong years",
    "goal_turn": "when goals ended, which stands with the goals",
    "together": "which records are one person’s; what stands on each is told by its own link",
    "subject": "how far events were told, no word about anybody",
    "erased": "only of somebody about whom nothing else is here",
}


@pytest.fixture
async def full(asked, thuy):
    """Dimi with something of everything."""
    for event in (LISTED, PLANNED, PLACE):
        await asked.hear(event)
    goal = uuid4()
    for to, fields in (
        ("matters", {"what_matters": "my garden", "people": "Eleni"}),
        ("goals", {"wording": "walk to the shops", "importance": 8, "confidence": 4, "command_id": goal}),
        (f"goals/{goal}/steps", {"what": "ring the club", "who": "link_worker", "due_on": "2026-03-20"}),
        (f"goals/{goal}/review", {"confidence": 6, "note": "it is less far than I thought"}),
        ("consents", {"evaluation": "yes", "method": "written"}),
        ("measures/ucla-3", {"item_1": "2", "item_2": "3", "item_3": "rather_not", "mode": "together"}),
        ("check-in", {"mode": "call", "note": NOTES[0]}),
        ("moments", {"kind": "laughed", "words": NOTES[2]}),
        ("pauses", {"reason": "holiday", "from_on": "2026-04-10", "until_on": "2026-04-12"}),
        ("companions", {"name": "Maria", "kind": "buddy", "police_check_on": "2025-06-01"}),
        (f"ways/{PLANNED.activity_id}/visit", {"visited_on": "2026-03-04", "went": "alone"}),
        ("safety", {"kind": "worry", "urgency": "today", "escalate_to": "clinician", "words": NOTES[3]}),
    ):
        page = f"{AT}/{to}"
        answer = await thuy.submit(f"{AT}/{to}", page=page, **fields)
        assert answer.status_code == 303, to
    return asked


async def test_everything_they_said_and_agreed_to_stands_there_in_plain_words(full, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine/held")
    for said in (
        "Your name: Dimitra Papadopoúlou", "What you like to be called: Dimi", "The year you were born: 1951",
        "Your phone: 0491 570 006",
        "You like a call best. You like to hear from us between 9 am and 6 pm.", "You set out with us.",
        "We ask how you are going every two weeks, Tuesday at 10 am.", "What is most important to me: my garden",
        "People who are important to me: Eleni", "You agreed to working together: you said it.",
        "You agreed to helping us learn: you signed it. These were our words of January 2026.",
        "“walk to the shops”", "it mattered 8 of 10 to you",
        "you were 6 of 10 sure", "You said: “it is less far than I thought”",
        "A step: ring the club (your link worker does it, by 20 March 2026).", "We asked how you were going.",
        "We talked on the phone.", "A pause from 10 April 2026 to 12 April 2026: a time away.",
        "you would rather not say", "A good moment: you laughed with others.",
        "You went to Wednesday planting (Sunshine Community Garden) by yourself.",
        "Maria goes along with you: a buddy of ours.",
    ):  # fmt: skip
        assert said in page, said
    assert "None" not in page


async def test_the_questions_stand_with_their_answers(full, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine/held")
    asked = instrument("ucla-3")
    for item, answer in zip(asked.items, ("Some of the time", "Often"), strict=False):
        assert f"{item.text} – {answer}" in page
    assert f"{asked.items[2].text} – you would rather not say" in page
    assert "Scale): together, at the beginning." in page


async def test_what_somebody_noted_about_others_and_about_safety_is_left_out_and_said_to_be(full, own_at, herself):
    for path in PATHS:
        text = (await herself.get(f"{own_at}/mine{path}")).text
        assert not [note for note in NOTES if note in text]
        for named in ("safety_note", "clinician", "A safety note"):
            assert named not in text
    page = await words_of(herself, f"{own_at}/mine/held")
    assert "What we noted in our own words after talking with you (2 of them)" in page
    assert "Anything that is about your safety" in page
    assert "Ask Thuy, or call 03 9448 5522" in page


async def test_every_table_about_somebody_is_told_or_left_out_for_a_reason(with_dimi):
    """A new table with something about a person has to be thought of here."""
    async with with_dimi.here.db.transaction() as tx:
        rows = await tx.fetch(
            """
            SELECT DISTINCT table_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND (column_name IN ('journey_id', 'participant_id', 'supporter_id')
                  OR table_name IN ('journey', 'safety_turn', 'link_try'))"""
        )
    told = " ".join(PARTS.values())
    for table in (row["table_name"] for row in rows):
        known = f" {table} " in f"{told} ".replace("\n", " ") or table in TOLD_WITH_OTHERS or table in LEFT_OUT
        assert known, f"{table} is neither told nor left out"


async def test_a_long_part_stands_on_pages_of_its_own(asked, own_at, herself):
    async with asked.here.db.transaction() as tx:
        await tx.execute(
            """
            INSERT INTO check_in (id, journey_id, mode, held_at)
            SELECT gen_random_uuid(), $1, 'call', $2::timestamptz - make_interval(days => n)
            FROM generate_series(1, 60) AS n""",
            JOURNEY,
            NOON,
        )
    answer = await herself.get(f"{own_at}/mine/held")
    assert len(answer.content) < 30_000
    assert answer.text.count("We talked on the phone.") == 11, "beside the last time somebody asked"
    part = answer.text.split('href="?part=')[1].split('"')[0]
    first = await words_of(herself, f"{own_at}/mine/held?part={part}")
    assert first.count("We talked on the phone.") == 40
    assert "1 to 40 of 61 entries" in first
    assert (await words_of(herself, f"{own_at}/mine/held?part={part}&page=2")).count("We talked on the phone.") == 20
    assert (await herself.get(f"{own_at}/mine/held.txt")).text.count("We talked on the phone.") == 60
    for nonsense in ("0", "99", "x", "-1", "٣"):
        assert "What is not on this page" in await words_of(herself, f"{own_at}/mine/held?part={nonsense}")


async def test_the_text_is_the_page_and_its_name_says_nothing_about_anybody(full, own_at, herself):
    answer = await herself.get(f"{own_at}/mine/held.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="what-you-hold-about-me.txt"'
    assert answer.headers["cache-control"] == "no-store"
    page = await words_of(herself, f"{own_at}/mine/held")
    for line in answer.text.splitlines():
        said = line.strip("*- ").split(": ", 1)[-1]
        if "What we hold about you, on" not in line and "in this file" not in line and "Ask Thuy" not in line:
            assert " ".join(said.split()) in page, line


async def test_the_file_for_programs_holds_the_same_facts(full, own_at, herself):
    answer = await herself.get(f"{own_at}/mine/held.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="what-you-hold-about-me.json"'
    assert answer.headers["cache-control"] == "no-store"
    found = json.loads(answer.content)
    assert (found["format"], found["version"], found["held_by"]) == ("local-connections-held", 1, "Brimbank")
    assert set(PARTS) <= set(found)
    assert found["card"][0]["name"] == "Dimitra Papadopoúlou"
    assert found["goals"][0]["steps"][0]["what"] == "ring the club"
    assert found["measures"][0]["answers"] == [2, 3, None]
    assert found["check_ins"][0]["due_at"] == "2026-03-03T10:00:00+11:00", "in the Local's time"
    assert len(found["left_out"]) == 3


@pytest.mark.parametrize("path", PATHS)
async def test_without_the_right_year_nothing_is_shown_or_handed_out(full, own_at, path):
    anyone = await full.client()
    answer = await anyone.submit(f"{own_at}/mine", page=f"{own_at}/mine", year_of_birth=1952)
    assert answer.status_code == 422
    answer = await anyone.get(f"{own_at}/mine{path}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{own_at}/mine")
    assert "Dimi" not in answer.text


@pytest.mark.parametrize("path", ["", "/choices", *PATHS])
async def test_an_expired_link_opens_none_of_it(full, own_at, herself, path):
    full.clock.move(full.here.now() + timedelta(days=8))
    answer = await herself.get(f"{own_at}/mine{path}")
    assert answer.status_code == 404
    assert "This link has ended" in answer.text
    assert "Dimi" not in answer.text


@pytest.mark.parametrize("path", ["", "/choices", *PATHS])
async def test_what_one_said_opens_nothing_of_somebody_elses(full, own_at, herself, path):
    other = accepted(1)
    await full.hear(other)
    await full.hear(card(participant_id=other.participant_id, name="Malia Tupou", preferred_name=None, phone=None))
    async with full.here.transaction() as tx:
        journey = await journeys_store.latest_journey_of(tx, other.participant_id)
        await record(tx, consents.give(journey, uuid4(), "service", "verbal", full.here.now()))
    full.clock.move(full.here.now() + timedelta(weeks=2))
    await full.tick()
    dimi = await who_said_the_year(full, await link_of(full))
    for name, value in dict(dimi.cookies).items():
        dimi.cookies.set(name, value, domain="local.test", path="/")
    at = await link_of(full, other.participant_id)
    answer = await dimi.get(f"{at}/mine{path}")
    assert "Malia" not in answer.text
    assert (path == "" and "The year you were born" in answer.text) or answer.headers["location"] == f"{at}/mine"
    malia = await who_said_the_year(full, at)
    page = (await malia.get(f"{at}/mine/held")).text
    assert "Malia Tupou" in page
    for words in ("Papadop", "my garden", "walk to the shops", "Maria"):
        assert words not in page


async def test_every_look_of_their_own_leaves_a_row(asked, own_at, herself):
    for path in ("", "/matters", "/choices", *PATHS):
        await herself.get(f"{own_at}/mine{path}")
    async with asked.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT user_id, role, participant_id, what FROM audit ORDER BY position")
        assert await access_log.broken_at(tx) is None
    assert {(row["user_id"], row["role"], row["participant_id"]) for row in rows} == {(DIMI, "participant", DIMI)}
    assert [row["what"] for row in rows] == [
        "own page", "own words", "own choices", "own record", "own record as txt", "own record as json",
    ]  # fmt: skip


async def test_nobody_looked_where_the_year_was_not_said(asked, own_at):
    anyone = await asked.client()
    for path in ("", "/matters", "/choices", *PATHS):
        await anyone.get(f"{own_at}/mine{path}")
    assert await asked.count("audit") == 0


async def test_whoever_is_not_safe_for_them_is_named_nowhere(asked, thuy, own_at, herself):
    for name, view in (("Nikos", "not_safe"), ("Eleni", "how_it_goes")):
        named = uuid4()
        answer = await thuy.submit(
            f"{AT}/supporters", page=f"{AT}/supporters", command_id=named, name=name, relation="other_family"
        )
        assert answer.status_code == 303
        view_at = f"{AT}/supporters/{named}/view"
        assert (await thuy.submit(view_at, page=view_at, may_know=view)).status_code == 303
    for path in ("/choices", *PATHS):
        text = (await herself.get(f"{own_at}/mine{path}")).text
        assert "Nikos" not in text
        assert "Eleni" in text


async def test_who_looked_is_told_by_role_and_day_and_nobody_is_named(asked, thuy, own_at, herself):
    for _ in range(2):
        await thuy.get(AT)
    page = await words_of(herself, f"{own_at}/mine/held")
    assert "A link worker looked at what is kept about you here" in page
    assert "Pages: " in page
    assert "Thuy Nguyễn" not in page.partition("Who looked at this")[2].partition("What is not on this page")[0]
    assert "who looked at those or at the groups you go to" in page
