"""Lists and numbers about many people at once, worked out where the rows are: no list ever loads everybody.

`whose` is one link worker's id, or None for everybody of this Local.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.journey.core.rules.called import told_apart
from shared.persistence.database import Transaction

PAUSED = """
    SELECT journey_id FROM pause
    WHERE coalesce(resumed_on, until_on + 1, 'infinity'::date) > $2::date AND from_on <= $2::date"""
QUIET = "j.quiet_from < $1::timestamptz AT TIME ZONE 'UTC'"
STAGE = f"""
    CASE WHEN j.standing = 'closed' THEN 'closed' WHEN j.id IN ({PAUSED}) THEN 'paused' WHEN {QUIET} THEN 'quiet'
         ELSE j.standing END"""
"""Where somebody is, as Person.stage says it; $1 is now, $2 is today. `standing` is made in migration 0008."""

CELLS = f"""
    apart AS MATERIALIZED (
        SELECT j.link_worker_id, j.standing, 'paused' AS stage FROM (SELECT DISTINCT journey_id FROM ({PAUSED}) p) p,
             LATERAL (SELECT * FROM journey j WHERE j.id = p.journey_id AND j.closed_at IS NULL OFFSET 0) j
        UNION ALL
        SELECT link_worker_id, standing, 'quiet' FROM journey j
        WHERE {QUIET} AND j.closed_at IS NULL AND NOT j.id IN ({PAUSED})),
    cell AS MATERIALIZED (
        SELECT link_worker_id, standing AS stage, people FROM tally
        UNION ALL SELECT link_worker_id, standing, -count(*) FROM apart GROUP BY 1, 2
        UNION ALL SELECT link_worker_id, stage, count(*) FROM apart GROUP BY 1, 2)"""  # noqa: S608
"""How many people of whom are where, added up from the tally: who pauses or has grown quiet is taken out and put apart.

