"""Kafka's published jars: fetched by coordinates, checked against the hashes in kafka-jars.txt, kept in a cache."""

import contextlib
import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.trouble import CliError, about, writing

LIST = Path(__file__).with_name("kafka-jars.txt")
AT_ONCE = 8
INSTEAD = "Try again, or use Docker, or set LC_KAFKA_BOOTSTRAP and LC_POSTGRES_URL to servers that are running."


def cache() -> Path:
    """The folder of downloads: `LC_CACHE`, else one in the user's cache. It survives `make clean`."""
    given = os.environ.get("LC_CACHE")
    if given:
        return Path(given).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "local-connections"


@dataclass(frozen=True)
class Jar:
    """One of Kafka's jars: its Maven coordinates and the SHA-256 that it must have."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        return f"{self.artifact}-{self.version}.jar"

    def is_good(self, path: Path) -> bool:
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def wanted(listing: Path = LIST) -> list[Jar]:
    """The jars in a list whose lines are `group:artifact:version sha256:<hex>`."""
    jars = []
    for line in listing.read_text().split("\n"):
        if line.strip():
            coordinates, digest = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, digest.removeprefix("sha256:")))
    return jars


def _downloader() -> Any:
    """The package's client, which never waits for ever: 10 s to connect, 60 s between two pieces."""
    from maven_artifact import Downloader
    from maven_artifact.requestor import Requestor

    class Bounded(Requestor):  # type: ignore[misc]
        def request(self, *args: Any, **options: Any) -> Any:
            return super().request(*args, timeout=(10, 60), **options)

    made = Downloader(os.environ["LC_MAVEN"]) if os.environ.get("LC_MAVEN") else Downloader()
    made.requestor = made.resolver.requestor = Bounded()
    return made


def _fetch(jar: Jar, folder: Path) -> str:
    """Fetches one jar beside its place, moves it there when it is right. Returns what went wrong, or ''."""
    beside = folder / f".{jar.file}.{os.getpid()}"
    from maven_artifact import Artifact  # reads the network libraries: only for those who fetch

    try:
        _downloader().download(Artifact(jar.group, jar.artifact, jar.version), filename=str(beside))
        if not jar.is_good(beside):
            return f"{jar.file} is not the file that was expected (its SHA-256 differs)"
        os.replace(beside, folder / jar.file)
        return ""
    except OSError as error:
        trouble = about(error, folder, "LC_CACHE")
        if trouble:
            raise trouble from None
        return f"{jar.file} came only in part ({type(error).__name__})"
    except Exception as error:  # the client raises its own kinds, whose text may be a page long
        return f"{jar.file} could not be fetched ({type(error).__name__})"
    finally:
        beside.unlink(missing_ok=True)


def ready(say: Callable[[str], object], listing: Path = LIST) -> list[Path]:
    """Paths of all of Kafka's jars, checked, in a fixed order; fetches what is missing. Raises CliError."""
    jars = wanted(listing)
    folder = cache() / "kafka"
    with writing(folder, "LC_CACHE"):
        folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        good = pool.map(lambda jar: jar.is_good(folder / jar.file), jars)
        missing = [jar for jar, fine in zip(jars, good, strict=True) if not fine]
        if missing:
            say(f"Fetching Apache Kafka: {len(missing)} of {len(jars)} files into {folder}")
            with contextlib.redirect_stdout(io.StringIO()):  # the client prints a line or two a file
                wrong = [why for why in pool.map(lambda j: _fetch(j, folder), missing) if why]
            if wrong:
                have = f"{len(jars) - len(wrong)} of {len(jars)} files are here"
                raise CliError(f"Apache Kafka could not be fetched: {have}; {wrong[0]}. {INSTEAD}")
    return [folder / jar.file for jar in jars]
