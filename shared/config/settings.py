"""What a deployment must say about itself. A wrong set is refused as a whole, with every problem in one list."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, Field, SecretStr, ValidationError

from shared.kernel import staff, topics
from shared.kernel.staff import StaffMember

from . import fit, setting_files, wrong_settings
from .common import CommonSettings, HasDatabase, Secret
from .kafka import KafkaAccess
from .wrong_settings import WrongSettings

__all__ = ["CommonSettings", "KafkaAccess", "ServiceAccess", "ServiceSettings", "WrongSettings", "load", "names_of"]


class ServiceAccess(BaseModel):
    """One service's own database and its own Kafka user."""

    database_url: SecretStr = Field(description="its database, as the role that it works as")
    owner_url: SecretStr | None = Field(None, description="the database as its owner, for `lc migrate` alone")
    kafka_password: SecretStr = Field(description="its Kafka user's password")
    kafka_user: str | None = Field(None, description="its Kafka user; `<local>.<service>` unless given")


class ServiceSettings(CommonSettings):
    """What every service of a Local needs to know. Each adds its own in its `settings.py`, with its own access."""

    local: str = Field(description="which Local this is, by its slug, like brimbank")
    local_name: str = Field(description="what it is called on its pages")
    phone: str = Field(description="the number that its pages give to whoever would rather call")
    area_code: str = Field("03", pattern=r"^0[2378]$", description="of numbers that are written without one")
    pseudonym_key: Secret = Field(description="keys the pseudonyms: never change it while the evaluation runs")
    link_url: str | None = Field(
        None, description="neutral web address for links in messages; LC_PUBLIC_URL unless given"
    )
    days_off: setting_files.DaysOff | None = Field(
        None,
        description="a Local's own days off, and public holidays that are none here; for check-ins and what is on",
    )
    delivery_model: Literal["central", "integrated"] = Field(
        "central", description="who is given people: link workers, or a team over which their functions are spread"
    )
    audit_anchors: Path = Field(
        Path("var/audit-anchors.txt"), description="where the ends of the records of looks are noted, for ever"
    )
    measure_plan: setting_files.Plan | None = Field(
        None, description="which instruments are asked when, and what their answers set off; a good plan unless given"
    )
    instruments: setting_files.Folder | None = Field(
        None, description="a folder of data files of instruments that this Local adds to those that are here"
    )

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
        ]

    def secrets(self) -> dict[str, str]:
        found = {"LC_PSEUDONYM_KEY": self.pseudonym_key.get_secret_value()}
        given = {f"LC_{name.upper()}__KAFKA_PASSWORD": each for name, each in self._accesses().items()}
        passwords = {name: each.kafka_password.get_secret_value() for name, each in given.items()}
        return super().secrets() | found | passwords

    @property
    def staff(self) -> list[StaffMember]:
        return staff.of(self.staff_file, self.local, self.roles()).people()

    def databases(self) -> dict[str, HasDatabase]:
        return {f"LC_{name.upper()}__": access for name, access in self._accesses().items()}

    def _accesses(self) -> dict[str, ServiceAccess]:
        found = {name: getattr(self, name, None) for name in topics.SERVICES}
        return {name: access for name, access in found.items() if access}

    def without_access(self, services: Iterable[str]) -> list[str]:
        """Which settings are missing for these services to start."""
        return [fit.no_access(service) for service in services if getattr(self, service, None) is None]

    def access(self, service: str) -> ServiceAccess:
        found: ServiceAccess | None = getattr(self, service, None)
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


Settings = TypeVar("Settings", bound=CommonSettings)


def load(kind: type[Settings], known: Collection[str], *, names: bool = False) -> Settings:
    """Read the settings, or raise `WrongSettings` with every problem in one list. Values are never echoed.

    With `names`, as always in production, a name that means nothing is a problem: one that is not among the `known`.
    """
    names = names or os.environ.get("LC_ENVIRONMENT") == "production"
    strange = fit.unknown(os.environ, known) if names else []
    try:
        settings = kind.model_validate({})
    except ValidationError as wrong:
        raise WrongSettings("\n".join([*wrong_settings.problems(kind, wrong), *strange])) from None
    if strange:
        raise WrongSettings("\n".join(strange))
    return settings


def names_of(*kinds: type[CommonSettings]) -> set[str]:
    """The name of every setting of these kinds, as a value and as a file."""
    names = {f"LC_{name.upper()}" for kind in kinds for name in kind.model_fields}
    for service in topics.SERVICES:
        names |= {f"LC_{service.upper()}__{name.upper()}" for name in ServiceAccess.model_fields}
    return names | {f"{name}_FILE" for name in names}
