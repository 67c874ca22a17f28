"""What the evaluator's process needs to know of its deployment."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from services.permissions import KNOWN
from shared.config import setting_files
from shared.config.common import HasDatabase
from shared.config.settings import CommonSettings, KafkaAccess
from shared.kernel import staff, topics
from shared.kernel.staff import StaffMember
from shared.kernel.tls import AuthorityFile


class Source(BaseModel):
    """Where the evaluator reads one Local's released facts."""

    model_config = ConfigDict(extra="forbid")
    local: str = Field(description="its slug")
    bootstrap: str | None = Field(None, description="its brokers; LC_KAFKA_BOOTSTRAP unless given")
    user: str | None = Field(None, description="whom they know us as; LC_KAFKA_USER unless given")
    password: SecretStr | None = Field(None, description="that user's password; LC_KAFKA_PASSWORD unless given")
    ca_file: AuthorityFile | None = Field(None, description="their authority; LC_KAFKA_CA_FILE unless given")


class EvaluatorSettings(CommonSettings):
    """The evaluator's deployment. Six Locals on one cluster or on six: `sources` says."""

    local_name: str = Field("Evaluation", description="what it is called on its pages")
    phone: str = Field("", description="a number that its pages give, if any")
    database_url: SecretStr = Field(description="its database, as the role that it works as")
    owner_url: SecretStr | None = Field(None, description="the database as its owner, for `lc migrate` and a rebuild")
    kafka_user: str = Field("evaluator", description="its Kafka user")
    kafka_password: SecretStr = Field(description="that user's password")
    instruments: setting_files.Instruments | None = Field(
        None, description="a folder of data files of the instruments that Locals add to those that are here"
    )
    sources: list[Source] = Field(
        default_factory=lambda: [Source(local=local) for local in topics.LOCALS],
        description="the Locals that are read, each with its cluster where that is another one (a JSON list)",
    )

    def databases(self) -> dict[str, HasDatabase]:
        return {"LC_": self}

    def as_owner(self) -> "EvaluatorSettings":
        """The same, at home in the database as its owner: a rebuild makes tables."""
        return self.model_copy(update={"database_url": self.owner_url or self.database_url})

    @property
    def local(self) -> str:
        return "evaluator"

    def workplace(self) -> str:
        return self.local

    def roles(self) -> tuple[str, ...]:
        return KNOWN

    def secrets(self) -> dict[str, str]:
        found = {"LC_KAFKA_PASSWORD": self.kafka_password.get_secret_value()}
        given = {f"LC_SOURCES for {each.local}": each.password for each in self.sources if each.password}
        return super().secrets() | found | {name: each.get_secret_value() for name, each in given.items()}

    @property
    def staff(self) -> list[StaffMember]:
        return staff.of(self.staff_file, "evaluator", self.roles()).people()

    def kafka(self, source: Source | None = None) -> KafkaAccess:
        source = source or Source(local="")
        return KafkaAccess(
            bootstrap=source.bootstrap or self.kafka_bootstrap,
            tls=self.kafka_tls,
            ca_file=source.ca_file or self.kafka_ca_file,
            certificate=self.kafka_certificate(),
            user=source.user or self.kafka_user,
            password=source.password or self.kafka_password,
        )
