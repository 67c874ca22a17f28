"""`lc stack`: Kafka and PostgreSQL on this machine."""

import os
import shlex
import shutil
from typing import Annotated

import typer

from deploy.cli.output import Json, machine, say, table
from deploy.cli.where import LocalOption, known
from deploy.kafka.databases import places_for
from deploy.kafka.prepare import environments
from deploy.kafka.rights import EVALUATOR
from deploy.local import embedded, keeper
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.kernel import topics

app = typer.Typer(no_args_is_help=True, help="Kafka and PostgreSQL on this machine, without Docker.")


@app.command(epilog='Example: lc stack up && eval "$(lc stack env)"')
def up(
    foreground: Annotated[bool, typer.Option("--foreground", help="Stay here until Ctrl-C.")] = False,
) -> None:
    """Start both, or find them running, and return when they take records and queries."""
    state = embedded.default_state()
    if foreground:
        keeper.keep(state, say)
    else:
        keeper.start(state, say)


@app.command(epilog="Example: lc stack down")
def down() -> None:
    """Stop both; what they hold stays."""
    found = embedded.found(embedded.default_state())
    say("Stopped." if found and found.down() else "Nothing was running.")


@app.command(epilog="Example: lc stack status --json")
def status(as_json: Json = False) -> None:
    """What is running, where, and in which folder. Status 1 if not all of it is."""
    state = embedded.default_state()
    found = embedded.found(state)
    pids = found.pids if found else {}
    ports = {"kafka": found.kafka.port, "postgres": found.postgres.port} if found else {}
    parts = {name: {"pid": pids.get(name), "port": ports.get(name)} for name in ("kafka", "postgres")}
    if as_json:
        machine({"running": len(pids) == 2, "state": str(state), "parts": parts})
    else:
        rows = [(name, part["pid"] or "stopped", part["port"] or "") for name, part in parts.items()]
        table(("server", "pid", "port"), rows, "")
        say(f"State in {state}.")
    raise typer.Exit(0 if len(pids) == 2 else 1)


@app.command(epilog='Example: eval "$(lc stack env)"; lc stack env --local brimbank > brimbank.sh')
def env(
    local: LocalOption = None,
    evaluator: Annotated[bool, typer.Option("--evaluator", help="The evaluator's settings.")] = False,
    as_json: Json = False,
) -> None:
    """The settings a client needs, as shell lines: the administrator's, a Local's (--local) or the evaluator's."""
    stack = embedded.running(embedded.default_state())
    if stack is None:
        raise CliError("No stack is running here. `lc stack up` starts one.")
    if local:
        settings = environments(stack, [known(local)], owners=True)[local]
    else:
        settings = environments(stack, owners=True)[EVALUATOR] if evaluator else _administrator(stack)
    if as_json:
        machine(settings)
        return
    for name, value in settings.items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def _administrator(stack: Stack) -> dict[str, str]:
    found = {
        "LC_KAFKA_BOOTSTRAP": stack.kafka_bootstrap,
        "LC_KAFKA_USER": stack.kafka_user,
        "LC_KAFKA_PASSWORD": stack.kafka_password,
        "LC_POSTGRES_URL": stack.postgres_url,
    }
    urls = {f"{place.name.upper()}_URL": stack.database_url(place.name) for place in places_for(topics.LOCALS)}
    return found | urls


@app.command(epilog="Example: lc stack destroy --yes")
def destroy(yes: Annotated[bool, typer.Option("--yes", help="Yes, delete it.")] = False) -> None:
    """Stop both and delete everything they hold, and their passwords."""
    state = embedded.default_state()
    if not yes:
        raise CliError(f"This deletes every record and every row in {state}. Say `lc stack destroy --yes`.")
    if found := embedded.found(state):
        found.down()
    for name in embedded.OWN:
        path = state / name
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            os.unlink(path)
    say("Deleted.")
