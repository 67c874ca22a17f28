"""`lc contracts`: the published language, as files others build on."""

import typer

from deploy.cli.output import Json, checked, written
from shared.events import contracts

app = typer.Typer(no_args_is_help=True, help="JSON Schemas and AsyncAPI of every event.")


@app.command(epilog="Example: lc contracts export")
def export(as_json: Json = False) -> None:
    """Write the schemas and AsyncAPI from the code; refuse a change that would break a reader."""
    written([str(path) for path in contracts.export()], as_json, kind="file", nothing="Everything is as the code says.")


@app.command(epilog="Example: lc contracts check")
def check(as_json: Json = False) -> None:
    """Status 1 if a published event has changed in a way that breaks readers, or a file is not what the code says."""
    checked(contracts.check(), as_json, fine="The contracts hold.")
