"""Whether settings can work at all, and whether they are fit for production: every problem, each with its setting.

Each function answers with sentences that begin with a setting's name, and never with what stands in it.
"""

import difflib
import ipaddress
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import combinations
from json import JSONDecodeError
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr, ValidationError

from shared.kernel import staff, tls
from shared.kernel.own_certificate import OwnCertificate
from shared.kernel.texts import UndecodableText

from . import tools

DEMO_MARKS = ("demo-only", "only-for-tests", "only-here", "change-me", "changeme", "example-secret")
KINDS_OF_LETTERS = 8  # as many different ones has any random secret of 24; one typed by hand on one key has not
MOST_IDLE_MINUTES = 120
MOST_HOURS = 24
LOCALE = {  # what an operating system says about language begins with LC_, too
    *("LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME", "LC_PAPER", "LC_NAME"),
    *("LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION"),
}


def no_access(service: str) -> str:
    """The problem of a service without its database and its Kafka user."""
    return f"LC_{service.upper()}__DATABASE_URL and LC_{service.upper()}__KAFKA_PASSWORD are missing"


def zone(name: str) -> list[str]:
    """Problems of `LC_TIMEZONE`, a name of the IANA time zone database; none if there is nothing to say."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ["LC_TIMEZONE is no time zone that is known: write it like Australia/Melbourne"]
    return []


def moment(text: str) -> list[str]:
    """Problems of `LC_CLOCK_STARTS`, a moment in ISO 8601 with its zone; none if there is nothing to say."""
    try:
        if datetime.fromisoformat(text).tzinfo is not None:
            return []
    except ValueError:
        pass
    return ["LC_CLOCK_STARTS is no moment with its zone: write it like 2026-01-05T00:00:00+00:00"]


def people(path: Path, local: str, roles: tuple[str, ...], *, some: bool) -> list[str]:
    """`roles`: those there are. `some`: there has to be somebody."""
    try:
        found = staff.read(path, local, roles)
    except UndecodableText as why:
        return [f"LC_STAFF_FILE names a file that cannot be read: {why}"]
    except ValidationError as wrong:
        places = sorted({" ".join(map(str, error["loc"])) for error in wrong.errors(include_input=False)})
        return [f"LC_STAFF_FILE holds what is no list of people: {place or 'the whole of it'}" for place in places]
    except RecursionError:
        return ["LC_STAFF_FILE is no list of people: its brackets never end"]
    except JSONDecodeError as wrong:
        return [f"LC_STAFF_FILE is not JSON: look at line {wrong.lineno}, character {wrong.colno}"]
    ids = [person.id for person in found]
    twice = [f"LC_STAFF_FILE has the id {each} twice" for each in sorted({one for one in ids if ids.count(one) > 1})]
    return twice if found or not some else [f"LC_STAFF_FILE has nobody who works at {local}: nobody could log in"]


def address(name: str, url: str) -> list[str]:
    """`name` is the setting whose value is the address of a database."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("postgresql", "postgres") and parts.hostname and parts.path.strip("/")
        parts.port  # noqa: B018, it is read to see whether it is one
    except ValueError:
        right = None
    return [] if right else [f"{name} is no address of a database: postgresql://role:password@host:5432/database"]


def sealed(name: str, url: SecretStr, authority: Path | None) -> tuple[SecretStr, list[str]]:
    """The address with whom to trust in it, and what is wrong with it."""
    if wrong := address(name, url.get_secret_value()):
        return url, wrong
    try:
        return SecretStr(tls.sealed(url.get_secret_value(), authority)), []
    except ValueError as refused:
        return url, [f"{name} {refused}"]


def own_certificate(own: OwnCertificate | None, key_file: Path | None, *, sealed: bool) -> list[str]:
    """What is wrong with the certificate that is shown to the brokers."""
    if own is None:
        return ["LC_KAFKA_KEY_FILE is given, but LC_KAFKA_CERT_FILE is not"] if key_file else []
    unused = [] if sealed else ["LC_KAFKA_CERT_FILE is given, but LC_KAFKA_TLS is not true"]
    return unused + own.problems("LC_KAFKA_")


