"""Who is here. A signed cookie says it; it ends after half an hour of quiet and after a working day.

A session's age is told by the machine's clock, never by the service's: a simulation moves that one by months.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel.staff import StaffMember
from shared.persistence import sessions

from .failures import AWAY
from .site import Site, database_of

SAID = "x-lc-says"  # how `redirect(..., says=...)` hands its sentence to the cookie; never leaves the process
SEEN_EVERY = 30  # seconds between two notes that somebody is still here
AWAY_SECONDS = 10  # for which a database that does not answer is not asked again whether a session was ended
LATELY = 24 * 3600  # seconds in which a browser is still known to be a colleague's after its session ran out


@dataclass(frozen=True)
class User:
    """Who is logged in, in which role, and what that lets them do."""

    id: UUID
    name: str
    role: str
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        """Whether their role lets them: what it is called says the site's table, see `SiteMap.may`."""
        return permission in self.permissions


@dataclass(frozen=True)
class Session:
    """What the sealed cookie holds: a random id, who it is, when it began and was last used (seconds since 1970)."""

    sid: str
    user: User
    started: int
    seen: int


@dataclass
class RequestSession:
    """What the cookies of one request say, and what its answer should change about them."""

    session: Session | None = None
    ended: Session | None = None
    """A session that was ours and has run out: enough to know whose typed form this is, not to do anything."""
    lately: bool = False
    """Whether somebody who works here was logged in in this browser today."""
    visitor: str | None = None
    said: str | None = None
    live: bool = False
    """Whether the page asks by itself, to keep itself up to date."""
    stays: bool = False
    """Such a page counts as somebody at the desk, see `stay`."""
    new_visitor: bool = False
    new_session: bool = False
    leave: bool = False
    said_shown: bool = False
    forget: bool = False
    """Whoever sits here next begins anew: nothing that was kept for this browser leads anywhere any more."""

    @property
    def user(self) -> User | None:
        return self.session.user if self.session else None

    @property
    def secrets(self) -> list[str]:
        """What a form of this browser may be bound to."""
        return [s for s in (self.session and self.session.sid, self.ended and self.ended.sid, self.visitor) if s]

    def form_secret(self) -> str:
        """What a form rendered now is bound to. Nobody logged in: one random, strictly necessary cookie."""
        if self.session:
            return self.session.sid
        if self.visitor is None:
            self.visitor, self.new_visitor = secrets.token_urlsafe(18), True
        return self.visitor


def visit_of(request: Request) -> RequestSession:
    """The visit of this request, which `Cookies` put there."""
    visit: RequestSession = request.scope["state"]["visit"]
    return visit


def seal_of(site: Site, sid: str) -> bytes:
    """What a session is known by once it has ended: HMAC-SHA-256 of its id, 32 bytes."""
    return hmac.new(site.key("session/ended"), sid.encode(), hashlib.sha256).digest()


def user_of(site: Site, person: StaffMember) -> User:
    """Somebody of the staff as whoever is logged in, with the permissions of their role."""
    return User(person.id, person.name, person.role, site.map.permissions([person.role]))


def begin(request: Request, site: Site, person: StaffMember) -> None:
    """A new session with a new secret: whatever was known before login is worth nothing after it."""
    visit, now = visit_of(request), int(site.clock())
    visit.session = Session(secrets.token_urlsafe(24), user_of(site, person), now, now)
    visit.ended, visit.new_session, visit.leave = None, True, False


def stay(request: Request) -> None:
    """A page that somebody has to be able to leave open all day, as long as a session lasts at most."""
    visit_of(request).stays = True


def end(request: Request) -> None:
    """Ends the session of this browser with the answer to this request."""
    visit = visit_of(request)
    visit.session = visit.ended = None
    visit.leave = True


def forget_browser(request: Request) -> None:
    """What somebody without a login was shown in this browser cannot be called up again."""
    visit = visit_of(request)
    visit.visitor, visit.new_visitor, visit.forget = None, False, True
    if visit.session or visit.ended:  # a colleague's device in other hands: its cookie stays, what it led to does not
        visit.visitor, visit.new_visitor = secrets.token_urlsafe(18), True


