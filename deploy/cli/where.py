"""Which servers and which Local a command means: a process's own environment, or the embedded stack on this machine."""

import os
from typing import Annotated

import typer

from deploy.kafka.prepare import environments
from deploy.kafka.rights import EVALUATOR
from deploy.local import given
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.settings import LocalSettings, load
from shared.config.kafka import KafkaAccess
from shared.kernel import topics

LocalOption = Annotated[str | None, typer.Option("--local", help="The Local's slug, for example brimbank.")]
LocalsOption = Annotated[
    list[str] | None, typer.Option("--local", help="A Local's slug; may be repeated. All if left out.")
]


def known(slug: str) -> str:
    """The slug itself if there is such a Local. Raises CliError with the known ones if not."""
    if slug not in topics.LOCALS:
        raise CliError(f"{slug} is no Local. Known are {', '.join(topics.LOCALS)}.")
    return slug


def these(slugs: list[str] | None) -> list[str]:
    """The Locals that are meant: those named, else the one of this environment, else all."""
    if slugs:
        return [known(slug) for slug in slugs]
    return [known(os.environ["LC_LOCAL"])] if os.environ.get("LC_LOCAL") else list(topics.LOCALS)


def running() -> Stack:
    """The servers of the environment, else the embedded stack that is running here. Starts nothing."""
    if given.secret("LC_POSTGRES_URL") or given.secret("LC_KAFKA_PASSWORD"):
        return given.stack(lambda line: None)
    from deploy.local import embedded  # what runs servers is not installed where a Local runs

    found = embedded.running(embedded.default_state())
    if found is None:
        raise CliError("No stack is running. `lc stack up` starts one; or set LC_KAFKA_BOOTSTRAP and LC_POSTGRES_URL.")
    return found


def administrator() -> tuple[KafkaAccess, Stack | None]:
    """The broker's administrator; and the embedded stack, if it is that one's."""
    found = [given.secret(name) for name in ("LC_KAFKA_BOOTSTRAP", "LC_KAFKA_USER", "LC_KAFKA_PASSWORD")]
    from deploy.local import embedded

    here = embedded.running(embedded.default_state())
    if all(found) and (here is None or here.kafka_bootstrap != found[0]):
        return given.kafka(*found), None
    stack = here or running()
    return stack.kafka, stack


def local_settings(slug: str | None) -> LocalSettings:
    """The settings of one Local: of this environment if it is a Local's, else of the stack that is running here."""
    if not _is_own("LC_LOCAL", slug):
        if slug is None:
            raise CliError("Which Local? Name it with --local, or set LC_LOCAL and the other settings of its process.")
        os.environ.update(environments(running(), [known(slug)])[slug])
    return load(LocalSettings)


def evaluator_settings(*, owner: bool = False) -> EvaluatorSettings:
    """The evaluator's settings, of this environment or of the stack here.

    `owner`: with the address of who may make tables.
    """
    if not os.environ.get("LC_DATABASE_URL") and not os.environ.get("LC_DATABASE_URL_FILE"):
        os.environ.update(environments(running(), owners=owner)[EVALUATOR])
    return load(EvaluatorSettings)


def _is_own(name: str, slug: str | None) -> bool:
    own = os.environ.get(name)
    if own and slug and own != slug:
        raise CliError(f"This environment belongs to {own} ({name}), not to {slug}.")
    return bool(own)
