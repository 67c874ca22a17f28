"""Pages from templates: what every page has at hand, redirects, lists in pages, downloads."""

import csv as csv_format
import io
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import Depends
from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.context.service_context import ServiceContext
from shared.kernel import phones
from shared.kernel.counts import counted

from . import charts, csrf, formatting, phone_links, shelf
from .assets import StaticFiles
from .session import saying, visit_of
from .site import now_of, site_of

TEMPLATES = Path(__file__).parent / "templates"


def context_of(request: Request) -> ServiceContext:
    """What the service whose address was asked for has for its handlers."""
    context: ServiceContext = request.app.state.here
    return context


async def get_context(request: Request) -> ServiceContext:
    """For FastAPI, which would hand a function that is not asynchronous to a thread in every request."""
    return context_of(request)


ContextDep = Annotated[ServiceContext, Depends(get_context)]


@dataclass(frozen=True)
class _Rendering:
    """The page being made: macros and filters see no context of their own."""

    request: Request
    now: datetime


_rendering: ContextVar[_Rendering] = ContextVar("rendering")


def render(
    request: Request, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """The page made from `template`. It always knows: user, here, now, local_name, phone, nav, csrf_field, said."""
    site, visit, now = site_of(request), visit_of(request), now_of(request)
    token = _rendering.set(_Rendering(request, now))
    try:
        text = site.env.get_template(template).render(
            {
                "request": request,
                "user": visit.user,
                "here": getattr(request.app.state, "here", None),
                "now": now,
                "local_name": site.settings.local_name,
                "phone": site.settings.phone,
                "production": site.production,
                "nav": site.map.items(visit.user.permissions, request.url.path) if visit.user else [],
                "who": csrf.tag_of(site, visit.user.id if visit.user else None).hex(),
                "said": None if visit.live else visit.said,
                "wrong": any(getattr(value, "errors", None) for value in context.values()),
                "csrf_field": _CsrfField(),
            }
            | context
        )
    finally:
        _rendering.reset(token)
    visit.said_shown = visit.said is not None and not visit.live
    return HTMLResponse(text, status, {**getattr(request.state, "tells", {}), **(headers or {})})


def redirect(to: str, says: str | None = None, status: int = 303) -> Response:
    """On to another page of this site; `says` stands on it once: what was done and what will happen next."""
    return RedirectResponse(to, status, saying(says) if says else None)


class _Compiled(BytecodeCache):
    """Every service of a process shows the same base pages: each template is compiled once, whoever asks first."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self._known.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def environment(folders: Sequence[Path], static: StaticFiles, zone: ZoneInfo, *, reload: bool) -> Environment:
    """Jinja for one service's templates: escaping on, unknown names are errors, dates in the Local's `zone`."""
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader([*folders, TEMPLATES])]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.do"],
    )
    times = formatting.Times(zone)
    env.filters |= {
        "when": lambda value: times.when(value, _rendering.get().now),
        "day": lambda value: times.day(value, _rendering.get().now),
        "at": times.at,
        "ago": lambda value: times.ago(value, _rendering.get().now),
        "number": formatting.number,
        "plural": counted,
        "phone": phones.words,
        "unbroken": formatting.unbroken,
        "to_call": phone_links.to_call,
        "short": lambda value: value if len(value) <= 30 else value[:29].rstrip() + "…",
        "chart_when": lambda value: times.place(value, _rendering.get().now),
        "code": lambda value: str(value).replace("_", " "),
    }
    env.globals |= {
        "static": static.url,
        "csrf_token": lambda: csrf.token(_rendering.get().request),
        "fresh_id": uuid4,
        "fresh_key": shelf.fresh_key,
        "page_key": lambda: shelf.key_of(_rendering.get().request),
        "url_with": lambda **changes: url_with(_rendering.get().request, **changes),
        "line_picture": charts.line_picture,
        "interval_picture": charts.interval_picture,
        "bar_picture": charts.bar_picture,
        "zone": zone,
    }
    return env


class _CsrfField:
    """The hidden field of a form written by hand; the token is made only where a page holds a form."""

    def __html__(self) -> str:
        token = csrf.token(_rendering.get().request)
        return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, token)

    __str__ = __html__


def url_with(request: Request, **changes: object) -> str:
    """This page's address with some of its query changed; `None` takes a part out. For filters and pages of a list."""
    query = {name: value for name, value in request.query_params.items() if name not in changes}
    query |= {name: str(value) for name, value in changes.items() if value is not None}
    return request.url.path + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True)
class Paging:
    """One page of a long list."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.offset + self.size, self.total)


def paging(request: Request, total: int, size: int = 25) -> Paging:
    """Which page `?page=` asks for; what makes no sense is the first or the last one."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return Paging(min(max(number, 1), max(1, -(-total // size))), size, total)


def csv_download(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A table to open in a spreadsheet. A text that a spreadsheet would carry out as a formula gets a leading '."""
    out = io.StringIO()
    writer = csv_format.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return f"'{value}"
    return "" if value is None else value
