"""The same two servers in containers, where a Docker engine answers."""

import json
import os
import secrets
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from deploy.local import ready
from deploy.local.kafka import ADMIN, PROPERTIES
from deploy.local.ports import HOST, free
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.config.kafka import KafkaAccess

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"
PATIENCE = 2  # seconds an engine has to answer


def engine() -> bool:
    """Whether a Docker engine answers; asked only where there is a sign of one."""
    if not (os.environ.get("DOCKER_HOST") or Path("/var/run/docker.sock").exists()):
        return False
    import docker

    try:
        client = docker.from_env(timeout=PATIENCE)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except Exception:  # whatever it is, there is no engine that we could use
        return False


class Containers:
    """Kafka and PostgreSQL in containers; testcontainers removes them however this process ends."""

    def __init__(self) -> None:
        from testcontainers.core.container import DockerContainer

        self.password = {"kafka": secrets.token_urlsafe(24), "postgres": secrets.token_urlsafe(24)}
        self.kafka_port, self.postgres_port, controller = free(3)
        settings = PROPERTIES.format(
            host="0.0.0.0",  # noqa: S104, inside the container
            port=self.kafka_port,
            controller_port=controller,
            admin=ADMIN,
            password=self.password["kafka"],
            logs="/tmp/kafka-logs",  # noqa: S108, inside the container
        ).replace("advertised.listeners=CLIENT://0.0.0.0", f"advertised.listeners=CLIENT://{HOST}")
        settings = settings.replace("1@0.0.0.0:", "1@localhost:")
        self.kafka = (
            DockerContainer(KAFKA_IMAGE)
            .with_bind_ports(self.kafka_port, self.kafka_port)
            .with_command(["bash", "-c", _script(settings, self.password["kafka"])])
        )
        self.postgres = (
            DockerContainer(POSTGRES_IMAGE)
            .with_env("POSTGRES_PASSWORD", self.password["postgres"])
            .with_bind_ports(5432, self.postgres_port)
            .with_command("postgres -c max_connections=400 -c jit=off")
        )

    def start(self) -> None:
        self.postgres.start()
        self.kafka.start()
        until = time.monotonic() + 120
        self._until_postgres_answers(until)
        ready.wait(self.kafka_access, until)

    @property
    def kafka_access(self) -> KafkaAccess:
        password = SecretStr(self.password["kafka"])
        return KafkaAccess(bootstrap=f"{HOST}:{self.kafka_port}", user=ADMIN, password=password)

    @property
    def postgres_url(self) -> str:
        return f"postgresql://postgres:{self.password['postgres']}@{HOST}:{self.postgres_port}/postgres"

    @property
    def pids(self) -> dict[str, int]:
        found = {}
        for name, container in (("kafka", self.kafka), ("postgres", self.postgres)):
            state = _inspect(container)["State"]
            if state["Running"]:
                found[name] = int(state["Pid"])
        return found

    def kill_kafka(self) -> None:
        self.kafka.get_wrapped_container().kill()

    def start_kafka(self) -> None:
        self.kafka.get_wrapped_container().start()
        ready.wait(self.kafka_access, time.monotonic() + 60)

    def kill_postgres(self) -> None:
        self.postgres.get_wrapped_container().kill()

    def start_postgres(self) -> None:
        self.postgres.get_wrapped_container().start()
        self._until_postgres_answers(time.monotonic() + 60)

    def _until_postgres_answers(self, until: float) -> None:
        """That the port is open says nothing: Docker opens it before there is a server behind it."""
        while not ready.session(self.postgres_url):
            if time.monotonic() > until:
                raise CliError("PostgreSQL's container runs but opens no session.")
            time.sleep(0.1)

    def close(self) -> None:
        self.kafka.stop()
        self.postgres.stop()


def _inspect(container: Any) -> dict[str, Any]:
    wrapped = container.get_wrapped_container()
    wrapped.reload()
    return dict(json.loads(json.dumps(wrapped.attrs)))


def _script(settings: str, password: str) -> str:
    """Formats the storage on the first start only, so that a container that was killed finds its records again."""
    tool = "/opt/kafka/bin/kafka-storage.sh"
    scram = f"SCRAM-SHA-512=[name={ADMIN},password={password}]"
    return (
        f"printf %s {shlex.quote(settings)} > /tmp/server.properties; "
        "test -e /tmp/kafka-logs/meta.properties || "
        f'{tool} format -t "$({tool} random-uuid)" -c /tmp/server.properties --add-scram {shlex.quote(scram)}; '
        "exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties"
    )


def stack(say: Callable[[str], object]) -> "Stack | None":
    """Kafka and PostgreSQL in containers; None (and a line that says why) where the engine cannot run them."""
    containers = Containers()
    try:
        containers.start()
    except Exception as trouble:  # an engine without the images and without a network, for example
        say(f"Docker answers but cannot run the servers ({type(trouble).__name__}): taking the embedded stack.")
        containers.close()
        return None
    bootstrap = f"{HOST}:{containers.kafka_port}"
    say(f"Docker runs Kafka at {bootstrap} and PostgreSQL at {HOST}:{containers.postgres_port}.")
    return Stack("docker", bootstrap, ADMIN, containers.password["kafka"], containers.postgres_url, containers)
