"""What was changed on somebody's card: each card that another one has followed, and the one that stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.persistence.database import Transaction


async def cards(tx: Transaction, participant_id: UUID) -> list[Mapping[str, Any]]:
    """A person's cards, each by its columns, the first one first and the one that stands last."""
    rows = await tx.fetch(
        """
        SELECT stood FROM (
            SELECT updates, stood FROM card_before WHERE participant_id = $1
            UNION ALL SELECT updates, to_jsonb(card) FROM card WHERE participant_id = $1) AS every
        ORDER BY updates""",
        participant_id,
    )
    return [_card(row["stood"]) for row in rows]


def _card(stood: Mapping[str, Any]) -> Mapping[str, Any]:
    by = stood.get("changed_by")
    return {
        **stood,
        "updated_at": datetime.fromisoformat(stood["updated_at"]),
        "changed_by": UUID(by) if by else None,
        "change_note": stood.get("change_note"),
    }
