"""A page that keeps itself up to date, in a real browser: what is new is said, and so is when it stops."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.serving import serving

from .conftest import Settings, build

Change = Callable[[str], str]


@pytest.fixture
async def day(chromium: Browser) -> AsyncIterator[Page]:
    """A link worker's open page, whose time the test moves."""
    app = build(Settings())
    async with serving(app) as address:
        context = await chromium.new_context(base_url=address, locale="en-AU", timezone_id="Australia/Melbourne")
        page = await context.new_page()
        await log_in(page, "Thuy")
        await page.clock.install(time="2026-03-03T14:30:00+11:00")
        await page.reload()
        yield page
        await context.close()


async def log_in(page: Page, name: str) -> None:
    await page.goto("/login")
    await page.get_by_role("button", name=name).click()
    await expect(page.get_by_role("button", name="Log out")).to_be_visible()


async def answering(page: Page, how: Callable[[Route], Awaitable[None]]) -> None:
    """What the page is answered when it asks by itself."""
    await page.unroute_all()
    await page.route("**/journey", lambda route: how(route) if "x-live" in route.request.headers else route.continue_())


def with_other_words(change: Change) -> Callable[[Route], Awaitable[None]]:
    async def how(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=change(await answer.text()))

    return how


def status(code: int) -> Callable[[Route], Awaitable[None]]:
    async def how(route: Route) -> None:
        await route.fulfill(status=code, content_type="text/html", body="<h1>No</h1>")

    return how


async def away(route: Route) -> None:
    await route.abort("connectionrefused")


async def silent(route: Route) -> None:
    """The server takes the question and never answers."""


async def says(page: Page, *words: str) -> None:
    """It is said loudly: an alert that one sees, since when, and in the title."""
    alert = page.locator("#live-trouble")
    for each in ("Not kept up to date since 2.3", *words):
        await expect(alert).to_contain_text(each)
    await expect(alert).to_be_visible()
    await expect(alert).to_have_role("alert")
    await expect(page).to_have_title("Not up to date · My day · Brimbank")


async def is_calm(page: Page) -> None:
    await expect(page.locator("#live-trouble")).to_be_empty()
    await expect(page).to_have_title("My day · Brimbank")


async def test_what_is_new_is_offered_said_once_and_moves_nothing(day: Page) -> None:
    await answering(day, with_other_words(lambda text: text.replace("Osman", "Amina")))
    assert await day.locator("#live-news").evaluate("each => each.getAttribute('role') + each.textContent") == "status"
    await day.clock.run_for(21_000)
    offer = day.get_by_role("button", name="Something new arrived. Show it.")
    await offer.wait_for()
    await expect(day.locator("#live-news")).to_have_text("Something new arrived.")
    await expect(day).to_have_title("New · My day · Brimbank")
    assert "Osman" in await day.inner_text("#needs")
    await day.evaluate("document.getElementById('live-news').textContent = ''")
    await day.clock.run_for(41_000)
    await expect(day.locator("#live-news")).to_be_empty()
    await offer.click()
    assert "Amina" in await day.inner_text("#needs")
    assert "Osman" not in await day.inner_text("#needs")
    await is_calm(day)


async def test_a_part_that_is_exchanged_says_what_is_new_in_it(day: Page) -> None:
    trouble = '<section id="needs" data-live="replace"><p class="panel trouble">Listening has stopped.</p>'
    await day.evaluate("document.getElementById('needs').dataset.live = 'replace'")
    part = '<section id="needs" data-live aria-labelledby="needs-title">'
    await answering(day, with_other_words(lambda text: text.replace(part, trouble)))
    await day.clock.run_for(21_000)
    await expect(day.locator("#live-news")).to_have_text("Listening has stopped.")
    await expect(day.locator("#needs")).to_contain_text("Listening has stopped.")


async def test_who_was_logged_out_is_told_and_can_log_in_again(day: Page) -> None:
    await day.context.clear_cookies()
    await day.clock.run_for(21_000)
    await says(day, "since 2.30 pm", "You have been logged out.")
    await day.get_by_role("link", name="Log in again").click()
    await expect(day.get_by_role("heading", name="Who are you today?")).to_be_visible()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, "You have been logged out."),
        (403, "Your role does not open this page any more."),
        (404, "not there any more"),
    ],
)
async def test_a_page_that_is_not_theirs_any_more_says_so(day: Page, code: int, words: str) -> None:
    await answering(day, status(code))
    await day.clock.run_for(21_000)
    await says(day, words)


async def test_somebody_else_who_logs_in_here_is_not_shown_under_the_first_ones_name(day: Page) -> None:
    other = await day.context.new_page()
    await other.goto("/journey")
    await other.get_by_role("button", name="Log out").click()
    await log_in(other, "Anh")
    await day.clock.run_for(21_000)
    await says(day, "Somebody else has logged in here since.")


async def test_a_page_without_the_part_says_so(day: Page) -> None:
    await answering(day, with_other_words(lambda text: text.replace('id="needs"', 'id="else"')))
    await day.clock.run_for(21_000)
    await says(day, "The page looks different now.")


@pytest.mark.parametrize("how", [away, status(500), status(503), status(429)])
async def test_a_server_that_is_away_is_told_at_the_second_time_and_so_is_that_it_is_back(
    day: Page, how: Callable[[Route], Awaitable[None]]
) -> None:
    await answering(day, how)
    async with day.expect_request("**/journey"):
        await day.clock.run_for(21_000)
    await is_calm(day)
    await day.clock.run_for(21_000)
    await says(day, "The site does not answer.", "goes on trying")
    await day.unroute_all()
    await day.clock.run_for(21_000)
    await is_calm(day)
    await expect(day.locator("#live-news")).to_have_text("This page keeps itself up to date again.")


async def test_a_server_that_never_answers_is_away(day: Page) -> None:
    await answering(day, silent)
    for _ in range(3):
        await day.clock.run_for(31_000)
    await says(day, "The site does not answer.")


async def test_a_laptop_that_slept_looks_at_once_and_tells_at_the_first_time_that_it_cannot(day: Page) -> None:
    await answering(day, away)
    await day.clock.fast_forward("02:00:00")
    await says(day, "since 2.30 pm", "The site does not answer.")
