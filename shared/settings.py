"""What a deployment must say about itself. A wrong set is refused as a whole, with every problem in one list."""

from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from . import days_off as own_days_off
from . import measure_plan, safety_script, staff, tls, topics
from .kafka import KafkaAccess
from .secret_files import FilesToo, UnreadableSecret
from .staff import Person
from .tls import AuthorityFile


class HasDatabase(Protocol):
    database_url: SecretStr


Secret = Annotated[SecretStr, Field(min_length=24)]
DEMO_MARK = "demo-only-"


class WrongSettings(Exception):
    """Every problem found, one line each."""


class ServiceAccess(BaseModel):
    """One service's own database and its own Kafka user."""

    database_url: SecretStr
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
    timezone: str = "Australia/Melbourne"
    secret: Secret = Field(description="signs sessions, forms and links")
    staff_file: Path
    kafka_bootstrap: str
    kafka_tls: bool = False
    kafka_ca_file: AuthorityFile | None = Field(
        None, description="the authority that signed the brokers' certificates; whom the machine trusts unless given"
    )
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

    @model_validator(mode="after")
    def _sealed(self) -> "CommonSettings":
        if self.kafka_ca_file and not self.kafka_tls:
            raise ValueError("LC_KAFKA_CA_FILE is given, but LC_KAFKA_TLS is not true")
        for name, holder in self.databases().items():
            try:
                url = tls.sealed(holder.database_url.get_secret_value(), self.postgres_ca_file)
            except ValueError as wrong:
                raise ValueError(f"{name} {wrong}") from None
            holder.database_url = SecretStr(url)
        return self

    def databases(self) -> "dict[str, HasDatabase]":
        """Whatever has the address of a database, by the name of the setting that says it."""
        return {}

    @model_validator(mode="after")
    def _fit_for_production(self) -> "CommonSettings":
        if self.environment == "production" and (problems := self.unfit_for_production()):
            raise ValueError("; ".join(problems))
        return self

    def unfit_for_production(self) -> list[str]:
        """What a development machine may do and production may not."""
        checks = {
            "LC_LOGIN must not be development": self.login == "development",
            "LC_SECRET is a demo secret: make one of your own": self.secret.get_secret_value().startswith(DEMO_MARK),
            "LC_KAFKA_TLS must be true: no plain-text listeners": not self.kafka_tls,
            "LC_KAFKA_BOOTSTRAP must name at least three brokers": len(self.kafka_bootstrap.split(",")) < 3,
            "LC_PUBLIC_URL must begin with https://": not self.public_url.startswith("https://"),
            "LC_CLOCK must be system": self.clock != "system",
        }
        found = [problem for problem, wrong in checks.items() if wrong]
        for name, holder in self.databases().items():
            if why := tls.weakness(holder.database_url.get_secret_value()):
                found.append(f"{name} {why}")
        return found


