"""Who goes where in one person's story: a window each, and every page looked at."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from shared.kernel.staff import StaffMember as Staff

from .eyes import Eyes
from .sites import Sites


@dataclass(frozen=True)
class Somebody:
    """A made-up person, and the group they come to like."""

    name: str
    first_name: str
    phone: str
    words: tuple[str, ...]
    group: str
    activity: str

    @property
    def number(self) -> str:
        return "+61" + self.phone.replace(" ", "").removeprefix("0")


@dataclass
class Visits:
    sites: Sites
    eyes: Eyes
    person: Somebody
    windows: dict[str, Page] = field(default_factory=dict)
    host_link: str = ""

    def who(self, role: str) -> Staff:
        """Who of those who work here this story is about."""
        return self.sites.person(role)

    async def touches(self, found: Locator) -> None:
        """A finger on a phone, a mouse at a desk."""
        await (found.tap() if self.eyes.phone else found.click())

    async def window(self, role: str) -> Page:
        """That person's window; who works here logs in with it first."""
        if role in self.windows:
            return self.windows[role]
        page = self.windows[role] = await self.eyes.page(role)
        if role in ("public", "participant", "host"):
            return page
        await page.goto(f"{self.sites.home(role)}/login")
        await self.eyes.look(page, role, "login")
        await self.touches(page.get_by_role("button", name=self.who(role).name))
        await expect(page.get_by_role("button", name="Log out")).to_be_visible()
        return page

    async def opens(self, role: str, path: str, name: str) -> Page:
        page = await self.window(role)
        await page.goto(self.sites.home(role) + path)
        await self.eyes.look(page, role, name)
        return page

    async def presses(self, page: Page, words: str, role: str, name: str, *, after: str) -> None:
        """A button or a link in the page; `after` is what the next page says first."""
        found = page.locator("main").get_by_role("button", name=words, exact=True)
        found = found.or_(page.locator("main").get_by_role("link", name=words, exact=True))
        await self.touches(found.first)
        await expect(page.locator("main")).to_contain_text(after)
        await self.eyes.look(page, role, name)

    async def names(self, page: Page) -> None:
        """Their name stands there as they write it."""
        await expect(page.locator("main")).to_contain_text(self.person.name)

    async def person_page(self, name: str = "") -> Page:
        page = await self.window("link-worker")
        await page.goto(f"{self.sites.local}/journey/people")
        await page.get_by_role("link", name=self.person.name, exact=True).click()
        await expect(page.locator("h1")).to_have_text(self.person.name)
        if name:
            await self.eyes.look(page, "link-worker", name)
        return page

    async def says(self, page: Page, words: str) -> None:
        """The dashboard comes to say it: the evaluator hears of a change within seconds."""
        for _ in range(60):
            await page.goto(self.sites.evaluator)
            if words in await page.inner_text("main"):
                return
            await page.wait_for_timeout(300)
        raise AssertionError(f"{urlsplit(page.url).path} never says: {words}")
