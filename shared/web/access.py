"""Who may open a page, and do what it offers."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from . import csrf
from .failures import Foreign, LoginNeeded, Wrong
from .kept import keep_what_was_typed
from .session import User, visit_of


def role(*roles: str) -> Callable[[Request], Awaitable[User]]:
    """Whoever does this must be logged in as one of `roles`; if nobody is, what was typed is kept until then."""

    async def somebody(request: Request) -> User:
        user = visit_of(request).user
        if user is None:
            raise LoginNeeded(await keep_what_was_typed(request))
        if request.method != "GET" and csrf.from_elsewhere(request):
            raise Foreign(None)
        if user.role not in roles:
            raise Wrong(403)
        return user

    return somebody
