"""How often somebody may send something without being logged in, and how much anybody may send at once."""

import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import links
from .failures import BodyTooLarge
from .session import visit_of
from .site import now_of, site_of

MOST_BYTES = 1024 * 1024  # of any body; a form may hold less, see forms.read


def public_post(request: Request) -> Callable[[], None]:
    """One thing sent by somebody who does not work here. `forms.read` asks by itself; an API without login asks by
    Depends. What is returned gives it back: a typing mistake is nothing that was sent.

    Whoever holds a signed link is counted by the link (`by_link`), everybody else by their address.
    """
    visit, posts = visit_of(request), site_of(request).public_posts
    if visit.user or visit.lately:
        return nothing
    key: str = getattr(request.state, "counted_by", None) or address(request)
    posts.take(key)
    return lambda: posts.give_back(key)


def nothing() -> None:
    """Nothing was taken, so nothing is given back."""


def by_link(purpose: str) -> Callable[[Request], Awaitable[None]]:
    """For doors below a signed link, `{token}` in their address: what one link sends is no matter of another's."""

    async def counted(request: Request) -> None:
        token = request.path_params.get("token", "")
        try:
            links.read(site_of(request).settings.secret, purpose, token, now_of(request))
        except (links.LinkWrong, links.LinkExpired):
            return  # by the address, then: anybody can make up links
        request.state.counted_by = f"{purpose}/{token}"

    return counted


def attempt(request: Request, what: str) -> None:
    """One guess at `what` (a year of birth, a code), five a minute whoever guesses and from wherever."""
    site_of(request).attempts.take(what)


def address(request: Request) -> str:
    """The client's address; a whole /64 of IPv6, which one household or one attacker holds."""
    host = request.client.host if request.client else "unknown"
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else host


class BodyLimit:
    """Stops reading a body at `MOST_BYTES`, whatever its length was said to be. Compressed bodies are not read.

    `larger`: addresses (a pattern of the whole path) that take more, because a file comes with the form, and how much.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES, larger: Mapping[str, int] | None = None) -> None:
        self.app, self.most, self.larger = app, most, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = next((many for path, many in self.larger.items() if re.fullmatch(path, scope["path"])), self.most)
        self.refuse_by_headers(Headers(scope=scope), most)
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise BodyTooLarge
            return message

        await self.app(scope, counted, send)

    def refuse_by_headers(self, headers: Headers, most: int) -> None:
        length = headers.get("content-length")
        if length is not None and "transfer-encoding" in headers:
            raise HTTPException(400)
        if length is not None and (not length.isdecimal() or int(length[:20]) > most):
            raise BodyTooLarge if length.isdecimal() else HTTPException(400)
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise HTTPException(415)
