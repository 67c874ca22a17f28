"""What a code opens: where it lies and what it is sealed with follow from the code and this Local's own key."""

import base64
import hashlib
import hmac
import json

from cryptography.fernet import Fernet
from fastapi import Request

from shared.web.site import site_of


def place(request: Request, what: str, code: str) -> bytes:
    """Where what belongs to a code lies: it does not lead back to the code. `what`: draft or question."""
    return hmac.new(site_of(request).key(f"{what}/place"), code.encode(), hashlib.sha256).digest()


def seal(request: Request, code: str, said: dict[str, str]) -> bytes:
    """What was typed, as only the code opens it."""
    return _fernet(request, code).encrypt(json.dumps(said).encode())


def opened(request: Request, code: str, sealed: bytes) -> dict[str, str]:
    """The same back again."""
    said: dict[str, str] = json.loads(_fernet(request, code).decrypt(sealed))
    return said


def _fernet(request: Request, code: str) -> Fernet:
    key = hmac.new(site_of(request).key("draft/seal"), code.encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
