"""What stands in a database about somebody: every row of every table, read as text. And facts told of somebody."""

from collections.abc import Collection
from uuid import UUID, uuid5

from shared.events import Event
from shared.persistence.database import Transaction

STAYS = ("audit", "erased", "inbox", "subject", "outbox", "deletion")
"""Where an id of somebody who was erased may stand: see shared/persistence/erasure.py. Their name stands in the
register alone."""


SHARED = {"activity_id", "group_id", "link_worker_id", "session_id"}
"""What facts about different people have in common."""


async def traces(tx: Transaction, words: Collection[str], but: Collection[str] = STAYS) -> dict[str, int]:
    """How many rows hold one of these words, by table. Bytes are read as the words they may be."""
    sought = [form for word in words for form in (word, word.encode().hex())]
    names = await tx.fetch("SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")
    found: dict[str, int] = {}
    for name in sorted(row["tablename"] for row in names if row["tablename"] not in but):
        found[name] = await tx.fetchval(
            f"SELECT count(*) FROM {name} t"
            " WHERE EXISTS (SELECT FROM unnest($1::text[]) word WHERE strpos(t::text, word) > 0)",
            sought,
        )
    return {name: count for name, count in found.items() if count}


def told_of(event: Event, participant_id: UUID, referral_id: UUID) -> Event:
    """The same told of somebody else: their ids are their own, also those of what they did."""
    if "participant_id" not in type(event).model_fields:
        return event
    own = {"participant_id": participant_id, "journey_id": uuid5(referral_id, "journey"), "referral_id": referral_id}
    theirs = {name for name in type(event).model_fields if name.endswith("_id")} - set(own) - SHARED
    own |= {name: uuid5(participant_id, str(getattr(event, name))) for name in theirs if getattr(event, name)}
    return event.model_copy(update={name: value for name, value in own.items() if name in type(event).model_fields})
