"""The look in a real browser: nobody is shut out, nothing hangs over, one can leave at once."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, Route, expect

from .conftest import Settings, build

AWAY = "https://www.bom.gov.au/"
SMALL = """
[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")].filter((each) => {
  const box = (each.closest("label") || each).getBoundingClientRect();
  const inText = each.closest("p, li, h3, td, th, dd, div.summary") && !each.matches(".button, button:not(.link)");
  return box.width > 0 && box.height < 44 && !inText && !each.matches(".skip");
}).map((each) => each.outerHTML)"""


@pytest.fixture
async def site() -> AsyncIterator[str]:
    """The small site on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        app = build(Settings(public_url=address))
        app.state.site.clock = time.time
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([free]))
        while not server.started:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        yield address
        server.should_exit = True
        await serving


async def log_in(page: Page, site: str) -> None:
    await page.goto(f"{site}/login")
    await page.get_by_role("button", name="Thuy").click()
    await page.wait_for_url("**/journey")


async def every_page(page: Page, site: str) -> AsyncIterator[str]:
    """Goes through the pages one after another, also where something is wrong."""
    yield "login"
    await log_in(page, site)
    yield "my day"
    for path in ("goals", "charts", "parts", "faults/bug"):
        await page.goto(f"{site}/journey/{path}")
        yield path
    await page.goto(f"{site}/journey/goals")
    await page.get_by_role("button", name="Set this goal").click()
    await page.wait_for_selector(".summary")
    yield "a refused form"
    await page.goto(f"{site}/ask")
    yield "a public form"
    await page.get_by_role("button", name="Next").click()
    await page.wait_for_selector(".summary")
    yield "a refused public form"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
async def test_axe_finds_nothing_on_a_phone_or_on_a_desk(
    chromium: Browser, site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = await chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = await context.new_page()
    await page.goto(f"{site}/login")
    async for name in every_page(page, site):
        found = [(each["id"], each["nodes"][0]["html"]) for each in (await Axe().run(page)).response["violations"]]
        assert found == [], name


async def test_nothing_hangs_over_at_400_per_cent_and_everything_is_large_enough_to_touch(
    chromium: Browser, site: str
) -> None:
    page = await chromium.new_page(viewport={"width": 320, "height": 640})
    await page.goto(f"{site}/login")
    async for name in every_page(page, site):
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert await page.evaluate(SMALL) == [], name


async def test_text_is_large_and_larger_on_public_pages(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    size = "parseFloat(getComputedStyle(document.querySelector('main p, main label')).fontSize)"
    await page.goto(f"{site}/login")
    assert await page.evaluate(size) >= 16
    await page.goto(f"{site}/ask")
    assert await page.evaluate(size) >= 19 * 0.9
    assert await page.evaluate("parseFloat(getComputedStyle(document.querySelector('label')).fontSize)") >= 19


async def test_no_page_is_stopped_by_the_policy(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{site}/login")
    async for _ in every_page(page, site):
        pass
    assert complaints == []


async def test_the_summary_of_a_refused_form_has_the_focus_and_leads_to_the_field(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    await log_in(page, site)
    await page.goto(f"{site}/journey/goals")
    await page.fill("#note", "kept")
    await page.get_by_role("button", name="Set this goal").click()
    await page.wait_for_selector(".summary")
    assert await page.evaluate("document.activeElement.className") == "summary"
    await page.click(".summary a")
    await page.keyboard.type("Say hello")
    assert await page.input_value("#wording") == "Say hello"
    assert await page.input_value("#note") == "kept"


async def weather(route: Route) -> None:
    await route.fulfill(body="<title>Weather</title>", content_type="text/html")


async def test_esc_three_times_leaves_at_once_and_back_does_not_return(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    await page.route(f"{AWAY}**", weather)
    await page.goto(f"{site}/ask")
    await page.goto(f"{site}/nowhere")
    for _ in range(3):
        await page.keyboard.press("Escape")
    await page.wait_for_url(AWAY)
    async with page.expect_request(AWAY) as once_more:
        await page.evaluate("history.back()")
    await (await once_more.value).response()
    await page.wait_for_url(AWAY)
    await page.goto(f"{site}/ask")
    assert await page.get_by_role("button", name="Next").is_visible()


async def test_without_scripts_everything_works(chromium: Browser, site: str) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.route(f"{AWAY}**", weather)
    await page.goto(f"{site}/ask")
    await page.get_by_label("Your phone number").fill("03 9123 4567")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Thank you. We will be in touch.")).to_be_visible()
    await page.get_by_role("link", name="Leave this page now").click()
    await expect(page).to_have_title("Weather")


async def test_a_page_weighs_under_sixty_kilobytes(chromium: Browser, site: str) -> None:
    page = await chromium.new_page()
    weights: list[int] = []
    await log_in(page, site)
    page.on("response", lambda answer: weights.append(int(answer.headers.get("content-length", 0))))
    await page.goto(f"{site}/journey/charts", wait_until="networkidle")
    assert 0 < sum(weights) < 60_000
