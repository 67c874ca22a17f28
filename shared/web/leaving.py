"""Leaving ends something: a session in every service, and whatever a browser without a login was shown.

Services share no database and never call one another, so the browser that logs out tells each of them: it is led from
one to the next by signed addresses, and each notes in its own database that the session is over. Whoever holds a copy
of the cookie is out with their next request, wherever it goes. A service whose database is away just then is passed by.
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
from .pages import redirect
from .session import seal_of, visit_of
from .site import Site, database_of, site_of

SECONDS = 300  # for the way through the services
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
    others = [name for name in site.map.services if name != site.service]
    return _onwards(site, seal, ends_at, others)


@router.get("/{service}/logout")
async def log_out_here_too(request: Request, service: str, of: str = "") -> Response:
    """`GET /<service>/logout?of=…`: the next service ends it, too. Raises `Wrong` (404)."""
    site = site_of(request)
    try:
        seal, ends_at, others = _signer(site).loads(of, max_age=SECONDS)
    except BadData:
        raise Wrong(404) from None
    await _note(request, bytes.fromhex(seal), ends_at)
    return _onwards(site, bytes.fromhex(seal), ends_at, others)


def _onwards(site: Site, seal: bytes, ends_at: int, others: list[str]) -> Response:
    """To the next service that has to hear of it, and at last to the page one logs in with."""
    if not others:
        return redirect("/login" if site.settings.login == "development" and not site.production else "/")
    return redirect(f"/{others[0]}/logout?of={_signer(site).dumps([seal.hex(), ends_at, others[1:]])}")


async def _note(request: Request, seal: bytes, ends_at: int) -> None:
    site, db = site_of(request), database_of(request)
    now = datetime.fromtimestamp(site.clock(), UTC)
    try:
        if db is None:
            site.ended.add(seal)
        else:
            await sessions.end(db, seal, now, datetime.fromtimestamp(ends_at, UTC))
    except AWAY as trouble:
        log.warning("a session was not ended here", error=type(trouble).__name__)


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.key("log out"), salt="log out", signer_kwargs={"digest_method": sha256})


@router.post("/leave")
async def leave(request: Request) -> Response:
    """Somebody leaves at once: whoever sits here next finds nothing they were shown, whichever way they go back."""
    if csrf.from_elsewhere(request):
        raise Wrong(403)
    session.forget_browser(request)
    return Response(status_code=204)
