"""Who may open a page, and do what it offers: whoever has the permission that its door asks for."""

from dataclasses import dataclass

from starlette.requests import Request

from . import csrf
from .failures import Foreign, LoginNeeded, Wrong
from .resubmission import keep_what_was_typed
from .session import User, visit_of


@dataclass(frozen=True)
class May:
    """A door's question, as a dependency: whoever is logged in, if their roles give them this permission.

    Which role gives which permission says the site (`SiteMap.may`). If nobody is logged in, what was typed is kept
    until then. Raises `LoginNeeded`, `Foreign`, `Wrong` (403).
    """

    permission: str

    async def __call__(self, request: Request) -> User:
        user = visit_of(request).user
        if user is None:
            raise LoginNeeded(await keep_what_was_typed(request))
        if request.method != "GET" and csrf.from_elsewhere(request):
            raise Foreign(None)
        if not user.may(self.permission):
            raise Wrong(403)
        return user
