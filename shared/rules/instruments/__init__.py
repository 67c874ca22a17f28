"""The instruments as data files, one a version (`ucla-3@1.json`): what is asked, how it is scored, whence each number.

Whoever asks and whoever counts read the same files. A Local may add a folder of its own; a file there is listed, asked
and scored like these.
"""

from functools import cache
from pathlib import Path

from shared.kernel.texts import UndecodableText, text_of
from shared.rules.measure_plan import MeasurePlan

from .definition import Instrument, WrongDefinition, read_definition

FOLDER = Path(__file__).parent


class Library:
    """All versions of all instruments. The latest version of each is the one that is asked."""

    def __init__(self, *folders: Path) -> None:
        self._by_name: dict[str, Instrument] = {}
        self._versions: dict[str, list[Instrument]] = {}
        for path in sorted(path for folder in folders for path in folder.glob("*.json")):
            found = _read(path)
            if path.stem != found.id:
                raise WrongDefinition(f"{path.name}: holds {found.id}, so call it {found.id}.json")
            if self._by_name.setdefault(found.id, found) != found:
                raise WrongDefinition(f"{path.name}: {found.id} is defined already, and differently: make it a version")
        for one in sorted(self._by_name.values(), key=lambda one: int(one.version)):
            self._versions.setdefault(one.code, []).append(one)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted(self._versions))

    @property
    def names(self) -> set[str]:
        """Everything one may ask for by name: `ucla-3` and `ucla-3@1`."""
        return {*self._versions, *self._by_name}

    def versions(self, code: str) -> list[Instrument]:
        """Oldest first. KeyError if there is none of that code."""
        return self._versions[code]

    def get(self, name: str) -> Instrument:
        """`ucla-3` is its latest version, `ucla-3@1` that one. KeyError if there is none."""
        code, at, _ = name.partition("@")
        return self._by_name[name] if at else self.versions(code)[-1]

    def called(self, code: str) -> str:
        """As those who count call it; one that no file describes by its code."""
        found = self._versions.get(code)
        return found[-1].called if found else code

    def asked(self, plan: MeasurePlan, code: str) -> Instrument:
        """In the version that the plan asks; the latest if it names none. KeyError if there is none of that code."""
        asked = plan.asked(code)
        return self.get(f"{code}@{asked.version}" if asked and asked.version else code)


def _read(path: Path) -> Instrument:
    try:
        return read_definition(text_of(path), path.name)
    except UndecodableText as why:
        raise WrongDefinition(f"{path.name}: cannot be read: {why}") from None


@cache
def library(folder: Path | None = None) -> Library:
    """Ours, and those in a Local's own folder."""
    return Library(FOLDER, *([folder] if folder else []))


def instrument(name: str) -> Instrument:
    """Of ours, by `code` or `code@version`. KeyError if there is none."""
    return library().get(name)


def codes() -> tuple[str, ...]:
    """Codes of all instruments that come along, in the order of their files."""
    return library().codes


__all__ = ["FOLDER", "Instrument", "Library", "WrongDefinition", "codes", "instrument", "library", "read_definition"]
