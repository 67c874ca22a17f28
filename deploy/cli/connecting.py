"""Tries what a start will use: each database, the broker as each user, the mail server; one line each."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from deploy.cli.in_words import wrong_with_a_server
from deploy.kafka import allowed, databases
from deploy.kafka.rights import EVALUATOR, Right, rights_for
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.settings import LocalSettings
from shared.config.kafka import KafkaAccess
from shared.config.settings import CommonSettings
from shared.kernel import topics
from shared.kernel.counts import counted
from shared.messaging.probe import probe
from shared.persistence.database import MigrationTrouble, connect, migrate

SECONDS = 8.0  # for each
Try = Callable[[], Awaitable[str]]
"""Returns what is wrong, or nothing."""


@dataclass(frozen=True)
class ConnectionCheck:
    """One server that was tried, and what is wrong with it; nothing if it answers."""

    what: str
    wrong: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.wrong or 'answers'}"


async def tried(settings: CommonSettings, services: Sequence[str]) -> list[ConnectionCheck]:
    """Try every database, Kafka user and mail server of these settings, all at once; answers in a fixed order."""
    named = list(_tries(settings, services))
    answers = await asyncio.gather(*(_bounded(attempt) for _, attempt in named))
    return [ConnectionCheck(what, wrong) for (what, _), wrong in zip(named, answers, strict=True)]


def _tries(settings: CommonSettings, services: Sequence[str]) -> Iterator[tuple[str, Try]]:
    if isinstance(settings, LocalSettings):
        given = [name for name in services if getattr(settings, name)]
        for name in given:
            url = settings.access(name).database_url.get_secret_value()
            yield f"database of {name}", _database(url, databases.place("", name).migrations)
        for name in given:
            yield f"Kafka as {settings.kafka(name).user}", _kafka(settings.kafka(name), _needed(settings.local, name))
        yield f"mail server {settings.smtp_host}:{settings.smtp_port}", _mail(settings)
    elif isinstance(settings, EvaluatorSettings):
        yield "database", _database(settings.database_url.get_secret_value(), databases.outcomes().migrations)
        own = settings.kafka()
        yield f"Kafka as {own.user}", _kafka(own, _of(EVALUATOR, [topics.OUTCOMES]))
        for source in settings.sources:
            access = settings.kafka(source)
            released = _of(EVALUATOR, [topics.topic(source.local, "evaluation")])
            yield f"Kafka of {source.local} as {access.user}", _kafka(access, released)


def _needed(local: str, service: str) -> list[Right]:
    """What a service does on the broker: the rights that `lc topics apply` gives it, its group's as it joins it."""
    user = topics.user(local, service)
    return [each for each in rights_for([local]) if each.user == user and each.pattern == "LITERAL"]


def _of(user: str, names: Sequence[str]) -> list[Right]:
    return [each for each in rights_for(topics.LOCALS) if each.user == user and each.name in names]


async def _bounded(attempt: Try) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            return await attempt()
    except Exception as trouble:
        return _in_words(trouble)


def _in_words(trouble: BaseException) -> str:
    """What an operator can do something with; never an address, a password or what a server has said."""
    match trouble:
        case TimeoutError():
            return f"does not answer within {SECONDS:g} seconds"
        case MigrationTrouble():
            return "answers, and was migrated by another program than this one; see `lc migrate --dry-run`"
    found = wrong_with_a_server(trouble)
    return found[0] if found else f"cannot be used ({type(trouble).__name__})"


def _database(url: str, migrations: Path) -> Try:
    async def attempt() -> str:
        connection = await connect(url)
        try:
            if await connection.fetchval(CLOSED):
                return "answers, and does not let this role work on its tables: run `lc migrate`"
        finally:
            await connection.close()
        if waiting := await migrate(url, migrations, dry_run=True):
            return f"answers, and lacks {counted(len(waiting), 'migration')}: run `lc migrate`"
        return ""

    return attempt


CLOSED = """
SELECT count(*) > 0 FROM pg_tables
WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema'
    AND NOT (has_schema_privilege(schemaname, 'USAGE')
        AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT'))"""


def _kafka(access: KafkaAccess, wanted: Sequence[Right]) -> Try:
    async def attempt() -> str:
        if why := await probe(access):
            return f"does not take us in: {why}"
        found = await asyncio.to_thread(allowed.missing, access, wanted)
        return f"answers, and {'; '.join(found)}: run `lc topics apply`" if found else ""

    return attempt


def _mail(settings: LocalSettings) -> Try:
    async def attempt() -> str:
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            start_tls=settings.smtp_tls,
            username=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            timeout=SECONDS,
        )
        try:
            await client.connect()
            await client.noop()
        finally:
            client.close()
        return ""

    return attempt
