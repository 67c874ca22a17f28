"""Reading how far people have come with activities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.community.domain.attendance import Been
from services.community.domain.places import GivingUp, Introduction, Participant, Place, Proposal, Standing, Ticks
from shared.events.community import given_up
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction

from .groups import activity

PERSON = """
    SELECT j.participant_id AS id, c.called, c.greeted, j.link_worker_id, j.journey_id,
           j.closed_at IS NOT NULL AS is_closed,
           j.stopped_at IS NOT NULL AS has_stopped
    FROM journey j LEFT JOIN card c USING (participant_id)"""


async def participant(tx: Transaction, participant_id: UUID, only_of: UUID | None) -> Participant:
    """A person; with `only_of` only if that link worker walks with them."""
    row = await tx.fetchrow(
        f"{PERSON} WHERE j.participant_id = $1 AND ($2::uuid IS NULL OR j.link_worker_id = $2)",
        participant_id, only_of,
    )  # fmt: skip
    if row is None:
        raise NotFound("participant")
    return Participant(**row)


@dataclass(frozen=True)
class ListedPerson:
    """Somebody with an open journey, and how far they have come: places held and groups looked at."""

    id: UUID
    called: str | None
    name: str | None
    """The whole of it, to tell two apart who are called alike."""
    places: int
    proposals: int
    last_there: date | None


async def people(tx: Transaction, only_of: UUID | None) -> list[ListedPerson]:
    """Open journeys with where each person stands: those who have no place yet first."""
    rows = await tx.fetch(
        """
        SELECT * FROM (
        SELECT j.participant_id AS id, c.called, c.name,
               (SELECT count(DISTINCT activity_id) FROM place p
                WHERE p.participant_id IN (SELECT records_of(j.participant_id)) AND p.given_up_at IS NULL) AS places,
               (SELECT count(*) FROM proposal p WHERE p.participant_id IN (SELECT records_of(j.participant_id))
                                                 AND p.taken_back_at IS NULL) AS proposals,
               (SELECT max(session_on) FROM attendance a
                WHERE a.participant_id IN (SELECT records_of(j.participant_id)) AND a.taken_back_at IS NULL
               ) AS last_there
        FROM journey j LEFT JOIN card c USING (participant_id)
        WHERE j.closed_at IS NULL AND ($1::uuid IS NULL OR j.link_worker_id = $1)) AS person
        ORDER BY places > 0, lower(called) NULLS LAST, id""",
        only_of,
    )
    return [ListedPerson(**row) for row in rows]


async def standing(tx: Transaction, who: Participant, activity_id: UUID, *, lock: bool = False) -> Standing:
    """How far a person has come with an activity; locked, nobody else takes its last place meanwhile."""
    what = await activity(tx, activity_id, lock=lock)
    here = "participant_id = $1 AND activity_id = $2 AND taken_back_at IS NULL"
    looked = await tx.fetchrow(f"SELECT id, proposed_at AS at FROM proposal WHERE {here}", who.id, activity_id)  # noqa: S608
    introduced = await tx.fetch(
        f"SELECT id, how, introduced_at AS at FROM introduction WHERE {here} ORDER BY introduced_at DESC, id",  # noqa: S608
        who.id, activity_id,
    )  # fmt: skip
    held = await tx.fetchrow(
        f"{PLACE} WHERE participant_id = $1 AND activity_id = $2 AND given_up_at IS NULL", who.id, activity_id
    )
    left = await tx.fetchrow(
        f"SELECT id AS place_id, giving_up_id AS id, reason, given_up_at AS at FROM place WHERE {here}"  # noqa: S608
        " AND given_up_at IS NOT NULL ORDER BY given_up_at DESC LIMIT 1",
        who.id, activity_id,
    )  # fmt: skip
    ticks = (await been(tx, activity_id)).get(who.id, Ticks())
    return Standing(
        who,
        what,
        Proposal(**looked) if looked else None,
        Place(**held) if held else None,
        ticks,
        [Introduction(**row) for row in introduced],
        GivingUp(**dict(left) | {"id": left["id"] or given_up(left["place_id"])}) if left else None,
    )


PLACE = "SELECT id, participant_id, activity_id, expected_by_name, taken_at, given_up_at, greet_as FROM place"


async def places_ever(tx: Transaction, activity_id: UUID) -> list[Place]:
    """Every place ever taken at an activity, in the order they were taken; none that was kept by mistake."""
    rows = await tx.fetch(
        f"{PLACE} WHERE activity_id = $1 AND taken_back_at IS NULL ORDER BY taken_at, id", activity_id
    )
    return [Place(**row) for row in rows]


async def been(tx: Transaction, activity_id: UUID) -> Been:
    """Everybody's attendance at an activity, by participant."""
    rows = await tx.fetch(
        """
        SELECT participant_id, array_agg(id) FILTER (WHERE taken_back_at IS NULL) AS ids,
               array_agg(session_on) FILTER (WHERE taken_back_at IS NULL) AS days,
               array_agg(session_on) FILTER (WHERE taken_back_at IS NOT NULL) AS mistakes
        FROM attendance WHERE activity_id = $1 GROUP BY 1""",
        activity_id,
    )
    return {
        row["participant_id"]: Ticks(dict(zip(row["days"] or (), row["ids"] or (), strict=True)), row["mistakes"] or ())
        for row in rows
    }


