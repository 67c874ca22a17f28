"""Hands that slip, logins that end, somebody who walks in: nothing is done twice, nothing typed is lost."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4, uuid5

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from deploy.local import loop
from deploy.simulation.browser import Browser as Door
from deploy.simulation.steps import Fields

from .sites import Sites

AWAY = "https://www.bom.gov.au/"


@dataclass
class Desk:
    """A link worker at the desk, with the page of somebody they walk with."""

    sites: Sites
    page: Page
    person: str

    async def says(self, text: str) -> int:
        """How often the person's page says this."""
        return (await (await self.page.request.get(self.person)).text()).count(text)


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    found = await chromium.new_context(locale="en-AU", viewport={"width": 1280, "height": 900})
    found.set_default_timeout(15_000)
    await found.route(f"{AWAY}**", weather)
    yield found
    await found.close()


@pytest.fixture(scope="module")
def somebody(sites: Sites) -> str:
    """The page of somebody who has asked for support and been given to the link worker."""
    return loop.run(somebody_is_given(sites))


@pytest.fixture
async def desk(context: BrowserContext, sites: Sites, somebody: str) -> Desk:
    page = await context.new_page()
    await page.goto(f"{sites.local}/login")
    await page.get_by_role("button", name=sites.person("link-worker").name).click()
    await expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return Desk(sites, page, somebody)


async def weather(route: Route) -> None:
    await route.fulfill(body="<title>Weather</title>", content_type="text/html")


async def somebody_is_given(sites: Sites) -> str:
    public, intake, referral = Door(sites.local), Door(sites.local), uuid4()
    answers: Fields = {"name": "Kim", "contact_by": "drop_in", "born": "1970", "safe_to_contact": "safe"}
    await public.visits("/ask")
    assert (await public.sends("/ask/send", answers, referral)).status == 303
    await intake.logs_in(sites.person("intake"), f"/referral/{referral}")
    given: Fields = {"link_worker_id": str(sites.person("link-worker").id)}
    assert (await intake.sends(f"/referral/{referral}/accept", given, uuid4())).status == 303
    for door in (public, intake):
        await door.closes()
    sites.settle()
    return f"{sites.local}/journey/{uuid5(referral, 'journey')}"


async def set_a_goal(desk: Desk, wording: str) -> None:
    await desk.page.goto(f"{desk.person}/goals")
    await desk.page.get_by_label("What would they like?").fill(wording)
    await desk.page.locator("fieldset", has_text="How much does it matter").get_by_label("8").check()


async def test_a_double_click_notes_one_moment(desk: Desk) -> None:
    await desk.page.goto(f"{desk.person}/moments")
    await desk.page.get_by_role("radio").first.check()
    await desk.page.get_by_label("In a sentence").fill("Somebody kept a chair.")
    await desk.page.get_by_role("button", name="Note this moment").dblclick()
    await expect(desk.page.locator("h1")).to_have_text("Kim")
    assert await desk.says("Somebody kept a chair.") == 1


async def test_back_and_reload_after_a_form_set_no_second_goal(desk: Desk) -> None:
    page = desk.page
    await set_a_goal(desk, "Plant beans")
    await page.get_by_role("button", name="Set this goal").click()
    await expect(page.locator("main")).to_contain_text("Plant beans")
    answer = await page.reload()
    assert answer
    assert answer.request.method == "GET"
    await page.go_back()
    await expect(page.get_by_label("What would they like?")).to_have_value("")
    await page.get_by_role("button", name="Set this goal").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    assert await desk.says(">Plant beans</a></h3>") == 1


async def test_what_was_typed_and_not_sent_is_there_after_going_away_and_back(desk: Desk) -> None:
    await set_a_goal(desk, "Bake bread")
    await desk.page.get_by_role("link", name="Messages", exact=True).click()
    await expect(desk.page.locator("h1")).to_have_text("Messages")
    await desk.page.go_back()
    await expect(desk.page.get_by_label("What would they like?")).to_have_value("Bake bread")


async def test_a_refused_form_comes_back_filled_and_leads_to_what_is_missing(desk: Desk) -> None:
    page = desk.page
    await page.goto(f"{desk.person}/goals")
    await page.get_by_label("What would they like?").fill("Zoë's café, twice")
    await page.get_by_role("button", name="Set this goal").click()
    summary = page.get_by_role("alert")
    await expect(summary).to_be_focused()
    await expect(page.get_by_label("What would they like?")).to_have_value("Zoë's café, twice")
    field = page.locator("fieldset", has_text="How much does it matter")
    await expect(field.locator(".why")).to_be_visible()
    await summary.get_by_role("link").click()
    await expect(field.get_by_label("1,")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.get_by_role("button", name="Set this goal").press("Enter")
    await expect(page.locator("main")).to_contain_text("Zoë's café, twice")


async def test_a_login_that_ended_while_somebody_wrote_loses_nothing(desk: Desk, context: BrowserContext) -> None:
    page = desk.page
    await page.goto(f"{desk.person}/matters")
    await page.get_by_label("What is most important to me").fill("That nobody hurries.\nAnd “quiet”.")
    await context.clear_cookies()
    await page.get_by_role("button", name="Keep this").click()
    await expect(page.locator("main")).to_contain_text("Nothing is lost")
    await page.get_by_role("button", name=desk.sites.person("link-worker").name).click()
    resume = page.get_by_role("button", name="Continue where you were")
    await resume.click()
    await expect(page.locator("blockquote")).to_contain_text("That nobody hurries.\nAnd “quiet”.", use_inner_text=False)


async def test_the_keyboard_alone_asks_for_support(context: BrowserContext, sites: Sites) -> None:
    page = await context.new_page()
    await page.goto(sites.local)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    await page.keyboard.press("Enter")
    for line in await page.locator("h1 + p").get_by_role("link").all():  # whom to call at any hour
        await page.keyboard.press("Tab")
        await expect(line).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Ask for support")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("What is your name?")
    await page.get_by_label("Your name").focus()
    await page.keyboard.type("Kim")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("What brings you here?")


@pytest.mark.parametrize("how", ["button", "keys"])
async def test_somebody_walks_in_and_the_page_is_gone(context: BrowserContext, sites: Sites, how: str) -> None:
    page = await context.new_page()
    await page.goto(sites.local)
    await page.get_by_role("link", name="Ask for support").click()
    await page.get_by_label("Your name").fill("Kim")
    if how == "button":
        await page.get_by_role("link", name="Leave this page now").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Escape")
    await page.wait_for_url(AWAY)
    await page.evaluate("history.back()")
    await page.wait_for_url(AWAY)
    await expect(page).to_have_title("Weather")
