"""Safety notes: as they were raised, how they stand now, and each turn they took."""

from uuid import UUID

from asyncpg import Record

from shared.events import Event, SafetyNoteClosed, SafetyNoteEscalated, SafetyNoteRaised, SafetyNoteSeen
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly

from .rules import SafetyNote

WRITES: dict[type[Event], Change] = {
    SafetyNoteRaised: """
        INSERT INTO safety_note (id, journey_id, kind, urgency, escalate_to, instrument, words, raised_at)
        VALUES (:safety_id, :journey_id, :kind, :urgency, :escalate_to, :instrument, :words, :occurred_at)
        ON CONFLICT (id) DO NOTHING""",
    SafetyNoteSeen: Partly(
        (
            """
        UPDATE safety_note SET seen_at = :occurred_at, seen_by = :seen_by
        WHERE id = :safety_id AND closed_at IS NULL""",
            """
        INSERT INTO safety_turn (safety_id, kind, by_id, happened_at)
        VALUES (:safety_id, 'safety_seen', :seen_by, :occurred_at)""",
        ),
        {"journey_id": "the note's own"},
    ),
    SafetyNoteEscalated: Partly(
        (
            """
        UPDATE safety_note SET escalate_to = :escalate_to, urgency = :urgency, seen_at = NULL, seen_by = NULL
        WHERE id = :safety_id AND closed_at IS NULL""",
            """
        INSERT INTO safety_turn (safety_id, kind, code, happened_at)
        VALUES (:safety_id, 'safety_escalated', :urgency, :occurred_at)""",
        ),
        {"journey_id": "the note's own"},
    ),
    SafetyNoteClosed: Partly(
        """
        UPDATE safety_note
        SET closed_at = :occurred_at, closed_by = :closed_by, outcome = :outcome, closing_words = :words
        WHERE id = :safety_id AND closed_at IS NULL""",
        {"journey_id": "the note's own"},
    ),
}

STORY: tuple[str, ...] = (
    """SELECT raised_at AS at, 'safety_raised' AS kind, kind AS code, words FROM safety_note WHERE journey_id = $1""",
    """
    SELECT t.happened_at, t.kind, t.code, NULL
    FROM safety_turn t JOIN safety_note n ON n.id = t.safety_id WHERE n.journey_id = $1""",
    """
    SELECT closed_at, 'safety_closed', outcome, closing_words
    FROM safety_note WHERE journey_id = $1 AND closed_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""

NOTES = """
    SELECT n.*, j.participant_id, j.link_worker_id, j.closed_at AS journey_closed_at, k.name, k.preferred_name,
           k.pronouns, k.phone, k.email, k.contact_by, k.safe_to_contact, k.hours_from, k.hours_until, k.language,
           k.languages, k.interpreter
    FROM safety_note n JOIN journey j ON j.id = n.journey_id
    LEFT JOIN card k ON k.participant_id = j.participant_id"""
URGENT_FIRST = " ORDER BY array_position(ARRAY['now', 'today', 'this_week'], n.urgency), n.raised_at, n.id"


async def safety_note(tx: Transaction, safety_id: UUID) -> SafetyNote:
    """A safety note as decisions need it, its row locked; NotFound if there is none."""
    row = await tx.fetchrow(
        """
        SELECT n.id, n.journey_id, j.participant_id, n.urgency, n.escalate_to, n.seen_by, n.closed_at
        FROM safety_note n JOIN journey j ON j.id = n.journey_id WHERE n.id = $1 FOR UPDATE OF n""",
        safety_id,
    )
    if row is None:
        raise NotFound(safety_id)
    return SafetyNote(**dict(row))


async def note_to_show(tx: Transaction, safety_id: UUID) -> Record:
    """One safety note, and what is needed to reach the person it is about; NotFound if there is none."""
    row = await tx.fetchrow(f"{NOTES} WHERE n.id = $1", safety_id)
    if row is None:
        raise NotFound(safety_id)
    return row


async def open_notes(tx: Transaction, link_worker_id: UUID | None = None) -> list[Record]:
    """Every open safety note, the most urgent, then the oldest first; of one link worker's people if named."""
    return await tx.fetch(
        f"{NOTES} WHERE n.closed_at IS NULL AND ($1::uuid IS NULL OR j.link_worker_id = $1) {URGENT_FIRST}",
        link_worker_id,
    )


async def open_notes_about(tx: Transaction, participant_id: UUID) -> list[Record]:
    """The open safety notes about one person, whichever of their journeys raised them."""
    return await tx.fetch(f"{NOTES} WHERE n.closed_at IS NULL AND j.participant_id = $1 {URGENT_FIRST}", participant_id)


async def note_turns(tx: Transaction, safety_id: UUID) -> list[Record]:
    """The turns a safety note took, the earliest first: kind, code, by_id, happened_at."""
    return await tx.fetch(
        "SELECT kind, code, by_id, happened_at FROM safety_turn WHERE safety_id = $1 ORDER BY happened_at", safety_id
    )


async def last_reply(tx: Transaction, journey_id: UUID) -> Record | None:
    """The last thing the person wrote in answer to a check-in."""
    return await tx.fetchrow(
        """
        SELECT c.id, c.words, c.answered_at FROM check_in c
        WHERE c.journey_id = $1 AND c.words IS NOT NULL AND c.answered_at IS NOT NULL
        ORDER BY c.answered_at DESC LIMIT 1""",
        journey_id,
    )


async def safety_note_is_there(tx: Transaction, safety_id: UUID) -> bool:
    """Whether there is a safety note of that id, open or closed."""
    return bool(await tx.fetchval("SELECT EXISTS (SELECT FROM safety_note WHERE id = $1)", safety_id))
