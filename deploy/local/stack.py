"""One stack for the demo, the tests and the benchmarks: where it is, and how to stop and start its parts."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import SecretStr

from deploy.local.trouble import CliError
from shared.config.kafka import KafkaAccess
from shared.kernel.own_certificate import OwnCertificate


class ServerControls(Protocol):
    """The processes of servers that a provider runs itself: their pids, and how to kill and start each."""

    @property
    def pids(self) -> dict[str, int]: ...
    def kill_kafka(self) -> None: ...
    def start_kafka(self) -> None: ...
    def kill_postgres(self) -> None: ...
    def start_postgres(self) -> None: ...
    def close(self) -> None: ...


@dataclass
class Stack:
    """Kafka and PostgreSQL with the administrator's access to both, whoever runs them.

    `parts`: the controls of servers that are ours; None where they are somebody else's.
    """

    provider: str
    kafka_bootstrap: str
    kafka_user: str
    kafka_password: str
    postgres_url: str
    parts: ServerControls | None = None
    state: Path | None = None
    """The folder of servers that are ours; None where they are somebody else's."""
    kafka_tls: bool = False
    kafka_ca_file: Path | None = None
    kafka_certificate: OwnCertificate | None = None

    @property
    def kafka(self) -> KafkaAccess:
        """The broker's administrator."""
        return self.kafka_as(self.kafka_user, self.kafka_password)

    def kafka_as(self, user: str, password: str) -> KafkaAccess:
        return KafkaAccess(
            bootstrap=self.kafka_bootstrap,
            user=user,
            password=SecretStr(password),
            tls=self.kafka_tls,
            ca_file=self.kafka_ca_file,
            certificate=self.kafka_certificate,
        )

    def database_url(self, name: str, user: str | None = None, password: str | None = None) -> str:
        """The address of one database, as the superuser or as a role of one's own."""
        parts = urlsplit(self.postgres_url)
        place = parts.netloc
        if user is not None:
            login = quote(user, safe="") + (":" + quote(password, safe="") if password else "")
            place = login + "@" + parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, place, "/" + name, parts.query, ""))

    @property
    def pids(self) -> dict[str, int]:
        return self.parts.pids if self.parts else {}

    def kill_kafka(self) -> None:
        self._control().kill_kafka()

    def start_kafka(self) -> None:
        self._control().start_kafka()

    def kill_postgres(self) -> None:
        self._control().kill_postgres()

    def start_postgres(self) -> None:
        self._control().start_postgres()

    def _control(self) -> ServerControls:
        if self.parts is None:
            raise CliError("These servers are not ours to stop: unset LC_KAFKA_BOOTSTRAP and LC_POSTGRES_URL.")
        return self.parts

    def close(self) -> None:
        """Stops what this process has started, and nothing else."""
        if self.parts:
            self.parts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
