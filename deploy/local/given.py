"""Servers that somebody else runs, by their addresses in the environment."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deploy.local.ports import is_listening
from deploy.local.trouble import Trouble

if TYPE_CHECKING:
    from deploy.local.stack import Stack

NAMES = ("LC_KAFKA_BOOTSTRAP", "LC_KAFKA_USER", "LC_KAFKA_PASSWORD", "LC_POSTGRES_URL")


def is_there() -> bool:
    return bool(os.environ.get("LC_KAFKA_BOOTSTRAP") or os.environ.get("LC_POSTGRES_URL"))


def stack(say: Callable[[str], object]) -> "Stack":
    from deploy.local.stack import Stack

    missing = [name for name in NAMES if not os.environ.get(name)]
    if missing:
        raise Trouble(f"Servers are given by the environment, but {' and '.join(missing)} is missing. Set all or none.")
    bootstrap, user, password, url = (os.environ[name] for name in NAMES)
    _answers("LC_KAFKA_BOOTSTRAP", bootstrap.split(",")[0], 9092)
    _answers("LC_POSTGRES_URL", urlsplit(url).netloc.rpartition("@")[2], 5432)
    say(f"Using the servers that the environment names: Kafka at {bootstrap}, PostgreSQL at {urlsplit(url).hostname}.")
    return Stack("environment", bootstrap, user, password, url)


def _answers(setting: str, address: str, usual_port: int) -> None:
    parts = urlsplit("//" + address)
    host, port = parts.hostname or "", parts.port or usual_port
    if not is_listening(host, port, 5.0):
        raise Trouble(f"Nothing answers at {host}:{port}, which {setting} names. Start it there, or unset {setting}.")
