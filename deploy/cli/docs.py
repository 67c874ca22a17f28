"""`lc docs`: the pages that are made of the code."""

import typer

from deploy import reference
from deploy.cli.output import Json, checked, written

app = typer.Typer(no_args_is_help=True, help="The pages of settings, topics and metrics, made of the code.")


@app.command(epilog="Example: lc docs export")
def export(as_json: Json = False) -> None:
    """Write docs/settings.md, docs/topics.md and docs/metrics.md as the code says."""
    written(
        [f"docs/{path.name}" for path in reference.export()],
        as_json,
        kind="page",
        nothing="Every page is as the code says.",
    )


@app.command(epilog="Example: lc docs check")
def check(as_json: Json = False) -> None:
    """Status 1 if a page is not what the code says, or a setting or a topic has no sentence."""
    checked(reference.check(), as_json, fine="Every page is as the code says.")
