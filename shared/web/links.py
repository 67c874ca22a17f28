"""Signed links: who holds one may open one page about one thing until it ends or is withdrawn. Nothing is stored.

A token is 51 url-safe characters: the id, a version, when it ends, and a 128 bit seal over these and the purpose.
To withdraw every link given out so far, count the version up where the thing is stored and compare it after `read`.
"""

import base64
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import SecretStr

_BODY = struct.Struct(">16sIH")  # id, ends (seconds since 1970), version
_SEAL = 16
_SHAPE = re.compile(r"[A-Za-z0-9_-]{50}[AEIMQUYcgkosw048]")  # the last letter stands for four bits alone
MOST_VERSION = 2**16 - 1


class LinkWrong(Exception):
    """Not one of our links, or one for another purpose."""


class LinkExpired(Exception):
    """One of our links, whose time is over or which was withdrawn."""


@dataclass(frozen=True)
class Link:
    """What a signed link is about, and its version, which is counted up to withdraw it."""

    id: UUID
    version: int


def sign(secret: str | SecretStr, purpose: str, about: UUID, expires_at: datetime, version: int = 0) -> str:
    """A token that opens `purpose` for the thing `about` until `expires_at`."""
    body = _BODY.pack(about.bytes, int(expires_at.timestamp()), version % (MOST_VERSION + 1))
    return base64.urlsafe_b64encode(body + _seal(secret, purpose, body)).decode().rstrip("=")


def read(secret: str | SecretStr, purpose: str, token: str, now: datetime) -> Link:
    """What the token opens, or `LinkWrong`, or `LinkExpired`. `now` is the service's clock."""
    if not _SHAPE.fullmatch(token):
        raise LinkWrong
    raw = base64.urlsafe_b64decode(token + "=")
    body, seal = raw[: _BODY.size], raw[_BODY.size :]
    if not hmac.compare_digest(seal, _seal(secret, purpose, body)):
        raise LinkWrong
    id_bytes, ends, version = _BODY.unpack(body)
    if now.timestamp() >= ends:
        raise LinkExpired
    return Link(UUID(bytes=id_bytes), version)


def about(path: str) -> UUID | None:
    """What a link that stands in this address is about, whether or not it opens anything."""
    for part in path.split("/"):
        if _SHAPE.fullmatch(part):
            return UUID(bytes=base64.urlsafe_b64decode(part + "=")[:16])
    return None


def _seal(secret: str | SecretStr, purpose: str, body: bytes) -> bytes:
    key = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
    made_for = hmac.new(key.encode(), f"lc/v1/link/{purpose}".encode(), hashlib.sha256).digest()
    return hmac.new(made_for, body, hashlib.sha256).digest()[:_SEAL]
