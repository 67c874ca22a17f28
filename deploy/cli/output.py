"""What a person reads, and what a machine reads with --json."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")]


def say(line: str) -> None:
    """A line of progress: on stderr, so that what is asked for stands alone on stdout."""
    typer.echo(line, err=True)


def machine(content: Any) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """A table, or one line if there is nothing to show."""
    shown = [[str(cell) for cell in row] for row in rows]
    if not shown:
        typer.echo(empty)
        return
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in shown:
        made.add_row(*row)
    Console(soft_wrap=True).print(made)
