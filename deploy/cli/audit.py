"""`lc audit`: whether the record of who looked at whom is whole, and where it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from deploy.cli.inside import inside
from deploy.cli.output import Json, machine, say, table
from deploy.cli.where import LocalOption, local_settings
from deploy.local.trouble import CliError
from services.settings import LocalSettings
from shared.context import audit_anchors
from shared.context.audit_anchors import Anchor, AnchorFile
from shared.kernel import texts, topics
from shared.persistence import access_log
from shared.persistence.access_log import Chain
from shared.persistence.database import Transaction

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="The record of who looked at whom.")
AnchorOption = Annotated[
    list[str] | None, typer.Option("--anchor", help="An anchor that was kept elsewhere; may be repeated.")
]
AnchorsOption = Annotated[
    Path | None, typer.Option("--anchors", help="A file of anchors that was kept elsewhere, one a line.")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Every row from the first on, and not only what came since the last check.")
]


@app.callback()
def _audit() -> None:
    """The record of who looked at whom."""


@app.command(epilog="Examples: lc audit verify --local brimbank · lc audit verify --local brimbank --anchors copy.txt")
def verify(
    local: LocalOption = None,
    anchor: AnchorOption = None,
    file: AnchorsOption = None,
    every_row: AllOption = False,
    as_json: Json = False,
) -> None:
    """Follow the chain of seals in every service of a Local, and hold it against every anchor that is known.

    Each service does so every hour and notes how far the chain was whole: from there it is followed, or with --all
    from the first row on, which alone finds a change before the last check.

    Status 1 if a row was changed or taken out, or the end was cut off, or a line of the file is no anchor.
    """
    settings = local_settings(local)
    known = _known(settings, anchor or [], file)
    found = asyncio.run(_verify(settings, known, every_row))
    ok = all(chain.whole for chain in found.values()) and not known.unreadable
    if as_json:
        machine(
            {
                "ok": ok,
                "broken_at": {service: chain.broken_at for service, chain in found.items()},
                "lost": {service: chain.lost.row if chain.lost else None for service, chain in found.items()},
                "unreadable": known.unreadable,
            }
        )
    else:
        rows = [(service, chain.says, len(known.of(service))) for service, chain in found.items()]
        table(("service", "chain", "anchors"), rows, "No service has a database in these settings.")
        _say_what_is_odd(settings, known)
    raise typer.Exit(0 if ok else 1)


@app.command(epilog="Example: lc audit anchor --local brimbank >> somewhere-else.txt")
def anchor(local: LocalOption = None) -> None:
    """Where each service's record ends now: lines to keep away from this machine, for `lc audit verify --anchors`."""
    settings = local_settings(local)
    for service, end in asyncio.run(_ends(settings)).items():
        if end:
            typer.echo(Anchor(settings.local, service, end.row, end.seal))


def _known(settings: LocalSettings, given: list[str], file: Path | None) -> AnchorFile:
    """The Local's own file, and what was kept elsewhere. What is given by hand has to be of this Local, and whole."""
    own = audit_anchors.kept(settings.audit_anchors)
    for words in (given, _lines(file) if file else []):
        more = audit_anchors.read(words)
        if more.unreadable:
            raise CliError(
                f"Number {more.unreadable[0]} of the anchors given is none: they read local/service/row/seal."
            )
        own = AnchorFile(own.anchors + more.anchors, own.unreadable, own.checked)
    for each in own.anchors:
        if each.local != settings.local or each.service not in topics.SERVICES:
            raise CliError(f"An anchor is of {each.local}/{each.service}, which is no service of {settings.local}.")
    return own


def _lines(file: Path) -> list[str]:
    try:
        return texts.text_of(file).splitlines()
    except texts.UndecodableText as why:
        raise CliError(f"{file} cannot be read: {why}.") from None


def _say_what_is_odd(settings: LocalSettings, known: AnchorFile) -> None:
    for number in known.unreadable:
        say(f"Line {number} of {settings.audit_anchors} is no anchor: somebody has changed it, or the disk was full.")
    if not known.anchors:
        say("No anchor is known: a record that was cut off cannot be told from a shorter one.")


async def _verify(settings: LocalSettings, known: AnchorFile, every_row: bool) -> dict[str, Chain]:
    async def follow(tx: Transaction, service: str) -> Chain:
        since = None if every_row else known.checked_of(service)
        return await access_log.chain(tx, known.of(service), since)

    return await _of_each(settings, follow)


async def _ends(settings: LocalSettings) -> dict[str, access_log.SealedRow | None]:
    return await _of_each(settings, lambda tx, _: access_log.end(tx))


async def _of_each(settings: LocalSettings, ask: Callable[[Transaction, str], Awaitable[T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for service in topics.SERVICES:
        if getattr(settings, service):
            async with inside(settings, service) as here, here.db.snapshot() as tx:
                found[service] = await ask(tx, service)
    return found
