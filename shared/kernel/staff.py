"""Who works at a Local. One JSON file per deployment; a directory service can write it."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from uuid import UUID

import structlog
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationInfo, model_validator

from . import letters, texts

log = structlog.get_logger()


def _known(role: str, info: ValidationInfo) -> str:
    known = info.context and info.context["roles"]
    if known and role not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return role


Text = Annotated[str, AfterValidator(letters.checked)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Gender = Literal["woman", "man", "non_binary"]


class Absence(BaseModel):
    """Days on which somebody is away, both counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: date
    last: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last < self.first:
            raise ValueError("`last` must not be before `first`")
        return self


class StaffMember(BaseModel):
    """One line of the staff file: who works here, in which role, with what they bring."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: Text
    role: Annotated[str, AfterValidator(_known)]
    """Which there are, whoever puts the services together says."""
    called: Text | None = None
    """What the people they work with call them; nobody takes it from the name."""
    languages: tuple[Text, ...] = ("English",)
    """As people write them; where they are compared, they are read as codes."""
    lived_experience: tuple[Text, ...] = ()
    gender: Gender | None = None
    """As they state it themselves, if they like to; nobody takes it from a name."""
    days: tuple[Weekday, ...] = ()
    """On which days they work; none named is no answer."""
    places: tuple[Text, ...] = ()
    """Suburbs where they meet people."""
    agreed: Annotated[int, Field(ge=0, le=500)] | None = None
    """With how many people it is agreed that they walk at most."""
    away: tuple[Absence, ...] = ()


def called(staff: list[StaffMember], person_id: UUID) -> str | None:
    """What somebody who works here is called: as the staff file says, else by their whole name."""
    return next((person.called or person.name for person in staff if person.id == person_id), None)


_BY_LOCAL = TypeAdapter(dict[str, list[StaffMember]])


def read(path: Path, local: str, roles: tuple[str, ...] = ()) -> list[StaffMember]:
    """The people of one Local, from a file that maps slugs to lists of people.

    `roles`: those there are, if the file may name no other. Raises ValueError.
    """
    told = json.loads(texts.text_of(path))
    return _BY_LOCAL.validate_python(told, context={"roles": roles}).get(local, [])


class Staff:
    """Who works at a Local, as the file says now: read again when it changed. While it cannot be read, as it was."""

    def __init__(self, path: Path, local: str, roles: tuple[str, ...]) -> None:
        self.path, self.local, self.roles = path, local, roles
        self._seen = self._stamp()
        self._people = read(path, local, roles)

    def people(self) -> list[StaffMember]:
        try:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._people = read(self.path, self.local, self.roles)
        except (OSError, ValueError) as wrong:
            if self._seen is not None:
                log.error("the staff file cannot be read; it counts as it was", error=type(wrong).__name__)
            self._seen = None
        return list(self._people)

    def _stamp(self) -> tuple[int, int, int] | None:
        found = self.path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino


@cache
def of(path: Path, local: str, roles: tuple[str, ...]) -> Staff:
    """The staff of one Local. Reads the file anew when it has changed. Raises ValueError if it cannot be read."""
    return Staff(path, local, roles)
