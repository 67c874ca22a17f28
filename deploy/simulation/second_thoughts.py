"""What is said anew, or was noted by mistake and is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.simulation.steps import Fields

if TYPE_CHECKING:
    from deploy.simulation.life import Life


def greeted_otherwise(life: Life, first: int) -> None:
    """A few change their mind about what the host may see of them, just before the first time or soon after it."""
    random = life.person.random("greeted otherwise")
    if random.random() < 0.08:
        by_name, told_on = random.choice(("yes", "no")), first + random.randrange(-1, 12)
        wish: Fields = {"expected_by_name": by_name, "greet_as": life.person.name.called}
        life.community(told_on, "place/greeting", "greeting", wish)
