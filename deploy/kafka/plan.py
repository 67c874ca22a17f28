"""What has to be done so that a broker is as it should be: said first, done then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.kafka.admin import Admin, Found
from deploy.kafka.rights import Right, Topic, rights_for, topics_for, users_for
from shared import topics

ALL = topics.LOCALS


@dataclass(frozen=True)
class Plan:
    topics: tuple[Topic, ...]
    users: tuple[str, ...]
    give: tuple[Right, ...]
    take: tuple[Right, ...]

    def lines(self) -> list[str]:
        """One line a change, for a person."""
        return [
            *(f"topic {topic.name}{' (compacted)' if topic.compacted else ''}" for topic in self.topics),
            *(f"user {user}" for user in self.users),
            *(f"right: {right}" for right in self.give),
            *(f"right taken away: {right}" for right in self.take),
        ]


def plan(found: Found, locals_: Sequence[str]) -> Plan:
    """The difference between what is wanted for these Locals and what is there. Rights nobody wants are taken away."""
    users = set(users_for(locals_))
    wanted = set(rights_for(locals_))
    everywhere = set(rights_for(ALL))  # the evaluator keeps what it may hear of Locals that are not named now
    return Plan(
        tuple(topic for topic in topics_for(locals_) if topic.name not in found.topics),
        tuple(sorted(users - found.users)),
        tuple(sorted(wanted - found.rights)),
        tuple(sorted(right for right in found.rights - everywhere if right.user in users)),
    )


def apply(admin: Admin, locals_: Sequence[str], password: Callable[[str], str | None]) -> Plan:
    """Does it, and returns when the broker shows it. Users without a password are left alone."""
    todo = plan(admin.found(), locals_)
    users = {user: secret for user in users_for(locals_) if (secret := password(user))}
    admin.make_topics(todo.topics)
    admin.make_users(users)
    admin.give(todo.give)
    admin.take(todo.take)
    admin.until(lambda found: _is_done(plan(found, locals_), users.keys()))
    return todo


def _is_done(left: Plan, users: object) -> bool:
    missing = [user for user in left.users if user in users]  # type: ignore[operator]
    return not (left.topics or missing or left.give or left.take)
