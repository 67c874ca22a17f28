"""Who runs Kafka and PostgreSQL here: whoever the environment names, else Docker, else this very program."""

import os
from collections.abc import Callable
from pathlib import Path

from deploy.local import docker, embedded, given
from deploy.local.stack import Stack
from deploy.local.trouble import CliError

PROVIDERS = ("environment", "docker", "embedded")


def provide(state: Path, say: Callable[[str], object] = print, quick: bool = True, kafka: bool = True) -> Stack:
    """Kafka and PostgreSQL, ready: from the environment, else from Docker, else embedded. Says in one line which.

    `quick` starts the embedded broker faster and makes it slower at volume: not for benchmarks. `LC_STACK` asks for one
    provider by name. Without `kafka` the embedded stack is PostgreSQL alone; asked again with it, the rest starts.
    """
    asked = os.environ.get("LC_STACK", "").strip()
    if asked and asked not in PROVIDERS:
        raise CliError(f"LC_STACK={asked} is not known. It may be {', '.join(PROVIDERS)}, or left out.")
    if asked == "environment" or (not asked and given.is_there()):
        return given.stack(say)
    if asked == "docker" or not asked:
        engine = docker.engine()
        if engine and (containers := docker.stack(say)):
            return containers
        if asked:
            raise CliError("LC_STACK=docker, but no Docker engine can run it. Start it, or leave LC_STACK out.")
    return embedded.stack(state.resolve(), say, quick, kafka)
