"""`lc parked`: records that could not be handled: shown, replayed, or set aside for good.

The evaluator's are those of the service *outcomes*, which belongs to no Local.
"""

import asyncio
import importlib
from typing import Annotated

import typer

from deploy.cli.inside import OUTCOMES, inside
from deploy.cli.output import Json, machine, say, table
from deploy.cli.where import LocalOption, evaluator_settings, local_settings
from deploy.local.trouble import CliError
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.settings import LocalSettings
from shared.app.service import Service
from shared.kernel import topics
from shared.kernel.refusal import Refused
from shared.messaging import dead_letters
from shared.messaging.dead_letters import Aside, DeadLetter
from shared.messaging.handlers import why

Settings = LocalSettings | EvaluatorSettings
app = typer.Typer(no_args_is_help=True, help="Records that could not be handled: replayed after a mend, or set aside.")
ServiceOption = Annotated[
    str | None, typer.Option("--service", help="One service; all of the Local if left out. outcomes: the evaluator.")
]
AsideOption = Annotated[bool, typer.Option("--set-aside", help="Those that were set aside for good.")]
Because = Annotated[str, typer.Option("--because", help="Why it can never be handled. Nothing about a person.")]
By = Annotated[str, typer.Option("--by", help="Who says so: your name.")]
Place = Annotated[str, typer.Argument(help="topic/partition/offset, as `lc parked list` shows it.")]


@app.command("list", epilog="Example: lc parked list --local brimbank --json")
def list_(
    local: LocalOption = None, service: ServiceOption = None, aside: AsideOption = False, as_json: Json = False
) -> None:
    """Every record that waits for somebody, oldest first; or those that were set aside, the latest first."""
    settings = _settings(local, service)
    names = _services(settings, service)
    found = [(name, one) for name in names for one in asyncio.run(_listed(settings, name, aside))]
    if as_json:
        machine([_said(name, one) for name, one in found])
        return
    if aside:
        lines = [(name, _place(one), *_note(one.aside)) for name, one in found if one.aside]
        table(("service", "record", "day", "by", "because"), lines, "Nothing is set aside.")
        return
    rows = [(name, _place(one), one.attempts, f"{one.parked_at:%Y-%m-%d %H:%M}", one.reason) for name, one in found]
    table(("service", "record", "tries", "parked", "reason"), rows, "Nothing is parked.")


@app.command(epilog="Example: lc parked show lc.brimbank.referral/2/41 --service journey --local brimbank")
def show(place: Place, service: ServiceOption = None, local: LocalOption = None, as_json: Json = False) -> None:
    """One record's place, headers, reason and size. Its body may hold personal details and is not shown."""
    parts = _parts(place)
    name, one = _find(_settings(local, service), service, parts)
    if as_json:
        machine(_said(name, one))
        return
    for label, value in _said(name, one).items():
        typer.echo(f"{label}: {value}")


@app.command(epilog="Example: lc parked replay lc.brimbank.referral/2/41 --service journey --local brimbank")
def replay(place: Place, service: ServiceOption = None, local: LocalOption = None) -> None:
    """Handle it again. What fails again stays parked, with one try more and the new reason."""
    parts = _parts(place)
    settings = _settings(local, service)
    name, one = _find(settings, service, parts)
    asyncio.run(_replay(settings, name, one))
    say("Handled.")


@app.command(
    "set-aside",
    epilog='Example: lc parked set-aside lc.brimbank.referral/2/41 --because "A test of ours" --by "Sam Lee"',
)
def set_aside(place: Place, because: Because, by: By, service: ServiceOption = None, local: LocalOption = None) -> None:
    """It can never be handled, and waits for nobody any more. `lc parked list --set-aside` keeps it with the reason."""
    parts = _parts(place)
    settings = _settings(local, service)
    name, one = _find(settings, service, parts)
    try:
        asyncio.run(_set_aside(settings, name, one, because, by))
    except Refused as refused:
        raise CliError(refused.why) from None
    say("Set aside.")


def _settings(local: str | None, service: str | None) -> Settings:
    return evaluator_settings() if service == OUTCOMES else local_settings(local)


def _services(settings: Settings, service: str | None) -> list[str]:
    if isinstance(settings, EvaluatorSettings):
        return [OUTCOMES]
    have = [name for name in topics.SERVICES if getattr(settings, name)]
    if service and service not in have:
        raise CliError(f"{service} has no database in these settings. There are {', '.join(have) or 'none'}.")
    return [service] if service else have


async def _listed(settings: Settings, name: str, aside: bool) -> list[DeadLetter]:
    async with inside(settings, name, most=2) as here, here.db.snapshot() as tx:
        return await (dead_letters.aside(tx) if aside else dead_letters.waiting(tx))


async def _set_aside(settings: Settings, name: str, one: DeadLetter, because: str, by: str) -> None:
    async with inside(settings, name, most=2) as here, here.db.transaction() as tx:
        await dead_letters.set_aside(tx, one.raw, dead_letters.Aside(by, because, here.now()))


def _note(aside: Aside) -> tuple[str, str, str]:
    return f"{aside.at:%Y-%m-%d}", aside.by, aside.because


def _find(settings: Settings, service: str | None, place: tuple[str, int, int]) -> tuple[str, DeadLetter]:
    async def look() -> tuple[str, DeadLetter] | None:
        for name in _services(settings, service):
            async with inside(settings, name, most=2) as here, here.db.snapshot() as tx:
                if one := await dead_letters.find(tx, *place):
                    return name, one
        return None

    found = asyncio.run(look())
    if found is None:
        raise CliError(f"No record {'/'.join(map(str, place))} is parked here. `lc parked list` shows those that are.")
    return found


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= most


def _parts(place: str) -> tuple[str, int, int]:
    topic, _, rest = place.partition("/")
    partition, _, offset = rest.partition("/")
    if not (topic and _is_number(partition, 9) and _is_number(offset, 18)):
        raise typer.BadParameter(f"{place} is not topic/partition/offset, for example lc.brimbank.referral/2/41.")
    return topic, int(partition), int(offset)


async def _replay(settings: Settings, name: str, one: DeadLetter) -> None:
    if name == OUTCOMES:
        raise CliError("The evaluator reads it again with all others: `lc outcomes rebuild --replace`.")
    service: Service = importlib.import_module(f"services.{name}.app").service
    if service.hears is None:
        raise CliError(f"{name} hears nothing.")
    async with inside(settings, name, most=2) as here:
        try:
            handled = await service.hears.handle(one.raw, here)
        except Exception as wrong:
            await dead_letters.park(here.db, one.raw, why(wrong))
            raise CliError(f"It failed again and stays parked: {why(wrong)}") from None
        async with here.db.transaction() as tx:
            await dead_letters.settled(tx, one.raw)
        if not handled:
            say(f"It means nothing to {name}.")


def _place(one: DeadLetter) -> str:
    return f"{one.raw.topic}/{one.raw.partition}/{one.raw.offset}"


def _said(name: str, one: DeadLetter) -> dict[str, object]:
    headers = {key: None if value is None else value.decode(errors="replace") for key, value in one.raw.headers}
    return {
        "service": name,
        "record": _place(one),
        "reason": one.reason,
        "attempts": one.attempts,
        "parked_at": one.parked_at.isoformat(),
        "bytes": len(one.raw.value or b""),
        "headers": headers,
        "set_aside": dict(zip(("day", "by", "because"), _note(one.aside), strict=True)) if one.aside else None,
    }
