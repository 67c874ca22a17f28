"""What a deployment must say about itself. A wrong set is refused as a whole, with every problem in one list."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.kernel import staff, tls, topics
from shared.kernel.own_certificate import OwnCertificate
from shared.kernel.staff import Person
from shared.kernel.tls import AuthorityFile

from . import fit, setting_files, wrong_settings
from .kafka import KafkaAccess
from .secret_files import FilesToo
from .wrong_settings import WrongSettings

__all__ = ["CommonSettings", "EvaluatorSettings", "KafkaAccess", "LocalSettings", "ServiceAccess", "Source"]
__all__ += ["WrongSettings", "load"]


class HasDatabase(Protocol):
    database_url: SecretStr
    owner_url: SecretStr | None


ADDRESSES = ("database_url", "owner_url")
Secret = Annotated[SecretStr, Field(min_length=24)]


class ServiceAccess(BaseModel):
    """One service's own database and its own Kafka user."""

    database_url: SecretStr
    owner_url: SecretStr | None = Field(None, description="the database as its owner, for `lc migrate` alone")
    kafka_password: SecretStr
    kafka_user: str | None = Field(None, description="<local>.<service> unless given")


class CommonSettings(BaseSettings):
    """What every process needs to know, a Local's and the evaluator's alike. Environment variables `LC_*`."""

    model_config = SettingsConfigDict(env_prefix="LC_", env_nested_delimiter="__", extra="ignore")

    environment: Literal["development", "production"] = "development"
    login: Literal["development", "none"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: str | None = Field(
        None,
        description="addresses or networks of proxies that are believed about who asks; this machine's unless given",
    )
    timezone: str = "Australia/Melbourne"
    secret: Secret = Field(description="signs sessions, forms and links")
    staff_file: Path
    kafka_bootstrap: str
    kafka_tls: bool = False
    kafka_ca_file: AuthorityFile | None = Field(
        None, description="the authority that signed the brokers' certificates; whom the machine trusts unless given"
    )
    kafka_cert_file: Path | None = Field(
        None, description="a certificate of our own, where the brokers ask for one besides the password"
    )
    kafka_key_file: Path | None = Field(None, description="the key to it, if it stands in a file of its own")
    kafka_key_password: SecretStr | None = Field(None, description="the passphrase that opens the key, if one does")
    postgres_ca_file: AuthorityFile | None = Field(
        None, description="the authority that signed the database server's certificate; with it TLS is demanded"
    )
    clock: Literal["system", "movable"] = "system"
    clock_starts: str = "2026-01-05T00:00:00+00:00"
    session_idle_minutes: int = Field(30, ge=1)
    session_hours: int = Field(10, ge=1)
    public_posts_per_minute: int = Field(10, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FilesToo(settings_cls)

    def workplace(self) -> str:
        """Under which word the staff file has the people who work here."""
        raise NotImplementedError

    def databases(self) -> dict[str, HasDatabase]:
        """Whatever has addresses of a database, by the beginning of the names of its settings."""
        return {}

    def addresses(self) -> dict[str, str]:
        """Each address of a database, as a service and as the owner, by the name of its setting."""
        found = {
            f"{beginning}{field.upper()}": getattr(holder, field)
            for beginning, holder in self.databases().items()
            for field in ADDRESSES
        }
        return {name: url.get_secret_value() for name, url in found.items() if url}

    @model_validator(mode="after")
    def _fit(self) -> "CommonSettings":
        if problems := self.problems():
            raise ValueError("\n".join(problems))
        return self

    def problems(self) -> list[str]:
        """Everything that a start would stumble over, each beginning with the name of a setting."""
        production = self.environment == "production"
        staffed = fit.people(self.staff_file, self.workplace(), some=production)
        found = [*fit.zone(self.timezone), *fit.moment(self.clock_starts), *staffed, *self._sealed()]
        found += fit.proxies(self.trusted_proxies, needed=production)
        return found + self.unfit_for_production() if production else found

    def _sealed(self) -> list[str]:
        """With an authority's file every address of a database asks its server who it is."""
        found: list[str] = []
        if self.kafka_ca_file and not self.kafka_tls:
            found.append("LC_KAFKA_CA_FILE is given, but LC_KAFKA_TLS is not true")
        found += fit.own_certificate(self.kafka_certificate(), self.kafka_key_file, sealed=self.kafka_tls)
        for beginning, holder in self.databases().items():
            for field in ADDRESSES:
                if url := getattr(holder, field):
                    sealed, wrong = fit.sealed(f"{beginning}{field.upper()}", url, self.postgres_ca_file)
                    setattr(holder, field, sealed)
                    found += wrong
        return found

    def kafka_certificate(self) -> OwnCertificate | None:
        if self.kafka_cert_file is None:
            return None
        key_file = self.kafka_key_file or self.kafka_cert_file
        return OwnCertificate(file=self.kafka_cert_file, key_file=key_file, key_password=self.kafka_key_password)

    def secrets(self) -> dict[str, str]:
        """Everything that nobody may guess, by the name of its setting."""
        found = {"LC_SECRET": self.secret.get_secret_value()}
        for name, url in self.addresses().items():
            found |= fit.password(name, url)
        return found

    def unfit_for_production(self) -> list[str]:
        """What a development machine may do and production may not."""
        checks = {
            "LC_LOGIN must not be development": self.login == "development",
            "LC_KAFKA_TLS must be true: no plain-text listeners": not self.kafka_tls,
            "LC_PUBLIC_URL must begin with https://": not self.public_url.startswith("https://"),
            "LC_CLOCK must be system": self.clock != "system",
        }
        return [
            *(problem for problem, wrong in checks.items() if wrong),
            *fit.brokers(self.kafka_bootstrap, fewest=3),
            *fit.sessions(self.session_idle_minutes, self.session_hours),
            *fit.secrets(self.secrets()),
            *(f"{name} {why}" for name, url in self.addresses().items() if (why := tls.weakness(url))),
        ]


class LocalSettings(CommonSettings):
    """One Local Service's deployment."""

    local: str
    local_name: str
    phone: str
    area_code: str = Field("03", pattern=r"^0[2378]$", description="of numbers that are written without one")
    pseudonym_key: Secret = Field(description="keys the pseudonyms: never change it while the evaluation runs")
    link_url: str | None = Field(
        None, description="neutral web address for links in messages; LC_PUBLIC_URL unless given"
    )
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(25, ge=1, le=65535)
    smtp_tls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str = "hello@localhost"
    sms: Literal["file", "none"] = "file"
    sms_file: Path = Path("var/sms.jsonl")
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
    follow_up_weeks: int = Field(12, ge=1, le=52, description="after the end, when somebody asks once more")
    reopen_within_days: int = Field(90, ge=0, le=366, description="so long after its end a journey goes on; later anew")
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
    local: str
    bootstrap: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    ca_file: AuthorityFile | None = None


class EvaluatorSettings(CommonSettings):
    """The evaluator's deployment. Six Locals on one cluster or on six: `sources` says."""

    local_name: str = "Evaluation"
    phone: str = ""
    database_url: SecretStr
    owner_url: SecretStr | None = Field(None, description="the database as its owner, for `lc migrate` and a rebuild")
    kafka_user: str = "evaluator"
    kafka_password: SecretStr
    instruments: setting_files.Instruments | None = Field(
        None, description="a folder of data files of the instruments that Locals add to those that are here"
    )
    sources: list[Source] = Field(default_factory=lambda: [Source(local=local) for local in topics.LOCALS])

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
