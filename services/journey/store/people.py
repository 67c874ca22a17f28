"""People as their link worker sees them: one query, whether for one person, one worker's people or everybody."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from asyncpg import Record

from services.journey.domain.check_ins import Rhythm
from services.journey.domain.people import Asked, Card, Debrief, Meeting, Person
from shared.database import Transaction
from shared.refusal import NotFound

PEOPLE = """
    SELECT j.*, to_jsonb(k) AS card, given.given_at AS service_since, asked.*,
           coalesce(debriefs.found, '[]'::jsonb) AS debriefs, coalesce(meetings.found, '[]'::jsonb) AS meetings,
           coalesce(occasions.found, '{}') AS occasions, coalesce(steps.places, 0) AS places,
           coalesce(steps.visits, 0) AS visits,
           coalesce(steps.proposed, false) OR EXISTS (SELECT FROM goal WHERE goal.journey_id = j.id)
               OR EXISTS (SELECT FROM matters WHERE matters.journey_id = j.id) AS has_plan
    FROM journey j
    LEFT JOIN card k ON k.participant_id = j.participant_id
    LEFT JOIN consent given ON given.journey_id = j.id AND given.purpose = 'service' AND given.withdrawn_at IS NULL
    LEFT JOIN LATERAL (
        SELECT due_at, answered_at, feeling, please_call, words, held_at AS asked_held_at FROM check_in
        WHERE journey_id = j.id AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 1) asked ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', d.id, 'title', coalesce(g.title, a.title, 'a get-together'),
                         'attended_on', coalesce(l.session_on, d.due_at::date)) ORDER BY d.due_at) AS found
        FROM debrief d LEFT JOIN last_mile l ON l.id = d.attendance_id
        LEFT JOIN activity a ON a.id = d.activity_id LEFT JOIN community_group g ON g.id = a.group_id
        WHERE d.journey_id = j.id AND d.held_at IS NULL) debriefs ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('activity_id', a.id, 'title', coalesce(g.title, a.title),
                         'weekday', a.weekday, 'starts_at', a.starts_at, 'introduced', m.introduced)) AS found
        FROM (SELECT activity_id, bool_or(step = 'introduced') AS introduced,
                     max(happened_at) FILTER (WHERE step = 'place_taken') AS taken,
                     max(happened_at) FILTER (WHERE step = 'given_up') AS given_up
              FROM last_mile WHERE participant_id = j.participant_id GROUP BY activity_id
              HAVING bool_or(step = 'place_taken') AND NOT bool_or(step = 'attended')) m
        JOIN activity a ON a.id = m.activity_id LEFT JOIN community_group g ON g.id = a.group_id
        WHERE m.given_up IS NULL OR m.given_up < m.taken) meetings ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT occasion) AS found FROM measure
        WHERE journey_id = j.id AND occasion IS NOT NULL) occasions ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE step IN ('place_taken', 'introduced')) AS places,
               count(*) FILTER (WHERE step = 'attended') AS visits, bool_or(step = 'proposed') AS proposed
        FROM last_mile WHERE participant_id = j.participant_id) steps ON true"""


async def people(tx: Transaction, link_worker_id: UUID | None, *, closed: bool = False) -> list[Person]:
    """Everybody on an open journey (or on a closed one) with that link worker; with any, for None. Newest last."""
    rows = await tx.fetch(
        f"{PEOPLE} WHERE ($1::uuid IS NULL OR j.link_worker_id = $1) AND (j.closed_at IS NOT NULL) = $2"
        " ORDER BY coalesce(j.closed_at, j.opened_at), j.id",
        link_worker_id,
        closed,
    )
    return [_person(row) for row in rows]


async def person(tx: Transaction, journey_id: UUID) -> Person:
    row = await tx.fetchrow(f"{PEOPLE} WHERE j.id = $1", journey_id)
    if row is None:
        raise NotFound(journey_id)
    return _person(row)


def _person(row: Record) -> Person:
    return Person(
        journey_id=row["id"],
        participant_id=row["participant_id"],
        link_worker_id=row["link_worker_id"],
        opened_at=row["opened_at"],
        rhythm=Rhythm(row["every_weeks"], row["weekday"], row["hour"], row["rhythm_since"]),
        card=_card(row["card"]) if row["card"] else None,
        closed_at=row["closed_at"],
        closing_reason=row["closing_reason"],
        rhythm_chosen=row["rhythm_chosen"],
        last_contact_at=row["last_contact_at"],
        service_since=row["service_since"],
        asked=_asked(row) if row["due_at"] and row["asked_held_at"] is None else None,
        debriefs=tuple(
            Debrief(UUID(each["id"]), each["title"], date.fromisoformat(each["attended_on"]))
            for each in row["debriefs"]
        ),
        meetings=tuple(_meeting(each) for each in row["meetings"]),
        occasions=tuple(row["occasions"]),
        has_plan=row["has_plan"],
        places=row["places"],
        visits=row["visits"],
    )


def _card(given: Mapping[str, Any]) -> Card:
    return Card(**{name: value for name, value in given.items() if name not in ("participant_id", "told_at")})


def _asked(row: Record) -> Asked:
    due_at: datetime = row["due_at"]
    return Asked(due_at, row["answered_at"], row["feeling"], row["please_call"], row["words"])


def _meeting(given: Mapping[str, Any]) -> Meeting:
    return Meeting(
        UUID(given["activity_id"]),
        given["title"],
        given["weekday"],
        time.fromisoformat(given["starts_at"]),
        given["introduced"],
    )
