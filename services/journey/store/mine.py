"""What somebody's own page asks before it shows anything: the year of birth, and how often a wrong one was tried."""

from uuid import UUID

from shared.database import Transaction


async def year_of_birth(tx: Transaction, participant_id: UUID) -> int | None:
    found: int | None = await tx.fetchval("SELECT year_of_birth FROM card WHERE participant_id = $1", participant_id)
    return found


async def wrong_tries(tx: Transaction, check_in_id: UUID) -> int:
    """How often a wrong year was tried with this link."""
    return int(await tx.fetchval("SELECT wrong FROM link_try WHERE check_in_id = $1", check_in_id) or 0)


async def count_wrong_try(tx: Transaction, check_in_id: UUID) -> None:
    """Of this service's own concern alone, so nobody is told."""
    await tx.execute(
        """
        INSERT INTO link_try AS t (check_in_id, wrong) VALUES ($1, 1)
        ON CONFLICT (check_in_id) DO UPDATE SET wrong = t.wrong + 1""",
        check_in_id,
    )
