"""Every event, and every command from a form, counts once, however often it comes."""

from uuid import UUID

from .database import Transaction


async def first_time(tx: Transaction, message_id: UUID) -> bool:
    """Note that it has arrived; False if it had arrived before. Two at once wait for each other."""
    return (
        await tx.fetchval(
            "INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING true", message_id
        )
        is True
    )
