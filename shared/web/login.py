"""How somebody logs in, behind one interface: a directory service can take the place of the demo's list."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from shared.kernel import names
from shared.kernel.staff import StaffMember

from . import csrf, forms, resubmission, session
from .errors import answer
from .failures import Wrong
from .rendering import redirect, render
from .session import visit_of
from .site import site_of

WHO = "Choose one of the people on this page"
_OURS = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")


class DevelopmentLogin:
    """Choose who you are from the demo's people. Refuses to be used in production."""

    def first(self, request: Request) -> Response:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return redirect("/login" if wanted == "/" else f"/login?next={quote(wanted)}")

    def page(
        self, request: Request, onward: str, kept: str | None, status: int = 200, wrong: Mapping[str, str] | None = None
    ) -> Response:
        sheet = forms.filled(LoginForm, {"next": onward, "kept": kept})
        sheet.errors = dict(wrong or {})
        headers = {"WWW-Authenticate": 'Cookie realm="staff"'} if status == 401 else None
        site = site_of(request)
        people = by_role(site.people, site.map.roles)
        return render(request, "login.html", status, headers, form=sheet, people=people, kept=kept)


class NoLogin:
    """Nobody can log in until a directory service is set up. Nothing opens meanwhile."""

    def first(self, request: Request) -> Response:
        return answer(request, 403, "Logging in is not set up at this site yet.")

    def page(
        self, request: Request, onward: str, kept: str | None, status: int = 200, wrong: Mapping[str, str] | None = None
    ) -> Response:
        return answer(request, 403, "Logging in is not set up at this site yet.")


class LoginForm(forms.Form):
    """Who logs in, where they go then, and what they had typed before, sealed."""

    person: Annotated[str, forms.ErrorMessage(WHO)]
    next: str = ""
    kept: str | None = Field(None, max_length=resubmission.MOST_BYTES)


router = APIRouter(include_in_schema=False)


@router.get("/login")
async def login_page(request: Request) -> Response:
    """`GET /login`: choose a name. In development only: raises `Wrong` (404) elsewhere."""
    _only_in_development(request)
    onward = _ours(request.query_params.get("next", ""))
    user = visit_of(request).user
    if user:
        return redirect(onward or site_of(request).map.home(user.permissions))
    return site_of(request).login.page(request, onward, None)


@router.post("/login")
async def log_in(request: Request) -> Response:
    """`POST /login`: begins a session, and offers what was typed before it. In development only."""
    _only_in_development(request)
    form = await forms.read(request, LoginForm, most=resubmission.MOST_BYTES)
    site = site_of(request)
    person = _chosen(site.people, form.value("person"))
    if not form.wish or person is None:
        wrong, status = form.errors or {"person": WHO}, form.status if form.errors else 422
        return site.login.page(request, _ours(form.value("next")), form.value("kept") or None, status, wrong)
    session.begin(request, site, person)
    if form.wish.kept:
        return _continue(request, form.wish.kept, person)
    return redirect(_ours(form.wish.next) or site.map.home(session.user_of(site, person).permissions))


def _continue(request: Request, blob: str, person: StaffMember) -> Response:
    site = site_of(request)
    found = resubmission.give_back(site, blob, csrf.tag_of(site, person.id))
    if found is None:
        begins = site.map.home(session.user_of(site, person).permissions)
        return redirect(begins, says="You are logged in. The form from before was not kept: it was "
                        "too old, or somebody else had typed it.")  # fmt: skip
    return render(request, "continue.html", kept=found, why="You were logged out while you were writing.")


def _only_in_development(request: Request) -> None:
    site = site_of(request)
    if site.production or site.settings.login != "development":
        raise Wrong(404)


def _chosen(people: Sequence[StaffMember], choice: str) -> StaffMember | None:
    """`role/id`, as the page's buttons send it; the id alone is enough where somebody has one role."""
    of_role, _, person_id = choice.rpartition("/")
    try:
        wanted = UUID(person_id)
    except ValueError:
        return None
    return next((p for p in people if p.id == wanted and of_role in ("", p.role)), None)


def by_role(people: Sequence[StaffMember], roles: Mapping[str, str]) -> Mapping[str, list[tuple[str, StaffMember]]]:
    """Role -> everybody of it, with a name that tells them apart."""
    found = {title: [p for p in people if p.role == role] for role, title in roles.items()}
    labels = {title: names.told_apart([(p.name, ()) for p in some]) for title, some in found.items()}
    return {title: list(zip(labels[title], some, strict=True)) for title, some in found.items() if some}


def _ours(onward: str) -> str:
    """An address of this very site, or nothing: nobody is sent elsewhere by a link to our login."""
    return onward if len(onward) <= 500 and _OURS.fullmatch(onward) else ""
