"""What the pages of one site share: its settings, its templates, its keys, its people."""

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from jinja2 import Environment
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from shared.kernel import phones
from shared.kernel.staff import StaffMember
from shared.persistence.database import Database
from shared.persistence.shown import Page

from .assets import StaticFiles
from .navigation import SiteMap
from .rate_limit import Buckets


class SiteSettings(Protocol):
    """What the pages need to know of a deployment's settings; a Local's and the evaluator's both fit."""

    @property
    def environment(self) -> str: ...
    @property
    def login(self) -> str: ...
    @property
    def local(self) -> str: ...
    @property
    def local_name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def timezone(self) -> str: ...
    @property
    def secret(self) -> SecretStr: ...
    @property
    def staff(self) -> list[StaffMember]: ...
    @property
    def public_url(self) -> str: ...
    @property
    def session_idle_minutes(self) -> int: ...
    @property
    def session_hours(self) -> int: ...
    @property
    def public_posts_per_minute(self) -> int: ...


class Login(Protocol):
    """What the pages ask of a way to log in."""

    def first(self, request: Request) -> Response:
        """Somebody wants a page: send them to log in, and bring them there after."""

    def page(
        self, request: Request, onward: str, kept: str | None, status: int = 200, wrong: Mapping[str, str] | None = None
    ) -> Response:
        """The page to log in with; it carries a form that was typed before, and says what was wrong with a choice."""


@dataclass
class Site:
    """One service's part of a Local's site, or the evaluator's whole site."""

    service: str
    map: SiteMap
    settings: SiteSettings
    env: Environment
    static: StaticFiles
    login: Login
    public_posts: Buckets
    attempts: Buckets
    clock: Callable[[], float] = field(default=time.time)
    """Seconds since 1970, for sessions and kept forms only. It is the machine's clock: a simulation moves the
    service's clock by months, and nobody's session should end by that."""

    ended: set[bytes] = field(default_factory=set)
    """Sessions that were ended where there is no database."""
    shown: OrderedDict[bytes, Page] = field(default_factory=OrderedDict)
    """Pages that answered a form while no database could keep them, see `shelf`."""

    @property
    def production(self) -> bool:
        return self.settings.environment == "production"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    @property
    def area_code(self) -> str:
        """Of a phone number that is written without one. The evaluator's site asks for none."""
        return getattr(self.settings, "area_code", phones.AREA_CODE)

    def key(self, purpose: str) -> bytes:
        """A key for one purpose at one Local: what another Local signed is worth nothing here."""
        secret = self.settings.secret.get_secret_value().encode()
        return hmac.new(secret, f"lc/v1/{self.settings.local}/{purpose}".encode(), hashlib.sha256).digest()

    def person(self, person_id: UUID, role: str) -> StaffMember | None:
        """Who that is today: somebody taken off the staff list is nobody from the next request on."""
        return next((one for one in self.settings.staff if one.id == person_id and one.role == role), None)

    @property
    def people(self) -> Sequence[StaffMember]:
        return self.settings.staff


def site_of(request: Request) -> Site:
    """The service's part of the site that this request came to."""
    site: Site = request.app.state.site
    return site


def now_of(request: Request) -> datetime:
    """The service's clock; the machine's while the service is not up yet."""
    here = getattr(request.app.state, "here", None)
    return here.now() if here else datetime.now(UTC)


def database_of(request: Request) -> Database | None:
    """The service's own database; None where the pages stand alone."""
    found: Database | None = getattr(getattr(request.app.state, "here", None), "db", None)
    return found
