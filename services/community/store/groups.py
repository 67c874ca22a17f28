"""Reading groups and what they do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.community.domain.activities import Activity
from services.community.domain.groups import Group
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction

GROUP = "SELECT id, title, kind, host_name, host_contact, address, link_version FROM community_group"
ACTIVITY = """
    SELECT a.id, a.group_id, a.title, g.kind, a.weekday, a.starts_at, a.minutes, a.places, a.planned_at, a.cost_cents,
           a.step_free, a.quiet, a.where_it_is, a.getting_there, a.what_it_is_like, a.checked_by,
           (SELECT count(*) FROM place p WHERE p.activity_id = a.id AND p.given_up_at IS NULL) AS taken
    FROM activity a JOIN community_group g ON g.id = a.group_id"""


async def group(tx: Transaction, group_id: UUID, *, lock: bool = False) -> Group:
    """One group, its row locked if a change is to follow; `NotFound` if there is none."""
    row = await tx.fetchrow(f"{GROUP} WHERE id = $1 {'FOR UPDATE' if lock else ''}", group_id)
    if row is None:
        raise NotFound("group")
    return Group(**row)


@dataclass(frozen=True)
class GroupLine:
    """One group in the list of groups: how many activities it has, and places left at all of them."""

    id: UUID
    title: str
    kind: str
    activities: int
    left: int
    calls: int
    """Hosts who wait for a call."""


async def groups(tx: Transaction) -> list[GroupLine]:
    """Every group, those whose host waits for a call first."""
    rows = await tx.fetch(
        """
        SELECT g.id, g.title, g.kind, count(a.id) AS activities,
               coalesce(sum(greatest(0, a.places - taken.n)), 0) AS left,
               (SELECT count(*) FROM host_call c WHERE c.group_id = g.id AND c.answered_at IS NULL) AS calls
        FROM community_group g LEFT JOIN activity a ON a.group_id = g.id
        LEFT JOIN LATERAL (SELECT count(*) AS n FROM place
                           WHERE activity_id = a.id AND given_up_at IS NULL) taken ON true
        GROUP BY g.id ORDER BY 6 DESC, g.title, g.id"""
    )
    return [GroupLine(**dict(row) | {"left": int(row["left"])}) for row in rows]


async def activities(tx: Transaction, group_id: UUID | None = None) -> list[Activity]:
    """Every activity (of one group), by the day of the week."""
    rows = await tx.fetch(
        f"{ACTIVITY} WHERE $1::uuid IS NULL OR a.group_id = $1 ORDER BY a.weekday, a.starts_at, a.title, a.id",
        group_id,
    )
    return [Activity(**row) for row in rows]


async def activity(tx: Transaction, activity_id: UUID, *, lock: bool = False) -> Activity:
    """One activity with how many of its places are taken; `NotFound` if there is none.

    Locked, decisions about its places queue up. The lock comes first: a count made while waiting would be stale.
    """
    if lock:
        await tx.execute("SELECT FROM activity WHERE id = $1 FOR UPDATE", activity_id)
    row = await tx.fetchrow(f"{ACTIVITY} WHERE a.id = $1", activity_id)
    if row is None:
        raise NotFound("activity")
    return Activity(**row)


async def titles(tx: Transaction) -> dict[UUID, Group]:
    """Every group by its id."""
    return {row["id"]: Group(**row) for row in await tx.fetch(GROUP)}


@dataclass(frozen=True)
class Call:
    """A call that a group's host waits for, and what it is about."""

    id: UUID
    words: str | None
    asked_at: datetime


async def calls(tx: Transaction, group_id: UUID) -> list[Call]:
    """The calls a group's host waits for, the longest first."""
    rows = await tx.fetch(
        "SELECT id, words, asked_at FROM host_call WHERE group_id = $1 AND answered_at IS NULL ORDER BY asked_at",
        group_id,
    )
    return [Call(**row) for row in rows]


async def newcomers(tx: Transaction, activity_id: UUID) -> dict[date, int]:
    """How many new people the host counted at an activity, by session day."""
    rows = await tx.fetch("SELECT session_on, people FROM newcomers WHERE activity_id = $1", activity_id)
    return {row["session_on"]: row["people"] for row in rows}
