"""Every event, and every command from a form, counts once, however often it comes."""

import hashlib
import json
from typing import Literal
from uuid import UUID

from shared.kernel.refusal import OtherWords

from .database import Transaction
from .how_far import Overtaken, Stretch


def digest(said: object) -> bytes:
    """Stands for words that were sent, in whatever order they came."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


async def first_time(tx: Transaction, message_id: UUID, said: bytes | None = None) -> bool:
    """Note that it has arrived; False if it had arrived before. Two at once wait for each other.

    `said` stands for its words, if they can differ: raises `OtherWords` if it had arrived with others.
    """
    first = await tx.fetchval(
        "INSERT INTO inbox (message_id, said) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true", message_id, said
    )
    if first is None and said is not None:
        before = await tx.fetchval("SELECT said FROM inbox WHERE message_id = $1", message_id)
        if before is not None and bytes(before) != said:
            raise OtherWords
    return first is True


Heard = Literal["first", "again", "erased"]


async def heard(tx: Transaction, event_id: UUID, participant_id: UUID | None, at: Stretch | None = None) -> Heard:
    """Note that an event has arrived. About somebody who was erased it has no effect, and nothing is noted.

    `participant_id`: whom it is about, if it is about anybody. `at`: how far its log is then heard, which is kept with
    the effect and costs no question more; nothing when it comes from elsewhere, as at a replay. Raises `Overtaken`.
    """
    if at is None:
        found = await tx.fetchval("SELECT heard($1, $2)", event_id, participant_id)
    else:
        found = await tx.fetchval(HEARD_AT, event_id, participant_id, at.topic, at.partition, at.since, at.until)
    if found == "overtaken":
        raise Overtaken
    heard: Heard = found
    return heard


HEARD_AT = "SELECT heard($1, $2, $3, $4, $5, $6)"
