"""A login that ran out, as it does after half an hour of quiet. A session's age is told by the machine's clock, which
nobody moves: so the browser's cookie is made to say that nobody has been here for so long."""

import hashlib
import hmac

from itsdangerous import URLSafeSerializer
from playwright.async_api import BrowserContext

from .sites import LOCAL, Sites

QUIET = 31 * 60  # seconds


async def run_out(context: BrowserContext, sites: Sites) -> None:
    """Nobody has touched this browser for half an hour."""
    (cookie,) = [each for each in await context.cookies() if each.get("name") == f"lc-{LOCAL}"]
    signer = _signer(sites)
    *who, seen = signer.loads(cookie["value"])
    cookie["value"] = str(signer.dumps([*who, seen - QUIET]))
    await context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": sites.local}])


def _signer(sites: Sites) -> URLSafeSerializer:
    secret = sites.process.environment["LC_SECRET"].encode()
    key = hmac.new(secret, f"lc/v1/{LOCAL}/session".encode(), hashlib.sha256).digest()
    return URLSafeSerializer(key, salt="session", signer_kwargs={"digest_method": hashlib.sha256})
