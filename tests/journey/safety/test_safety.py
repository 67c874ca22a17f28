"""What worries somebody: raised at once, seen by a named role, closed with what was done, and never told elsewhere."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from deploy.kafka.rights import Right, rights_for
from deploy.kafka.rules import AccessRule
from services.journey.app import service
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from services.journey.safety import rules as safety
from services.journey.safety import store as safety_store
from services.journey.safety.rules import SafetyNote
from shared.events import SafetyNoteClosed, SafetyNoteEscalated, SafetyNoteRaised, SafetyNoteSeen
from shared.kernel import topics
from shared.kernel.refusal import Refused
from tests.doors import settings_for
from tests.journey.people import AT, DIMI, JOURNEY, NOON, OPENED, THUY

ALONE = Journey(JOURNEY, DIMI, THUY, NOON)
OLD = replace(ALONE, closed_at=NOON)
NOTE = SafetyNote(UUID(int=1), JOURNEY, DIMI, "today", "clinician")
CLOSED = replace(NOTE, closed_at=NOON)


def test_a_worry_is_written_without_any_agreement_and_after_the_end_too():
    for journey in (ALONE, OLD):
        raised = safety.raise_note(journey, NOTE.id, "worry", "now", "clinician", " said goodbye to me ", NOON)
        assert (raised.words, raised.urgency) == ("said goodbye to me", "now")


def test_a_worry_needs_a_sentence_but_a_questionnaire_speaks_for_itself():
    with pytest.raises(Refused, match="in a sentence"):
        safety.raise_note(ALONE, NOTE.id, "worry", "now", "clinician", "  ", NOON)
    raised = safety.raise_note(ALONE, NOTE.id, "measure", "today", "clinician", None, NOON, instrument="k10")
    assert (raised.instrument, raised.words) == ("k10", None)


def test_whoever_may_take_it_on_does_so_once():
    seen = safety.see_note(NOTE, THUY, NOON, takes_on=True)
    assert seen.seen_by == THUY
    with pytest.raises(Refused, match="taken this on already"):
        safety.see_note(replace(NOTE, seen_by=THUY), THUY, NOON, takes_on=True)
    assert safety.see_note(replace(NOTE, seen_by=DIMI), THUY, NOON, takes_on=True), "somebody else may take it over"


def test_a_link_worker_neither_takes_it_on_nor_closes_it_but_calls_for_more():
    with pytest.raises(Refused, match="A clinician or the Lead"):
        safety.see_note(NOTE, THUY, NOON, takes_on=False)
    with pytest.raises(Refused, match="A clinician or the Lead"):
        safety.close_note(NOTE, "no_action_needed", THUY, None, NOON, takes_on=False)
    assert safety.escalate(NOTE, "lead", "now", NOON).urgency == "now"


def test_passing_it_on_to_where_it_is_already_is_no_passing_on():
    with pytest.raises(Refused, match="already"):
        safety.escalate(NOTE, "clinician", "today", NOON)


def test_something_else_was_done_needs_a_sentence():
    with pytest.raises(Refused, match="what was done"):
        safety.close_note(NOTE, "other", THUY, " ", NOON, takes_on=True)


def test_nothing_happens_with_a_closed_note():
    for attempt in (
        lambda: safety.see_note(CLOSED, THUY, NOON, takes_on=True),
        lambda: safety.escalate(CLOSED, "lead", "now", NOON),
        lambda: safety.close_note(CLOSED, "talked_with_them", THUY, None, NOON, takes_on=True),
    ):
        with pytest.raises(Refused, match="is closed"):
            attempt()


async def raised(doors, urgency="today", words="said goodbye to me"):
    safety_id = uuid4()
    async with doors.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        note = safety.raise_note(journey, safety_id, "worry", urgency, "clinician", words, doors.here.now())
        await record(tx, note)
    return safety_id


async def test_the_most_urgent_and_then_the_oldest_comes_first(with_dimi):
    week = await raised(with_dimi, "this_week")
    first = await raised(with_dimi, "today")
    with_dimi.clock.move(NOON + timedelta(hours=1))
    second, now = await raised(with_dimi, "today"), await raised(with_dimi, "now")
    async with with_dimi.here.db.transaction() as tx:
        assert [row["id"] for row in await safety_store.open_notes(tx)] == [now, first, second, week]
        assert await safety_store.open_notes(tx, uuid4()) == []
        assert len(await safety_store.open_notes(tx, THUY)) == 4


async def test_a_note_goes_its_way_and_each_turn_is_kept(with_dimi):
    safety_id = await raised(with_dimi)
    helen = uuid4()
    async with with_dimi.here.transaction() as tx:
        await record(tx, safety.see_note(await safety_store.safety_note(tx, safety_id), helen, NOON, takes_on=True))
        await record(tx, safety.escalate(await safety_store.safety_note(tx, safety_id), "lead", "now", NOON))
        passed_on = await safety_store.safety_note(tx, safety_id)
        assert passed_on.seen_by is None, "somebody in the other role takes it on anew"
        closed = safety.close_note(passed_on, "talked_with_them", helen, "she is home", NOON, takes_on=True)
        await record(tx, closed)
        assert await safety_store.open_notes(tx) == []
        turns = [row["kind"] for row in await safety_store.note_turns(tx, safety_id)]
    assert sorted(turns) == ["safety_escalated", "safety_seen"]
    told = [type(event) for event in await with_dimi.told() if event.stream == "safety"]
    assert told == [SafetyNoteRaised, SafetyNoteSeen, SafetyNoteEscalated, SafetyNoteClosed]


# On the pages


@pytest.fixture
async def aroha(with_dimi):
    return await with_dimi.client("clinician")


WORRY = {"kind": "worry", "urgency": "now", "escalate_to": "clinician", "words": "said goodbye to me"}


async def write(client, **changes):
    safety_id = uuid4()
    answer = await client.submit(f"{AT}/safety", page=f"{AT}/safety", command_id=safety_id, **(WORRY | changes))
    assert answer.status_code == 303, answer.text
    return f"/journey/safety/{safety_id}"


async def test_a_note_stands_on_top_of_the_persons_page_and_with_the_clinician(with_dimi, thuy, aroha):
    assert "000" in (await thuy.get(f"{AT}/safety")).text, "whom to call stands on the page"
    await write(thuy)
    page = (await thuy.get(AT)).text
    assert page.index("1 safety note") < page.index("Reaching Dimi safely")
    assert "said goodbye to me" in page
    listed = (await aroha.get("/journey/safety")).text
    for shown in ("Dimi", "said goodbye to me", "Messages and voicemail are safe", "Thuy Nguyễn", "I take this on"):
        assert shown in listed


async def test_a_clinician_takes_it_on_and_closes_it_with_what_was_done(with_dimi, thuy, aroha):
    at = await write(thuy)
    assert (await aroha.submit(f"{at}/seen", page=at)).status_code == 303
    assert "Aroha Kerr took it on" in (await thuy.get(AT)).text
    answer = await aroha.submit(f"{at}/close", page=at, outcome="talked_with_them", words="she is at her sister’s")
    assert answer.status_code == 303
    assert "No open safety note" in (await aroha.get("/journey/safety")).text
    page = (await thuy.get(AT)).text
    assert "safety note</h2>" not in page
    assert "she is at her sister’s" in page, "the story keeps how it ended"
    again = await aroha.submit(f"{at}/seen", page="/journey/safety/" + at[-36:])
    assert again.status_code == 409


async def test_a_clinician_sees_nothing_else_of_a_journey(aroha):
    for path in ("/journey", "/journey/people", AT, f"{AT}/safety", f"{AT}/matters", f"{AT}/close"):
        assert (await aroha.get(path)).status_code == 403, path


async def test_a_link_worker_sees_the_notes_of_their_own_people_and_takes_none_on(with_dimi, thuy):
    at = await write(thuy)
    assert "I take this on" not in (await thuy.get(at)).text
    assert (await thuy.submit(f"{at}/seen", page=at)).status_code in (403, 422)
    passed = await thuy.submit(f"{at}/escalate", page=at, escalate_to="lead", urgency="now")
    assert passed.status_code == 303
    malia = await with_dimi.client("link_worker", 1)
    assert "Dimi" not in (await malia.get("/journey/safety")).text
    assert (await malia.get(at)).status_code == 404


def hidden_in(page: str, action: str) -> dict[str, str]:
    """What a form of the page carries unseen."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


