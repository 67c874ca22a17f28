"""What is out: told through `record`, and not taken back."""

from dataclasses import dataclass

from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
    StepWithdrawn,
)
from shared.persistence.database import Transaction
from shared.persistence.outbox import recorder

record = recorder(
    {
        ParticipationReleased: """
            INSERT INTO released_participation (pseudonym, occurred_at, local, consented_week, age_band, source)
            VALUES (:pseudonym, :occurred_at, :local, :consented_week, :age_band, :source)
            ON CONFLICT (pseudonym) DO UPDATE SET occurred_at = excluded.occurred_at, local = excluded.local,
                consented_week = excluded.consented_week, age_band = excluded.age_band, source = excluded.source""",
        StepReleased: """
            INSERT INTO released_step (pseudonym, step, occurred_at, day) VALUES (:pseudonym, :step, :occurred_at, :day)
            ON CONFLICT (pseudonym, step) DO UPDATE SET occurred_at = excluded.occurred_at, day = excluded.day""",
        MeasureReleased: """
            INSERT INTO released_measure
                (measure_id, pseudonym, occurred_at, instrument, day, occasion, score, missing_reason)
            VALUES (:measure_id, :pseudonym, :occurred_at, :instrument, :day, :occasion, :score, :missing_reason)
            ON CONFLICT (pseudonym, measure_id) DO UPDATE SET occurred_at = excluded.occurred_at,
                instrument = excluded.instrument, day = excluded.day, occasion = excluded.occasion,
                score = excluded.score, missing_reason = excluded.missing_reason""",
        AttendanceReleased: """
            INSERT INTO released_attendance (attendance_id, pseudonym, occurred_at, day)
            VALUES (:attendance_id, :pseudonym, :occurred_at, :day)
            ON CONFLICT (attendance_id) DO UPDATE SET occurred_at = excluded.occurred_at, day = excluded.day""",
        AttendanceWithdrawn: """
            DELETE FROM released_attendance WHERE attendance_id = :attendance_id AND pseudonym = :pseudonym""",
        MeasureWithdrawn: "DELETE FROM released_measure WHERE measure_id = :measure_id AND pseudonym = :pseudonym",
        StepWithdrawn: "DELETE FROM released_step WHERE pseudonym = :pseudonym AND step = :step",
        ParticipationWithdrawn: (
            "DELETE FROM released_participation WHERE pseudonym = :pseudonym",
            "DELETE FROM released_step WHERE pseudonym = :pseudonym",
            "DELETE FROM released_measure WHERE pseudonym = :pseudonym",
            "DELETE FROM released_attendance WHERE pseudonym = :pseudonym",
        ),
    }
)


async def out(tx: Transaction, pseudonym: str) -> list[Released]:
    """The released facts about a pseudonym that stand: told to the evaluator and not withdrawn."""
    tables: dict[str, type[Released]] = {
        "SELECT * FROM released_participation WHERE pseudonym = $1": ParticipationReleased,
        "SELECT * FROM released_step WHERE pseudonym = $1": StepReleased,
        "SELECT * FROM released_measure WHERE pseudonym = $1": MeasureReleased,
        "SELECT * FROM released_attendance WHERE pseudonym = $1": AttendanceReleased,
    }
    return [kind.model_validate(dict(row)) for sql, kind in tables.items() for row in await tx.fetch(sql, pseudonym)]


@dataclass(frozen=True)
class ConsentCounts:
    """How many people agreed to the evaluation, said no, were not asked, withdrew, and are released.

    Nothing about any of them.
    """

    with_us: int
    agree: int
    said_no: int
    not_asked: int
    withdrew: int
    out: int
    facts: int


async def counts(tx: Transaction) -> ConsentCounts:
    """Count where people stand with the evaluation.

    `with_us`: everybody who agreed to the service or to the evaluation.
    """
    row = await tx.fetchrow(
        """
        WITH word AS (
            SELECT coalesce(one.person_id, c.participant_id) AS participant_id, purpose, given, heard, lies
            FROM consent c LEFT JOIN together one ON one.participant_id = c.participant_id WHERE NOT EXISTS (
                SELECT FROM taken_back t WHERE t.id = c.consent_id AND t.participant_id = c.participant_id)),
        latest AS (
            SELECT DISTINCT ON (participant_id) participant_id, given FROM word
            WHERE purpose = 'evaluation' ORDER BY participant_id, heard DESC, lies DESC NULLS LAST),
        ever AS (SELECT DISTINCT participant_id FROM word WHERE given AND purpose IN ('service', 'evaluation')),
        agreed_once AS (SELECT DISTINCT participant_id FROM word WHERE given AND purpose = 'evaluation'),
        refused AS (SELECT participant_id FROM latest WHERE NOT given EXCEPT TABLE agreed_once)
        SELECT (SELECT count(*) FROM ever) AS with_us,
               (SELECT count(*) FROM latest WHERE given) AS agree,
               (SELECT count(*) FROM refused) AS said_no,
               (SELECT count(*) FROM (TABLE ever EXCEPT TABLE agreed_once EXCEPT TABLE refused) AS rest) AS not_asked,
               (SELECT count(*) FROM latest JOIN agreed_once USING (participant_id) WHERE NOT given) AS withdrew,
               (SELECT count(*) FROM released_participation) AS out,
               (SELECT count(*) FROM released_step) + (SELECT count(*) FROM released_measure)
                   + (SELECT count(*) FROM released_attendance) AS facts"""
    )
    return ConsentCounts(**dict(row or {}))
