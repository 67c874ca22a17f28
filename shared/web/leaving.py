"""Leaving ends something: a session in every service, and whatever a browser without a login was shown.

Services share no database and never call one another, so the browser that logs out tells each of them: the page that
says so asks each service, its own too, for a picture at a signed address, and each notes in its own database that the
session is over. Whoever holds a copy of the cookie is out with their next request, wherever it goes. A service that
does not run, or whose database is away just then, brings no picture, and the page names it: there the session ends by
itself.
"""

from datetime import UTC, datetime
from hashlib import sha256

import structlog
from fastapi import APIRouter, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import Response

from shared.persistence import sessions

from . import csrf, forms, session
from .failures import AWAY, Wrong
from .rendering import redirect, render
from .session import seal_of, visit_of
from .site import Site, database_of, site_of

SECONDS = 300  # for telling all the services
ONE_DOT = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
log = structlog.get_logger()
router = APIRouter(include_in_schema=False)


class LogoutForm(forms.Form):
    """A form that is only its button."""


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """`POST /logout`: ends the session here and goes on to each other service of the site."""
    await forms.read(request, LogoutForm)
    visit, site = visit_of(request), site_of(request)
    over = visit.session or visit.ended
    session.end(request)
    if over is None:
        return redirect("/login")
    seal, ends_at = seal_of(site, over.sid), over.started + site.settings.session_hours * 3600
    await _note(request, seal, ends_at)
    return redirect(f"/{site.service}/logged-out?of={_signer(site).dumps([seal.hex(), ends_at])}")


@router.get("/{service}/logged-out")
async def logged_out(request: Request, service: str, of: str = "") -> Response:
    """`GET /<service>/logged-out?of=…`: the page that has each service end it. Raises `Wrong` (404)."""
    site = site_of(request)
    _read(site, of)
    return render(
        request,
        "logged-out.html",
        of=of,
        parts=site.map.services or (site.service,),
        idle=site.settings.session_idle_minutes,
        onwards="/login" if site.settings.login == "development" and not site.production else "/",
    )


@router.get("/{service}/logout")
async def log_out_here_too(request: Request, service: str, of: str = "") -> Response:
    """`GET /<service>/logout?of=…`: this service ends it, and a picture says so. Raises `Wrong` (404, 503)."""
    seal, ends_at = _read(site_of(request), of)
    if not await _note(request, seal, ends_at):
        raise Wrong(503)
    return Response(ONE_DOT, media_type="image/gif", headers={"cache-control": "no-store"})


def _read(site: Site, of: str) -> tuple[bytes, int]:
    try:
        seal, ends_at = _signer(site).loads(of, max_age=SECONDS)
    except BadData:
        raise Wrong(404) from None
    return bytes.fromhex(seal), ends_at


async def _note(request: Request, seal: bytes, ends_at: int) -> bool:
    """False if it could not be noted."""
    site, db = site_of(request), database_of(request)
    now = datetime.fromtimestamp(site.clock(), UTC)
    try:
        if db is None:
            site.ended.add(seal)
        else:
            await sessions.end(db, seal, now, datetime.fromtimestamp(ends_at, UTC))
    except AWAY as trouble:
        log.warning("a session was not ended here", error=type(trouble).__name__)
        return False
    return True


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.key("log out"), salt="log out", signer_kwargs={"digest_method": sha256})


@router.post("/leave")
async def leave(request: Request) -> Response:
    """Somebody leaves at once: whoever sits here next finds nothing they were shown, whichever way they go back."""
    if csrf.from_elsewhere(request):
        raise Wrong(403)
    session.forget_browser(request)
    return Response(status_code=204)
