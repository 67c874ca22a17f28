"""One Kafka broker from its published jars: users and access rules always on, so that walls are real everywhere."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from deploy.local import java, ready
from deploy.local.children import Child
from deploy.local.jars import cache
from deploy.local.ports import HOST, is_listening
from deploy.local.trouble import CliError, writing
from shared.config.kafka import KafkaAccess

ADMIN = "admin"
OURS_ALONE = 0o077  # a umask: what the broker keeps are people's cards, too
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=CLIENT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=CLIENT://{host}:{port}
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=CLIENT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{admin}" password="{password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
username="controller" password="{password}" user_controller="{password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{admin};User:controller
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
delete.topic.enable=true
num.partitions=4
default.replication.factor=1
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.dirs={logs}
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
"""
QUICK = ("-XX:TieredStopAtLevel=1", "-Xshare:auto")  # a fast start, at the cost of throughput


class Kafka:
    """One Kafka broker of a state folder: its settings, its storage and its process.

    `ports`: of the clients and of the controller. `quick`: starts faster, and is slower at volume.
    """

    def __init__(self, state: Path, ports: tuple[int, int], password: str, quick: bool = True) -> None:
        self.folder = state / "kafka"
        self.logs = self.folder / "logs"
        self.properties = self.folder / "server.properties"
        self.port, self.controller_port = ports
        self.password = password
        self.quick = quick
        self.java, self.java_version = "", 0
        self.classpath = ""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.child = Child("kafka", self.folder, mark=str(self.properties), umask=OURS_ALONE)

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def prepare(self, jars: list[Path]) -> None:
        """Writes its settings and formats its storage once; a broken-off try leaves nothing."""
        self.java, self.java_version = java.choose()
        self.classpath = os.pathsep.join(str(jar) for jar in jars)
        with writing(self.folder, "LC_STATE"):
            self._write(self.properties, self.logs)
            if not (self.logs / "meta.properties").exists():
                self._format()

    def _write(self, path: Path, logs: Path) -> None:
        text = PROPERTIES.format(
            host=HOST,
            port=self.port,
            controller_port=self.controller_port,
            admin=ADMIN,
            password=self.password,
            logs=logs,
        )
        path.touch(mode=0o600)
        path.write_text(text)

    def _format(self) -> None:
        beside, settings = self.folder / "logs.new", self.folder / "format.properties"
        shutil.rmtree(beside, ignore_errors=True)
        self._write(settings, beside)
        scram = f"SCRAM-SHA-512=[name={ADMIN},password={self.password}]"
        tool = ["kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(settings), "--add-scram", scram]
        done = subprocess.run(
            [self.java, "-Xmx128m", "-XX:+UseSerialGC", *QUICK, "-cp", self.classpath, *tool],
            capture_output=True,
            text=True,
            umask=OURS_ALONE,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise CliError(f"Kafka could not make its data folder: {last}")
        settings.unlink()
        os.replace(beside, self.logs)

    def start(self, say: Callable[[str], object] = lambda line: None) -> None:
        """Starts it and returns when a record was produced and a group joined."""
        memory = ["-Xms192m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"]
        options, keep = self._archive() if self.quick else ([], None)
        program = ["-cp", self.classpath, "kafka.Kafka", str(self.properties)]
        self.child.start([self.java, *memory, *options, *program], keep)
        deadline = time.monotonic() + 90
        while not is_listening(HOST, self.port):
            if self.child.has_ended:
                raise CliError(f"Kafka ended while starting: {self.child.last_words()}")
            if time.monotonic() > deadline:
                raise CliError(f"Kafka did not answer within 90 seconds: {self.child.last_words()}")
            time.sleep(0.02)
        access = KafkaAccess(bootstrap=self.bootstrap, user=ADMIN, password=SecretStr(self.password))
        ready.wait(access, until=deadline)

    def _archive(self) -> tuple[list[str], tuple[Path, Path] | None]:
        """Classes loaded from an archive that the first broker on this machine leaves behind when it ends well."""
        archive = cache() / f"kafka-4.3.1-java-{self.java_version}.jsa"
        if archive.exists():
            return [*QUICK, f"-XX:SharedArchiveFile={archive}"], None
        beside = archive.with_suffix(f".{os.getpid()}.new")
        return [*QUICK, f"-XX:ArchiveClassesAtExit={beside}"], (beside, archive)


def _cluster_id() -> str:
    """22 characters of base64, as Kafka's own `random-uuid` makes them; a leading dash would read as an option."""
    import base64
    import uuid

    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made