def password(name: str, url: str) -> dict[str, str]:
    """{name: the password in that address of a database}, if there is one."""
    try:
        found = urlsplit(url).password
    except ValueError:  # told already
        return {}
    return {name: unquote(found)} if found else {}


def brokers(bootstrap: str, *, fewest: int) -> list[str]:
    """Problems of `LC_KAFKA_BOOTSTRAP` (`host:port`, with commas between); `fewest`: how many brokers there must be."""
    named = [each.strip().lower() for each in bootstrap.split(",")]
    wrong = []
    if any(not is_place(each) for each in named):
        wrong.append("LC_KAFKA_BOOTSTRAP must name brokers like one:9093,two:9093,three:9093")
    if len(set(named)) < len(named):
        wrong.append("LC_KAFKA_BOOTSTRAP names the same broker twice")
    if len(set(named)) < fewest:
        wrong.append("LC_KAFKA_BOOTSTRAP must name at least three brokers")
    return wrong


def is_place(text: str) -> bool:
    """Whether it is one broker: a host and a port, like one:9093."""
    host, _, port = text.rpartition(":")
    return bool(host) and port.isascii() and port.isdecimal() and 0 < int(port) < 65536


def proxies(named: str | None, *, needed: bool) -> list[str]:
    """`needed`: somebody has to have said it, if only the address of this machine."""
    if named is None:
        says = "name the proxy that ends TLS: else everybody behind it counts as one address"
        return [f"LC_TRUSTED_PROXIES is missing: {says}"] if needed else []
    try:
        nets = [ipaddress.ip_network(each.strip()) for each in named.split(",")]
    except ValueError:
        return [
            "LC_TRUSTED_PROXIES must be addresses or networks, with commas between: write it like 10.0.3.7,10.1.0.0/16"
        ]
    everybody = any(net.prefixlen == 0 for net in nets)
    return ["LC_TRUSTED_PROXIES names everybody: whoever is believed can say any address"] if everybody else []


def sessions(idle_minutes: int, hours: int) -> list[str]:
    """Problems of how long somebody stays logged in: minutes without a tap, hours in all."""
    wrong = []
    if idle_minutes > MOST_IDLE_MINUTES:
        wrong.append(f"LC_SESSION_IDLE_MINUTES must be {MOST_IDLE_MINUTES} at most: a screen that is left stays open")
    if hours > MOST_HOURS:
        wrong.append(f"LC_SESSION_HOURS must be {MOST_HOURS} at most: everybody logs in again each day")
    return wrong


def secrets(named: Mapping[str, str]) -> list[str]:
    """No demo's, none that can be guessed, no two alike. {setting: secret}"""
    wrong = [f"{name} is a demo secret: make one of your own" for name, value in named.items() if _is_demo(value)]
    wrong += [
        f"{name} can be guessed: `lc config secrets` makes good ones"
        for name, value in named.items()
        if not _is_demo(value) and (len(value) < 16 or len(set(value)) < KINDS_OF_LETTERS)
    ]
    return wrong + [
        f"{one} is the same as {other}: each needs its own"
        for (one, first), (other, second) in combinations(named.items(), 2)
        if first == second
    ]


def _is_demo(value: str) -> bool:
    return any(mark in value.lower() for mark in DEMO_MARKS)


def unknown(environment: Iterable[str], known: Collection[str]) -> list[str]:
    """Names that begin like ours and mean nothing, each with the one that was meant."""
    fine = {*known, *LOCALE, *tools.names()}
    found = []
    for name in sorted(name for name in environment if name.startswith("LC_") and name not in fine):
        near = difflib.get_close_matches(name, sorted(fine), 1, 0.75)
        found.append(f"{name} is no setting" + (f": is {near[0]} meant?" if near else ""))
    return found
