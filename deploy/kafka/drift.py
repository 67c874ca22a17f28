"""What has become of a broker since it was prepared: each difference in plain words, with what would mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from deploy.kafka.admin import Admin, BrokerState
from deploy.kafka.rights import Topic, topics_for
from deploy.kafka.rules import AccessRule, is_own, strange
from shared.kernel import metrics, topics

Kind = Literal["missing", "partitions", "replicas", "setting", "rule", "broker"]
KINDS: tuple[Kind, ...] = ("missing", "partitions", "replicas", "setting", "rule", "broker")
AT_LEAST = ("max.message.bytes", "min.insync.replicas", "offsets.retention.minutes")
WHY = {
    "cleanup.policy": "facts would be thrown away, or a card that was taken away would stay",
    "retention.ms": "facts would be thrown away after a time",
    "retention.bytes": "facts would be thrown away once the topic is large",
    "max.message.bytes": "facts would be refused for their size",
    "min.insync.replicas": "a fact would be acknowledged that one broker alone holds",
    "max.compaction.lag.ms": "a card that was taken away would lie on the disks for longer",
    "unclean.leader.election.enable": "facts would be lost when a broker that lags behind takes over",
    "auto.create.topics.enable": "a topic that was deleted would come back with whatever settings",
    "offsets.retention.minutes": "a service that was away for a while would begin again from the start",
}
NEVER_ADDED = (
    "Partitions are never added to a topic with keys, nor taken from it: order would be lost. Make a new topic for it"
)
REASSIGN = "kafka-reassign-partitions.sh of the brokers' own tools mends it"
BEYOND = "It reaches beyond these Locals: ask whose it is; --fix --wide takes it away"
OF_THE_BROKER = {"auto.create.topics.enable": "false", "offsets.retention.minutes": "10080"}


@dataclass(frozen=True)
class Difference:
    """One difference between the broker and what it should be: a setting, or a rule that should go.

    `setting` of `topic` should be `wanted`; both are empty where it is about something else.
    """

    kind: Kind
    words: str
    mends: bool
    topic: str = ""
    setting: str = ""
    wanted: str = ""
    rule: AccessRule | None = None
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.words}. {self.advice}." if self.advice else f"{self.words}."


def differences(admin: Admin, locals_: Sequence[str]) -> list[Difference]:
    """Everything on the broker that is not as `lc topics apply` makes it, apart from what it makes by itself."""
    found = admin.found()
    there = [topic for topic in topics_for(locals_) if topic.name in found.topics]
    settings = admin.settings([topic.name for topic in there])
    told: list[Difference] = []
    for topic in there:
        told += [*_shape(topic, found), *_settings(topic, settings[topic.name], admin.replicas)]
    told += [_strange(rule, locals_) for rule in strange(found.rules, locals_)]
    return [*told, *_broker(admin.broker_settings())]


def mend(admin: Admin, told: Sequence[Difference], *, wide: bool = False) -> list[Difference]:
    """Change the settings and take away the rules that are not as they should be. Returns what was mended.

    `wide`: also rules that reach beyond these Locals.
    """
    settings = [each for each in told if each.mends and each.setting]
    rules = [each for each in told if each.rule and (each.mends or wide)]
    admin.change_settings([(each.topic, each.setting, each.wanted) for each in settings])
    admin.take([each.rule for each in rules if each.rule])
    gone = {each.rule for each in rules}
    admin.until(lambda found: not gone & found.rules and _are_set(admin, settings))
    return [*settings, *rules]


def _are_set(admin: Admin, changed: Sequence[Difference]) -> bool:
    now = admin.settings({each.topic for each in changed})
    return all(now[each.topic].get(each.setting) == each.wanted for each in changed)


def report(file: Path, locals_: Sequence[str], told: Sequence[Difference], missing: int, now: float) -> None:
    """Metrics for a Prometheus textfile collector: how many differences of each kind, and when somebody looked."""
    registry, whose = CollectorRegistry(), ",".join(locals_)
    counted, looked = (_gauge(name, registry) for name in ("lc_broker_drift", "lc_broker_looked_at"))
    for kind in KINDS:
        count = missing if kind == "missing" else sum(each.kind == kind for each in told)
        counted.labels(local=whose, kind=kind).set(count)
    looked.labels(local=whose).set(now)
    write_to_textfile(str(file), registry)


def _gauge(name: str, registry: CollectorRegistry) -> Gauge:
    known = metrics.OF_THE_BROKER[name]
    return Gauge(name, f"{known.unit}: {known.says}", known.labels, registry=registry)


def _shape(topic: Topic, found: BrokerState) -> list[Difference]:
    partitions, replicas = found.topics[topic.name]
    told: list[Difference] = []
    if partitions != topics.PARTITIONS:
        words = f"topic {topic.name} has {partitions} partitions and should have {topics.PARTITIONS}"
        told.append(Difference("partitions", words, mends=False, advice=NEVER_ADDED))
    if replicas < found.replicas:
        words = (
            f"topic {topic.name} has {replicas} replicas and should have {found.replicas}: a broker that is lost may"
            " take facts with it"
        )
        told.append(Difference("replicas", words, mends=False, advice=REASSIGN))
    return told


def _settings(topic: Topic, found: Mapping[str, str], replicas: int) -> list[Difference]:
    return [
        Difference(
            "setting",
            f"topic {topic.name}: {name} is {found.get(name)} and should be {_should(name, wanted)}: {WHY[name]}",
            mends=True,
            topic=topic.name,
            setting=name,
            wanted=wanted,
        )
        for name, wanted in topic.settings(replicas).items()
        if not _fits(name, found.get(name), wanted)
    ]


def _should(name: str, wanted: str) -> str:
    return f"at least {wanted}" if name in AT_LEAST else wanted


def _fits(name: str, found: str | None, wanted: str) -> bool:
    if name in AT_LEAST and found and found.isdigit():
        return int(found) >= int(wanted)
    return found == wanted


def _strange(rule: AccessRule, locals_: Sequence[str]) -> Difference:
    own = is_own(rule, locals_)
    words = f"a rule says that {rule}, which nobody here has asked for"
    return Difference("rule", words, mends=own, rule=rule, advice="" if own else BEYOND)


def _broker(found: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(
            "broker",
            f"the brokers say {name}={found[name]} and should say {_should(name, wanted)}: {WHY[name]}",
            mends=False,
            advice="Change it where the brokers are set up",
        )
        for name, wanted in OF_THE_BROKER.items()
        if name in found and not _fits(name, found[name], wanted)
    ]
