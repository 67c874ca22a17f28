"""What there is to go to, as community tells it."""

from shared.events import ActivityPlanned, GroupListed
from shared.persistence.database import Transaction


async def keep_group(tx: Transaction, group: GroupListed) -> None:
    """Keep a community group's title, the latest that was heard."""
    await tx.execute(
        """
        INSERT INTO community_group (id, title) VALUES ($1, $2)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title""",
        group.group_id,
        group.title,
    )


async def keep_activity(tx: Transaction, activity: ActivityPlanned) -> None:
    """Keep an activity: title, weekday, time, cost in cents, access, where it is and how to get there."""
    await tx.execute(
        """
        INSERT INTO activity (id, group_id, title, weekday, starts_at, minutes, cost_cents, step_free, quiet,
                              where_it_is, getting_there)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE
        SET (title, weekday, starts_at, minutes, cost_cents, step_free, quiet, where_it_is, getting_there)
            = (excluded.title, excluded.weekday, excluded.starts_at, excluded.minutes, excluded.cost_cents,
               excluded.step_free, excluded.quiet, excluded.where_it_is, excluded.getting_there)""",
        activity.activity_id,
        activity.group_id,
        activity.title,
        activity.weekday,
        activity.starts_at,
        activity.minutes,
        activity.cost_cents,
        activity.step_free,
        activity.quiet,
        activity.where_it_is,
        activity.getting_there,
    )