class Cookies:
    """Reads who is here before the page is made, and notes it again after."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        prefix = "__Host-" if site.production else ""
        self.name = f"{prefix}lc-{site.settings.local}"
        self.visitor_name, self.said_name = f"{self.name}-visit", f"{self.name}-said"
        self.ask_again_at = 0.0
        self.signer = URLSafeSerializer(
            site.key("session"), salt="session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = self.read(Headers(scope=scope))
        if visit.session and not scope["path"].startswith("/static/") and await self._was_ended(scope, visit.session):
            visit.session, visit.lately = None, False
        scope.setdefault("state", {})["visit"] = visit

        async def with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.write(visit, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, with_cookies)

    async def _was_ended(self, scope: Scope, session: Session) -> bool:
        """Whether somebody logged out of it, here or in another process. While the database is away nothing can be
        shown anyway, and only the first who asks waits for it."""
        seal, db = seal_of(self.site, session.sid), database_of(Request(scope))
        if db is None or self.site.clock() < self.ask_again_at:
            return seal in self.site.ended
        try:
            return await sessions.ended(db, seal)
        except AWAY:
            self.ask_again_at = self.site.clock() + AWAY_SECONDS
            return False

    def read(self, headers: Headers) -> RequestSession:
        cookies = cookie_parser(headers.get("cookie", ""))
        visit = RequestSession(live=headers.get("x-live") == "1")
        found, age = self._session(cookies.get(self.name, ""))
        visit.session, visit.ended = (found, None) if age else (None, found)
        visit.lately = found is not None and self.site.clock() - found.seen < LATELY
        visitor = cookies.get(self.visitor_name, "")
        visit.visitor = visitor if 16 <= len(visitor) <= 64 else None
        visit.said = self._unsign(cookies.get(self.said_name, ""), visit)
        return visit

    def write(self, visit: RequestSession, headers: MutableHeaders) -> None:
        said = headers.get(SAID)
        if said is not None:
            del headers[SAID]
            self._set(headers, self.said_name, self._sign(unquote(said), visit), max_age=60)
        elif visit.said_shown:
            self._forget(headers, self.said_name)
        if visit.leave:
            self._forget(headers, self.name)
        elif visit.session and (visit.new_session or self._seen_again(visit)):
            now = replace(visit.session, seen=int(self.site.clock()))
            self._set(headers, self.name, self._packed(now))
        if visit.forget and visit.visitor is None:
            self._forget(headers, self.visitor_name)
        if visit.new_visitor and visit.visitor:
            self._set(headers, self.visitor_name, visit.visitor)

    def _seen_again(self, visit: RequestSession) -> bool:
        # A page that refreshes itself is not somebody at the desk.
        there = visit.stays or not visit.live
        return bool(visit.session and there and self.site.clock() - visit.session.seen >= SEEN_EVERY)

    def _packed(self, session: Session) -> str:
        user = session.user
        return str(self.signer.dumps([session.sid, user.id.hex, user.role, session.started, session.seen]))

    def _session(self, cookie: str) -> tuple[Session | None, bool]:
        """The session the cookie tells of, and whether it is still running."""
        try:
            sid, person_id, of_role, started, seen = self.signer.loads(cookie)
            person = self.site.person(UUID(person_id), of_role)
        except (BadData, ValueError, TypeError):
            return None, False
        if person is None:
            return None, False
        now, settings = self.site.clock(), self.site.settings
        running = now - seen < settings.session_idle_minutes * 60 and now - started < settings.session_hours * 3600
        return Session(sid, user_of(self.site, person), started, seen), running

    def _sign(self, words: str, visit: RequestSession) -> str:
        return str(self.signer.dumps([words, visit.session.sid if visit.session else ""], salt="said"))

    def _unsign(self, cookie: str, visit: RequestSession) -> str | None:
        """A sentence is for who it was said to: nobody else at this computer reads it."""
        try:
            words, sid = self.signer.loads(cookie, salt="said")
        except (BadData, ValueError, TypeError):
            return None
        return str(words) if sid == (visit.session.sid if visit.session else "") else None

    def _set(self, headers: MutableHeaders, name: str, value: str, max_age: int | None = None) -> None:
        parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
        parts += ["Secure"] if self.site.production else []
        parts += [] if max_age is None else [f"Max-Age={max_age}"]
        headers.append("set-cookie", "; ".join(parts))

    def _forget(self, headers: MutableHeaders, name: str) -> None:
        self._set(headers, name, "", max_age=0)


def saying(words: str) -> dict[str, str]:
    """Headers of a redirect whose next page says `words` once."""
    return {SAID: quote(words[:500])}
