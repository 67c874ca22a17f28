"""Asking for support in a real browser, there and back: each question has its answer again, also without scripts."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from deploy import browser as installed
from services.referral.app import service
from tests.doors import OpenDoors
from tests.serving import serving

WORDS = "Since my husband died the evenings are long. I would like to sing again."


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
async def page(request: pytest.FixtureRequest, open_doors: OpenDoors) -> AsyncIterator[Page]:
    doors = await open_doors(service)
    async with serving(doors.app) as address, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        context = await chromium.new_context(
            base_url=address, viewport={"width": 390, "height": 800}, java_script_enabled=request.param
        )
        context.set_default_timeout(10_000)
        yield await context.new_page()
        await chromium.close()


async def asks(page: Page) -> None:
    """To the third question."""
    await page.goto("/")
    await page.get_by_role("link", name="Ask for support").click()
    await page.get_by_label("Your name").fill("Kim")
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator("h1")).to_have_text("What brings you here?")
    await page.get_by_role("textbox").fill(WORDS)
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator("h1")).not_to_have_text("What brings you here?")


async def test_back_shows_each_question_with_its_answer(page: Page) -> None:
    await asks(page)
    await page.go_back()
    await expect(page.get_by_role("textbox")).to_have_value(WORDS)
    await page.reload()
    await expect(page.get_by_role("textbox")).to_have_value(WORDS)
    await page.go_back()
    await expect(page.get_by_label("Your name")).to_have_value("Kim")
    await page.reload()
    await expect(page.get_by_label("Your name")).to_have_value("Kim")
    await page.go_forward()
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator("h1")).not_to_have_text("What brings you here?")


async def test_a_connection_that_is_cut_while_sending_loses_nothing(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Ask for support").click()
    await page.get_by_label("Your name").fill("Kim")
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("textbox").fill(WORDS)
    await page.route("**/ask?on=*", lambda route: route.abort("connectionreset"))
    await page.get_by_role("button", name="Next").click()
    await page.wait_for_url("chrome-error://**")
    await page.unroute_all()
    await page.go_back()
    await expect(page.get_by_role("textbox")).to_have_value(WORDS)
