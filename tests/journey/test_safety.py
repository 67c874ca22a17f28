"""What worries somebody: raised at once, seen by a named role, closed with what was done, and never told elsewhere."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.journey import store
from services.journey.domain import safety
from services.journey.domain.journeys import Journey
from services.journey.domain.safety import SafetyNote
from shared.events import SafetyNoteClosed, SafetyNoteEscalated, SafetyNoteRaised, SafetyNoteSeen
from shared.refusal import Refused

from .people import DIMI, JOURNEY, NOON, THUY

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


@pytest.mark.parametrize("role", ["clinician", "lead"])
def test_a_clinician_or_the_lead_takes_it_on_once(role):
    seen = safety.see_note(NOTE, THUY, role, NOON)
    assert seen.seen_by == THUY
    with pytest.raises(Refused, match="taken this on already"):
        safety.see_note(replace(NOTE, seen_by=THUY), THUY, role, NOON)
    assert safety.see_note(replace(NOTE, seen_by=DIMI), THUY, role, NOON), "somebody else may take it over"


def test_a_link_worker_neither_takes_it_on_nor_closes_it_but_calls_for_more():
    with pytest.raises(Refused, match="A clinician or the Lead"):
        safety.see_note(NOTE, THUY, "link_worker", NOON)
    with pytest.raises(Refused, match="A clinician or the Lead"):
        safety.close_note(NOTE, "no_action_needed", THUY, "link_worker", None, NOON)
    assert safety.escalate(NOTE, "lead", "now", NOON).urgency == "now"


def test_passing_it_on_to_where_it_is_already_is_no_passing_on():
    with pytest.raises(Refused, match="already"):
        safety.escalate(NOTE, "clinician", "today", NOON)


def test_something_else_was_done_needs_a_sentence():
    with pytest.raises(Refused, match="what was done"):
        safety.close_note(NOTE, "other", THUY, "lead", " ", NOON)


def test_nothing_happens_with_a_closed_note():
    for attempt in (
        lambda: safety.see_note(CLOSED, THUY, "clinician", NOON),
        lambda: safety.escalate(CLOSED, "lead", "now", NOON),
        lambda: safety.close_note(CLOSED, "talked_with_them", THUY, "clinician", None, NOON),
    ):
        with pytest.raises(Refused, match="is closed"):
            attempt()


async def raised(doors, urgency="today", words="said goodbye to me"):
    safety_id = uuid4()
    async with doors.here.transaction() as tx:
        journey = await store.journey(tx, JOURNEY)
        note = safety.raise_note(journey, safety_id, "worry", urgency, "clinician", words, doors.here.now())
        await store.record(tx, note)
    return safety_id


async def test_the_most_urgent_and_then_the_oldest_comes_first(with_dimi):
    week = await raised(with_dimi, "this_week")
    first = await raised(with_dimi, "today")
    with_dimi.clock.move(NOON + timedelta(hours=1))
    second, now = await raised(with_dimi, "today"), await raised(with_dimi, "now")
    async with with_dimi.here.db.transaction() as tx:
        assert [row["id"] for row in await store.open_notes(tx)] == [now, first, second, week]
        assert await store.open_notes(tx, uuid4()) == []
        assert len(await store.open_notes(tx, THUY)) == 4


async def test_a_note_goes_its_way_and_each_turn_is_kept(with_dimi):
    safety_id = await raised(with_dimi)
    helen = uuid4()
    async with with_dimi.here.transaction() as tx:
        await store.record(tx, safety.see_note(await store.safety_note(tx, safety_id), helen, "clinician", NOON))
        await store.record(tx, safety.escalate(await store.safety_note(tx, safety_id), "lead", "now", NOON))
        passed_on = await store.safety_note(tx, safety_id)
        assert passed_on.seen_by is None, "somebody in the other role takes it on anew"
        await store.record(tx, safety.close_note(passed_on, "talked_with_them", helen, "lead", "she is home", NOON))
        assert await store.open_notes(tx) == []
        turns = [row["kind"] for row in await store.note_turns(tx, safety_id)]
    assert sorted(turns) == ["safety_escalated", "safety_seen"]
    told = [type(event) for event in await with_dimi.told() if event.stream == "safety"]
    assert told == [SafetyNoteRaised, SafetyNoteSeen, SafetyNoteEscalated, SafetyNoteClosed]
