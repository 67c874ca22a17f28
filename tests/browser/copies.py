"""A page as somebody without scripts has it before them, in a window where axe, which is a script, can look at it."""

import re
from dataclasses import dataclass

from playwright.async_api import Browser, Page, Route

NOSCRIPT = re.compile(r"</?noscript[^>]*>")  # what stands inside is shown to whoever has no scripts


@dataclass
class Copies:
    """One window, dark, which shows the copy of one page after the other. The site's own scripts are empty in it."""

    browser: Browser
    _page: Page | None = None
    _html: str = ""

    async def of(self, page: Page) -> Page:
        """The same HTML at the same address with the same style."""
        self._html = NOSCRIPT.sub("", await page.content())
        if self._page is None:
            self._page = await self.browser.new_page(
                locale="en-AU", viewport={"width": 1280, "height": 900}, color_scheme="dark"
            )
            await self._page.route("**/*", self._answer)
        await self._page.goto(page.url)
        return self._page

    async def _answer(self, route: Route) -> None:
        if route.request.is_navigation_request():
            await route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            await route.fulfill(body="", content_type="text/javascript")
        else:
            await route.continue_()

    async def close(self) -> None:
        if self._page:
            await self._page.close()
