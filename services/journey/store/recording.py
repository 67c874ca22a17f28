"""What each event changes. `record` is the only way to change what others may hear of."""

from datetime import datetime
from uuid import UUID

from shared.database import Transaction
from shared.events import (
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    CheckInRhythmChosen,
    ConsentGiven,
    ConsentWithdrawn,
    DebriefDue,
    DebriefHeld,
    GoalLetGo,
    GoalReached,
    GoalSet,
    JourneyClosed,
    JourneyOpened,
    MeasureTaken,
    MomentOfConnection,
    WhatMattersRecorded,
)
from shared.outbox import recorder

IN_TOUCH = """
    UPDATE journey SET last_contact_at = greatest(last_contact_at, :occurred_at) WHERE id = :journey_id"""

record = recorder(
    {
        JourneyOpened: """
        INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since)
        VALUES (:journey_id, :participant_id, :referral_id, :link_worker_id, :occurred_at, :occurred_at)""",
        WhatMattersRecorded: (
            """
        INSERT INTO matters (id, journey_id, what_matters, interests, recorded_at)
        VALUES (:matters_id, :journey_id, :what_matters, :interests, :occurred_at)""",
            IN_TOUCH,
        ),
        ConsentGiven: (
            """
        INSERT INTO consent (id, journey_id, purpose, method, wording, given_at)
        VALUES (:consent_id, :journey_id, :purpose, :method, :wording, :occurred_at)""",
            IN_TOUCH,
        ),
        ConsentWithdrawn: """
        INSERT INTO consent AS c (id, journey_id, purpose, withdrawn_at)
        VALUES (:consent_id, :journey_id, :purpose, :occurred_at)
        ON CONFLICT (id) DO UPDATE SET withdrawn_at = excluded.withdrawn_at WHERE c.withdrawn_at IS NULL""",
        GoalSet: (
            """
        INSERT INTO goal (id, journey_id, wording, importance, confidence, set_at)
        VALUES (:goal_id, :journey_id, :wording, :importance, :confidence, :occurred_at)""",
            IN_TOUCH,
        ),
        GoalReached: (
            """
        UPDATE goal SET reached_at = :occurred_at
        WHERE id = :goal_id AND journey_id = :journey_id AND reached_at IS NULL AND let_go_at IS NULL""",
            IN_TOUCH,
        ),
        GoalLetGo: (
            """
        UPDATE goal SET let_go_at = :occurred_at
        WHERE id = :goal_id AND journey_id = :journey_id AND reached_at IS NULL AND let_go_at IS NULL""",
            IN_TOUCH,
        ),
        MeasureTaken: (
            """
        INSERT INTO measure (id, journey_id, instrument, version, taken_on, occasion, answers, score, missing_reason,
                             mode, taken_at)
        VALUES (:measure_id, :journey_id, :instrument, :instrument_version, :taken_on, :occasion, :answers, :score,
                :missing_reason, :mode, :occurred_at)""",
            IN_TOUCH,
        ),
        CheckInRhythmChosen: (
            """
        UPDATE journey SET every_weeks = :every_weeks, weekday = :weekday, hour = :hour, rhythm_since = :occurred_at,
                           rhythm_chosen = true, next_due_at = NULL
        WHERE id = :journey_id"""
        ),
        CheckInDue: "INSERT INTO check_in (id, journey_id, due_at) VALUES (:check_in_id, :journey_id, :due_at)",
        CheckInAnswered: (
            """
        UPDATE check_in SET feeling = :feeling, please_call = :please_call, words = :words, answered_at = :occurred_at
        WHERE id = :check_in_id AND answered_at IS NULL""",
            IN_TOUCH,
        ),
        CheckInHeld: (
            """
        INSERT INTO check_in AS c (id, journey_id, mode, note, held_at)
        VALUES (:check_in_id, :journey_id, :mode, :note, :occurred_at)
        ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, note = excluded.note, held_at = excluded.held_at
        WHERE c.held_at IS NULL""",
            IN_TOUCH,
        ),
        DebriefDue: """
        INSERT INTO debrief (id, journey_id, attendance_id, activity_id, due_at)
        VALUES (:debrief_id, :journey_id, :attendance_id, :activity_id, :occurred_at)""",
        DebriefHeld: (
            """
        UPDATE debrief SET would_go_again = :would_go_again, note = :note, held_at = :occurred_at
        WHERE id = :debrief_id AND journey_id = :journey_id AND held_at IS NULL""",
            IN_TOUCH,
        ),
        MomentOfConnection: """
        INSERT INTO moment (id, journey_id, kind, words, noted_at)
        VALUES (:moment_id, :journey_id, :kind, :words, :occurred_at)""",
        JourneyClosed: """
        UPDATE journey SET closed_at = :occurred_at, closing_reason = :reason, closing_planned = :planned
        WHERE id = :journey_id AND closed_at IS NULL""",
    }
)


async def revoke_links(tx: Transaction, journey_id: UUID, at: datetime) -> None:
    """Every link sent so far opens nothing any more. Only this service reads these links, so nobody is told."""
    await tx.execute(
        "UPDATE journey SET link_version = link_version + 1, links_revoked_at = $2 WHERE id = $1", journey_id, at
    )
