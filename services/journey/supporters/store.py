"""Carers and supporters of a person, and every version of what each may know."""

# ruff: noqa: S608 (every part of a statement is text of this module)

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.journey.core.store.touch import IN_TOUCH
from shared.events import Event, SupporterCorrected, SupporterEnded, SupporterNamed, SupporterViewRecorded
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly
from shared.rules.sharing import goes_nowhere

from .rules.supporters import Supporter, View, in_order

THIS = "WHERE id = :supporter_id AND participant_id = :participant_id"
"""That one, if it is this person's."""

WRITES: dict[type[Event], Change] = {
    SupporterNamed: (
        """
        INSERT INTO supporter (id, participant_id, journey_id, name, relation, is_carer, contact, note, named_at)
        VALUES (:supporter_id, :participant_id, :journey_id, :name, :relation, :is_carer, :contact, :note,
                :occurred_at)""",
        IN_TOUCH,
    ),
    SupporterCorrected: Partly(
        f"""
        UPDATE supporter SET name = :name, relation = :relation, is_carer = :is_carer, contact = :contact, note = :note
        {THIS}""",
        {"journey_id": "a supporter is the person's, and has the journey on which they were named"},
    ),
    # What is said later stands later, however the clock goes: the last word must never be taken for an earlier one.
    SupporterViewRecorded: f"""
        INSERT INTO supporter_view (id, supporter_id, journey_id, may_know, words, in_emergency, recorded_by,
                                    recorded_at)
        SELECT :view_id, id, :journey_id::uuid, :may_know, :words, :in_emergency, :recorded_by, greatest(
                   :occurred_at::timestamptz, (SELECT max(recorded_at) + interval '1 microsecond'
                                               FROM supporter_view v WHERE v.supporter_id = supporter.id))
        FROM supporter {THIS}""",
    SupporterEnded: f"UPDATE supporter SET ended_at = :occurred_at, ended_on = :journey_id {THIS} AND ended_at IS NULL",
}

STORY: tuple[str, ...] = (
    """SELECT named_at, 'supporter_named', relation, name FROM supporter WHERE journey_id = $1""",
    """
    SELECT v.recorded_at, 'supporter_view', v.may_know, s.name
    FROM supporter_view v JOIN supporter s ON s.id = v.supporter_id WHERE v.journey_id = $1""",
    """SELECT ended_at, 'supporter_ended', NULL, name FROM supporter WHERE ended_on = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def supporters(tx: Transaction, journey_id: UUID) -> list[Supporter]:
    """Everybody the person named, on whichever journey, as it stands on this one."""
    rows = await tx.fetch(
        """
        SELECT s.id, s.name, s.relation, s.is_carer, s.contact, s.note, s.named_at, s.ended_at, EXISTS (
                   SELECT FROM consent c
                   WHERE c.journey_id = j.id AND c.purpose = 'service' AND c.withdrawn_at IS NULL) AS agreed,
               k.tell_none_of, k.source
        FROM journey j JOIN supporter s ON s.participant_id = j.participant_id
        LEFT JOIN card k ON k.participant_id = j.participant_id WHERE j.id = $1""",
        journey_id,
    )
    views = await _views(tx, [row["id"] for row in rows])
    return in_order(_supporter(dict(row), journey_id, views[row["id"]]) for row in rows)


def _supporter(values: dict[str, Any], journey_id: UUID, views: Sequence[View]) -> Supporter:
    protected = goes_nowhere(values.pop("tell_none_of"), "family", values.pop("source"))
    return Supporter(**values, journey_id=journey_id, views=tuple(views), protected=protected)


async def _views(tx: Transaction, supporter_ids: Sequence[UUID]) -> dict[UUID, list[View]]:
    found: dict[UUID, list[View]] = defaultdict(list)
    if supporter_ids:
        for row in await tx.fetch(
            """
            SELECT supporter_id, may_know, recorded_at AS at, journey_id, recorded_by, words, in_emergency
            FROM supporter_view WHERE supporter_id = ANY($1) ORDER BY recorded_at DESC, id DESC""",
            supporter_ids,
        ):
            found[row["supporter_id"]].append(View(**{name: row[name] for name in set(row.keys()) - {"supporter_id"}}))
    return found


async def supporter(tx: Transaction, journey_id: UUID, supporter_id: UUID) -> Supporter:
    """One of the supporters of this journey's person; NotFound for somebody else's."""
    found = [each for each in await supporters(tx, journey_id) if each.id == supporter_id]
    if not found:
        raise NotFound(supporter_id)
    return found[0]
