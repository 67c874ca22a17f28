"""Servers that somebody else runs, by their addresses in the environment."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from deploy.local.ports import is_listening
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.config import fit
from shared.config.kafka import KafkaAccess
from shared.kernel import texts
from shared.kernel.own_certificate import OwnCertificate
from shared.kernel.tls import authority, sealed

NAMES = ("LC_KAFKA_BOOTSTRAP", "LC_KAFKA_USER", "LC_KAFKA_PASSWORD", "LC_POSTGRES_URL")


def is_there() -> bool:
    """Whether the environment names a Kafka broker or a PostgreSQL server."""
    return bool(os.environ.get("LC_KAFKA_BOOTSTRAP") or secret("LC_POSTGRES_URL"))


def stack(say: Callable[[str], object]) -> Stack:
    """The servers that the environment names. Raises CliError if a setting is missing or nothing answers."""
    said = {name: secret(name) for name in NAMES}
    missing = [name for name in NAMES if not said[name]]
    if missing:
        raise CliError(
            f"Servers are given by the environment, but {' and '.join(missing)} is missing. Set all or none."
        )
    bootstrap, user, password, url = said.values()
    if wrong := fit.address("LC_POSTGRES_URL", url):
        raise CliError(f"{wrong[0]}.")
    _answers("LC_KAFKA_BOOTSTRAP", bootstrap.split(",")[0], 9092)
    _answers("LC_POSTGRES_URL", urlsplit(url).netloc.rpartition("@")[2], 5432)
    access = kafka(bootstrap, user, password)
    url = _sealed(url)
    say(f"Using the servers that the environment names: Kafka at {bootstrap}, PostgreSQL at {urlsplit(url).hostname}.")
    return Stack(
        "environment", bootstrap, user, password, url,
        kafka_tls=access.tls, kafka_ca_file=access.ca_file, kafka_certificate=access.certificate,
    )  # fmt: skip


def secret(setting: str) -> str:
    """The value of a setting, else what the file says that <setting>_FILE names; empty if neither is given."""
    said, file = os.environ.get(setting, ""), os.environ.get(f"{setting}_FILE")
    try:
        return texts.text_of(Path(file)).strip() if file and not said else said
    except texts.UndecodableText as why:
        raise CliError(f"{setting}_FILE names a file that cannot be read: {why}.") from None


def kafka(bootstrap: str, user: str, password: str) -> KafkaAccess:
    """Access to the broker as its administrator, with TLS as LC_KAFKA_TLS and LC_KAFKA_CA_FILE say."""
    tls = os.environ.get("LC_KAFKA_TLS", "").strip().lower() in ("true", "1", "yes", "on")
    ca_file = _authority("LC_KAFKA_CA_FILE")
    if ca_file and not tls:
        raise CliError("LC_KAFKA_CA_FILE is given, but LC_KAFKA_TLS is not true.")
    own = _own_certificate(tls)
    return KafkaAccess(
        bootstrap=bootstrap, user=user, password=SecretStr(password), tls=tls, ca_file=ca_file, certificate=own
    )


def _own_certificate(tls: bool) -> OwnCertificate | None:
    said = {name: os.environ.get(f"LC_KAFKA_{name}", "").strip() for name in ("CERT_FILE", "KEY_FILE")}
    said["KEY_PASSWORD"] = secret("LC_KAFKA_KEY_PASSWORD").strip()
    file, key_file, password = said.values()
    own = None
    if file:
        opens = SecretStr(password) if password else None
        own = OwnCertificate(file=Path(file), key_file=Path(key_file or file), key_password=opens)
    if wrong := fit.own_certificate(own, Path(key_file) if key_file else None, sealed=tls):
        raise CliError(f"{wrong[0]}.")
    return own


def _sealed(url: str) -> str:
    try:
        return sealed(url, _authority("LC_POSTGRES_CA_FILE"))
    except ValueError as wrong:
        raise CliError(f"LC_POSTGRES_URL {wrong}.") from None


def _authority(setting: str) -> Path | None:
    file = os.environ.get(setting, "").strip()
    try:
        return authority(Path(file)) if file else None
    except ValueError as wrong:
        raise CliError(f"{setting} {wrong}.") from None


def _answers(setting: str, address: str, usual_port: int) -> None:
    try:
        parts = urlsplit("//" + address)
        host, port = parts.hostname or "", parts.port or usual_port
    except ValueError:
        raise CliError(f"{setting} names no place: write it with a host and a port, like one:{usual_port}.") from None
    if not is_listening(host, port, 5.0):
        raise CliError(f"Nothing answers at {host}:{port}, which {setting} names. Start it there, or unset {setting}.")