async def test_an_older_page_makes_no_note_less_urgent_than_somebody_has_made_it_since(with_dimi, thuy, aroha):
    at = await write(thuy, urgency="this_week")
    older = hidden_in((await aroha.get(at)).text, f"{at}/escalate")
    passed = await thuy.submit(f"{at}/escalate", page=at, escalate_to="clinician", urgency="now")
    assert passed.status_code == 303
    refused = await aroha.post(f"{at}/escalate", data=older | {"escalate_to": "lead", "urgency": "this_week"})
    assert refused.status_code == 409
    assert "This was changed after you opened the page. What is written there now stands here." in refused.text
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT urgency FROM safety_note") == "now"
    again = hidden_in(refused.text, f"{at}/escalate") | {"escalate_to": "lead", "urgency": "now"}
    assert (await aroha.post(f"{at}/escalate", data=again)).status_code == 303


async def test_what_a_person_wrote_becomes_a_note_with_one_tap_and_only_once(with_dimi, thuy):
    check_in_id = uuid4()
    async with with_dimi.here.transaction() as tx:
        await tx.execute(
            """
            INSERT INTO check_in (id, journey_id, due_at, feeling, words, answered_at)
            VALUES ($1, $2, $3, 'hard', 'I cannot go on', $3)""",
            check_in_id,
            JOURNEY,
            NOON,
        )
    assert "This worries me" in (await thuy.get(AT)).text
    stale = await thuy.submit(f"{AT}/safety/reply/{uuid4()}", page=AT)
    assert stale.status_code == 409
    for _ in range(2):
        await thuy.submit(f"{AT}/safety/reply/{check_in_id}", page=AT)
    assert await with_dimi.count("safety_note") == 1
    page = (await thuy.get(AT)).text
    assert "I cannot go on" in page
    assert "This worries me" not in page


