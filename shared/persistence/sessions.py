"""Which sessions have been ended: each process asks its service's database, so a copied cookie is out at once."""

from datetime import datetime

from .database import Database


async def end(db: Database, seal: bytes, now: datetime, ends_at: datetime) -> None:
    """`ends_at`: when the session would be over by itself. Until then it is remembered that it was ended."""
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM session_ended WHERE ends_at <= $1", now)
        await tx.execute("INSERT INTO session_ended VALUES ($1, $2) ON CONFLICT DO NOTHING", seal, ends_at)


async def ended(db: Database, seal: bytes) -> bool:
    """Whether a session was ended by logging out, wherever that was. `seal`: its HMAC, 32 bytes."""
    return bool(await db.value("SELECT EXISTS (SELECT FROM session_ended WHERE seal = $1)", seal))
