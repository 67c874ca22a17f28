"""A small site to knock at: a few pages with every kind of form, no database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright
from pydantic import SecretStr

from deploy import browser as installed
from services.site_map import LOCAL
from shared.kernel.staff import StaffMember
from shared.web.install import install
from tests.doors import Client

from . import site_pages

NOW = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)  # Tuesday, 2.30 pm in Melbourne
THUY = StaffMember(id=UUID(int=1), name="Thuy", role="link_worker")
PRIYA = StaffMember(id=UUID(int=2), name="Priya", role="lead")
ANH = StaffMember(id=UUID(int=3), name="Anh", role="link_worker")


@dataclass
class Settings:
    environment: str = "development"
    login: str = "development"
    local: str = "brimbank"
    local_name: str = "Brimbank"
    phone: str = "03 9448 5522"
    timezone: str = "Australia/Melbourne"
    secret: SecretStr = field(default_factory=lambda: SecretStr("demo-only-secret-of-the-tests"))
    staff: list[StaffMember] = field(default_factory=lambda: [THUY, PRIYA, ANH])
    public_url: str = "http://brimbank.test"
    session_idle_minutes: int = 30
    session_hours: int = 10
    public_posts_per_minute: int = 1000


@dataclass
class Here:
    """What the pages of these tests have at hand of a service: its time, and a list of what was done."""

    settings: Settings
    done: list[Any] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW


@dataclass
class MachineClock:
    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


def build(settings: Settings) -> FastAPI:
    app = FastAPI()
    install(app, service="journey", site_map=LOCAL, settings=settings, templates=[Path(__file__).parent / "templates"])
    app.include_router(site_pages.router)
    app.state.here = Here(settings)
    app.state.site.clock = MachineClock()
    return app


class Browser:
    """A browser without scripts: keeps cookies, fills in forms and says where it sends from."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        self.app = app
        self.http = Client(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url="http://brimbank.test",
            headers={"sec-fetch-site": "same-origin", "accept": "text/html", **headers},
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return await self.http.post(path, data=data or {}, headers=headers)

    async def form(self, path: str, action: str | None = None) -> dict[str, Any]:
        """The hidden and filled-in fields of a page's form."""
        return fields((await self.get(path)).text, action or path)

    async def send(self, path: str, **answers: Any) -> httpx.Response:
        """Open the page, fill in its form and send it."""
        return await self.post(path, await self.form(path) | answers)

    async def log_in(self, person: StaffMember = THUY) -> httpx.Response:
        return await self.send("/login", person=f"{person.role}/{person.id}")


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, Any]] = {}
        self.here: dict[str, Any] = {}
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "form":
            self.here = self.forms[found.get("action") or ""] = {}
        elif tag == "input" and name and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.here[name] = found.get("value") or ""
        elif tag == "textarea":
            self.area, self.here[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.here[self.area] = self.here[self.area].removeprefix("\n")
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.here[self.area] += data


def fields(html: str, action: str) -> dict[str, Any]:
    parser = _Forms()
    parser.feed(html)
    return parser.forms[action]


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return build(settings)


@pytest_asyncio.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """Somebody who has not logged in."""
    found = Browser(app)
    yield found
    await found.http.aclose()


@pytest_asyncio.fixture
async def thuy(app: FastAPI) -> AsyncIterator[Browser]:
    """A link worker who has logged in."""
    found = Browser(app)
    await found.log_in()
    yield found
    await found.http.aclose()


@pytest.fixture
def clock(app: FastAPI) -> MachineClock:
    found: MachineClock = app.state.site.clock
    return found


@pytest.fixture
def done(app: FastAPI) -> list[Any]:
    """What the site's forms have done."""
    found: list[Any] = app.state.here.done
    return found


@pytest.fixture
async def chromium() -> AsyncIterator[Chromium]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        yield found
        await found.close()
