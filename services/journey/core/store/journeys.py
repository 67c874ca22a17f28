"""The journey as decisions need it, locked until they are written."""

from uuid import UUID

from asyncpg import Record

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Rhythm
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction


async def journey(tx: Transaction, journey_id: UUID) -> Journey:
    """The journey as decisions need it, its row locked; NotFound if there is none of that id."""
    return await _locked(tx, "id = $1", journey_id)


async def latest_journey_of(tx: Transaction, participant_id: UUID) -> Journey | None:
    """The participant's journey, of several the latest, locked; None if it has not opened here yet."""
    try:
        return await _locked(tx, "participant_id = $1 ORDER BY episode DESC LIMIT 1", participant_id)
    except NotFound:
        return None


async def _locked(tx: Transaction, which: str, value: UUID) -> Journey:
    row = await tx.fetchrow(
        f"""
        SELECT id, participant_id, link_worker_id, opened_at, closed_at, link_version, referral_id, episode
        FROM journey WHERE {which} FOR UPDATE""",  # noqa: S608
        value,
    )
    if row is None:
        raise NotFound(value)
    # Asked by a statement of its own: one that had to wait for the lock would find what was there before it waited.
    stands = await tx.fetchrow(
        """
        SELECT
            (SELECT count(*) FROM goal WHERE journey_id = $1 AND reached_at IS NULL AND let_go_at IS NULL) AS goals,
            ARRAY(SELECT purpose FROM consent
                  WHERE journey_id = $1 AND withdrawn_at IS NULL AND purpose <> 'named' ORDER BY id) AS purposes,
            ARRAY(SELECT id FROM consent
                  WHERE journey_id = $1 AND withdrawn_at IS NULL AND purpose <> 'named' ORDER BY id) AS consents,
            NOT EXISTS (SELECT FROM journey WHERE earlier_journey_id = $1) AS is_latest""",
        row["id"],
    )
    assert stands
    return Journey(
        **dict(row),
        goals_in_progress=stands["goals"],
        consents=dict(zip(stands["purposes"], stands["consents"], strict=True)),
        is_latest=stands["is_latest"],
    )


async def journeys_of(tx: Transaction, participant_id: UUID) -> list[UUID]:
    """All their journeys, the first one first, and before them any that had opened by mistake."""
    rows = await tx.fetch(
        """
        SELECT journey_id AS id, 0 AS episode, taken_back_at FROM journey_taken_back WHERE participant_id = $1
        UNION ALL SELECT id, episode, NULL FROM journey WHERE participant_id = $1
        ORDER BY episode, taken_back_at""",
        participant_id,
    )
    return [row["id"] for row in rows]


def rhythm_of(row: Record) -> Rhythm:
    """The rhythm of check-ins in a row of `journey`."""
    return Rhythm(
        row["every_weeks"],
        row["weekday"],
        row["hour"],
        row["rhythm_since"],
        row["minute"],
        tuple(row["weekdays"]),
    )
