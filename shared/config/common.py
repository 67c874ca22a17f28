"""What every process needs to know, whichever it is."""

from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.kernel import tls
from shared.kernel.own_certificate import OwnCertificate
from shared.kernel.tls import AuthorityFile

from . import fit
from .secret_files import FilesToo


class HasDatabase(Protocol):
    """Settings of whatever keeps a database: the app's role, and the owner's where migrations run."""

    database_url: SecretStr
    owner_url: SecretStr | None


ADDRESSES = ("database_url", "owner_url")


Secret = Annotated[SecretStr, Field(min_length=24)]


class CommonSettings(BaseSettings):
    """What every process needs to know, a Local's and the evaluator's alike. Environment variables `LC_*`."""

    model_config = SettingsConfigDict(env_prefix="LC_", env_nested_delimiter="__", extra="ignore")

    environment: Literal["development", "production"] = Field(
        "development", description="in production everything that only a development machine may do is refused"
    )
    login: Literal["development", "none"] = Field(
        "development", description="how people log in; development is the demo's, by choosing a person"
    )
    host: str = Field("127.0.0.1", description="the address it listens on")
    port: int = Field(8000, ge=1, le=65535, description="the port it listens on")
    public_url: str = Field("http://127.0.0.1:8000", description="where people reach it; links begin with it")
    trusted_proxies: str | None = Field(
        None,
        description="addresses or networks of proxies that are believed about who asks; this machine's unless given",
    )
    timezone: str = Field("Australia/Melbourne", description="where its days begin and end, by its IANA name")
    secret: Secret = Field(description="signs sessions, forms and links")
    staff_file: Path = Field(description="who works here (JSON); read again when it changes")
    kafka_bootstrap: str = Field(description="the brokers, as host:port with commas between")
    kafka_tls: bool = Field(False, description="whether the brokers are spoken to over TLS")
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
    clock: Literal["system", "movable"] = Field(
        "system", description="the machine's clock, or one that tests and the simulation set"
    )
    clock_starts: str = Field("2026-01-05T00:00:00+00:00", description="the moment at which a movable clock begins")
    session_idle_minutes: int = Field(30, ge=1, description="minutes without a click after which a session is over")
    session_hours: int = Field(10, ge=1, description="hours after which a session is over, whatever happened in it")
    public_posts_per_minute: int = Field(
        10, ge=1, description="forms a minute that somebody without a login may send, counted in each process"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="the least important lines that are logged"
    )

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

    def roles(self) -> tuple[str, ...]:
        """The roles that the staff file may name; any, if there are none."""
        return ()

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
        staffed = fit.people(self.staff_file, self.workplace(), self.roles(), some=production)
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
