"""The program's parts, each loaded when it is asked for, and how trouble is told: one line, and an exit status.

A part is a module of this folder with `app = typer.Typer(...)`. COMMANDS have one command, which is the part; GROUPS
have commands of their own (and an empty callback if there is only one).
"""

import importlib
import importlib.util
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from deploy.local.trouble import Trouble

COMMANDS = ("demo", "serve", "simulate", "migrate", "recover")
GROUPS = (
    "stack",
    "topics",
    "databases",
    "config",
    "measures",
    "outcomes",
    "parked",
    "person",
    "local",
    "contracts",
    "audit",
)
SAYS_ITSELF = {  # troubles whose words are meant for a person
    "Trouble",
    "WrongSettings",
    "MigrationTrouble",
    "Refused",
    "NotFound",
    "Breaking",
    "PseudonymKeyMissing",
}


class Parts(TyperGroup):
    """Loads a part only when it is asked for: `lc --help` reads them all, `lc stack up` reads one."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in (*COMMANDS, *GROUPS) if _is_there(name)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in (*COMMANDS, *GROUPS) or not _is_there(cmd_name):
            return None
        try:
            app = importlib.import_module(f"deploy.cli.{cmd_name}").app
        except ModuleNotFoundError as missing:
            return _not_installed(cmd_name, str(missing.name))
        command = typer.main.get_command(app) if cmd_name in COMMANDS else typer.main.get_group(app)
        command.name = cmd_name
        return command


def _is_there(name: str) -> bool:
    return importlib.util.find_spec(f"deploy.cli.{name}") is not None


def _not_installed(name: str, missing: str) -> Any:
    """Stands for a part whose libraries are not here, as in the image that a Local runs: not listed, and says why."""
    app = typer.Typer()

    @app.command(name, hidden=True, context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    def refuse() -> None:
        raise Trouble(f"`lc {name}` needs {missing}, which is not installed here. `make setup` installs it.")

    return typer.main.get_command(app)


program = typer.Typer(
    cls=Parts,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="Local Connections: the demo, the servers it needs, the services, and the tools of whoever runs them.",
    epilog="Example: [bold]lc demo --once[/bold]. Every command has --help.",
)


@program.callback()
def _program() -> None:
    """Options that stand before every command: none. What services log is not what a person asked for."""
    from shared import logs

    logs.configure(production=False, level="WARNING")


def main() -> None:
    """Exit status: 0 done, 1 refused or failed (one line says why), 2 wrong usage."""
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
        sys.stderr.write(told(error) + "\n")
        sys.exit(1)


def told(error: BaseException) -> str:
    """Its own words if they are meant for a person; otherwise what and where, without anything it was given."""
    if any(kind.__name__ in SAYS_ITSELF for kind in type(error).__mro__):
        return str(error)
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    if isinstance(error, OSError) and error.strerror:
        named = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{named}{where}. LC_TRACEBACK=1 shows all of it."
    return f"Something went wrong: {type(error).__name__}{where}. LC_TRACEBACK=1 shows all of it."
