"""Brokers of the fault tests' own: one or three, whose clients are sent by way of a proxy."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from deploy.local import jars, java, ready
from deploy.local.children import Child
from deploy.local.kafka import ADMIN, QUICK, _cluster_id
from deploy.local.ports import HOST, free, is_listening
from shared.config.kafka import KafkaAccess

PASSWORD = "only-for-the-fault-tests"
PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
controller.listener.names=CONTROLLER
listeners=CLIENT://{host}:{client},DIRECT://{host}:{direct},CONTROLLER://{host}:{controller}
advertised.listeners=CLIENT://{host}:{proxy},DIRECT://{host}:{direct}
listener.security.protocol.map=CLIENT:{protocol},DIRECT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=DIRECT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.direct.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{admin}" password="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
username="controller" password="{password}" user_controller="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{admin};User:controller
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
default.replication.factor={replicas}
min.insync.replicas={in_sync}
unclean.leader.election.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor={replicas}
transaction.state.log.replication.factor={replicas}
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={replicas}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=6000
controlled.shutdown.enable=true
log.dirs={logs}
log.segment.bytes=8388608
log.index.size.max.bytes=1048576
log.retention.check.interval.ms=2000
log.initial.task.delay.ms=1000
"""


@dataclass(frozen=True)
class Seal:
    """The listener that the product's clients come to speaks TLS: with which certificate, and whom to trust for it."""

    certificate: Path
    trusts: Path
    asks: bool = False
    """Whether every client has to show a certificate of that authority, too."""

    @property
    def settings(self) -> dict[str, object]:
        at = "listener.name.client.ssl."
        own = {f"{at}keystore.type": "PEM", f"{at}keystore.location": self.certificate}
        trust = {f"{at}truststore.type": "PEM", f"{at}truststore.location": self.trusts}
        return own | trust | {f"{at}client.auth": "required"} if self.asks else own


@dataclass
class Broker:
    """One node. Its clients come through `proxy`, the harness comes straight to `direct`."""

    node: int
    folder: Path
    client: int
    direct: int
    controller: int
    proxy: int
    options: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.properties = self.folder / "server.properties"
        self.logs = self.folder / "logs"
        self.child = Child(f"broker-{self.node}", self.folder, mark=str(self.properties))

    def start(self) -> None:
        self.child.start([*self.options, "kafka.Kafka", str(self.properties)])

    def is_up(self) -> bool:
        return is_listening(HOST, self.direct) and is_listening(HOST, self.client)

    def kill(self) -> None:
        self.child.kill()

    def process(self) -> psutil.Process:
        found = self.child.process()
        assert found, f"broker {self.node} does not run"
        return found

    def freeze(self) -> None:
        self.process().suspend()

    def thaw(self) -> None:
        self.process().resume()


class Cluster:
    """One or three brokers of one cluster, replicated to all of them."""

    def __init__(
        self, folder: Path, size: int, logs: Path | None = None, seal: Seal | None = None, **settings: object
    ) -> None:
        """`logs`: where the first broker keeps its records, instead of beside its settings."""
        self.folder, self.size, self.seal = folder, size, seal
        ports = free(4 * size)
        self.brokers = [
            Broker(node, folder / str(node), *ports[4 * (node - 1) : 4 * node]) for node in range(1, size + 1)
        ]
        if logs:
            self.brokers[0].logs = logs
        if seal:  # nothing comes between a client and the name that the certificate says
            for broker in self.brokers:
                broker.proxy = broker.client
        self.settings = settings
        self.direct = self._access([broker.direct for broker in self.brokers])
        trust = {"tls": True, "ca_file": seal.trusts} if seal else {}
        self.reached = self._access([broker.proxy for broker in self.brokers], **trust)

    def _access(self, ports: list[int], **trust: object) -> KafkaAccess:
        bootstrap = ",".join(f"{HOST}:{port}" for port in ports)
        login = {"bootstrap": bootstrap, "user": ADMIN, "password": PASSWORD}
        return KafkaAccess.model_validate(login | trust)

    def prepare(self) -> None:
        """Writes the settings and formats the storage of every node."""
        program, _ = java.choose()
        classpath = os.pathsep.join(str(jar) for jar in jars.ready(print))
        cluster = _cluster_id()
        for broker in self.brokers:
            broker.properties.write_text(self._properties(broker))
            memory = ["-Xms96m", "-Xmx384m", "-XX:+UseSerialGC", "-Djava.awt.headless=true", *QUICK]
            broker.options = [program, *memory, "-cp", classpath]
            scram = f"SCRAM-SHA-512=[name={ADMIN},password={PASSWORD}]"
            tool = ["kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(broker.properties)]
            done = subprocess.run([*broker.options, *tool, "--add-scram", scram], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr

    def _properties(self, broker: Broker) -> str:
        text = PROPERTIES.format(
            node=broker.node,
            host=HOST,
            voters=",".join(f"{one.node}@{HOST}:{one.controller}" for one in self.brokers),
            client=broker.client,
            direct=broker.direct,
            proxy=broker.proxy,
            protocol="SASL_SSL" if self.seal else "SASL_PLAINTEXT",
            controller=broker.controller,
            admin=ADMIN,
            password=PASSWORD,
            replicas=self.size,
            in_sync=min(2, self.size),
            logs=broker.logs,
        )
        more = self.settings | (self.seal.settings if self.seal else {})
        return text + "".join(f"{name.replace('__', '.')}={value}\n" for name, value in more.items())

    def start(self) -> None:
        """Starts whatever does not run, and returns when a record was produced and a group joined."""
        for broker in self.brokers:
            if broker.child.has_ended:
                broker.start()
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 120
        while not all(broker.is_up() for broker in self.brokers):
            ended = [broker for broker in self.brokers if broker.child.has_ended]
            assert not ended, f"broker {ended[0].node} ended: {ended[0].child.last_words()}"
            assert time.monotonic() < deadline, "the brokers do not listen"
            time.sleep(0.05)
        ready.wait(self.direct, until=deadline)

    def leader(self, topic: str, partition: int = 0) -> Broker:
        from confluent_kafka.admin import AdminClient

        admin = AdminClient(ready.client(self.direct))
        deadline = time.monotonic() + 60
        while True:
            found: Any = admin.list_topics(topic, timeout=20).topics[topic].partitions
            if partition in found and found[partition].leader > 0:
                return self.brokers[found[partition].leader - 1]
            assert time.monotonic() < deadline, "no leader"
            time.sleep(0.2)

    def stop(self) -> None:
        for broker in self.brokers:
            broker.kill()


@contextmanager
def cluster(
    folder: Path, size: int, logs: Path | None = None, seal: Seal | None = None, **settings: object
) -> Iterator[Cluster]:
    shutil.rmtree(folder, ignore_errors=True)
    made = Cluster(folder, size, logs, seal, **settings)
    made.prepare()
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