Only those few are looked at, so the numbers of a Local do not wait for how many people it has.
"""

WAITING: dict[str, str] = {
    "waiting": "j.first_contact_at IS NULL AND j.closed_at IS NULL",
    "no_visit": "j.first_visit_on IS NULL AND j.closed_at IS NULL AND j.first_contact_at IS NOT NULL",
}
"""Lists behind the clocks: nobody has spoken with them yet; they have not been anywhere yet."""


@dataclass(frozen=True)
class PersonLine:
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
class WaitingTimes:
    """How long people waited for something that has come: in the middle and at most, in days, and for how many."""

    median_days: float | None
    longest_days: float | None
    of: int


@dataclass(frozen=True)
class CaseloadCounts:
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
    """How many people are in each stage, closed journeys too; of everybody for `whose` None.

    Added up from counts that the database keeps for everybody, counted for one's own.
    """
    if whose is None:
        told = f"WITH {CELLS} SELECT stage, sum(people)::int AS people FROM cell GROUP BY 1 HAVING sum(people) > 0"  # noqa: S608
        rows = await tx.fetch(told, now, today)
    else:
        told = f"SELECT {STAGE} AS stage, count(*) AS people FROM journey j WHERE link_worker_id = $3 GROUP BY 1"  # noqa: S608
        rows = await tx.fetch(told, now, today, whose)
    return {row["stage"]: row["people"] for row in rows}


async def waiting_counts(tx: Transaction, whose: UUID | None) -> dict[str, int]:
    """How many people are on each waiting list of `WAITING`; of everybody for `whose` None."""
    which = _Which(0, whose)
    return {
        name: await tx.fetchval(f"SELECT count(*) FROM journey j WHERE {waits} AND {which.sql}", *which.args)  # noqa: S608
        for name, waits in WAITING.items()
    }


async def listed(
    tx: Transaction, whose: UUID | None, which: str, now: datetime, today: date, offset: int, most: int
) -> list[PersonLine]:
    """One page of the people who are `which` (a stage, a list behind a clock, or "" for everybody on a journey).

    Whoever nobody has been in touch with for longest comes first; of closed journeys the latest.
    """
    wanted, order = _Which(4, whose), "j.touched_at, j.id"
    for condition in _conditions(which):
        wanted.add(condition)
    if which == "closed":
        order = "j.closed_at DESC, j.id"
    elif which in WAITING:
        order = "j.opened_at, j.id"
    rows = await tx.fetch(
        f"""
        SELECT j.id AS journey_id, coalesce(k.preferred_name, k.name, 'Someone new') AS called, k.pronouns, k.name,
               k.year_of_birth,
               {STAGE} AS stage, j.opened_at, j.closed_at, j.last_contact_at, j.link_worker_id
        FROM (SELECT j.id FROM journey j WHERE {wanted.sql} ORDER BY {order} OFFSET $3 LIMIT $4) page
        JOIN journey j ON j.id = page.id LEFT JOIN card k ON k.participant_id = j.participant_id
        ORDER BY {order}""",  # noqa: S608
        now, today, offset, most, *wanted.args,
    )  # fmt: skip
    return [PersonLine(**told) for told in told_apart(map(dict, rows))]


def _conditions(which: str) -> tuple[str, ...]:
    """The same as `STAGE = which`, in words that an index understands."""
    paused = f"j.id IN ({PAUSED})"
    if which == "closed":
        return ("j.closed_at IS NOT NULL",)
    if which in WAITING:
        return (WAITING[which],)
    if not which:
        return ("j.closed_at IS NULL",)
    if which == "paused":
        return "j.closed_at IS NULL", paused
    if which == "quiet":
        return "j.closed_at IS NULL", f"NOT {paused}", QUIET
    return "j.closed_at IS NULL", f"NOT {paused}", f"({QUIET}) IS NOT TRUE", f"j.standing = '{which}'"


async def the_local(
    tx: Transaction, now: datetime, today: date, most: int
) -> tuple[dict[str, int], list[CaseloadCounts], int]:
    """Numbers of the Local: people by stage, the `most` largest caseloads, and how many link workers have one."""
    row = await tx.fetchrow(
        f"""
        WITH {CELLS},
        load AS (
            SELECT link_worker_id, sum(people)::int AS people,
                   coalesce(sum(people) FILTER (WHERE stage = 'quiet'), 0)::int AS quiet,
                   coalesce(sum(people) FILTER (WHERE stage = 'paused'), 0)::int AS paused
            FROM cell WHERE stage <> 'closed' GROUP BY 1 HAVING sum(people) > 0),
        shown AS (
            SELECT load.*, (SELECT count(*) FROM journey j
                            WHERE j.link_worker_id = load.link_worker_id AND {WAITING["waiting"]}) AS waiting
            FROM (SELECT * FROM load ORDER BY people DESC, 1 LIMIT $3) load)
        SELECT (SELECT jsonb_object_agg(stage, people) FROM (
                    SELECT stage, sum(people)::int AS people FROM cell GROUP BY 1 HAVING sum(people) > 0) s) AS stages,
               (SELECT jsonb_agg(to_jsonb(shown) ORDER BY people DESC, link_worker_id) FROM shown) AS loads,
               (SELECT count(*) FROM load) AS workers""",  # noqa: S608
        now, today, most,
    )  # fmt: skip
    assert row is not None, "an aggregate always has a row"
    loads = [CaseloadCounts(**each | {"link_worker_id": UUID(each["link_worker_id"])}) for each in row["loads"] or ()]
    return row["stages"] or {}, loads, row["workers"]


async def waited(tx: Transaction, since: datetime) -> Mapping[str, WaitingTimes]:
    """Days from acceptance to first contact (`word`) and first visit (`visit`), of journeys opened since then."""
    row = await tx.fetchrow(
        """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY word) AS word_median, max(word) AS word_longest,
               count(word) AS word_of,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY visit) AS visit_median, max(visit) AS visit_longest,
               count(visit) AS visit_of
        FROM (SELECT CASE WHEN first_contact_at IS NOT NULL
                          THEN greatest(0, extract(epoch FROM first_contact_at - opened_at)::float / 86400) END AS word,
                     CASE WHEN first_visit_on IS NOT NULL
                          THEN greatest(0, first_visit_on - opened_at::date)::float END AS visit
              FROM journey WHERE opened_at >= $1) started""",
        since,
    )
    return {
        name: WaitingTimes(row[f"{name}_median"], row[f"{name}_longest"], row[f"{name}_of"])
        for name in ("word", "visit")
    } if row else {}  # fmt: skip
