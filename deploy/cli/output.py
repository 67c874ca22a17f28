"""What a person reads, and what a machine reads with --json."""

import errno
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from shared.kernel.counts import counted

if TYPE_CHECKING:  # a command that shows no table is quicker without what draws one
    from rich.console import Console
    from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be done.")]


def writable(path: Path | None) -> Path | None:
    """Check an option that names a file to write, before anything is done. Raises OSError if it cannot be.

    It is the option's callback.
    """
    if path and path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if path and not path.parent.is_dir():
        kind = errno.ENOTDIR if path.parent.exists() else errno.ENOENT
        raise OSError(kind, os.strerror(kind), path.parent)
    return path


def say(line: str) -> None:
    """A line of progress: on stderr, so that what is asked for stands alone on stdout."""
    typer.echo(line, err=True)


def machine(content: Any) -> None:
    """Print JSON on stdout, for a machine; what JSON does not know as text."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, default=str))


def written(paths: Sequence[str], as_json: bool, *, kind: str, nothing: str) -> None:
    """Say which files were made anew from the code: each path on stdout, how many (`kind`: file, page) on stderr."""
    if as_json:
        machine({"changed": list(paths)})
        return
    for path in paths:
        typer.echo(path)
    say(f"{counted(len(paths), kind)} written." if paths else nothing)


def checked(problems: Sequence[str], as_json: bool, *, fine: str) -> NoReturn:
    """Say what a check found and end with status 1 if it is anything; `fine` is said where there is nothing."""
    if as_json:
        machine({"ok": not problems, "problems": list(problems)})
    elif problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo(fine)
    raise typer.Exit(1 if problems else 0)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str, console: "Console | None" = None
) -> None:
    """Print a table on stdout, or the line `empty` if there is nothing to show.

    No name in it is broken over two lines: it is to be copied. Where it does not fit the terminal each row is a
    paragraph; where it is read by a program each row is one line.
    """
    shown = [[str(cell) for cell in row] for row in rows]
    if not shown:
        typer.echo(empty)
        return
    from rich.console import Console

    console = console or Console()
    made = _made(columns, shown)
    wide = Console(width=10_000).options
    least, most = (getattr(console.measure(made, options=wide), end) for end in ("minimum", "maximum"))
    if console.is_terminal and least > console.width:
        paragraphs = ("\n".join(f"{name}: {cell}" for name, cell in zip(columns, row, strict=True)) for row in shown)
        console.print("\n\n".join(paragraphs), soft_wrap=True, markup=False, highlight=False)
        return
    if not console.is_terminal:
        console = Console(width=most, file=console.file)
    console.print(made)


def _made(columns: Sequence[str], shown: list[list[str]]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold")
    for column, cells in zip(columns, zip(*shown, strict=True), strict=True):
        longest = max(len(word) for cell in (column, *cells) for word in cell.split() or [""])
        made.add_column(column, min_width=longest)
    for row in shown:
        made.add_row(*map(escape, row))
    return made
