"""`lc person`: what is kept about one person of a Local, handed out or erased."""

import asyncio
import base64
import errno
import importlib
import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from deploy.cli.inside import inside
from deploy.cli.output import DryRun, Json, machine, say, table, writable
from deploy.cli.where import LocalOption, local_settings
from deploy.local.trouble import CliError
from services.referral import commands
from services.referral.domain import erasure as rule
from services.referral.domain.age import born_words
from services.referral.store import lists
from services.settings import LocalSettings
from shared.app.service import Service, make_clock
from shared.events.referral import ErasureReason
from shared.kernel import phones, topics
from shared.kernel.refusal import NotFound
from shared.persistence import access_log, erasure, joinings
from shared.persistence.erasure import DataSubject

app = typer.Typer(no_args_is_help=True, help="What is kept about one person: handed out, or erased.")
FORMAT = "local-connections-person"
MOST_FOUND = 50
NOBODY = UUID(int=0)


def _new(path: Path | None) -> Path | None:
    """What somebody was handed out before is not written over."""
    if path and path.exists() and not path.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    return writable(path)


Person = Annotated[UUID, typer.Argument(help="The participant's id.", show_default=False)]
Reason = Annotated[ErasureReason, typer.Option("--reason", help="Why it may go.")]
Because = Annotated[str | None, typer.Option("--because", help="With required_by_law: who ordered it, and by what.")]
Both = Annotated[bool, typer.Option("--both", help="Of joined records: all of them.", show_default=False)]
Name = Annotated[str, typer.Argument(help="A name, however it is spelt, a number or an address.", show_default=False)]
To = Annotated[
    Path | None, typer.Option("--to", callback=_new, help="A file to write, for its owner only, instead of the screen.")
]


@dataclass(frozen=True)
class Operator:
    """Whoever has the keys of this machine: for the record of looks, somebody without a name."""

    id: UUID = NOBODY
    role: str = "operator"


@app.command(
    epilog="Example: lc person erase 6f1d1c4e-5a0b-5c8e-9d55-0d9d0a2f7b11 --reason entered_by_mistake --local brimbank"
)
def erase(
    participant_id: Person,
    reason: Reason,
    because: Because = None,
    both: Both = False,
    local: LocalOption = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Erase somebody, as the Lead does on their page: refused, with the day from which it may be done, if it is early.

    What the referral service keeps is gone when this ends; the other services forget within seconds of hearing of it.
    """
    settings = local_settings(local)
    asyncio.run(_erase(settings, participant_id, reason, because, dry_run, both))
    if as_json:
        machine({"participant_id": participant_id, "reason": reason, "erased": not dry_run})
    elif dry_run:
        say("They may be erased. Nothing was changed.")
    else:
        say("Erased here. A line stands in the register; the other services hear of it now.")


@app.command(epilog='Example: lc person find "Minh Nguyen" --local brimbank')
def find(name: Name, local: LocalOption = None, as_json: Json = False) -> None:
    """Whose name that is, however it is spelt, or whose number or address: the ids that the other commands take."""
    settings = local_settings(local)
    found = asyncio.run(_find(settings, name))
    if as_json:
        machine([{"participant_id": each.participant_id, "name": each.name} for each in found])
        return
    if not found:
        raise CliError(f"{settings.local} knows nobody who is found by that.")
    table(("id", "name", "born"), [(each.participant_id, each.name, born_words(each.born)) for each in found], "")


@app.command(epilog="Example: lc person export 6f1d1c4e-5a0b-5c8e-9d55-0d9d0a2f7b11 --local brimbank --to theirs.json")
def export(
    participant_id: Person, both: Both = False, local: LocalOption = None, to: To = None, as_json: Json = False
) -> None:
    """Every row that any service of this Local keeps about somebody, as one JSON. It holds all that is personal.

    Of one of two records that are joined it asks for both, which stand under `joined` then, or for parting them first.
    """
    settings = local_settings(local)
    found = asyncio.run(_export_whole(settings, participant_id, both))
    text = json.dumps(found, indent=2, ensure_ascii=False, default=_said) + "\n"
    if to is None:
        typer.echo(text, nl=False)
        return
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    say(f"Written to {to}. Give it to nobody but them.")


async def _find(settings: LocalSettings, name: str) -> list[lists.PersonResult]:
    async with inside(settings, "referral") as here, here.db.transaction() as tx:
        found = await lists.people(tx, name, lambda text: phones.of_a_gateway(text, settings.area_code), MOST_FOUND)
        for each in found:
            await access_log.looked(tx, Operator(), each.participant_id, "found by name, by command", here.now())
        return found


async def _erase(
    settings: LocalSettings, who: UUID, reason: ErasureReason, because: str | None, dry_run: bool, both: bool
) -> None:
    async with inside(settings, "referral") as here, here.transaction() as tx:
        try:
            if dry_run:
                now, known = here.now(), await commands.what_decides(here, tx, who)
                rule.must_be_whole(len(await joinings.records_of(tx, who)), both=both)
                rule.erase(known, reason, because, None, now, here.day_of(now))
            else:
                await commands.erase(here, tx, who, reason, because, None, both=both)
        except NotFound:
            raise _nobody(settings, who) from None


async def _export_whole(settings: LocalSettings, who: UUID, both: bool) -> dict[str, Any]:
    others: list[UUID] = []
    if settings.referral:
        async with inside(settings, "referral") as here, here.db.transaction() as tx:
            others = [one for one in await joinings.records_of(tx, who) if one != who]
    if others and not both:
        ids = ", ".join(map(str, others))
        raise CliError(f"They are here under another record, too ({ids}). Ask for --both, or part the two first.")
    found = await _export(settings, who)
    return found | ({"joined": [await _export(settings, one) for one in others]} if others else {})


async def _export(settings: LocalSettings, who: UUID) -> dict[str, Any]:
    services: dict[str, Any] = {}
    journeys: list[UUID] = []
    for name in topics.SERVICES:
        if getattr(settings, name):
            services[name] = await _rows(settings, name, DataSubject.of(who, journeys, settings))
            journeys += [row["id"] for row in services[name].get("journey", []) if "id" in row]
    if not any(services.values()):
        raise _nobody(settings, who)
    made_at = make_clock(settings).now()
    head = {"format": FORMAT, "version": 1, "local": settings.local, "made_at": made_at, "participant_id": who}
    return head | {"services": services, "words": _words(services.get("journey", {}))}


def _words(journey: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """The words they were asked in, by version and language, of every yes and no that is kept."""
    from services.journey.consents.rules.wordings import wordings

    asked = {(row["wording"], row["language"]) for name in ("consent", "refusal") for row in journey.get(name, [])}
    asked |= {(row["was_wording"], row["was_language"]) for row in journey.get("consent_renewal", [])}
    found = [wordings().of(version, language) for version, language in asked]
    return {words.name: words.text for words in sorted(filter(None, found), key=lambda one: one.name)}


async def _rows(settings: LocalSettings, name: str, who: DataSubject) -> dict[str, list[dict[str, Any]]]:
    service: Service = importlib.import_module(f"services.{name}.app").service
    async with inside(settings, name) as here, here.db.transaction() as tx:
        found = await erasure.rows(tx, who, service.keeps)
        if found:
            await access_log.looked(tx, Operator(), who.participant_id, "everything, by command", here.now())
        return found


def _nobody(settings: LocalSettings, who: UUID) -> CliError:
    return CliError(f"{settings.local} keeps nothing about {who}.")


def _said(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:  # a letter: as its file, in base64
        return base64.b64encode(value).decode()
