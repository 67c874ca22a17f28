"""Row 46: somebody changes topics, settings and rules on the brokers behind everybody's back."""

import asyncio
import time
from collections.abc import Callable, Iterator

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from deploy.kafka.admin import Admin
from deploy.kafka.drift import differences, mend
from deploy.kafka.plan import apply, plan
from deploy.local.ready import client
from shared.kernel import topics
from tests.faults import drifts
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row

LOCAL, OTHER = "brimbank", "frankston"
FACTS = 200
PATIENCE = 10.0  # seconds until every broker has heard of a change


@row(46, "settings, topics, users and rules on the brokers are changed behind everybody's back", needs="three brokers")
async def drifts_are_found(site: Site, ledger: Ledger) -> None:
    """Each is found by itself, and nothing else with it; facts told before are all there when the last was mended."""
    await asyncio.to_thread(_all_drifts, site, ledger)


def _all_drifts(site: Site, ledger: Ledger) -> None:
    access = site.ground.kafka
    settings = client(access)
    admin, raw = Admin(access), AdminClient(settings)
    apply(admin, [LOCAL], _password)
    topic = topics.topic(LOCAL, "referral")
    ledger.acknowledged = _told(settings, topic)
    ledger.expect("a broker as it was prepared shows no difference", not _seen(admin))
    found = mended = 0
    for drift in _chosen(site):
        drift.make(admin, raw)
        ledger.kills += 1
        found += _soon(lambda one=drift: _is(one, _seen(admin)))
        apply(admin, [LOCAL], _password)
        mend(admin, differences(admin, [LOCAL]), wide=drift.wide)
        mended += _soon(lambda: not _seen(admin))
    ledger.on_topic = ledger.handled = _heard(settings, topic)
    ledger.lost = ledger.acknowledged - ledger.handled
    safety = drifts.more_partitions(topics.topic(LOCAL, topics.SAFETY))
    safety.make(admin, raw)
    beyond = _soon(lambda: _is(safety, _seen(admin)))
    ledger.expect("added partitions are found, and told to be beyond mending", beyond)
    ledger.figures |= {"drifts made": ledger.kills, "drifts found": found, "drifts mended": mended}
    ledger.expect("every drift is found, and nothing else", found == ledger.kills)
    ledger.expect("every drift is mended", mended == ledger.kills)


def _soon(holds: Callable[[], bool]) -> bool:
    """Whether it is so within some seconds: each look may be answered by another broker, which hears of it later."""
    deadline = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def _chosen(site: Site) -> Iterator[drifts.Drift]:
    settings = [*drifts.settings(LOCAL, 3)]
    yield from settings[: site.times(len(settings), quick=6)]
    yield from drifts.rules(LOCAL, OTHER)
    yield from drifts.missing(LOCAL)


def _seen(admin: Admin) -> list[str]:
    """Every line that `lc topics apply --dry-run` tells."""
    return [*plan(admin.found(), [LOCAL]).lines(), *map(str, differences(admin, [LOCAL]))]


def _is(drift: drifts.Drift, seen: list[str]) -> bool:
    return len(seen) == 1 and all(words in seen[0] for words in drift.says)


def _password(user: str) -> str:
    return f"only-for-the-fault-tests-{user}"


def _told(settings: dict[str, str | int | float | bool], topic: str) -> int:
    """How many facts the brokers have acknowledged."""
    taken: list[bool] = []
    producer = Producer({**settings, "acks": "all"})
    for number in range(FACTS):
        producer.produce(topic, b"{}", str(number).encode(), on_delivery=lambda error, _: taken.append(error is None))
    producer.flush(30)
    return sum(taken)


def _heard(settings: dict[str, str | int | float | bool], topic: str) -> int:
    """How many records can be read from the first on."""
    consumer = Consumer({**settings, "group.id": "drift", "enable.auto.commit": False, "enable.partition.eof": True})
    consumer.assign([TopicPartition(topic, number, 0) for number in range(topics.PARTITIONS)])
    heard = ends = 0
    try:
        while ends < topics.PARTITIONS:
            message = consumer.poll(20)
            assert message is not None, "neither a record nor an end within 20 seconds"
            heard += message.error() is None
            ends += message.error() is not None
        return heard
    finally:
        consumer.close()
