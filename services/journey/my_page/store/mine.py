"""What somebody's own page asks before it shows anything, and how often something wrong was tried."""

from uuid import UUID

from services.journey.my_page.rules.mine import Keys
from shared.events import Event, OwnPageKeyNoted
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly

_THEIR_TRIES = """
    DELETE FROM link_try WHERE check_in_id IN (
        SELECT c.id FROM check_in c JOIN journey j ON j.id = c.journey_id WHERE j.participant_id = {})"""

WRITES: dict[type[Event], Change] = {
    # What was tried before the two agreed counts no more: the same link opens.
    OwnPageKeyNoted: Partly(
        (
            """
        INSERT INTO own_key AS k (participant_id, journey_id, year, word, noted_at)
        VALUES (:participant_id, :journey_id, :year, :word, :occurred_at)
        ON CONFLICT (participant_id) DO UPDATE
        SET (journey_id, year, word, noted_at) = (excluded.journey_id, coalesce(excluded.year, k.year),
                                                  coalesce(excluded.word, k.word), excluded.noted_at)""",
            _THEIR_TRIES.format(":participant_id"),
        ),
        {"key_id": "tells one telling from another; a person has one key"},
    ),
}


async def own_keys(tx: Transaction, participant_id: UUID) -> Keys:
    """What opens a person's own page: the year on their card, and the year and word noted with them."""
    row = await tx.fetchrow(
        """
        SELECT p.id AS participant_id, c.year_of_birth AS card, k.year, k.word
        FROM (SELECT $1::uuid AS id) p LEFT JOIN card c ON c.participant_id = p.id
        LEFT JOIN own_key k ON k.participant_id = p.id""",
        participant_id,
    )
    assert row is not None, "one row for whoever is asked for"
    return Keys(**dict(row))


async def forget_wrong_tries(tx: Transaction, participant_id: UUID) -> None:
    """Forget how often a wrong year or word was tried with a person's links."""
    await tx.execute(_THEIR_TRIES.format("$1"), participant_id)


async def wrong_tries(tx: Transaction, check_in_id: UUID) -> int:
    """How often a wrong year or word was tried with this link."""
    return int(await tx.fetchval("SELECT wrong FROM link_try WHERE check_in_id = $1", check_in_id) or 0)


async def count_wrong_try(tx: Transaction, check_in_id: UUID) -> None:
    """Count one more wrong try with this link.

    Of this service's own concern alone, so nobody is told.
    """
    await tx.execute(
        """
        INSERT INTO link_try AS t (check_in_id, wrong) VALUES ($1, 1)
        ON CONFLICT (check_in_id) DO UPDATE SET wrong = t.wrong + 1""",
        check_in_id,
    )
