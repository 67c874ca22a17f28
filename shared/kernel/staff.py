"""Who works at a Local. One JSON file per deployment; a directory service can write it."""

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import structlog
from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter

from . import letters, texts

log = structlog.get_logger()
Role = Literal["intake", "link_worker", "lead", "clinician", "operator", "evaluator", "integrator"]


Text = Annotated[str, AfterValidator(letters.checked)]


class Person(BaseModel):
    """One line of the staff file: who works here, in which role, with what they bring."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: Text
    role: Role
    called: Text | None = None
    """What the people they work with call them; nobody takes it from the name."""
    languages: tuple[Text, ...] = ("English",)
    lived_experience: tuple[Text, ...] = ()


def called(staff: list[Person], person_id: UUID) -> str | None:
    """What somebody who works here is called: as the staff file says, else by their whole name."""
    return next((person.called or person.name for person in staff if person.id == person_id), None)


_BY_LOCAL = TypeAdapter(dict[str, list[Person]])


def read(path: Path, local: str) -> list[Person]:
    """The people of one Local, from a file that maps slugs to lists of people. Raises ValueError."""
    return _BY_LOCAL.validate_python(json.loads(texts.text_of(path))).get(local, [])


class Staff:
    """Who works at a Local, as the file says now: read again when it changed. While it cannot be read, as it was."""

    def __init__(self, path: Path, local: str) -> None:
        self.path, self.local = path, local
        self._seen = self._stamp()
        self._people = read(path, local)

    def people(self) -> list[Person]:
        try:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                self._people = read(self.path, self.local)
        except (OSError, ValueError) as wrong:
            if self._seen is not None:
                log.error("the staff file cannot be read; it counts as it was", error=type(wrong).__name__)
            self._seen = None
        return list(self._people)

    def _stamp(self) -> tuple[int, int, int] | None:
        found = self.path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino


@cache
def of(path: Path, local: str) -> Staff:
    """The staff of one Local. Reads the file anew when it has changed. Raises ValueError if it cannot be read."""
    return Staff(path, local)


def link_workers(staff: list[Person]) -> list[Person]:
    """Those of them who walk with people."""
    return [person for person in staff if person.role == "link_worker"]
