"""Pseudonyms: a keyed name for somebody, that nobody without this Local's key can turn back."""

import base64
import hashlib
import hmac
from uuid import UUID


def pseudonym(key: str, participant_id: UUID) -> str:
    """26 characters of base32 (130 bits) of HMAC-SHA-256. Participant ids are random, so they cannot be enumerated."""
    return _keyed(key, "lc/v1/person/", participant_id)[:26]


def derived_id(key: str, kind: str, original: UUID) -> UUID:
    """An id for a released fact: the same each time, and joined to nothing inside the Local without the key."""
    digest = hmac.new(key.encode(), f"lc/v1/{kind}/{original}".encode(), hashlib.sha256).digest()
    return UUID(bytes=digest[:16], version=4)


def _keyed(key: str, domain: str, value: UUID) -> str:
    digest = hmac.new(key.encode(), f"{domain}{value}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()
