"""Every rule that stands on a broker, by whomever it was made: which of them touch a Local, and what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deploy.kafka.rights import Right, rights_for, topics_for, users_for
from shared.kernel import topics

ANYBODY = "User:*"
EVERY = "*"
PHRASES = {
    "ALL": "do everything with",
    "DESCRIBE": "see",
    "DESCRIBE_CONFIGS": "see the settings of",
    "ALTER_CONFIGS": "change the settings of",
    "CLUSTER_ACTION": "act as a broker of",
    "IDEMPOTENT_WRITE": "write once each to",
}
LOOKS = ("DESCRIBE", "DESCRIBE_CONFIGS")
HARMLESS_ON_THE_CLUSTER = (*LOOKS, "IDEMPOTENT_WRITE")


@dataclass(frozen=True, order=True)
class AccessRule:
    """One access rule (ACL) as the broker holds it. `kind` is TOPIC, GROUP, CLUSTER or TRANSACTIONAL_ID."""

    principal: str
    operation: str
    kind: str
    name: str
    pattern: str = "LITERAL"
    permission: str = "ALLOW"
    host: str = "*"

    @classmethod
    def of(cls, right: Right) -> "AccessRule":
        return cls(f"User:{right.user}", right.operation, right.kind, right.name, right.pattern)

    @property
    def user(self) -> str:
        return self.principal.removeprefix("User:")

    def __str__(self) -> str:
        who = "everybody" if self.principal == ANYBODY else self.user
        may = "may" if self.permission == "ALLOW" else "may not"
        does = PHRASES.get(self.operation, self.operation.lower().replace("_", " "))
        where = "" if self.host == EVERY else f" from {self.host}"
        return f"{who} {may} {does} {self._what()}{where}"

    def _what(self) -> str:
        kind = self.kind.lower().replace("_", " ")
        if self.kind == "CLUSTER":
            return "the cluster"
        if self.name == EVERY and self.pattern == "LITERAL":
            return f"every {kind}"
        return f"every {kind} that begins with {self.name}" if self.pattern == "PREFIXED" else f"{kind} {self.name}"

    def covers(self, kind: str, name: str) -> bool:
        """Whether the rule is about the topic or group of this name."""
        if self.kind != kind:
            return False
        if self.pattern == "PREFIXED":
            return name.startswith(self.name)
        return self.name in (name, EVERY)


def nobody_wants(rules: Iterable[AccessRule], locals_: Sequence[str]) -> list[AccessRule]:
    """Rules of these Locals' users that stand in no plan; those about other Locals' released facts stay."""
    users, wanted = set(users_for(locals_)), _wanted()
    return sorted(rule for rule in rules if rule.user in users and rule not in wanted)


def strange(rules: Iterable[AccessRule], locals_: Sequence[str]) -> list[AccessRule]:
    """Rules of anybody else that touch a topic or a group of these Locals, or the cluster under them.

    A user by its own name, who may only look (a monitor), is none.
    """
    users, wanted = set(users_for(locals_)), _wanted()
    others = (rule for rule in rules if rule.user not in users and rule not in wanted)
    return sorted(rule for rule in others if touches(rule, locals_) and not _only_looks(rule))


def touches(rule: AccessRule, locals_: Sequence[str]) -> bool:
    """Whether a rule reaches a topic or a group of these Locals, or is more than harmless on the cluster."""
    if rule.kind == "CLUSTER":
        return rule.permission == "DENY" or rule.operation not in HARMLESS_ON_THE_CLUSTER
    names = [("TOPIC", topic.name) for topic in topics_for(locals_)]
    names += [("GROUP", name) for user in users_for(locals_) for name in (user, user + ".")]
    return is_own(rule, locals_) or any(rule.covers(*name) for name in names)


def is_own(rule: AccessRule, locals_: Sequence[str]) -> bool:
    """Whether it is about nothing but names of these Locals and of the evaluator: nobody else's work hangs on it."""
    if rule.kind == "TOPIC":
        return rule.name == topics.OUTCOMES or any(rule.name.startswith(f"lc.{local}.") for local in locals_)
    if rule.kind == "GROUP":
        users = users_for(locals_)
        own = [*(f"{local}." for local in locals_), *(user + "." for user in users)]
        return rule.name in users or any(rule.name.startswith(beginning) for beginning in own)
    return False


def _only_looks(rule: AccessRule) -> bool:
    return rule.permission == "ALLOW" and rule.principal != ANYBODY and rule.operation in LOOKS


def _wanted() -> set[AccessRule]:
    return {AccessRule.of(right) for right in rights_for(topics.LOCALS)}