def _text_of(path: Path) -> str:
    """What a file that a setting names holds."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not a text"
        raise ValueError(f"names a file that cannot be read: {why}") from None


class LocalSettings(CommonSettings):
    """One Local Service's deployment."""

    local: str
    local_name: str
    phone: str
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
    sms: Literal["file"] = "file"
    sms_file: Path = Path("var/sms.jsonl")
    days_off: Path | None = Field(
        None, description="a Local's own days off, and public holidays that are none here; for its check-ins"
    )
    audit_anchors: Path = Field(
        Path("var/audit-anchors.txt"), description="where the ends of the records of looks are noted, for ever"
    )
    most_goals: int = Field(3, ge=1, le=9, description="how many goals a person may have in progress at once")
    follow_up_weeks: int = Field(12, ge=1, le=52, description="after the end, when somebody asks once more")
    reopen_within_days: int = Field(90, ge=0, le=366, description="so long after its end a journey goes on; later anew")
    safety_script: Path | None = Field(
        None, description="the Local's own words and numbers for when something worries somebody"
    )
    measure_plan: Path | None = Field(
        None, description="which instruments are asked when, and what their answers set off; a good plan unless given"
    )
    instruments: Path | None = Field(
        None, description="a folder of data files of instruments that this Local adds to those that are here"
    )
    referral: ServiceAccess | None = None
    journey: ServiceAccess | None = None
    community: ServiceAccess | None = None
    notifications: ServiceAccess | None = None
    practice: ServiceAccess | None = None
    evaluation: ServiceAccess | None = None

    @model_validator(mode="after")
    def _known_local(self) -> "LocalSettings":
        if self.local not in topics.LOCALS:
            raise ValueError(f"LC_LOCAL must be one of {', '.join(topics.LOCALS)}")
        return self

    @model_validator(mode="after")
    def _readable_script(self) -> "LocalSettings":
        if self.safety_script:
            safety_script.read(self.safety_script)
        return self

    @field_validator("measure_plan")
    @classmethod
    def _plan_that_holds(cls, path: Path | None) -> Path | None:
        try:
            if path is not None:
                measure_plan.parse(_text_of(path))
        except measure_plan.WrongPlan as wrong:
            raise ValueError("is not a measure plan: " + "; ".join(str(wrong).splitlines())) from None
        return path

    @field_validator("days_off")
    @classmethod
    def _days_that_can_be_read(cls, path: Path | None) -> Path | None:
        if path is not None:
            own_days_off.parse(_text_of(path))
        return path

    @field_validator("instruments")
    @classmethod
    def _folder_that_is_there(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_dir():
            raise ValueError("names a folder that is not there")
        return path

    @property
    def staff(self) -> list[Person]:
        if "staff" not in self.__dict__:
            self.__dict__["staff"] = staff.read(self.staff_file, self.local)
        return list(self.__dict__["staff"])

    def databases(self) -> dict[str, HasDatabase]:
        found = {f"LC_{name.upper()}__DATABASE_URL": getattr(self, name) for name in topics.SERVICES}
        return {name: access for name, access in found.items() if access}

    def access(self, service: str) -> ServiceAccess:
        found: ServiceAccess | None = getattr(self, service)
        if found is None:
            raise WrongSettings(
                f"LC_{service.upper()}__DATABASE_URL and LC_{service.upper()}__KAFKA_PASSWORD are missing"
            )
        return found

    def kafka(self, service: str) -> KafkaAccess:
        access = self.access(service)
        return KafkaAccess(
            bootstrap=self.kafka_bootstrap,
            tls=self.kafka_tls,
            ca_file=self.kafka_ca_file,
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
    kafka_user: str = "evaluator"
    kafka_password: SecretStr
    sources: list[Source] = Field(default_factory=lambda: [Source(local=local) for local in topics.LOCALS])

    def databases(self) -> dict[str, HasDatabase]:
        return {"LC_DATABASE_URL": self}

    @property
    def local(self) -> str:
        return "evaluator"

    @property
    def staff(self) -> list[Person]:
        return staff.read(self.staff_file, "evaluator")

    def kafka(self, source: Source | None = None) -> KafkaAccess:
        source = source or Source(local="")
        return KafkaAccess(
            bootstrap=source.bootstrap or self.kafka_bootstrap,
            tls=self.kafka_tls,
            ca_file=source.ca_file or self.kafka_ca_file,
            user=source.user or self.kafka_user,
            password=source.password or self.kafka_password,
        )


Settings = TypeVar("Settings", bound=CommonSettings)


def load(kind: type[Settings]) -> Settings:
    """Read the settings, or raise `WrongSettings` with every problem in one list. Values are never echoed."""
    try:
        return kind.model_validate({})
    except UnreadableSecret as wrong:
        raise WrongSettings(str(wrong)) from None
    except ValidationError as wrong:
        raise WrongSettings(
            "\n".join(_problem(error) for error in wrong.errors(include_input=False, include_url=False))
        ) from None


def _problem(error: Any) -> str:
    name = "LC_" + "__".join(str(part).upper() for part in error["loc"]) if error["loc"] else ""
    words = "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ")
    return f"{name} {words}".strip()
