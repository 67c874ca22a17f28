"""What is known of each participant: kept as it is heard, told to nobody."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from asyncpg import Record

from services.evaluation.domain.facts import Agreement, Attendance, Measure, ParticipantFacts
from shared.events import (
    ActivityAttended,
    ConsentCorrected,
    ConsentGiven,
    ConsentRefused,
    ConsentWithdrawn,
    MeasureTaken,
    ReferralReceived,
)
from shared.events.evaluation import Step
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies


async def meet(tx: Transaction, participant_id: UUID) -> None:
    """Make sure a participant has a row, and lock it: what is heard about one person is handled one by one."""
    await tx.execute(
        "INSERT INTO participant (participant_id) VALUES ($1)"
        " ON CONFLICT (participant_id) DO UPDATE SET participant_id = excluded.participant_id",
        participant_id,
    )


async def keep_referral(tx: Transaction, referral: ReferralReceived) -> None:
    """Keep who referred a participant and their age band; what an earlier referral said stays."""
    await tx.execute(
        "UPDATE participant SET source = coalesce(source, $2), age_band = coalesce(age_band, $3)"
        " WHERE participant_id = $1",
        referral.participant_id,
        referral.source,
        referral.age_band,
    )


async def keep_step(tx: Transaction, participant_id: UUID, step: Step, source_id: UUID, on: date) -> None:
    """Keep the day of a step for whatever stands for it, by `source_id`; of two days the earlier counts.

    `source_id`: a goal, an introduction, …; the step may be taken back by that id.
    """
    await tx.execute(
        "INSERT INTO step (participant_id, step, source_id, on_day) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (participant_id, step, source_id) DO UPDATE SET on_day = least(step.on_day, excluded.on_day)",
        participant_id,
        step,
        source_id,
        on,
    )


async def take_back(tx: Transaction, participant_id: UUID, ids: Collection[UUID]) -> None:
    """Mark these ids as mistakes: whatever has one of them does not count, heard before this or after."""
    await tx.execute(
        "INSERT INTO taken_back (id, participant_id) SELECT unnest($1::uuid[]), $2 ON CONFLICT DO NOTHING",
        list(ids),
        participant_id,
    )


async def begins_anew(tx: Transaction, participant_id: UUID, journey_id: UUID, on: date) -> None:
    """Record a later journey of somebody whose first one is followed, and the earliest day of any such."""
    await tx.execute(
        "INSERT INTO later_journey (journey_id, participant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        journey_id,
        participant_id,
    )
    await tx.execute(
        "UPDATE participant SET anew_from = least(anew_from, $2) WHERE participant_id = $1", participant_id, on
    )


async def is_of_the_first(tx: Transaction, participant_id: UUID, journey_id: UUID | None, on: date) -> bool:
    """Whether something belongs to a person's first journey: by the journey it names, or else by its day."""
    if journey_id is not None:
        return not await tx.fetchval("SELECT EXISTS (SELECT FROM later_journey WHERE journey_id = $1)", journey_id)
    anew: date | None = await tx.fetchval("SELECT anew_from FROM participant WHERE participant_id = $1", participant_id)
    return anew is None or on < anew


async def opened_on(tx: Transaction, participant_id: UUID) -> date | None:
    """The day on which a participant's first journey began here; None if it is not known."""
    opened = f"SELECT on_day FROM ({STEPS}) AS steps WHERE step = 'opened'"  # noqa: S608 (the service's own text)
    found: date | None = await tx.fetchval(opened, participant_id)
    return found


