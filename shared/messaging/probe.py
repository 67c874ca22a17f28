"""What is wrong with the way to a broker, asked of the broker itself: the libraries keep the reason to themselves."""

import asyncio
import socket
import ssl
from collections.abc import Sequence

import asyncpg
from aiokafka.client import AIOKafkaClient
from aiokafka.conn import create_conn
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from shared.config import fit
from shared.config.kafka import KafkaAccess

PATIENCE = 3.0  # seconds for one broker to say who it is, and who we are
NOT_THERE = "the topic {topic} is not there; `lc topics apply` makes it"
NO_RIGHT = "{user} has no right to the topic {topic}; `lc topics apply` gives it"
NO_TLS = "the broker does not speak TLS there; look at its port, or at LC_KAFKA_TLS"
NO_PLACE = "LC_KAFKA_BOOTSTRAP names no place there: write it like one:9093,two:9093,three:9093"
NO_FILES = "the files of certificates that this service is given cannot be used; `lc config check` names them"
NOT_TRUSTED = (
    "the broker ended the conversation as soon as it was sealed: where it asks for a certificate that it trusts,"
    " give one as LC_KAFKA_CERT_FILE"
)
AUTHORITY = "its certificate is signed by an authority that is not trusted here: give its file as LC_KAFKA_CA_FILE"
CERTIFICATES = {
    9: "its certificate is not in force yet; look at the clocks",
    10: "its certificate has expired; whoever runs the brokers renews it",
    18: AUTHORITY,
    19: AUTHORITY,
    20: AUTHORITY,
    21: AUTHORITY,
    62: "its certificate is for another name; LC_KAFKA_BOOTSTRAP has to say the name that stands in it",
    64: "its certificate is for another address; LC_KAFKA_BOOTSTRAP has to say the name that stands in it",
}
"""OpenSSL's number of what it found wrong -> in words."""


async def probe(access: KafkaAccess) -> str | None:
    """What keeps us from the brokers of this address, in words without any address; None if one takes us in."""
    places = access.bootstrap.split(",")
    if not all(fit.is_place(each.strip()) for each in places):
        return NO_PLACE
    found = await asyncio.gather(*(_one(access, place) for place in places))
    return None if None in found else found[0]


async def _one(access: KafkaAccess, place: str) -> str | None:
    host, _, port = place.strip().rpartition(":")
    try:
        how = access.client()
        del how["bootstrap_servers"]
    except OSError:  # what was fine at the start was changed since
        return NO_FILES
    try:
        async with asyncio.timeout(PATIENCE):
            connection = await create_conn(host, int(port), request_timeout_ms=int(PATIENCE * 1000), **how)
    except ssl.SSLCertVerificationError as wrong:
        return "the broker is not believed: " + CERTIFICATES.get(wrong.verify_code, str(wrong.verify_message))
    except ssl.SSLError:
        return NO_TLS
    except socket.gaierror:
        return "the broker's name is not known here"
    except TimeoutError:
        return "the broker does not answer"
    except ConnectionRefusedError:
        return "no broker listens there"
    except ConnectionError:
        return NO_TLS if access.tls else "the broker ends the connection at once; look at its port, or at LC_KAFKA_TLS"
    except OSError:
        return "the broker cannot be reached"
    except KafkaError as refused:
        return _refused(access, refused)
    connection.close()
    return None


def _refused(access: KafkaAccess, refused: KafkaError) -> str:
    if "uthentication" in type(refused).__name__ or "uthentication" in str(refused):
        return f"the broker does not know {access.user} by this password; `lc topics apply` gives it the right one"
    if access.tls and isinstance(refused, KafkaConnectionError):
        return NOT_TRUSTED
    return f"the broker ended the conversation ({type(refused).__name__}); look at its port, or at LC_KAFKA_TLS"


async def _missing(access: KafkaAccess, names: Sequence[str]) -> list[str]:
    """Those of these topics that this user does not see on the broker."""
    how = access.client()
    client = AIOKafkaClient(**how, request_timeout_ms=int(PATIENCE * 1000))
    try:
        async with asyncio.timeout(PATIENCE):
            await client.bootstrap()
            there = (await client.fetch_all_metadata()).topics()
            return [name for name in names if name not in there]
    except (OSError, TimeoutError, KafkaError):
        return []
    finally:
        await client.close()


async def because(trouble: BaseException, access: KafkaAccess, names: Sequence[str] = ()) -> str:
    """What a line's trouble comes from, and what to do, in words for the operator's page. `names`: topics it needs."""
    match trouble:
        case TopicAuthorizationFailedError():
            return NO_RIGHT.format(user=access.user, topic=_named(trouble))
        case GroupAuthorizationFailedError():
            return f"{access.user} has no right to its group; `lc topics apply` gives it"
        case UnknownTopicOrPartitionError():
            return NOT_THERE.format(topic=_named(trouble))
        case asyncpg.UndefinedTableError() | asyncpg.UndefinedColumnError() | asyncpg.UndefinedFunctionError():
            return "the database is older than this program; `lc migrate` brings it up"
        case asyncpg.PostgresError() | asyncpg.InterfaceError() | asyncpg.InternalClientError():
            return f"the database does not let it ({type(trouble).__name__})"
    if why := await probe(access):
        return why
    if missing := await _missing(access, names):
        return NOT_THERE.format(topic=missing[0])
    return f"{type(trouble).__name__}, though the broker itself takes us in"


def _named(trouble: BaseException) -> str:
    """The topic that an error of aiokafka's names, alone or as part of a place or a set."""
    for what in trouble.args:
        if found := getattr(what, "topic", None) or (what if isinstance(what, str) and what else None):
            return str(found)
        if isinstance(what, set | frozenset | list | tuple) and what:
            return str(next(iter(what)))
    return "that it needs"
