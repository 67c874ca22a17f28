"""`lc community`: which Local a place belongs to. Needs no settings, no database and no network."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.output import Json, machine
from deploy.local.trouble import CliError
from services.referral.eligibility import rules
from services.referral.eligibility.store import places
from shared.kernel.texts import UndecodableText

app = typer.Typer(no_args_is_help=True, help="Places and communities: which Local somebody's home belongs to.")
Suburb = Annotated[str, typer.Argument(help="As people write it: Mansfield, Saint Albans.", show_default=False)]
Postcode = Annotated[str, typer.Argument(help="Four digits, for example 3722.", show_default=False)]
Own = Annotated[
    Path | None,
    typer.Option("--areas", envvar="LC_AREAS", help="A Local's own places.", exists=True, dir_okay=False),
]


@app.callback()
def community() -> None:
    """Keep `area` a command of its own, however few there are."""


@app.command(epilog="Example: lc community area Mansfield 3722")
def area(suburb: Suburb, postcode: Postcode, own: Own = None, as_json: Json = False) -> None:
    """The slug of the Local in whose area a suburb with its postcode lies, or `ask`."""
    try:
        known = places(own)
    except (rules.WrongPlaces, UndecodableText) as wrong:
        raise CliError(f"{own} cannot be read: {wrong}") from None
    found = known.named(suburb, postcode.strip())
    if as_json:
        areas = sorted({each for one in found for each in one.areas})
        machine({"local": known.local_of(found), "areas": areas})
        return
    typer.echo(known.local_of(found))
