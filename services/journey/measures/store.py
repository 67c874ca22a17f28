"""What was asked in numbers, what was answered, and sheets that somebody is in the middle of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.journey.core.rules.people import Taken
from services.journey.core.store.corrections import taken_back
from services.journey.core.store.touch import IN_TOUCH
from shared.events import Event, MeasureTaken, MeasureTakenBack
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

THIS = "measure WHERE id = :measure_id AND journey_id = :journey_id"
WRITES: dict[type[Event], Change] = {
    MeasureTaken: (
        """
        INSERT INTO measure (id, journey_id, instrument, version, taken_on, occasion, answers, score, missing_reason,
                             mode, taken_at, declined_items, subscales, weights)
        VALUES (:measure_id, :journey_id, :instrument, :instrument_version, :taken_on, :occasion, :answers, :score,
                :missing_reason, :mode, :occurred_at, :declined_items, :subscales, :weights)""",
        IN_TOUCH,
    ),
    MeasureTakenBack: (f"DELETE FROM {THIS}", taken_back("measure", "instrument", THIS)),  # noqa: S608
}

STORY: tuple[str, ...] = (
    """
    SELECT taken_at, 'measured',
           CASE WHEN instrument = 'gas-t' THEN 'goals'
                ELSE jsonb_array_length(answers) || ' ' || coalesce(missing_reason, 'answered') END, NULL
    FROM measure WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""

COLUMNS = "id, instrument, version, taken_on, occasion, answers, score, missing_reason, mode, subscales, weights"


async def measures(tx: Transaction, journey_id: UUID) -> list[Record]:
    """A journey's measures, the earliest first, with the columns of `COLUMNS`."""
    return await tx.fetch(
        f"SELECT {COLUMNS} FROM measure WHERE journey_id = $1 ORDER BY taken_on, taken_at",  # noqa: S608
        journey_id,
    )


async def measure(tx: Transaction, journey_id: UUID, measure_id: UUID) -> Record | None:
    """One measure of this journey, with the columns of `COLUMNS`; None if it is not there."""
    return await tx.fetchrow(
        f"SELECT {COLUMNS} FROM measure WHERE journey_id = $1 AND id = $2",  # noqa: S608
        journey_id,
        measure_id,
    )


async def measure_noted(tx: Transaction, journey_id: UUID, measure_id: UUID) -> Record:
    """One measure of this journey, with the columns of `COLUMNS`; NotFound if it is not there."""
    found = await measure(tx, journey_id, measure_id)
    if found is None:
        raise NotFound(measure_id)
    return found


async def measures_taken(tx: Transaction, journey_id: UUID) -> list[Taken]:
    """Which instruments were asked on which occasions, whatever came of it."""
    rows = await tx.fetch(
        "SELECT DISTINCT instrument, occasion FROM measure WHERE journey_id = $1 AND occasion IS NOT NULL", journey_id
    )
    return [(row["instrument"], row["occasion"]) for row in rows]


async def open_sheet(tx: Transaction, journey_id: UUID, instrument: str, own: bool, since: datetime) -> Record | None:
    """The sheet somebody is in the middle of, locked; one begun before `since` counts as laid aside."""
    return await tx.fetchrow(
        """
        SELECT id, version, mode, occasion, answers, filled_on FROM sheet
        WHERE journey_id = $1 AND instrument = $2 AND own = $3 AND begun_at >= $4 FOR UPDATE""",
        journey_id,
        instrument,
        own,
        since,
    )


async def keep_sheet(
    tx: Transaction,
    sheet_id: UUID,
    journey_id: UUID,
    instrument: str,
    own: bool,
    said: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep a sheet in progress; one that was laid aside gives way to a new one.

    `said`: version, mode, occasion, the day it was filled in (None for today) and the answers so far.
    """
    await tx.execute(
        """
        INSERT INTO sheet (id, journey_id, instrument, own, version, mode, occasion, answers, begun_at,
                           filled_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (journey_id, instrument, own) DO UPDATE
        SET begun_at = CASE WHEN sheet.id = excluded.id THEN sheet.begun_at ELSE excluded.begun_at END,
            id = excluded.id, version = excluded.version, mode = excluded.mode, occasion = excluded.occasion,
            answers = excluded.answers, filled_on = excluded.filled_on""",
        sheet_id,
        journey_id,
        instrument,
        own,
        said["version"],
        said["mode"],
        said["occasion"],
        said["answers"],
        at,
        said["filled_on"],
    )


async def end_sheet(tx: Transaction, journey_id: UUID, instrument: str, own: bool) -> None:
    """Delete the sheet in progress of that instrument. `own`: the one the person fills in alone."""
    await tx.execute(
        "DELETE FROM sheet WHERE journey_id = $1 AND instrument = $2 AND own = $3", journey_id, instrument, own
    )