async def keep_end(tx: Transaction, participant_id: UUID, journey_id: UUID, on: date) -> None:
    """Keep the day on which a journey ended; the end that lies last on the log counts.

    That holds also if one before it was parked and comes later.
    """
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO step (participant_id, step, source_id, on_day, lies) VALUES ($1, 'closed', $2, $3, $4)
        ON CONFLICT (participant_id, step, source_id) DO UPDATE SET on_day = excluded.on_day, lies = excluded.lies
        WHERE coalesce(step.lies < $5, true)""",
        participant_id,
        journey_id,
        on,
        lies.offset,
        lies.after,
    )


async def goes_on(tx: Transaction, participant_id: UUID, on: date) -> None:
    """Forget the end of a journey that was reopened; what was released stands until the next end.

    An end that lies after this on the log stays; one of before that was kept is told by its day.
    """
    await tx.execute(
        "DELETE FROM step WHERE participant_id = $1 AND step = 'closed' AND coalesce(lies < $2, on_day <= $3)",
        participant_id,
        where_it_lies(tx).after,
        on,
    )


async def keep_measure(tx: Transaction, measure: MeasureTaken) -> None:
    """Keep a measurement; the same id again corrects its day, occasion, score and missing reason."""
    await tx.execute(
        """
        INSERT INTO measure (measure_id, participant_id, instrument, taken_on, occasion, score, missing_reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (participant_id, measure_id) DO UPDATE SET taken_on = excluded.taken_on,
            occasion = excluded.occasion, score = excluded.score, missing_reason = excluded.missing_reason""",
        measure.measure_id,
        measure.participant_id,
        measure.instrument,
        measure.taken_on,
        measure.occasion,
        measure.score,
        measure.missing_reason,
    )


async def keep_attendance(tx: Transaction, attended: ActivityAttended) -> None:
    """Keep a visit to a get-together; the same id again corrects its day."""
    await tx.execute(
        "INSERT INTO attendance (attendance_id, participant_id, session_on, session) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (attendance_id) DO UPDATE SET session_on = excluded.session_on, session = excluded.session",
        attended.attendance_id,
        attended.participant_id,
        attended.session_on,
        uuid5(attended.activity_id, attended.session_on.isoformat()),
    )


async def keep_consent(tx: Transaction, said: ConsentGiven | ConsentWithdrawn, on: date) -> None:
    """Keep a consent or its withdrawal in the log's order, also if it was parked and is handled late."""
    await _keep_word(tx, said, said.consent_id, given=isinstance(said, ConsentGiven), on=on)


async def keep_refusal(tx: Transaction, said: ConsentRefused, on: date) -> None:
    """Keep a no in the log's order, like the end of a yes."""
    await _keep_word(tx, said, said.refusal_id, given=False, on=on)


async def _keep_word(
    tx: Transaction, said: ConsentGiven | ConsentWithdrawn | ConsentRefused, word_id: UUID, *, given: bool, on: date
) -> None:
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO consent (consent_id, given, participant_id, purpose, at, on_day, lies, heard)
        OVERRIDING SYSTEM VALUE
        SELECT $1, $2, $3, $4, $5, $6, $7,
               coalesce(min(heard), nextval(pg_get_serial_sequence('consent', 'heard')))
        FROM consent WHERE participant_id = $3 AND lies > $8
        ON CONFLICT DO NOTHING""",
        word_id,
        given,
        said.participant_id,
        said.purpose,
        said.occurred_at,
        on,
        lies.offset,
        lies.after,
    )


async def correct_consent(tx: Transaction, told: ConsentCorrected) -> bool:
    """Keep the right day of a yes, unless a later correction is kept already. Whether that yes is known here."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        UPDATE consent SET on_day = $3, day_lies = $4
        WHERE consent_id = $1 AND participant_id = $2 AND given AND coalesce(day_lies, -1) < $5""",
        told.consent_id,
        told.participant_id,
        told.happened_on,
        lies.offset,
        lies.after,
    )
    return bool(
        await tx.fetchval(
            "SELECT EXISTS (SELECT FROM consent WHERE consent_id = $1 AND participant_id = $2 AND given)",
            told.consent_id,
            told.participant_id,
        )
    )


async def known(tx: Transaction, participant_id: UUID) -> ParticipantFacts:
    """Everything that is kept about one participant and was not taken back."""
    person = await tx.fetchrow("SELECT source, age_band FROM participant WHERE participant_id = $1", participant_id)
    said = await tx.fetch(
        """
        SELECT purpose, given, on_day FROM consent
        WHERE participant_id = $1 AND consent_id NOT IN (SELECT id FROM taken_back WHERE participant_id = $1)
        ORDER BY heard, lies NULLS FIRST""",
        participant_id,
    )
    steps = await tx.fetch(STEPS, participant_id)
    measures = await tx.fetch(MEASURES, participant_id)
    attendances = await tx.fetch(ATTENDANCES, participant_id)
    return ParticipantFacts(
        participant_id,
        source=person["source"] if person else None,
        age_band=person["age_band"] if person else None,
        agreement=_agreement(said),
        said_no_on=_said_no_on(said),
        steps={row["step"]: row["on_day"] for row in steps},
        measures=tuple(Measure(**row) for row in measures),
        attendances=tuple(Attendance(**row) for row in attendances),
    )


STEPS = """
    SELECT step, min(on_day) AS on_day FROM step
    WHERE participant_id = $1
      AND (step = 'referred' OR source_id NOT IN (SELECT id FROM taken_back WHERE participant_id = $1)) GROUP BY step
    UNION ALL
    SELECT 'attended', min(session_on) FROM attendance
    WHERE participant_id = $1 AND attendance_id NOT IN (SELECT id FROM taken_back WHERE participant_id = $1)
    HAVING count(*) > 0"""
MEASURES = """
    SELECT measure_id, instrument, taken_on, occasion, score, missing_reason FROM measure
    WHERE participant_id = $1 AND measure_id NOT IN (SELECT id FROM taken_back WHERE participant_id = $1)
    ORDER BY taken_on, measure_id"""
ATTENDANCES = """
    SELECT attendance_id, session_on, session FROM attendance
    WHERE participant_id = $1 AND attendance_id NOT IN (SELECT id FROM taken_back WHERE participant_id = $1)
    ORDER BY session_on, attendance_id"""


def _said_no_on(said: list[Record]) -> date | None:
    words = [row for row in said if row["purpose"] == "evaluation"]
    return words[-1]["on_day"] if words and not words[-1]["given"] else None


def _agreement(said: list[Record]) -> Agreement | None:
    words = [row for row in said if row["purpose"] == "evaluation"]
    given = [row["on_day"] for row in words if row["given"]]
    if not given:
        return None
    service = [row["on_day"] for row in said if row["purpose"] == "service" and row["given"]]
    return Agreement(given[-1], (service or given)[0], None if words[-1]["given"] else words[-1]["on_day"])
