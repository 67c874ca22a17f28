"""A page as it stood before somebody, once more in a window of its own, looked at while the story goes on."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Page, Route, ViewportSize

NOSCRIPT = re.compile(r"</?noscript[^>]*>")  # what stands inside is shown to whoever has no scripts
AS_IT_STANDS = """() => {
    const fields = 'input:not([type=file]), textarea, option, [autofocus], :focus';
    const copy = document.documentElement.cloneNode(true);
    const real = [...document.documentElement.querySelectorAll('*')];
    const copied = [...copy.querySelectorAll('*')];
    real.forEach((each, number) => {
        if (!each.matches(fields)) return;
        const same = copied[number];
        if (each.matches('[type=checkbox], [type=radio]')) same.toggleAttribute('checked', each.checked);
        else if (each.matches('option')) same.toggleAttribute('selected', each.selected);
        else if (each.matches('textarea')) same.textContent = each.value;
        else if (each.matches('input')) same.setAttribute('value', each.value);
        same.toggleAttribute('autofocus', each === document.activeElement);
    });
    return '<!doctype html>' + copy.outerHTML;
}"""
"""The page with what was typed and chosen in it, and with the place where the reader is."""
STYLES = "[...document.querySelectorAll('link[rel=stylesheet]')].map((each) => each.href)"
WRITE = """(html) => new Promise((written) => {
    document.open();
    document.write(html);
    document.close();
    const there = () => { document.querySelector('[autofocus]')?.focus(); written(); };
    if (document.readyState === 'complete') there(); else addEventListener('load', there, { once: true });
})"""
"""Another page in the same window: what a window has learnt, as axe, is not learnt again for each page."""


@dataclass
class Copies:
    """What pages were, and the style that they had."""

    scripts: bool
    styles: dict[str, bytes] = field(default_factory=dict)
    """By their paths, in which a digest of them stands."""

    async def take(self, page: Page) -> str:
        """What this page is now, as HTML."""
        html: str = await page.evaluate(AS_IT_STANDS)
        for url in await page.evaluate(STYLES):
            path = urlsplit(url).path
            if path not in self.styles:
                self.styles[path] = await (await page.request.get(url)).body()
        return html if self.scripts else NOSCRIPT.sub("", html)


@dataclass
class Window:
    """Shows one copy after the other. The site's own scripts are empty in it, and it asks the site for nothing: the
    site may be gone by then."""

    browser: Browser
    copies: Copies
    size: ViewportSize
    phone: bool = False
    _context: BrowserContext | None = None
    _page: Page | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def showing(self, html: str) -> AsyncIterator[Page]:
        """The same HTML with the same style, for as long as it is looked at."""
        async with self._turn:
            page = self._page = self._page or await self._opened()
            await page.evaluate(WRITE, html)
            yield page

    async def _opened(self) -> Page:
        self._context = await self.browser.new_context(
            locale="en-AU", viewport=self.size, has_touch=self.phone, is_mobile=self.phone
        )
        await self._context.route("**/*", self._answer)
        page = await self._context.new_page()
        await page.goto("http://copy.test/")
        return page

    async def _answer(self, route: Route) -> None:
        if route.request.resource_type == "stylesheet":
            await route.fulfill(
                body=self.copies.styles[urlsplit(route.request.url).path], content_type="text/css; charset=utf-8"
            )
        else:  # the window's first, empty page, and scripts
            await route.fulfill(body="", content_type="text/html; charset=utf-8")

    async def close(self) -> None:
        if self._context:
            await self._context.close()
