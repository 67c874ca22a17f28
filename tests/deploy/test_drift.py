"""A broker that somebody has changed behind our back: `lc topics apply` says so, and mends it if it is asked to."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient

from deploy.kafka import drift, prepare, wipe
from deploy.kafka.admin import Admin, BrokerState
from deploy.kafka.drift import Difference, differences, mend, report
from deploy.kafka.plan import plan
from deploy.kafka.rights import Topic, topics_for
from deploy.kafka.rules import AccessRule, touches
from deploy.local.ready import client
from deploy.local.stack import Stack
from shared.kernel import topics
from tests.faults import drifts

from .commands import Said, lc

LOCAL, OTHER = "whittlesea", "frankston"
FACTS, CARD = topics.topic(LOCAL, "referral"), topics.topic(LOCAL, topics.CARD)


@pytest.fixture(scope="module")
def prepared(stack: Stack) -> Iterator[Stack]:
    prepare(stack, [LOCAL])
    yield stack
    wipe(stack, [LOCAL])


@pytest.fixture
def admin(prepared: Stack) -> Iterator[Admin]:
    made = Admin(prepared.kafka)
    yield made
    mend(made, differences(made, [LOCAL]), wide=True)


def apply(stack: Stack, state: Path, *words: str) -> Said:
    given = {"LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap, "LC_KAFKA_USER": stack.kafka_user}
    given["LC_KAFKA_PASSWORD"] = stack.kafka_password
    return lc("topics", "apply", "--local", LOCAL, *words, state=state, **given)


def test_three_brokers_keep_two_copies_before_anything_is_acknowledged_and_one_may_be_away() -> None:
    for topic in topics_for([LOCAL]):
        assert [topic.settings(replicas)["min.insync.replicas"] for replicas in (1, 2, 3)] == ["1", "1", "2"]


def test_a_broker_as_it_was_prepared_shows_no_difference(prepared: Stack, admin: Admin, tmp_path: Path) -> None:
    assert differences(admin, [LOCAL]) == []
    said = apply(prepared, tmp_path)
    assert (said.returncode, said.stderr) == (0, "Everything is as it should be.\n")


def test_the_administrators_password_may_come_as_a_file(prepared: Stack, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{prepared.kafka_password}\n")
    given = {"LC_KAFKA_BOOTSTRAP": prepared.kafka_bootstrap, "LC_KAFKA_USER": prepared.kafka_user}
    given["LC_KAFKA_PASSWORD_FILE"] = str(tmp_path / "password")
    said = lc("topics", "apply", "--local", LOCAL, state=tmp_path, **given)
    assert (said.returncode, said.stderr) == (0, "Everything is as it should be.\n")


def test_facts_that_would_go_are_told_with_the_reason_and_kept_again(
    prepared: Stack, admin: Admin, tmp_path: Path
) -> None:
    admin.change_settings([(FACTS, "retention.ms", "86400000"), (CARD, "cleanup.policy", "delete")])
    admin.change_settings([(topics.topic(LOCAL, "journey"), "max.message.bytes", "2000")])
    seen = apply(prepared, tmp_path, "--dry-run")
    assert seen.returncode == 1
    for words in (
        f"differs: topic {FACTS}: retention.ms is 86400000 and should be -1: facts would be thrown away after a time.",
        f"differs: topic {CARD}: cleanup.policy is delete and should be compact",
        "max.message.bytes is 2000 and should be at least 1048588: facts would be refused for their size.",
        "3 differences left. --fix mends what can be mended.",
    ):
        assert words in seen.stdout + seen.stderr
    assert apply(prepared, tmp_path).returncode == 1, "without being asked to it mends nothing of this"
    mended = apply(prepared, tmp_path, "--fix")
    assert (mended.returncode, mended.stderr) == (0, "3 changes made.\n")
    assert admin.settings([FACTS])[FACTS]["retention.ms"] == "-1"


@pytest.mark.parametrize("drift", [*drifts.rules(LOCAL, OTHER)], ids=lambda drift: drift.name)
def test_a_rule_that_nobody_has_asked_for_is_told(prepared: Stack, admin: Admin, drift: drifts.Drift) -> None:
    drift.make(admin, AdminClient(client(prepared.kafka)))
    told = differences(admin, [LOCAL])
    taken = [str(rule) for rule in plan(admin.found(), [LOCAL]).take]
    assert len(told) + len(taken) == 1
    assert drift.name in "".join(map(str, told)) + "".join(taken)
    admin.take(plan(admin.found(), [LOCAL]).take)
    mend(admin, told, wide=drift.wide)
    assert differences(admin, [LOCAL]) == []


def test_a_rule_that_reaches_beyond_the_local_goes_only_if_that_is_asked_for(
    prepared: Stack, admin: Admin, tmp_path: Path
) -> None:
    rule = AccessRule("User:*", "ALL", "TOPIC", "*")
    admin.give([rule])
    admin.until(lambda found: rule in found.rules)
    left = apply(prepared, tmp_path, "--fix")
    assert left.returncode == 1
    assert "everybody may do everything with every topic" in left.stdout
    assert "It reaches beyond these Locals" in left.stdout
    assert apply(prepared, tmp_path, "--fix", "--wide").returncode == 0


def test_somebody_who_only_looks_and_rules_about_others_are_no_difference() -> None:
    from deploy.kafka.rules import strange

    fine = [
        AccessRule("User:monitor", "DESCRIBE", "TOPIC", "*"),
        AccessRule("User:monitor", "DESCRIBE_CONFIGS", "TOPIC", "lc.", "PREFIXED"),
        AccessRule("User:payroll", "ALL", "TOPIC", "payroll.", "PREFIXED"),
        AccessRule("User:payroll", "ALL", "TOPIC", f"lc.{LOCAL}-north.journey"),
        AccessRule("User:payroll", "IDEMPOTENT_WRITE", "CLUSTER", "kafka-cluster"),
    ]
    assert strange(fine, [LOCAL]) == []
    assert not touches(AccessRule("User:payroll", "READ", "TOPIC", f"lc.{OTHER}.", "PREFIXED"), [LOCAL])


def test_partitions_are_never_added_and_others_than_designed_cannot_be_mended(
    prepared: Stack, admin: Admin, tmp_path: Path
) -> None:
    topic = topics.topic(LOCAL, topics.SAFETY)
    drift = drifts.more_partitions(topic)
    drift.make(admin, AdminClient(client(prepared.kafka)))
    said = apply(prepared, tmp_path, "--fix", "--json")
    assert said.returncode == 1
    (told,) = json.loads(said.stdout)["differences"]
    assert all(words in told for words in drift.says)
    admin.delete_topics([topic])
    admin.until(lambda found: topic not in found.topics)
    assert apply(prepared, tmp_path).returncode == 0, "what is gone is made again"


def test_fewer_replicas_than_there_are_brokers_for_are_told_and_more_are_fine() -> None:
    def said(replicas: int) -> list[str]:
        found = BrokerState({FACTS: (topics.PARTITIONS, replicas)}, frozenset(), frozenset(), replicas=3)
        return [str(each) for each in drift._shape(Topic(FACTS), found)]

    (told,) = said(1)
    assert "has 1 replicas and should have 3" in told
    assert "kafka-reassign-partitions.sh" in told
    assert said(3) == said(4) == []


def test_what_the_brokers_themselves_are_set_to_is_told() -> None:
    as_it_should_be = {"auto.create.topics.enable": "false", "offsets.retention.minutes": "20160"}
    assert drift._broker(as_it_should_be) == []
    told = [
        each.words for each in drift._broker({"auto.create.topics.enable": "true", "offsets.retention.minutes": "60"})
    ]
    assert [words.partition(" and should")[0] for words in told] == [
        "the brokers say auto.create.topics.enable=true",
        "the brokers say offsets.retention.minutes=60",
    ]


def test_the_command_asks_the_brokers_themselves(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    assert admin.broker_settings()["auto.create.topics.enable"] == "false"
    monkeypatch.setitem(drift.OF_THE_BROKER, "auto.create.topics.enable", "true")
    monkeypatch.setitem(drift.WHY, "auto.create.topics.enable", "as a test wants")
    assert [each for each in differences(admin, [LOCAL]) if each.kind == "broker"]


def test_the_metric_counts_each_kind_and_says_when_somebody_looked(tmp_path: Path) -> None:
    file = tmp_path / "lc.prom"
    report(file, [LOCAL], [Difference("rule", "a rule", mends=True), Difference("rule", "another", mends=True)], 3, 12)
    told = file.read_text()
    assert f'lc_broker_drift{{kind="rule",local="{LOCAL}"}} 2.0' in told
    assert f'lc_broker_drift{{kind="missing",local="{LOCAL}"}} 3.0' in told
    assert f'lc_broker_drift{{kind="setting",local="{LOCAL}"}} 0.0' in told
    assert f'lc_broker_looked_at{{local="{LOCAL}"}} 12.0' in told


def test_the_command_writes_the_metric(prepared: Stack, admin: Admin, tmp_path: Path) -> None:
    admin.change_settings([(FACTS, "retention.ms", "86400000")])
    assert apply(prepared, tmp_path, "--dry-run", "--metrics", str(tmp_path / "lc.prom")).returncode == 1
    assert f'lc_broker_drift{{kind="setting",local="{LOCAL}"}} 1.0' in (tmp_path / "lc.prom").read_text()


def test_a_card_compacts_and_facts_stay_for_ever() -> None:
    assert Topic("cards", compacted=True).settings(3)["cleanup.policy"] == "compact"
    assert Topic("facts").settings(3)["retention.ms"] == "-1"
