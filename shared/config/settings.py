"""What a deployment must say about itself. A wrong set is refused as a whole, with every problem in one list."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from shared.kernel import staff, topics
from shared.kernel.staff import Person
from shared.kernel.tls import AuthorityFile

from . import fit, setting_files, wrong_settings
from .common import CommonSettings, HasDatabase, Secret
from .kafka import KafkaAccess
from .wrong_settings import WrongSettings

__all__ = ["CommonSettings", "EvaluatorSettings", "KafkaAccess", "LocalSettings", "ServiceAccess", "Source"]
__all__ += ["WrongSettings", "load"]


class ServiceAccess(BaseModel):
    """One service's own database and its own Kafka user."""

    database_url: SecretStr = Field(description="its database, as the role that it works as")
    owner_url: SecretStr | None = Field(None, description="the database as its owner, for `lc migrate` alone")
    kafka_password: SecretStr = Field(description="its Kafka user's password")
    kafka_user: str | None = Field(None, description="its Kafka user; `<local>.<service>` unless given")


class LocalSettings(CommonSettings):
    """One Local Service's deployment."""

    local: str = Field(description="which Local this is, by its slug, like brimbank")
    local_name: str = Field(description="what it is called on its pages")
    phone: str = Field(description="the number that its pages give to whoever would rather call")
    area_code: str = Field("03", pattern=r"^0[2378]$", description="of numbers that are written without one")
    pseudonym_key: Secret = Field(description="keys the pseudonyms: never change it while the evaluation runs")
    link_url: str | None = Field(
        None, description="neutral web address for links in messages; LC_PUBLIC_URL unless given"
    )
    smtp_host: str = Field("127.0.0.1", description="the mail server")
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_tls: bool = Field(False, description="whether mail is handed over by STARTTLS")
    smtp_user: str | None = Field(None, description="whom the mail server knows us as, if it asks")
    smtp_password: SecretStr | None = Field(None, description="the password to that")
    mail_from: str = Field("hello@localhost", description="the sender of mails, an address that can be answered")
    sms: Literal["file", "none"] = Field(
        "file", description="how text messages leave: into a file that a gateway reads, or not at all"
    )
    sms_file: Path = Field(Path("var/sms.jsonl"), description="that file, one JSON line a message")
    sms_read_by: str | None = Field(
        None, description="the gateway that reads LC_SMS_FILE; in production there must be one"
    )
    days_off: setting_files.DaysOff | None = Field(
        None,
        description="a Local's own days off, and public holidays that are none here; for check-ins and what is on",
    )
    audit_anchors: Path = Field(
        Path("var/audit-anchors.txt"), description="where the ends of the records of looks are noted, for ever"
    )
    most_goals: int = Field(3, ge=1, le=9, description="how many goals a person may have in progress at once")
    follow_up_weeks: int = Field(12, ge=1, le=52, description="weeks after the end when somebody asks once more")
    reopen_within_days: int = Field(
        90, ge=0, le=366, description="days after its end in which a journey goes on; later a new one begins"
    )
    safety_script: setting_files.Script | None = Field(
        None, description="the Local's own words and numbers for when something worries somebody"
    )
    measure_plan: setting_files.Plan | None = Field(
        None, description="which instruments are asked when, and what their answers set off; a good plan unless given"
    )
    instruments: setting_files.Folder | None = Field(
        None, description="a folder of data files of instruments that this Local adds to those that are here"
    )
    referral: ServiceAccess | None = None
    journey: ServiceAccess | None = None
    community: ServiceAccess | None = None
    notifications: ServiceAccess | None = None
    practice: ServiceAccess | None = None
    evaluation: ServiceAccess | None = None

    def problems(self) -> list[str]:
        if self.local not in topics.LOCALS:
            return [f"LC_LOCAL must be one of {', '.join(topics.LOCALS)}", *super().problems()]
        return super().problems()

    def workplace(self) -> str:
        return self.local

    def unfit_for_production(self) -> list[str]:
        link = self.link_url is not None and not self.link_url.startswith("https://")
        return [
            *super().unfit_for_production(),
            *(["LC_LINK_URL must begin with https://"] if link else []),
            *fit.mail(self.smtp_host, self.mail_from, tls=self.smtp_tls),
            *fit.texts(self.sms, self.sms_read_by, self.sms_file),
        ]

    def secrets(self) -> dict[str, str]:
        found = {"LC_PSEUDONYM_KEY": self.pseudonym_key.get_secret_value()}
        if self.smtp_password:
            found["LC_SMTP_PASSWORD"] = self.smtp_password.get_secret_value()
        given = {f"LC_{name.upper()}__KAFKA_PASSWORD": getattr(self, name) for name in topics.SERVICES}
        passwords = {name: each.kafka_password.get_secret_value() for name, each in given.items() if each}
        return super().secrets() | found | passwords

    @property
    def staff(self) -> list[Person]:
        return staff.of(self.staff_file, self.local).people()

    def databases(self) -> dict[str, HasDatabase]:
        found = {f"LC_{name.upper()}__": getattr(self, name) for name in topics.SERVICES}
        return {name: access for name, access in found.items() if access}

    def without_access(self, services: Iterable[str]) -> list[str]:
        """Which settings are missing for these services to start."""
        return [fit.no_access(service) for service in services if getattr(self, service) is None]

    def access(self, service: str) -> ServiceAccess:
        found: ServiceAccess | None = getattr(self, service)
        if found is None:
            raise WrongSettings("\n".join(self.without_access([service])))
        return found

    def kafka(self, service: str) -> KafkaAccess:
        access = self.access(service)
        return KafkaAccess(
            bootstrap=self.kafka_bootstrap,
            tls=self.kafka_tls,
            ca_file=self.kafka_ca_file,
            certificate=self.kafka_certificate(),
            password=access.kafka_password,
            user=access.kafka_user or topics.user(self.local, service),
        )


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

    def secrets(self) -> dict[str, str]:
        found = {"LC_KAFKA_PASSWORD": self.kafka_password.get_secret_value()}
        given = {f"LC_SOURCES for {each.local}": each.password for each in self.sources if each.password}
        return super().secrets() | found | {name: each.get_secret_value() for name, each in given.items()}

    @property
    def staff(self) -> list[Person]:
        return staff.of(self.staff_file, "evaluator").people()

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


Settings = TypeVar("Settings", bound=CommonSettings)


def load(kind: type[Settings], *, names: bool = False) -> Settings:
    """Read the settings, or raise `WrongSettings` with every problem in one list. Values are never echoed.

    With `names`, as always in production, a name that means nothing is a problem.
    """
    names = names or os.environ.get("LC_ENVIRONMENT") == "production"
    strange = fit.unknown(os.environ, setting_names()) if names else []
    try:
        settings = kind.model_validate({})
    except ValidationError as wrong:
        raise WrongSettings("\n".join([*wrong_settings.problems(kind, wrong), *strange])) from None
    if strange:
        raise WrongSettings("\n".join(strange))
    return settings


def setting_names() -> set[str]:
    """The name of every setting there is, a Local's and the evaluator's, as a value and as a file."""
    names = {f"LC_{name.upper()}" for kind in (LocalSettings, EvaluatorSettings) for name in kind.model_fields}
    for service in topics.SERVICES:
        names |= {f"LC_{service.upper()}__{name.upper()}" for name in ServiceAccess.model_fields}
    return names | {f"{name}_FILE" for name in names}
