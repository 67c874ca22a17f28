"""What has to be done so that a broker is as it should be: said first, done then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.kafka.admin import Admin, BrokerState
from deploy.kafka.rights import Topic, rights_for, topics_for, users_for
from deploy.kafka.rules import AccessRule, nobody_wants


@dataclass(frozen=True)
class TopicPlan:
    """The topics, users and rights to make, and the rights to take away."""

    topics: tuple[Topic, ...]
    users: tuple[str, ...]
    give: tuple[AccessRule, ...]
    take: tuple[AccessRule, ...]

    def lines(self) -> list[str]:
        """One line a change, for a person."""
        return [
            *(f"topic {topic.name}{' (compacted)' if topic.compacted else ''}" for topic in self.topics),
            *(f"user {user}" for user in self.users),
            *(f"right: {rule}" for rule in self.give),
            *(f"right taken away: {rule}" for rule in self.take),
        ]


def plan(found: BrokerState, locals_: Sequence[str]) -> TopicPlan:
    """The difference between what is wanted for these Locals and what is on the broker.

    Rights of their users that nobody wants are taken away.
    """
    users = set(users_for(locals_))
    wanted = {AccessRule.of(right) for right in rights_for(locals_)}
    return TopicPlan(
        tuple(topic for topic in topics_for(locals_) if topic.name not in found.topics),
        tuple(sorted(users - found.users)),
        tuple(sorted(wanted - found.rules)),
        tuple(nobody_wants(found.rules, locals_)),
    )


def apply(admin: Admin, locals_: Sequence[str], password: Callable[[str], str | None]) -> TopicPlan:
    """Make what is missing and take away rights nobody wants; returns when the broker shows it.

    Users for whom `password` has none are left alone.
    """
    todo = plan(admin.found(), locals_)
    users = {user: secret for user in users_for(locals_) if (secret := password(user))}
    admin.make_topics(todo.topics)
    admin.make_users(users)
    admin.give(todo.give)
    admin.take(todo.take)
    admin.until(lambda found: _is_done(plan(found, locals_), users.keys()))
    return todo


def _is_done(left: TopicPlan, users: object) -> bool:
    missing = [user for user in left.users if user in users]  # type: ignore[operator]
    return not (left.topics or missing or left.give or left.take)
