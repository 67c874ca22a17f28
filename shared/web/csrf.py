"""A form is carried out only where it was made: by a token bound to the session and by what the browser tells."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request

from .session import visit_of
from .site import Site, site_of

FIELD = "csrf"
_BOUND, _TAG = 12, 6  # bytes of the session's and of the person's fingerprint


@dataclass(frozen=True)
class Made:
    """What a genuine token of this site tells: which browser session it was made in, and for whom."""

    bound: bytes
    tag: bytes


def token(request: Request) -> str:
    """The token of a form rendered now."""
    visit, site = visit_of(request), site_of(request)
    body = _bound(visit.form_secret()) + tag_of(site, visit.user.id if visit.user else None)
    return base64.urlsafe_b64encode(body + _mac(site, body)).decode()


def genuine(site: Site, given: str) -> Made | None:
    """What the token tells if this site made it, whoever it was made for."""
    try:
        raw = base64.urlsafe_b64decode(given.encode("ascii"))
    except ValueError:
        return None
    body, mac = raw[: _BOUND + _TAG], raw[_BOUND + _TAG :]
    if not hmac.compare_digest(mac, _mac(site, body)):
        return None
    return Made(body[:_BOUND], body[_BOUND:])


def right(request: Request, given: str) -> bool:
    """Was this form made for this browser, and is it sent from this site?"""
    made = genuine(site_of(request), given)
    if made is None or from_elsewhere(request):
        return False
    return any(hmac.compare_digest(made.bound, _bound(secret)) for secret in visit_of(request).secrets)


def tag_of(site: Site, person_id: UUID | None) -> bytes:
    """A fingerprint of who a form was made for; zeros for nobody in particular."""
    if person_id is None:
        return bytes(_TAG)
    return hmac.new(site.key("form/person"), person_id.bytes, hashlib.sha256).digest()[:_TAG]


def from_elsewhere(request: Request) -> bool:
    """Does the browser say another site sent this? (Under `no-referrer` a browser may write `Origin: null`.)"""
    fetch_site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    return origin not in (None, "null") and not _our_own(request, str(origin))


def surely_from_here(request: Request) -> bool:
    """Does the browser vouch that this very site sent this?"""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") is not None:
        return request.headers["sec-fetch-site"] == "same-origin"
    return origin not in (None, "null") and _our_own(request, str(origin))


def _our_own(request: Request, origin: str) -> bool:
    ours = urlsplit(site_of(request).settings.public_url)
    return origin == f"{ours.scheme}://{ours.netloc}" or urlsplit(origin).netloc == request.headers.get("host")


def _bound(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()[:_BOUND]


def _mac(site: Site, body: bytes) -> bytes:
    return hmac.new(site.key("form"), body, hashlib.sha256).digest()[:16]
