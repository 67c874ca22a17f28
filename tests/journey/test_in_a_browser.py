"""What light scripts add to a working day in a real browser: drafts, keys, and nothing that moves while one reads."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from deploy import browser as installed
from services.journey.app import service

from .people import AT, OPENED, accepted, card

PAGE = f"{AT}/check-in"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        yield found
        await found.close()


@pytest.fixture
async def site(open_doors):
    """Dimi's journey, on a port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        doors = await open_doors(service, public_url=address)
        await doors.hear(card())
        await doors.hear(OPENED)
        server = uvicorn.Server(uvicorn.Config(doors.app, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve([free]))
        while not server.started:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        doors.address = address
        yield doors
        server.should_exit = True
        await serving


@pytest.fixture
async def thuy(site, chromium) -> Page:
    """Thuy, on a phone in a café."""
    context = await chromium.new_context(locale="en-AU", viewport={"width": 360, "height": 740}, base_url=site.address)
    page = await context.new_page()
    await page.goto("/login")
    await page.get_by_role("button", name="Thuy").click()
    await page.wait_for_url("**/journey")
    return page


async def test_a_contact_takes_two_taps_and_a_sentence(site, thuy):
    await thuy.locator("#needs").get_by_role("link", name="Record a contact").click()
    await thuy.get_by_label("A sentence for next time").fill("She laughed about the cat.")
    await thuy.get_by_role("button", name="Record this").click()
    await thuy.get_by_text("Recorded. It is in their story.").wait_for()
    assert await thuy.get_by_text("“She laughed about the cat.”").count() == 1
    assert await site.count("draft") == 0
    await thuy.get_by_role("button", name="Undo").click()
    await thuy.get_by_text("Taken back.").wait_for()
    assert await thuy.get_by_text("She laughed about the cat.").count() == 0


async def test_a_sentence_that_was_interrupted_waits_for_whoever_began_it(site, thuy):
    await thuy.goto(PAGE)
    await thuy.get_by_label("A sentence for next time").fill("She laughed about")
    await thuy.get_by_text("Kept as a draft. Only you can see it.").wait_for()
    await thuy.context.clear_cookies()  # the battery was flat, and another day has come
    await thuy.goto("/journey")
    await thuy.get_by_role("button", name="Thuy").click()
    await thuy.get_by_role("complementary").get_by_role("link", name="Record a contact: Dimi").click()
    assert await thuy.get_by_label("A sentence for next time").input_value() == "She laughed about"
    await thuy.get_by_label("A sentence for next time").fill("She laughed about the cat.")
    await thuy.get_by_role("button", name="Record this").click()
    await thuy.get_by_text("Recorded. It is in their story.").wait_for()
    assert await site.count("draft") == 0


async def test_who_only_looks_leaves_no_draft_and_who_empties_it_leaves_none(site, thuy):
    await thuy.goto(PAGE)
    note = thuy.get_by_label("A sentence for next time")
    await note.fill("She")
    await thuy.get_by_text("Kept as a draft. Only you can see it.").wait_for()
    async with thuy.expect_response("**/journey/drafts"):
        await note.fill("")
    assert await site.count("draft") == 0


async def test_keys_do_what_links_do_and_never_while_somebody_types(thuy):
    await thuy.keyboard.press("j")
    assert await thuy.evaluate("document.activeElement.textContent") == "Record a contact: Dimi"
    await thuy.keyboard.press("Enter")
    await thuy.wait_for_url("**/check-in")
    await thuy.goto(AT)
    await thuy.keyboard.press("c")
    await thuy.wait_for_url("**/check-in")
    await thuy.get_by_label("A sentence for next time").press_sequentially("did he come? d m")
    assert thuy.url.endswith("/check-in")


async def test_keys_can_be_switched_off(thuy):
    await thuy.keyboard.press("?")
    await thuy.wait_for_url("**/keys")
    await thuy.get_by_role("button", name="Switch the keys off").click()
    assert await thuy.get_by_text("On this device the keys are off.").count() == 1
    await thuy.goto(AT)
    await thuy.keyboard.press("c")
    await thuy.keyboard.press("?")
    assert thuy.url.endswith(AT)


async def test_somebody_new_is_offered_without_moving_what_one_reads(site, thuy):
    await thuy.clock.install()
    await thuy.goto("/journey")
    for number in (1, 2):
        await site.hear(accepted(number))
    await thuy.clock.fast_forward("00:20")  # so often a page looks for what is new
    offer = thuy.get_by_role("button", name="2 new things arrived. Show them.")
    await offer.wait_for()
    assert await thuy.locator("#needs li").count() == 1
    await offer.click()
    assert await thuy.locator("#needs li").count() == 3
