"""What is looked at on every page somebody opens: is it easy to reach, does it fit, does it give nobody away?"""

import asyncio
import base64
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Response, ViewportSize

from .copies import Copies, Window

HEAVIEST = 60_000  # bytes of HTML, style and scripts of one page
AXE: str = Axe().axe_script
ONLY_WRONGS: dict[str, object] = {"resultTypes": ["violations"]}  # what is right need not be told in full
ONLY_COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **ONLY_WRONGS}
ASK_AXE = "(options) => axe.run(document, options).then((told) => told.violations)"
PAINTED = """() => Promise.race([
    new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))),
    new Promise((waited) => setTimeout(waited, 500)),
])"""
"""A picture shows what is painted: two frames later that is the whole page."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (360, 768, 1280)
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}
REFUSED = re.compile(r"Failed to load resource: .* status of 4(01|04|09|22)\b")  # its own note of a refused form


@dataclass
class Eyes:
    """Looks at the pages of one story. `secret`: words that stand in no title and no address. `shots`: where to.

    With `phone` every window is one of 360 px that is touched."""

    browser: Browser
    scripts: bool
    secret: tuple[str, ...] = ()
    shots: Path | None = None
    phone: bool = False
    complaints: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _weights: dict[str, int] = field(default_factory=dict)
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)
    _copies: Copies = field(init=False)
    _reader: Window = field(init=False)
    _camera: Window = field(init=False)
    _second_looks: list["asyncio.Task[None]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._copies = Copies(self.scripts)
        self._reader, self._camera = (Window(self.browser, self._copies, self.size, self.phone) for _ in range(2))

    @property
    def size(self) -> ViewportSize:
        return PHONE if self.phone else DESK

    async def page(self, role: str) -> Page:
        """A new window of that person's own browser."""
        if role not in self._contexts:
            context = await self.browser.new_context(
                java_script_enabled=self.scripts,
                locale="en-AU",
                viewport=self.size,
                has_touch=self.phone,
                is_mobile=self.phone,
            )
            context.set_default_timeout(15_000)
            context.on("console", self._said)
            context.on("weberror", lambda error: self.complaints.append(str(error.error)))
            context.on("response", self._weighed)
            self._contexts[role] = context
        return await self._contexts[role].new_page()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.complaints.append(f"{urlsplit(message.page.url).path if message.page else ''}: {message.text}")

    def _weighed(self, answer: Response) -> None:
        if answer.request.resource_type in ("document", "stylesheet", "script") and answer.status != 304:
            self._weights[answer.url.partition("#")[0]] = int(answer.headers.get("content-length", 0))

    async def look(self, page: Page, role: str, name: str) -> None:
        """Everything that has to be so on every page; complaints are kept until the end of the story.

        What takes long is looked at on a copy of the page, while the story goes on."""
        await page.wait_for_load_state()
        again = f"{role}/{name}" in self.seen
        self.seen.append(f"{role}/{name}")
        where = f"{role}/{name} ({urlsplit(page.url).path})"
        await self._gives_nobody_away(page, where)
        await self._is_light(page, where)
        await self._fits(page, where)
        if again:
            return
        copy = await self._copies.take(page)
        self._second_looks.append(asyncio.create_task(self._is_open_to_all(copy, where)))
        if self.shots:
            self._second_looks.append(asyncio.create_task(self._keep(copy, self.shots / role / name)))

    async def _gives_nobody_away(self, page: Page, where: str) -> None:
        title, address = await page.title(), unquote(page.url)
        if not title.strip():
            self.complaints.append(f"{where}: no title")
        told = [word for word in self.secret if word.casefold() in f"{title} {address}".casefold()]
        if told:
            self.complaints.append(f"{where}: {told} in the title or the address")

    async def _is_light(self, page: Page, where: str) -> None:
        parts = await page.evaluate(
            "[...document.querySelectorAll('link[rel=stylesheet], script[src]')].map((each) => each.href || each.src)"
        )
        weights = [self._weights.get(url, 0) for url in (page.url.partition("#")[0], *parts)]
        if not 0 < sum(weights) < HEAVIEST or not weights[0]:
            self.complaints.append(f"{where}: weighs {weights}")

    async def _fits(self, page: Page, where: str) -> None:
        for width in (320, 360):
            await page.set_viewport_size({"width": width, "height": 800})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.complaints.append(f"{where}: {wide} px wide on a screen of {width}")
        await page.set_viewport_size(self.size)

    async def _is_open_to_all(self, copy: str, where: str) -> None:
        """axe finds nothing, by day and by night. Without scripts the same pages are read by night only: their colours
        by day are those that were seen with scripts."""
        async with self._reader.showing(copy) as page:
            if self.scripts:
                await page.emulate_media(color_scheme="light")
                await self._asks_axe(page, where, ONLY_WRONGS)
                await page.emulate_media(color_scheme="dark")
                await self._asks_axe(page, f"{where}, dark", ONLY_COLOURS)
            else:
                await page.emulate_media(color_scheme="dark")
                await self._asks_axe(page, where, ONLY_WRONGS)

    async def _asks_axe(self, page: Page, where: str, options: dict[str, object]) -> None:
        if not await page.evaluate("'axe' in window"):
            await page.evaluate(AXE)
        found = await page.evaluate(ASK_AXE, options)
        self.complaints += [f"{where}: axe {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]

    async def _keep(self, copy: str, stem: Path) -> None:
        """The whole page, with its foot at the end. The browser is asked directly: that is several times as quick."""
        stem.parent.mkdir(parents=True, exist_ok=True)
        async with self._camera.showing(copy) as page:
            camera = await page.context.new_cdp_session(page)
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 640})
                height = await page.evaluate("document.documentElement.scrollHeight")
                await page.set_viewport_size({"width": width, "height": height})
                for scheme in SCHEMES:
                    await page.emulate_media(color_scheme=scheme)
                    await page.evaluate(PAINTED)
                    taken = await camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
                    Path(f"{stem}-{width}-{scheme}.png").write_bytes(base64.b64decode(taken["data"]))
            await camera.detach()

    async def close(self) -> None:
        """When everything has been looked at."""
        await asyncio.gather(*self._second_looks)
        for context in self._contexts.values():
            await context.close()
        for window in (self._reader, self._camera):
            await window.close()
