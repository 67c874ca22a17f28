"""A journey that opened by mistake: gone as if it had never been, or kept as the two have begun."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.keeps import KEEPS
from shared.events import Event, JourneyStays, JourneyTakenBack
from shared.persistence.database import Transaction
from shared.persistence.named_parameters import names, to_positional
from shared.persistence.outbox import Change, Partly

WRITES: dict[type[Event], Change] = {
    JourneyTakenBack: (
        "DELETE FROM journey WHERE id = :journey_id",
        """
        INSERT INTO journey_taken_back (journey_id, participant_id, referral_id, link_worker_id, taking_back_id,
                                        taken_back_at)
        SELECT id, participant_id, :referral_id, link_worker_id, :taking_back_id, :occurred_at
        FROM journey WHERE id = :journey_id""",
    ),
    JourneyStays: Partly(
        """
        INSERT INTO turn (id, journey_id, kind, happened_at)
        VALUES (:taking_back_id, :journey_id, 'asked_back', :occurred_at)""",
        {"referral_id": "the journey's own"},
    ),
}
FROM_ELSEWHERE = ("card", "early_contact", "answer", "journey", "journey_taken_back")
"""What others told of somebody, and the journey itself: neither says that the two have begun."""
BEGUN = "SELECT " + " OR ".join(  # noqa: S608 (the service's own text)
    f"EXISTS (SELECT FROM {table} WHERE {row})"
    for table, row in [
        ("journey", "id = :journey_id AND (rhythm_chosen OR link_version > 0)"),
        *((table, theirs) for table, theirs in KEEPS.about.items() if table not in FROM_ELSEWHERE),
    ]
)
"""Every table about people says so, those to come too."""


@dataclass(frozen=True)
class GivenBack:
    """Somebody who was given to a link worker by mistake, and is with intake again."""

    called: str
    at: datetime


async def given_back(tx: Transaction, link_worker_id: UUID, since: datetime) -> list[GivenBack]:
    """Who was taken back from a link worker since then, the latest first; nobody whom they walk with again."""
    rows = await tx.fetch(
        """
        SELECT coalesce(k.preferred_name, k.name, 'Somebody') AS called, b.taken_back_at AS at
        FROM journey_taken_back b LEFT JOIN card k USING (participant_id)
        WHERE b.link_worker_id = $1 AND b.taken_back_at >= $2 AND NOT EXISTS (
            SELECT FROM journey j WHERE j.participant_id = b.participant_id AND j.link_worker_id = $1)
        ORDER BY b.taken_back_at DESC, b.journey_id""",
        link_worker_id,
        since,
    )
    return [GivenBack(**row) for row in rows]


async def was_taken_back(tx: Transaction, journey_id: UUID) -> bool:
    """Whether a journey had opened by mistake and is gone."""
    found = await tx.fetchval("SELECT EXISTS (SELECT FROM journey_taken_back WHERE journey_id = $1)", journey_id)
    return found is True


async def stays(tx: Transaction, taking_back_id: UUID) -> bool:
    """Whether an acceptance asked back under that id was answered before: the journey stays."""
    return await tx.fetchval("SELECT EXISTS (SELECT FROM turn WHERE id = $1)", taking_back_id) is True


async def has_begun(tx: Transaction, journey: Journey) -> bool:
    """Whether anything is noted on a journey beyond its opening: a row in any table that tells of it."""
    given = names(BEGUN)
    found = {"participant_id": journey.participant_id, "journey_id": journey.id}
    return await tx.fetchval(to_positional(BEGUN, given), *(found[name] for name in given)) is True
