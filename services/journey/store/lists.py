"""Lists and numbers about many people at once, worked out where the rows are: no list ever loads everybody.

`whose` is one link worker's id, or None for everybody of this Local.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from services.journey.domain.people import CONNECTING_AFTER, QUIET_DAYS
from shared.database import Transaction

PAUSED = """
    SELECT journey_id FROM pause
    WHERE coalesce(resumed_on, until_on + 1, 'infinity'::date) > $2::date AND from_on <= $2::date"""
STAGE = f"""
    CASE WHEN j.closed_at IS NOT NULL THEN 'closed'
         WHEN j.id IN ({PAUSED}) THEN 'paused'
         WHEN j.last_contact_at < $1::timestamptz - make_interval(days => 7 * j.every_weeks + {QUIET_DAYS}) THEN 'quiet'
         WHEN j.stepped_down_at IS NOT NULL THEN 'stepped_down'
         WHEN j.visits >= {CONNECTING_AFTER} THEN 'connecting'
         WHEN j.visits > 0 OR j.places > 0 THEN 'trying_out'
         WHEN j.has_plan THEN 'planning'
         ELSE 'getting_to_know' END"""
"""Where somebody is, as Person.stage says it; $1 is now, $2 is today."""

WAITING: dict[str, str] = {
    "waiting": "j.first_contact_at IS NULL AND j.closed_at IS NULL",
    "no_visit": "j.first_visit_on IS NULL AND j.closed_at IS NULL AND j.first_contact_at IS NOT NULL",
}
"""Lists behind the clocks: nobody has spoken with them yet; they have not been anywhere yet."""


@dataclass(frozen=True)
class Listed:
    """One line of the list of people."""

    journey_id: UUID
    called: str
    pronouns: str | None
    stage: str
    opened_at: datetime
    closed_at: datetime | None
    last_contact_at: datetime | None
    link_worker_id: UUID


@dataclass(frozen=True)
class Waited:
    """How long people waited for something that has come: in the middle and at most, in days, and for how many."""

    median_days: float | None
    longest_days: float | None
    of: int


@dataclass(frozen=True)
class Load:
    """How many people one link worker walks with, and how many of them wait, are quiet or pause."""

    link_worker_id: UUID
    people: int
    waiting: int
    quiet: int
    paused: int


class _Which:
    """Conditions and their parameters, after those that a query has already."""

    def __init__(self, taken: int, whose: UUID | None) -> None:
        self.taken, self.conditions, self.args = taken, list[str](), list[object]()
        if whose is not None:
            self.add("j.link_worker_id = {}", whose)

    def add(self, condition: str, value: object = None) -> None:
        """A condition of its own, or one that has a value for {}."""
        if value is not None:
            self.args.append(value)
        self.conditions.append(condition.format(f"${self.taken + len(self.args)}"))

    @property
    def sql(self) -> str:
        return " AND ".join(self.conditions) or "true"


async def stage_counts(tx: Transaction, whose: UUID | None, now: datetime, today: date) -> dict[str, int]:
    """How many people are where, and how many journeys have closed."""
    open_ones, closed = _Which(2, whose), _Which(0, whose)
    rows = await tx.fetch(
        f"SELECT {STAGE} AS stage, count(*) FROM journey j WHERE closed_at IS NULL AND {open_ones.sql} GROUP BY 1",  # noqa: S608
        now, today, *open_ones.args,
    )  # fmt: skip
    ended = await tx.fetchval(
        f"SELECT count(*) FROM journey j WHERE closed_at IS NOT NULL AND {closed.sql}",  # noqa: S608
        *closed.args,
    )
    return {row["stage"]: row["count"] for row in rows} | {"closed": ended}


async def waiting_counts(tx: Transaction, whose: UUID | None) -> dict[str, int]:
    """How many people stand on each of the lists behind the clocks."""
    which = _Which(0, whose)
    return {
        name: await tx.fetchval(f"SELECT count(*) FROM journey j WHERE {waits} AND {which.sql}", *which.args)  # noqa: S608
        for name, waits in WAITING.items()
    }


async def listed(
    tx: Transaction, whose: UUID | None, which: str, now: datetime, today: date, offset: int, most: int
) -> list[Listed]:
    """One page of the people who are `which` (a stage, a list behind a clock, or "" for everybody on a journey).

    Whoever nobody has been in touch with for longest comes first; of closed journeys the latest.
    """
    wanted, order = _Which(4, whose), "coalesce(j.last_contact_at, j.opened_at), j.id"
    if which == "closed":
        wanted.add("j.closed_at IS NOT NULL")
        order = "j.closed_at DESC, j.id"
    elif which in WAITING:
        wanted.add(WAITING[which])
        order = "j.opened_at, j.id"
    else:
        wanted.add("j.closed_at IS NULL")
        if which:
            wanted.add(f"{STAGE} = {{}}", which)
    rows = await tx.fetch(
        f"""
        SELECT j.id AS journey_id, coalesce(k.preferred_name, k.name, 'Someone new') AS called, k.pronouns, j.stage,
               j.opened_at, j.closed_at, j.last_contact_at, j.link_worker_id
        FROM (SELECT j.*, {STAGE} AS stage FROM journey j WHERE {wanted.sql} ORDER BY {order} OFFSET $3 LIMIT $4) j
        LEFT JOIN card k ON k.participant_id = j.participant_id ORDER BY {order}""",  # noqa: S608
        now, today, offset, most, *wanted.args,
    )  # fmt: skip
    return [Listed(**dict(row)) for row in rows]


async def loads(tx: Transaction, now: datetime, today: date) -> list[Load]:
    """Everybody who walks with somebody, whoever walks with most first."""
    rows = await tx.fetch(
        f"""
        SELECT link_worker_id, count(*) AS people, count(*) FILTER (WHERE first_contact_at IS NULL) AS waiting,
               count(*) FILTER (WHERE stage = 'quiet') AS quiet, count(*) FILTER (WHERE stage = 'paused') AS paused
        FROM (SELECT link_worker_id, first_contact_at, {STAGE} AS stage FROM journey j WHERE closed_at IS NULL) j
        GROUP BY 1 ORDER BY 2 DESC, 1""",  # noqa: S608
        now,
        today,
    )
    return [Load(**dict(row)) for row in rows]


async def waited(tx: Transaction, since: datetime) -> Mapping[str, Waited]:
    """From the accepted referral to the first word and to the first visit, of the journeys that began since then."""
    row = await tx.fetchrow(
        """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY word) AS word_median, max(word) AS word_longest,
               count(word) AS word_of,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY visit) AS visit_median, max(visit) AS visit_longest,
               count(visit) AS visit_of
        FROM (SELECT greatest(0, extract(epoch FROM first_contact_at - opened_at)::float / 86400) AS word,
                     greatest(0, first_visit_on - opened_at::date)::float AS visit
              FROM journey WHERE opened_at >= $1) started""",
        since,
    )
    return {
        name: Waited(row[f"{name}_median"], row[f"{name}_longest"], row[f"{name}_of"]) for name in ("word", "visit")
    } if row else {}  # fmt: skip


WORRIES = """
    SELECT n.id, n.journey_id, n.kind, n.urgency, n.escalate_to, n.raised_at, n.seen_at,
           coalesce(k.preferred_name, k.name, 'Someone new') AS called
    FROM safety_note n JOIN journey j ON j.id = n.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
    WHERE n.closed_at IS NULL
    ORDER BY array_position(ARRAY['now', 'today', 'this_week'], n.urgency), n.raised_at, n.id LIMIT $1"""


async def open_worries(tx: Transaction, most: int) -> list[Record]:
    """Safety notes of this Local that are open, the most urgent first."""
    return await tx.fetch(WORRIES, most)