async def test_a_note_about_somebody_whose_card_is_not_here_yet_can_be_read(doors):
    await doors.hear(OPENED)
    lead = await doors.client("lead")
    await write(lead)
    assert "Their details are on the way" in (await lead.get("/journey/safety")).text


async def test_a_note_that_does_not_fit_comes_back_with_what_was_typed(with_dimi, thuy, aroha):
    answer = await thuy.submit(f"{AT}/safety", page=f"{AT}/safety", **(WORRY | {"urgency": "whenever"}))
    assert answer.status_code == 422
    assert "how soon somebody should look" in answer.text
    assert "said goodbye to me" in answer.text
    at = await write(thuy)
    answer = await aroha.submit(f"{at}/close", page=at, outcome="other")
    assert (answer.status_code, "what was done" in answer.text) == (422, True)
    answer = await aroha.submit(f"{at}/escalate", page=at, escalate_to="clinician", urgency="now")
    assert (answer.status_code, "with them already" in answer.text) == (422, True)


async def test_everybody_who_looks_at_a_note_leaves_a_row(with_dimi, thuy, aroha):
    at = await write(thuy)
    before = await with_dimi.count("audit")
    await aroha.get("/journey/safety")
    await aroha.get(at)
    assert await with_dimi.count("audit") == before + 2


async def test_a_local_may_have_its_own_script(open_doors, tmp_path):
    own = tmp_path / "script.json"
    numbers = [{"name": "Our crisis team", "number": "03 9000 0000"}]
    own.write_text(json.dumps({"version": "1", "title": "Here", "steps": ["Call {local}."], "numbers": numbers}))
    doors = await open_doors(service, safety_script=own)
    await doors.hear(OPENED)
    page = (await (await doors.client("lead")).get(f"{AT}/safety")).text
    assert "Our crisis team" in page
    assert "Call Brimbank." in page


@pytest.mark.parametrize("wrong", ["", "{", "[]", '{"version": "1", "title": "x", "steps": [], "numbers": []}'])
def test_a_script_that_cannot_be_read_is_refused_before_anything_starts(tmp_path, wrong):
    own = tmp_path / "script.json"
    own.write_text(wrong)
    with pytest.raises(ValidationError, match="no safety script"):
        settings_for("journey", "postgresql://nobody@127.0.0.1/none", safety_script=own)


# Never outside the Local


async def test_nothing_of_a_note_is_told_on_the_topic_that_others_read(with_dimi, thuy, aroha):
    at = await write(thuy)
    await aroha.submit(f"{at}/seen", page=at)
    await aroha.submit(f"{at}/escalate", page=at, escalate_to="lead", urgency="today")
    await aroha.submit(f"{at}/close", page=at, outcome="talked_with_them", words="she is home")
    async with with_dimi.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT type, stream, body FROM outbox")
    told = [row for row in rows if "Safety" in row["type"] or b"safety" in bytes(row["body"])]
    assert len(told) == 4
    assert {row["stream"] for row in told} == {"safety"}
    assert not any(word in bytes(row["body"]) for row in rows for word in (b"goodbye", b"home"))


def test_this_locals_journey_service_alone_writes_there_and_reads_back_what_it_told():
    rights = rights_for(topics.LOCALS)
    assert not any(topics.SAFETY in heard for heard in topics.HEARS.values())
    for local in topics.LOCALS:
        name = topics.topic(local, topics.SAFETY)
        reach_it = [right for right in rights if AccessRule.of(right).covers("TOPIC", name)]
        assert sorted(reach_it) == [
            Right(f"{local}.journey", "READ", "TOPIC", name),
            Right(f"{local}.journey", "WRITE", "TOPIC", name),
        ]
