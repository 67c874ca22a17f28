"""`lc recover`: a database was put back to an earlier day. What is heard again, what is gone, what was forgotten."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from deploy.cli.in_words import asking
from deploy.cli.inside import inside
from deploy.cli.output import Json, machine, say, table
from deploy.cli.where import LocalOption, local_settings
from deploy.local.trouble import CliError
from services.settings import LocalSettings
from shared.app.service import Service
from shared.kernel import topics
from shared.kernel.counts import counted
from shared.messaging import own_log
from shared.messaging.probe import because
from shared.messaging.which_topic import topic_ids
from shared.persistence import how_far
from shared.persistence.database import connect
from shared.persistence.how_far import LogState, RecordsGone

app = typer.Typer(help="After a database was put back to an earlier day: what is heard again, and what was forgotten.")
LOCK = "SELECT pg_try_advisory_lock(hashtext('relay'))"
SECONDS = 60.0  # for one service's database and broker


@dataclass(frozen=True)
class RecoveryFindings:
    """How one service's database stands against its logs: what is gone, and which own facts it forgot."""

    service: str
    logs: dict[TopicPartition, LogState]
    ids: dict[str, str]
    """Which topic each name stands for now, as far as the broker told."""
    forgotten: list[dict[str, Any]]
    """Its own facts that the log has and its database has not, which nobody has seen to."""
    looked: bool
    """Whether its own logs were read just now; a service that runs has done it when it started."""

    @property
    def gone(self) -> list[TopicPartition]:
        return [place for place, known in self.logs.items() if _gone(known)]


def _gone(known: LogState) -> str:
    try:
        how_far.where_to_begin(known)
    except RecordsGone as gone:
        return str(gone)
    return ""


@app.command(epilog="Examples: lc recover --local brimbank · lc recover --local brimbank --service journey --seen-to")
def recover(
    local: LocalOption = None,
    service: Annotated[str | None, typer.Option("--service", help="One service; all if left out.")] = None,
    seen_to: Annotated[bool, typer.Option("--seen-to", help="Every fact that is named has been seen to.")] = False,
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Go on without records that were deleted before they were heard.")
    ] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Hear everything that is there once more, when it next starts.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what each service will hear again by itself, what is gone, and which of its own facts it has forgotten.

    Without an option nothing is changed but what a start changes as well: forgotten facts are noted, and no number that
    one of them has is given again. What is heard again has its effect once.
    """
    settings = local_settings(local)
    found = [asyncio.run(_bounded(settings, name)) for name in _services(settings, service)]
    for one in found:
        asyncio.run(_do(settings, one, seen_to, go_on, from_beginning))
    if as_json:
        machine([_as_json(one) for one in found])
        return
    for one in found:
        _show(one)


def _services(settings: LocalSettings, service: str | None) -> list[str]:
    have = [name for name in topics.SERVICES if getattr(settings, name)]
    if service and service not in have:
        raise CliError(f"{service} has no database in these settings. There are {', '.join(have) or 'none'}.")
    return [service] if service else have


async def _bounded(settings: LocalSettings, name: str) -> RecoveryFindings:
    try:
        async with asyncio.timeout(SECONDS):
            with asking(f"The database of {name}"):
                return await _look(settings, name)
    except KafkaError as trouble:
        why = await because(trouble, settings.kafka(name))
        raise CliError(f"{name}: Kafka does not say how its logs stand: {why}.") from None
    except TimeoutError:
        raise CliError(f"{name}: the database or the broker did not answer within {SECONDS:.0f} s.") from None


async def _look(settings: LocalSettings, name: str) -> RecoveryFindings:
    url = settings.access(name).database_url.get_secret_value()
    connection = await connect(url)
    try:
        looked = bool(await connection.fetchval(LOCK))
        if looked:
            service: Service = importlib.import_module(f"services.{name}.app").service
            await own_log.look(connection, settings.kafka(name), settings.local, name, service.remembers)
        forgotten = await own_log.unsettled(connection)
        async with _as_the_group(settings, name) as consumer:
            places = await _places(consumer, settings.local, name)
            ids = await topic_ids(settings.kafka(name), {place.topic for place in places}) if places else {}
            logs = await how_far.known(connection, consumer, places, ids) if places else {}
    finally:
        await connection.close()
    return RecoveryFindings(name, logs, ids, forgotten, looked)


@asynccontextmanager
async def _as_the_group(settings: LocalSettings, name: str) -> AsyncIterator[AIOKafkaConsumer]:
    """It asks what the group has committed, and does not join it."""
    consumer = AIOKafkaConsumer(
        **settings.kafka(name).client(), group_id=topics.user(settings.local, name), enable_auto_commit=False
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def _places(consumer: AIOKafkaConsumer, local: str, name: str) -> list[TopicPartition]:
    places = await how_far.places_of(consumer, [topics.topic(local, stream) for stream in topics.HEARS[name]])
    consumer.assign(places)
    return places


async def _do(settings: LocalSettings, one: RecoveryFindings, seen_to: bool, go_on: bool, from_beginning: bool) -> None:
    again = one.logs if from_beginning else one.gone if go_on else ()
    async with inside(settings, one.service) as here, here.db.transaction() as tx:
        if seen_to:
            say(f"{one.service}: {counted(await own_log.seen_to(tx), 'fact')} seen to.")
        if again:
            await how_far.go_on(tx, {place: one.logs[place] for place in again}, one.ids)
            say(f"{one.service}: {counted(len(again), 'log')} to be heard from the first record when it next starts.")


def _show(one: RecoveryFindings) -> None:
    ahead = sum(known.ends - _start(known) for known in one.logs.values())
    typer.echo(
        f"{one.service}: {counted(ahead, 'record')} to hear." if ahead else f"{one.service}: it has heard everything."
    )
    for place in one.gone:
        where = f"{place.topic}, partition {place.partition}"
        typer.echo(f"  {_gone(one.logs[place])} of {where}, are gone before they were heard.")
        typer.echo("  It stands still there. To go on without them: stop it, run this with --go-on, start it.")
    if not one.forgotten:
        return
    typer.echo(f"  {counted(len(one.forgotten), 'fact')} that it told and its database does not have:")
    rows = [(row["type"].split(".")[-2], row["key"], _when(row), _log(row)) for row in one.forgotten]
    table(("fact", "about", "when", "record"), rows, "")
    typer.echo("  Others acted on them. Enter again what is missing here, then run this with --seen-to.")


def _start(known: LogState) -> int:
    return known.begins if _gone(known) else how_far.where_to_begin(known)


def _when(row: dict[str, Any]) -> str:
    return f"{row['occurred_at']:%Y-%m-%d %H:%M}" if row["occurred_at"] else "?"


def _log(row: dict[str, Any]) -> str:
    return f"{row['topic']}/{row['kafka_partition']}/{row['kafka_offset']}"


def _as_json(one: RecoveryFindings) -> dict[str, Any]:
    return {
        "service": one.service,
        "logs": [
            {
                "log": f"{place.topic}/{place.partition}",
                "heard": known.here,
                "group": known.group,
                "begins": known.begins,
                "ends": known.ends,
                "gone": _gone(known) or None,
            }
            for place, known in one.logs.items()
        ],
        "forgotten": [
            {"fact": row["type"], "about": row["key"], "occurred_at": row["occurred_at"], "record": _log(row)}
            for row in one.forgotten
        ],
        "looked": one.looked,
    }
