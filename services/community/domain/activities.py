"""Get-togethers that happen every week, with places for people we introduce."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from shared.events import ActivityPlanned
from shared.events.community import Kind
from shared.kernel.days import WEEKDAYS
from shared.kernel.money import price
from shared.kernel.refusal import Refused

from .groups import Group, public_title, public_words


@dataclass(frozen=True)
class Activity:
    """A get-together that a group holds every week, with places for people whom link workers introduce.

    `weekday`: 0 is Monday. `starts_at`: local time. `places`: how many of our people may come at once.
    """

    id: UUID
    group_id: UUID
    title: str
    kind: Kind
    weekday: int
    starts_at: time
    minutes: int
    places: int
    planned_at: datetime
    cost_cents: int = 0
    step_free: bool | None = None
    """None: nobody has looked yet."""
    quiet: bool | None = None
    where_it_is: str | None = None
    """Told to others, and so is how to get there; what it is like stays here."""
    getting_there: str | None = None
    what_it_is_like: str | None = None
    checked_by: str | None = None
    taken: int = 0
    """How many places are kept for people now."""

    @property
    def left(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def cost(self) -> str:
        """Free, $4, $4.50: for one session."""
        return price(self.cost_cents)

    @property
    def day(self) -> str:
        return WEEKDAYS[self.weekday]


def plan_activity(
    group: Group,
    activity_id: UUID,
    title: str,
    weekday: int,
    starts_at: time,
    minutes: int,
    places: int,
    checked_by: str,
    at: datetime,
    cost_cents: int = 0,
    step_free: bool | None = None,
    quiet: bool | None = None,
    what_it_is_like: str | None = None,
    where_it_is: str | None = None,
    getting_there: str | None = None,
) -> ActivityPlanned:
    """A new weekly activity of a group. Whoever plans it has been there or rung: their name stands beside it.

    Raises `Refused` if it would go on past midnight, or words that others see hold a phone number or an e-mail address.
    """
    if starts_at.hour * 60 + starts_at.minute + minutes > 24 * 60:
        raise Refused("This would go on past midnight. Make it shorter or start earlier.", field="minutes")
    return ActivityPlanned(
        group_id=group.id,
        activity_id=activity_id,
        title=public_title(title),
        weekday=weekday,
        starts_at=starts_at,
        minutes=minutes,
        places=places,
        cost_cents=cost_cents,
        step_free=step_free,
        quiet=quiet,
        where_it_is=public_words(where_it_is, "where_it_is"),
        getting_there=public_words(getting_there, "getting_there"),
        what_it_is_like=what_it_is_like,
        checked_by=checked_by,
        occurred_at=at,
    )
