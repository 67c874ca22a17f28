"""What was said of somebody's waiting, what stood before, and how long waiting has taken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.events import Event, WaitingChanged
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    WaitingChanged: ("""
        UPDATE referral SET waiting_because = :reason, ask_again_on = :ask_again_on,
            waiting_note = coalesce(:note, waiting_note), waiting_changes = waiting_changes + 1
        WHERE id = :referral_id AND state = 'waitlisted'""", """
        INSERT INTO waiting_before (id, referral_id, reason, ask_again_on, note, changed_by, changed_at)
        SELECT :change_id, id, waiting_because, ask_again_on, waiting_note, :changed_by, :occurred_at
        FROM referral WHERE id = :referral_id AND state = 'waitlisted'"""),
}  # fmt: skip


@dataclass(frozen=True)
class WaitingBefore:
    """What stood of somebody's waiting until it was changed."""

    reason: str
    ask_again_on: date | None
    note: str | None
    changed_by: UUID | None
    changed_at: datetime


async def before(tx: Transaction, referral_id: UUID) -> list[WaitingBefore]:
    """What stood before, the latest first."""
    rows = await tx.fetch(
        """
        SELECT reason, ask_again_on, note, changed_by, changed_at FROM waiting_before
        WHERE referral_id = $1 ORDER BY changed_at DESC, id""",
        referral_id,
    )
    return [WaitingBefore(**row) for row in rows]


async def how_long(tx: Transaction, since: datetime) -> tuple[int, timedelta | None, timedelta | None]:
    """How many found a link worker since then after waiting for room; what half, and 8 in 10, waited at most."""
    row = await tx.fetchrow(
        """
        SELECT count(*) AS people, percentile_cont(0.5) WITHIN GROUP (ORDER BY decided_at - waiting_since) AS half,
            percentile_cont(0.8) WITHIN GROUP (ORDER BY decided_at - waiting_since) AS most
        FROM referral WHERE state = 'accepted' AND waiting_because IN ('no_capacity', 'right_worker_not_free')
            AND decided_at >= $1""",
        since,
    )
    return (row["people"], row["half"], row["most"]) if row else (0, None, None)
