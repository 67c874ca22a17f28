"""Tries what a start will use: each database, the broker as each user, the mail server; one line each."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

import aiosmtplib
import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared import topics
from shared.database import connect
from shared.kafka import KafkaAccess
from shared.probe import probe
from shared.settings import CommonSettings, EvaluatorSettings, LocalSettings

SECONDS = 8.0  # for each
Try = Callable[[], Awaitable[str]]
"""Returns what is wrong, or nothing."""


@dataclass(frozen=True)
class Tried:
    what: str
    wrong: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.wrong or 'answers'}"


async def tried(settings: CommonSettings, services: Sequence[str]) -> list[Tried]:
    """Everything at once, in the order in which it is told."""
    named = list(_tries(settings, services))
    answers = await asyncio.gather(*(_bounded(attempt) for _, attempt in named))
    return [Tried(what, wrong) for (what, _), wrong in zip(named, answers, strict=True)]


def _tries(settings: CommonSettings, services: Sequence[str]) -> Iterator[tuple[str, Try]]:
    if isinstance(settings, LocalSettings):
        given = [name for name in services if getattr(settings, name)]
        for name in given:
            url = settings.access(name).database_url.get_secret_value()
            yield f"database of {name}", _database(url)
        for name in given:
            yield f"Kafka as {settings.kafka(name).user}", _kafka(settings.kafka(name), _heard(settings.local, name))
        yield f"mail server {settings.smtp_host}:{settings.smtp_port}", _mail(settings)
    elif isinstance(settings, EvaluatorSettings):
        yield "database", _database(settings.database_url.get_secret_value())
        for source in settings.sources:
            access = settings.kafka(source)
            yield (
                f"Kafka of {source.local} as {access.user}",
                _kafka(access, [topics.topic(source.local, "evaluation")]),
            )


def _heard(local: str, service: str) -> list[str]:
    streams = {*topics.TELLS[service], *topics.HEARS[service]}
    return sorted(topics.topic(local, stream) for stream in streams)


async def _bounded(attempt: Try) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            return await attempt()
    except Exception as trouble:
        return _in_words(trouble)


def _in_words(trouble: BaseException) -> str:
    """What an operator can do something with; never an address, a password or what a server has said."""
    known: list[tuple[type[BaseException], str]] = [
        (TimeoutError, f"does not answer within {SECONDS:g} seconds"),
        (asyncpg.InvalidPasswordError, "refuses this role or its password"),
        (asyncpg.InvalidAuthorizationSpecificationError, "refuses this role or its password"),
        (asyncpg.InvalidCatalogNameError, "has no database of that name"),
        (asyncpg.InsufficientPrivilegeError, "does not let this role in"),
        (aiosmtplib.SMTPAuthenticationError, "refuses the user or the password"),
        (aiosmtplib.SMTPConnectError, "is not reached: nothing answers there"),
        (aiosmtplib.SMTPException, "speaks, but not as it should: does it offer STARTTLS on this port?"),
        (ssl.SSLCertVerificationError, "shows a certificate that its authority's file does not vouch for"),
        (ssl.SSLError, "does not speak TLS as it should"),
        (KafkaError, "is not reached, or refuses this user or its password"),
        (ConnectionRefusedError, "is not reached: nothing answers there"),
        (OSError, "is not reached: no such name, or no way there"),
    ]
    cause = trouble.__cause__ or trouble
    for each in (cause, trouble):
        for kind, words in known:
            if isinstance(each, kind):
                return words
    return f"cannot be used ({type(trouble).__name__})"


def _database(url: str) -> Try:
    async def attempt() -> str:
        connection = await connect(url)
        try:
            await connection.execute("SELECT 1")
        finally:
            await connection.close()
        return ""

    return attempt


def _kafka(access: KafkaAccess, wanted: Sequence[str]) -> Try:
    async def attempt() -> str:
        if why := await probe(access):
            return f"does not take us in: {why}"
        consumer = AIOKafkaConsumer(**access.client())
        try:
            await consumer.start()
            seen = await consumer.topics()
        finally:
            await consumer.stop()
        missing = [name for name in wanted if name not in seen]
        return f"answers, and does not show {', '.join(missing)}: run `lc topics apply`" if missing else ""

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
