"""The program's parts, each loaded when it is asked for, and how trouble is told: one line, and an exit status.

A part is a module of this folder with `app = typer.Typer(...)`. COMMANDS have one command, which is the part; GROUPS
have commands of their own (and an empty callback if there is only one). What each says of itself in `lc --help` stands
here once more, so that listing them loads none.
"""

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from deploy.local.trouble import CliError

COMMANDS = {
    "demo": "Start everything, let made-up people live half a year in it, and show what came of it.",
    "serve": "Run services of a Local, or the evaluator's site, until Ctrl-C.",
    "simulate": "Let made-up people live with Locals that are running.",
    "migrate": "Bring databases up to the code.",
    "recover": "After a database was put back to an earlier day: what is heard again, and what was forgotten.",
}
GROUPS = {
    "stack": "Kafka and PostgreSQL on this machine, without Docker.",
    "topics": "Topics, users and access rules on the broker.",
    "databases": "The databases, and who may do what in them.",
    "config": "Settings.",
    "measures": "Instruments: what they ask, where they come from, how they are scored.",
    "community": "Places and communities: which Local somebody's home belongs to.",
    "codes": "Codes of languages and countries, found by the names that people write.",
    "people": "Who may be the same person, judged by the product's own rules.",
    "outcomes": "The evaluator's projection: how it stands, is it right, what does it say.",
    "parked": "Records that could not be handled: replayed after a mend, or set aside.",
    "person": "What is kept about one person: handed out, or erased.",
    "contracts": "JSON Schemas and AsyncAPI of every event.",
    "docs": "The pages of settings, topics and metrics, made of the code.",
    "audit": "The record of who looked at whom.",
}
LOG_NOTHING = ("measures", "codes", "community", "people")
"""Nothing in them logs, so that they need not wait for what logs."""


class Later(TyperCommand):
    """A part that has not been loaded: a name and a line of help. It loads the part when it is run."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        assert self.name
        return _loaded(self.name).make_context(info_name, args, parent, **extra)


class LazyCommands(TyperGroup):
    """Loads a part only when it is run: `lc --help` loads none, `lc stack up` one."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*COMMANDS, *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        says = (COMMANDS | GROUPS).get(cmd_name)
        return Later(cmd_name, help=says) if says else None


def _loaded(name: str) -> Any:
    try:
        app = importlib.import_module(f"deploy.cli.{name}").app
    except ModuleNotFoundError as missing:
        return _not_installed(name, str(missing.name))
    command = typer.main.get_command(app) if name in COMMANDS else typer.main.get_group(app)
    command.name = name
    return command


def _not_installed(name: str, missing: str) -> Any:
    """Stands for a part whose libraries are not here, as in the image that a Local runs: it says why."""
    app = typer.Typer()

    @app.command(name, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    def refuse() -> None:
        raise CliError(f"`lc {name}` needs {missing}, which is not installed here. `make setup` installs it.")

    return typer.main.get_command(app)


program = typer.Typer(
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="Local Connections: the demo, the servers it needs, the services, and the tools of whoever runs them.",
    epilog="Example: [bold]lc demo --once[/bold]. Every command has --help.",
)


@program.callback()
def _program(context: typer.Context) -> None:
    """Options that stand before every command: none. What services log is not what a person asked for."""
    if context.invoked_subcommand not in LOG_NOTHING:
        from shared.kernel import logs

        logs.configure(production=False, level="WARNING")


def main() -> None:
    """Run `lc`. Exit status: 0 done, 1 refused or failed (one line says why), 2 wrong usage."""
    try:
        typer.main.get_command(program)(prog_name="lc")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("LC_TRACEBACK"):
            raise
        from .in_words import told

        sys.stderr.write(told(error) + "\n")
        sys.exit(1)
