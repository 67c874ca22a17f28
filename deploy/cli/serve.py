"""`lc serve`: services in one process, behind one address."""

import importlib
import os
from typing import Annotated, Any

import typer

from deploy.cli.output import say
from deploy.cli.where import LocalOption, evaluator_settings, known, local_settings
from deploy.kafka import prepare
from deploy.local import ports
from deploy.local.trouble import CliError
from shared.config.settings import CommonSettings, WrongSettings
from shared.kernel import logs, topics

app = typer.Typer(help="Run services of a Local, or the evaluator's site, until Ctrl-C.")
GRACE = 15  # seconds a request has to end


@app.command(
    epilog="Examples: lc serve all --local brimbank · lc serve journey community --local frankston · lc serve outcomes"
)
def serve(
    services: Annotated[list[str], typer.Argument(help=f"{', '.join(topics.SERVICES)}, or all, or outcomes.")],
    local: LocalOption = None,
) -> None:
    """Run one or several services of a Local in one process, or the evaluator's site.

    Settings come from the environment (LC_LOCAL and the others); with --local alone, from deploy/locals and the
    stack on this machine, which is started if need be.
    """
    if "outcomes" in services:
        if services != ["outcomes"]:
            raise CliError("The evaluator's site runs alone: `lc serve outcomes`.")
        _use_stack("LC_DATABASE_URL", list(topics.LOCALS))
        evaluator = evaluator_settings()
        _run(_load("services.evaluation.outcomes.app").build(evaluator), evaluator)
        return
    names = _names(services)
    if local:
        _use_stack("LC_LOCAL", [known(local)])
    settings = local_settings(local)
    if missing := settings.without_access(names):
        raise WrongSettings("\n".join(missing))
    parts = [_load(f"services.{name}.app").service for name in names]
    _run(_load("shared.app.host").site(parts, settings, _load("services.site_map").LOCAL), settings)


def _names(services: list[str]) -> list[str]:
    unknown = [name for name in services if name not in (*topics.SERVICES, "all")]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: no such service. Known are {', '.join(topics.SERVICES)}.")
    return list(topics.SERVICES) if "all" in services else [name for name in topics.SERVICES if name in services]


def _use_stack(own: str, locals_: list[str]) -> None:
    """On a machine without a Local's own environment: start the stack and make it ready."""
    if not os.environ.get(own):
        from deploy.local import embedded  # what runs servers is not installed where a Local runs
        from deploy.local.providers import provide

        stack = provide(embedded.default_state(), say)
        prepare(stack, locals_)


def _load(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise CliError(f"{name} cannot be loaded: {error}.") from None


def believed(settings: CommonSettings) -> dict[str, Any]:
    """Uvicorn's settings of whose X-Forwarded-For is believed: the trusted proxies', else this machine's."""
    return {
        "proxy_headers": True,
        "forwarded_allow_ips": settings.trusted_proxies or "127.0.0.1,::1",
    }


def _run(site: Any, settings: CommonSettings) -> None:
    import uvicorn

    if not ports.is_free(settings.port):
        raise CliError(f"Port {settings.port} is already in use. Set LC_PORT to another port.")
    logs.configure(production=settings.environment == "production", level=settings.log_level)
    say(f"Listening on http://{settings.host}:{settings.port}")
    begun = Begun(site)
    try:
        uvicorn.run(
            begun,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            **believed(settings),
            timeout_graceful_shutdown=GRACE,
        )
    except SystemExit:
        where = f"{settings.host}:{settings.port}"
        wrong = CliError(
            f"Nothing can listen at {where}. Set LC_HOST to an address of this machine, or another LC_PORT."
        )
        raise begun.trouble or wrong from None


class Begun:
    """An ASGI wrapper that remembers why the site could not start, which uvicorn does not say."""

    def __init__(self, site: Any) -> None:
        self.site = site
        self.trouble: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.site(scope, receive, send)
        except Exception as trouble:
            if scope["type"] == "lifespan":
                self.trouble = trouble
            raise
