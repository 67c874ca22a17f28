"""When something cannot be done: a page in plain words, or problem+json for programs. Nothing sent is ever echoed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kernel import trace
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.outbox import NothingChanged

from . import form_body, form_messages, resubmission
from .failures import AWAY, Foreign, LoginNeeded, UnsentForm, Wrong
from .links import LinkExpired, LinkWrong
from .rendering import render
from .session import visit_of
from .site import site_of

log = structlog.get_logger()

ROOT = f"{Path(__file__).parents[2]}/"
QUICKER = (NothingChanged, asyncpg.ForeignKeyViolationError)
"""What was to be changed, or what it belongs to, is not there any more: as when somebody is erased meanwhile."""

TITLES = {
    400: "That could not be read",
    401: "Please log in",
    403: "This is not yours to open",
    404: "There is nothing here",
    405: "That cannot be done here",
    406: "Not in that format",
    409: "Somebody was quicker",
    410: "This link has ended",
    413: "That is too much at once",
    415: "That kind of content is not read here",
    422: "Something needs another look",
    429: "A little too fast",
    500: "Something went wrong on our side",
    503: "We are away for a moment",
}
WORDS = {
    400: "What was sent could not be read. Open the page again and repeat what you did.",
    401: "You need to be logged in for this.",
    403: "Your role does not open this page. If you need it for your work, ask your lead.",
    404: "The address may be old or mistyped, or it is about something you may not see.",
    405: "This address is read only, or does something else.",
    406: "This address answers in JSON.",
    409: "This was changed while you were looking at it. Open it again to see how it stands now.",
    410: "Links end after some time so that nobody else can use them. Ask us for a new one.",
    413: "Send less at once: shorten the longest text, or send a smaller file.",
    415: "Send this as the page's own form, or as JSON where a program asks.",
    422: "Something that was sent does not fit.",
    429: "Many things came in a short time. Wait a minute and send it again.",
    500: "You may try again: nothing is done twice. We have a note of it; quote the number below if you call us.",
    503: "Wait a moment and try again with the same page: what has gone through already is not done twice.",
}


def for_a_program(request: Request) -> bool:
    """Whether whoever asks reads JSON: by the address, or by what they accept or send."""
    accept, kind = request.headers.get("accept", ""), request.headers.get("content-type", "")
    return "/api/" in request.url.path + "/" or ("json" in accept and "html" not in accept) or "json" in kind


async def handler(request: Request, error: Exception) -> Response:
    """The same for the framework, which would carry a plain function to another thread."""
    return handle(request, error)


def handle(request: Request, error: Exception) -> Response:
    """The one place where an exception becomes an answer."""
    if isinstance(error, LoginNeeded):
        return _log_in_first(request, error)
    if isinstance(error, Foreign):
        return _send_again(request, error)
    if isinstance(error, RequestValidationError):
        return _invalid(request, error)
    if isinstance(error, AWAY) and (unsent := _unsent(request)):
        log.error("away", error=type(error).__name__, where=_where(error), status=503)
        return _not_sent_yet(request, unsent, 503)
    status, says, headers = _meaning(request, error)
    if isinstance(error, QUICKER):
        log.warning("somebody was quicker", error=type(error).__name__, where=_where(error))
    if status >= 500:
        where = _where(error)
        log.error("failed" if status == 500 else "away", error=type(error).__name__, where=where, status=status)
    return answer(request, status, says, headers)


def _meaning(request: Request, error: Exception) -> tuple[int, str | None, Mapping[str, str]]:
    if isinstance(error, Refused):
        return (409 if error.conflict else 422), error.why, {}
    if isinstance(error, HTTPException):
        known = error.says if isinstance(error, Wrong) else None
        headers = {"Allow": _methods(request)} if error.status_code == 405 else error.headers or {}
        return error.status_code, known, headers
    if isinstance(error, QUICKER):
        return 409, None, {}
    if isinstance(error, NotFound | LinkWrong):
        return 404, None, {}
    if isinstance(error, LinkExpired):
        return 410, None, {}
    if isinstance(error, ClientDisconnect):
        return 400, None, {}  # whoever asked has gone; nobody reads this
    if isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError):
        return 422, "A text holds an invisible character that cannot be kept.", {}
    return (503, None, {"Retry-After": "5"}) if isinstance(error, AWAY) else (500, None, {})


def _methods(request: Request) -> str:
    """What the address does answer to. The framework names the first of its doors only."""
    routes = request.app.routes
    scopes = {method: {**request.scope, "method": method} for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}
    fit = [method for method, scope in scopes.items() if any(each.matches(scope)[0] is Match.FULL for each in routes)]
    return ", ".join(fit)


def answer(
    request: Request,
    status: int,
    says: str | None = None,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """An error as a page, or as problem details (RFC 9457) for a program. `says`: words instead of the usual ones."""
    title = TITLES.get(status, TITLES[400] if status < 500 else TITLES[500])
    words = says or WORDS.get(status, WORDS[400] if status < 500 else WORDS[500])
    if for_a_program(request):
        body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": words}
        body |= {"trace_id": trace.current().trace_id} | ({"errors": errors} if errors else {})
        return JSONResponse(body, status, dict(headers or {}), media_type="application/problem+json")
    context = {"title": title, "words": words, "code": status, "errors": errors, "trace_id": trace.current().trace_id}
    return render(request, "error.html", status, headers, **context)


def _log_in_first(request: Request, error: LoginNeeded) -> Response:
    if for_a_program(request):
        return answer(request, 401, headers={"WWW-Authenticate": 'Cookie realm="staff"'})
    if request.method in ("GET", "HEAD"):
        return site_of(request).login.first(request)
    return site_of(request).login.page(request, onward="", kept=error.kept, status=401)


def _unsent(request: Request) -> UnsentForm | None:
    """The form that could not be carried out, if it came from a page of ours."""
    return None if for_a_program(request) else resubmission.unsent(request)


def _not_sent_yet(request: Request, unsent: UnsentForm, status: int) -> Response:
    why = WORDS[status]
    headers = {"Retry-After": "5"}
    return render(request, "continue.html", status, headers, kept=unsent, why=why, title=TITLES[status])


def _send_again(request: Request, error: Foreign) -> Response:
    if error.kept is None or for_a_program(request):
        return answer(request, 403, "This form was not sent from our page, or the page was open for too long. "
                      "Nothing was changed. Open the page again and send it from there.")  # fmt: skip
    why = (
        "The page was made before you last logged in."
        if visit_of(request).user
        else "The page was open for a long time."
    )
    return render(request, "continue.html", 403, kept=error.kept, why=why)


def _invalid(request: Request, error: RequestValidationError) -> Response:
    """What a program sent does not fit: each field by its name, never its value."""
    found = error.errors()
    if any(each["loc"][:1] == ("path",) for each in found):
        return answer(request, 404)
    if not_json := next((each for each in found if each["type"] == "json_invalid"), None):
        return answer(request, 400, f"This is not JSON: look near character {not_json['loc'][-1]}.")
    if any(each["loc"] == ("body",) for each in found):
        missing = any(each["type"] == "missing" for each in found)
        is_json = "json" in request.headers.get("content-type", "")
        return answer(request, *((400, "A body is required.") if missing else (422, None) if is_json else (415, None)))
    fields = [
        {"field": ".".join(str(part)[:60] for part in each["loc"][1:]), "says": _says(each)} for each in found[:50]
    ]
    return answer(request, 422, errors=fields)


def _says(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "This field is not known here"
    if error["type"] not in form_messages.BUILT_IN:
        return str(error["msg"])
    return form_messages.words_for(error["type"], error.get("ctx"))


def _where(error: BaseException) -> str:
    """File and line of the innermost frame: a place in the code, never a value."""
    frame, place = error.__traceback__, ""
    while frame:
        code = frame.tb_frame.f_code
        file = code.co_filename.removeprefix(ROOT)
        place = (
            f"{'/'.join(file.rsplit('/', 3)[1:]) if file.startswith('/') else file}:{frame.tb_lineno} {code.co_name}"
        )
        frame = frame.tb_next
    return place


class Catch:
    """Whatever goes wrong inside is answered here, so that no traceback and no value of it leaves the process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            request = Request(scope, receive)
            if isinstance(error, AWAY):
                await _read_the_form(request)
            response = handle(request, error)
            if not started:
                await response(scope, receive, send)


async def _read_the_form(request: Request) -> None:
    """A door may have asked the database before it read the form: what was typed is still to come."""
    try:
        if request.method == "POST":
            await form_body.posted(request)
    except (HTTPException, ClientDisconnect, RuntimeError):
        pass  # no form, or somebody has read it already