@dataclass(frozen=True)
class Goer:
    """Somebody who has a place at an activity, as a colleague sees them."""

    participant: Participant
    times: int
    name: str | None = None
    """The whole of it, to tell two apart who are called alike."""


async def goers(tx: Transaction, activity_id: UUID) -> list[Goer]:
    """Everybody who holds a place at an activity now, by what they are called."""
    rows = await tx.fetch(
        f"""
        SELECT person.*, card.name, (SELECT count(DISTINCT t.session_on) FROM attendance t
                          WHERE t.activity_id = $1 AND t.participant_id IN (SELECT records_of(person.id))
                            AND t.taken_back_at IS NULL) AS times
        FROM ({PERSON}) person JOIN place p ON p.participant_id = person.id
        LEFT JOIN card ON card.participant_id = person.id
        WHERE p.activity_id = $1 AND p.given_up_at IS NULL AND NOT EXISTS (
            SELECT FROM place twice WHERE twice.activity_id = $1 AND twice.given_up_at IS NULL
            AND twice.participant_id = person_of(person.id) AND person.id <> person_of(person.id))
        ORDER BY lower(person.called), person.id""",  # noqa: S608
        activity_id,
    )
    return [
        Goer(times=row.pop("times"), name=row.pop("name"), participant=Participant(**row)) for row in map(dict, rows)
    ]


@dataclass(frozen=True)
class LastMileStep:
    """One thing that has happened between a person and an activity."""

    step: str
    activity_id: UUID
    at: datetime
    detail: str | None
    """A code: how somebody was introduced, who told of a visit or took it back, why a place was given up."""
    day: date | None
    """Of the session that was visited."""
    was_at: datetime | None
    """When what was taken back had been noted."""


async def steps(tx: Transaction, participant_id: UUID) -> list[LastMileStep]:
    """Everything that has happened between a person and activities, the latest first."""
    rows = await tx.fetch(
        """
        SELECT 'proposed' AS step, activity_id, proposed_at AS at, NULL AS detail, NULL::date AS day,
               NULL::timestamptz AS was_at
        FROM proposal WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NULL
        UNION ALL SELECT 'proposal_taken_back', activity_id, taken_back_at, NULL, NULL, proposed_at FROM proposal
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NOT NULL
        UNION ALL SELECT 'place', activity_id, taken_at, NULL, NULL, NULL FROM place
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NULL
        UNION ALL SELECT 'place_taken_back', activity_id, taken_back_at, NULL, NULL, taken_at FROM place
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NOT NULL
        UNION ALL SELECT 'given_up', activity_id, given_up_at, reason, NULL, NULL FROM place
                  WHERE participant_id IN (SELECT records_of($1)) AND given_up_at IS NOT NULL AND taken_back_at IS NULL
        UNION ALL SELECT CASE WHEN taken_back THEN 'giving_up_taken_back' ELSE 'reason_put_right' END, activity_id,
                         ended_at, was, NULL, CASE WHEN taken_back THEN given_up_at END
                  FROM giving_up WHERE participant_id IN (SELECT records_of($1))
        UNION ALL SELECT 'greeting', g.activity_id, g.chosen_at, NULL, NULL, NULL
                  FROM greeting g JOIN place p ON p.id = g.place_id
                  WHERE g.participant_id IN (SELECT records_of($1)) AND p.taken_back_at IS NULL
        UNION ALL SELECT 'introduced', activity_id, introduced_at, how, NULL, NULL FROM introduction
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NULL
        UNION ALL SELECT 'introduction_taken_back', activity_id, taken_back_at, how, NULL, introduced_at
                  FROM introduction WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NOT NULL
        UNION ALL SELECT 'attended', activity_id, attended_at, told_by, session_on, NULL FROM attendance
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NULL
        UNION ALL SELECT 'taken_back', activity_id, taken_back_at, taken_back_by, session_on, NULL FROM attendance
                  WHERE participant_id IN (SELECT records_of($1)) AND taken_back_at IS NOT NULL
        ORDER BY 3 DESC, 1""",
        participant_id,
    )
    return [LastMileStep(**row) for row in rows]


async def greeted(tx: Transaction, participant_ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """What people have said they are called, of those who still agree to the service: hosts see nobody else's name."""
    rows = await tx.fetch(
        """
        SELECT j.participant_id, c.greeted FROM journey j LEFT JOIN card c USING (participant_id)
        WHERE j.participant_id = ANY($1) AND j.stopped_at IS NULL""",
        list(participant_ids),
    )
    return {row["participant_id"]: row["greeted"] for row in rows}
