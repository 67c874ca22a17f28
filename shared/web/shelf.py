"""Back and Reload after a form: no page that answers a form lies in a browser's history without an address of its own.

Such a page (a refused form, the next of several questions, a search) is laid on the shelf for an hour, and the browser
is sent to it with 303: `?kept=<key>`. Where it lies and what it is sealed with come from the key and from the browser's
session, so neither the address nor the database alone shows it to anybody; whoever logs out, hides their page or leaves
at once has nothing there any more. Pages lie in the service's own database; in this process while that is away.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode

import asyncpg
from cryptography.fernet import Fernet, InvalidToken
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.persistence import shown
from shared.persistence.shown import Page

from . import links
from .failures import AWAY, TooMany
from .limits import address
from .rate_limit import Buckets
from .session import RequestSession, visit_of
from .site import Site, database_of, site_of

SECONDS = 60 * 60
MOST_IN_MEMORY = 500
FROM_ONE_ADDRESS = 120  # pages a minute of somebody not logged in; beyond it an answer is given as it is
ONE_PAGE = 16 * 1024  # bytes, packed and sealed; what is longer counts as several
NOT_KEPT = (*AWAY, asyncpg.PostgresError)  # whatever it is: a way back is worth no fault of its own
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_TELLS = ("www-authenticate", "retry-after", "allow")
"""What an answer tells beside its page, told again with it."""


def fresh_key() -> str:
    """For a link to a form of several pages, `?kept=<key>`: then Back finds its first page as it was sent, too."""
    return secrets.token_urlsafe(16)


def key_of(request: Request) -> str:
    """Under which key the page lies that is being made now. A page that stands in its own form's address
    (`?on=<key>`) can be laid there again as it was sent, see `as_sent`."""
    state = request.scope.setdefault("state", {})
    key: str = state.setdefault("shelf_key", fresh_key())
    return key


def as_sent(request: Request, made: Callable[[], Response]) -> None:
    """The form was sent from a page with a key, and this makes that page as it stood then: Back shows it so."""
    on, state = request.query_params.get("on", ""), request.scope["state"]
    if _KEY.fullmatch(on):
        state["shelf_key"] = on
        state["shelf_left"] = (on, made())
        del state["shelf_key"]


def at_most(request: Request, seconds: float) -> None:
    """The page that is made now shows what is closed again after so many seconds: it lies no longer than that."""
    request.scope["state"]["shelf_seconds"] = seconds


async def forget(request: Request) -> None:
    """Nothing that this browser was shown is there any more, whichever way somebody goes back."""
    site, db = site_of(request), database_of(request)
    for browser in (_whose(site, each) for each in _browsers(visit_of(request))):
        for place in [place for place, page in site.shown.items() if page.browser == browser]:
            del site.shown[place]
        if db is not None:
            await shown.forget(db, browser)


class Shelf:
    """Lays the pages that answer forms on the shelf, and shows them to the browsers they were made for."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        self.anonymous = Buckets(FROM_ONE_ADDRESS, lambda: site.clock())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"] if scope["type"] == "http" else ""
        if method in ("GET", "HEAD") and "kept" in QueryParams(scope["query_string"]):
            await self._show(scope, receive, send)
        elif method == "POST" and Headers(scope=scope).get("sec-fetch-mode", "navigate") == "navigate":
            held = _Held(send)
            await self.app(scope, receive, held)
            if held.page is not None:
                await (await self._laid(Request(scope), held.page))(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _laid(self, request: Request, page: Response) -> Response:
        """Where the page lies now; the page itself if the browser could not find it there again."""
        visit = visit_of(request)
        browser = None if visit.new_visitor else next(iter(_browsers(visit)), None)
        if browser is None:
            return page
        key, state = key_of(request), request.scope["state"]
        left = [state["shelf_left"]] if "shelf_left" in state else []
        laid = [self._packed(under, browser, shows, request) for under, shows in [*left, (key, page)]]
        if visit.user is None and not self._may_lay(request, sum(len(each.sealed) for each in laid)):
            return page
        for each in laid:
            await self._lay(request, each, page.status_code)
        query = [(name, value) for name, value in request.query_params.multi_items() if name not in ("on", "kept")]
        where = f"{_here(request.scope['path'])}?{urlencode([*query, ('kept', key)])}"
        onward = Response(status_code=303, headers={"location": where})
        onward.raw_headers += [each for each in page.raw_headers if each[0] == b"set-cookie" or each[0][:5] == b"x-lc-"]
        return onward

    def _may_lay(self, request: Request, size: int) -> bool:
        try:
            for _ in range(1 + size // ONE_PAGE):
                self.anonymous.take(address(request))
        except TooMany:
            return False
        return True

    def _packed(self, key: str, browser: str, answer: Response, request: Request) -> Page:
        place, seal = self._place_and_seal(key, browser)
        tells = {name: value for name, value in answer.headers.items() if name in _TELLS}
        packed = zlib.compress(json.dumps([answer.status_code, tells, bytes(answer.body).decode()]).encode())
        seconds = min(SECONDS, request.scope["state"].get("shelf_seconds", SECONDS))
        ends_at, link = _moment(self.site) + timedelta(seconds=seconds), links.about(request.scope["path"])
        return Page(place, _whose(self.site, browser), seal.encrypt(packed), ends_at, link)

    async def _lay(self, request: Request, page: Page, status: int) -> None:
        db = database_of(request)
        try:
            if db is not None and status != 503:  # away: every further question would wait, too
                await shown.lay(db, page, _moment(self.site))
                self.site.shown.pop(page.place, None)
                return
        except NOT_KEPT:
            pass
        self.site.shown[page.place] = page
        if len(self.site.shown) > MOST_IN_MEMORY:
            self.site.shown.popitem(last=False)

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        key = request.query_params["kept"]
        live = request.headers.get("x-live") == "1"  # a page that keeps itself up to date asks for how things are now
        found = None if live or not _KEY.fullmatch(key) else await self._found(request, key)
        if found is not None:
            await found(scope, receive, send)
            return
        query = [pair for pair in parse_qsl(scope["query_string"].decode("latin-1"), True) if pair[0] != "kept"]
        path = _nearest(request)
        if path == scope["path"] or live:
            state = {**scope.get("state", {}), **({"shelf_key": key} if _KEY.fullmatch(key) else {})}
            bare = {"query_string": urlencode(query).encode(), "path": path, "raw_path": quote(path).encode()}
            asked = {**scope, **bare, "state": state}
            try:
                await self.app(asked, receive, send)
            finally:
                scope["route"] = asked.get("route")
        else:
            await Response(status_code=303, headers={"location": _here(path)})(scope, receive, send)

    async def _found(self, request: Request, key: str) -> Response | None:
        for browser in _browsers(visit_of(request)):
            place, seal = self._place_and_seal(key, browser)
            try:
                sealed = await self._sealed(request, place)
                if sealed is not None:
                    status, tells, text = json.loads(zlib.decompress(seal.decrypt(sealed)))
                    return Response(text, status, tells, media_type="text/html")
            except (InvalidToken, zlib.error):
                continue
        return None

    async def _sealed(self, request: Request, place: bytes) -> bytes | None:
        now, db = _moment(self.site), database_of(request)
        page = self.site.shown.get(place)
        if page is not None and page.ends_at > now:
            return page.sealed
        try:
            return await shown.find(db, place, now) if db is not None else None
        except NOT_KEPT:
            return None

    def _place_and_seal(self, key: str, browser: str) -> tuple[bytes, Fernet]:
        """Of one page in one browser."""
        of = json.dumps([key, browser]).encode()
        place = hmac.new(self.site.key("shelf/place"), of, hashlib.sha256).digest()
        seal = hmac.new(self.site.key("shelf/seal"), of, hashlib.sha256).digest()
        return place, Fernet(base64.urlsafe_b64encode(seal))


class _Held:
    """Holds back an HTML page until it is whole; everything else goes on its way at once."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.page: Response | None = None
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                self.page = Response(bytes(self._body), self._start["status"])
                self.page.raw_headers = list(self._start["headers"])


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _browsers(visit: RequestSession) -> list[str]:
    """What only this browser knows, the first of it now. What was made within a session is shown within it alone, and
    by nobody who has left at once since: that changes what the browser knows in every service (`forget_browser`)."""
    visitor, running, ended = visit.visitor or "", visit.session, visit.ended
    known = [f"{running.sid} {visitor}"] if running else [f"{ended.sid} {visitor} ended"] if ended else []
    return known + ([visitor] if visitor else [])


def _here(path: str) -> str:
    """An address of this very site: two slashes at its beginning would name another one."""
    return "/" + quote(path.lstrip("/"), safe="/")


def _whose(site: Site, browser: str) -> bytes:
    return hmac.new(site.key("shelf/browser"), browser.encode(), hashlib.sha256).digest()


def _moment(site: Site) -> datetime:
    return datetime.fromtimestamp(site.clock(), UTC)


def _nearest(request: Request) -> str:
    """The address itself if it can be opened, else the nearest above it: a form's door often has no page of its own."""
    path = str(request.scope["path"])
    while path and path != "/":
        if any(route.matches({**request.scope, "path": path, "method": "GET"})[0] is Match.FULL
               for route in request.app.routes):  # fmt: skip
            return path
        path = path.rsplit("/", 1)[0]
    return "/"
