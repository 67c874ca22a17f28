"""What stands around every answer: headers that tell the browser what a page may do, and addresses that make sense."""

import re
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel import trace

log = structlog.get_logger()

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HTTPS_ONLY = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
QUIET = ("/static/", "/health/", "/metrics")
# A browser in the address bar of an API is told in JSON all the same.
JSON_AND_KIN = ("*/*", "application/*", "json", "csv", "svg", "event-stream", "text/plain", "text/html")
_STRANGE = re.compile(rb"%2f|%5c|%00|%2e|;|\\|//", re.IGNORECASE)


class SafeHeaders:
    """The same headers on every answer, an error's too. Nothing is kept by a browser unless the answer says it may."""

    def __init__(self, app: ASGIApp, production: bool) -> None:
        self.app = app
        self.headers = ALWAYS | (HTTPS_ONLY if production else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class SensibleAddresses:
    """No address with `..`, `;` or a hidden slash; HEAD answers as GET without its body; JSON APIs speak JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        raw = scope.get("raw_path") or scope["path"].encode()
        if _STRANGE.search(raw) or {".", ".."} & set(scope["path"].split("/")):
            raise HTTPException(404)
        if "/api/" in scope["path"] and not _speaks_json(Headers(scope=scope).get("accept", "*/*")):
            raise HTTPException(406)
        if scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}  # the server reads its own scope again when it sends the answer
        try:
            await self.app(asked, receive, _without_body(send))
        finally:
            scope["route"] = asked.get("route")


def _speaks_json(accept: str) -> bool:
    return any(kind in accept.lower() for kind in JSON_AND_KIN)


def _without_body(send: Send) -> Send:
    async def sent(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sent


class Access:
    """Begins or carries on the trace, and writes one line an answer: the route's pattern, never the address itself,
    since an address may hold a signed link."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, method = perf_counter(), 500, scope["method"]

        async def noted(message: Message) -> None:
            nonlocal status
            status = message["status"] if message["type"] == "http.response.start" else status
            await send(message)

        with trace.begin(Headers(scope=scope).get("traceparent")):
            try:
                await self.app(scope, receive, noted)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                if not any(part in route for part in QUIET):
                    ms = round((perf_counter() - began) * 1000, 1)
                    log.info("answered", method=method, route=route, status=status, ms=ms)
