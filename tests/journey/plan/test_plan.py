"""The plan that somebody takes home: their words in large type on one page, and no more of them than they like."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

from deploy import browser as installed
from services.journey.core.rules.people import Card
from services.journey.plan import rules as plan
from tests.doors import Client
from tests.journey.people import AT, LISTED, PLACE, PLANNED, attended

WORDS = {
    "what_matters": "My garden, above all the tomatoes, and that my granddaughter comes by on Sundays. I like quiet "
    "mornings with Greek music and do not want to be a burden for anybody.",
    "people": "Eleni, my granddaughter; Toula from next door, who waters when I am at the hospital.",
}
GOALS = {
    "Walk to the shops on Tuesdays without holding on to anybody, and have a coffee there": (
        "Practise the way to the corner together", "Buy good shoes", "Ask at the café for a seat near the door",
    ),
    "Find people to garden with": ("Ring the community garden", "Go on Wednesday for the first hour"),
    "Use the bus again": ("Get a new Myki", "Look up the 420 together"),
}  # fmt: skip


@pytest.fixture
async def thuy(with_dimi):
    """Everything that usually stands on such a sheet, and a little more."""
    thuy = await with_dimi.client("link_worker", 0)
    for event in (LISTED, PLANNED, PLACE, attended(date(2026, 2, 25))):
        await with_dimi.hear(event)
    await carried_out(thuy, "matters", **WORDS)
    for wording, steps in GOALS.items():
        goal = uuid4()
        await carried_out(thuy, "goals", wording=wording, importance=8, command_id=goal)
        for what in steps:
            await carried_out(thuy, f"goals/{goal}/steps", what=what, who="together", due_on="2026-03-24")
    consent = await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", service="yes", method="verbal")
    assert consent.status_code == 303
    return thuy


async def carried_out(client, to, **fields):
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 303, answer.text


def test_a_plan_carries_what_they_have_said_they_are_called_and_guesses_nothing():
    assert plan.called(Card("Nguyễn Văn Minh")) is None
    assert plan.called(Card("Dimitra Papadopoúlou", preferred_name="Dimi")) == "Dimi"
    assert plan.called(None) is None


def test_what_is_long_ends_at_a_word():
    assert plan.shortened("short") == "short"
    long = plan.shortened("tomato " * 100)
    assert len(long) <= plan.MOST_WORDS + 2
    assert long.endswith("tomato …")


async def test_everything_they_need_stands_on_it_in_their_own_words(thuy):
    page = (await thuy.get(f"{AT}/plan")).text
    said = ["Dimi’s plan", "the tomatoes", "Eleni", *GOALS, "Ring the community garden", "Sunshine Community Garden",
            "Wednesdays, 10\N{NO-BREAK SPACE}am", "We talk next", "03 9448 5522", "Thuy, Brimbank"]  # fmt: skip
    assert not [words for words in said if words not in page]
    assert "Papadopo" not in page
    assert "Nguy" not in page


async def test_without_names_nothing_on_it_says_whose_it_is_or_where_it_comes_from(thuy):
    page = (await thuy.get(f"{AT}/plan?plain=yes")).text
    assert "the tomatoes" in page
    assert "03 9448 5522" in page
    for name in ("Dimi", "Papadopo", "Thuy", "Brimbank", "Local Connections", "lonel"):
        assert name not in page, name


async def test_a_sheet_with_nothing_on_it_says_how_it_fills(with_dimi):
    thuy = await with_dimi.client("link_worker", 0)
    assert "It fills by itself" in (await thuy.get(f"{AT}/plan")).text


async def test_steps_that_are_done_and_goals_that_ended_are_not_on_it(with_dimi, thuy):
    (goal,) = re.findall(r'/goals/([0-9a-f-]{36})">Walk to the shops', (await thuy.get(AT)).text)
    await thuy.submit(f"{AT}/goals/{goal}/reached", page=AT)
    page = (await thuy.get(f"{AT}/plan")).text
    assert "Walk to the shops" not in page
    assert "Use the bus again" in page


async def test_nobody_elses_plan_is_printed_and_every_look_is_noted(with_dimi, thuy):
    malia = await with_dimi.client("link_worker", 1)
    assert (await malia.get(f"{AT}/plan")).status_code == 404
    with_dimi.clock.move(with_dimi.here.now() + timedelta(seconds=1))
    await thuy.get(f"{AT}/plan")
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT what FROM audit ORDER BY position DESC LIMIT 1") == "plan"


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        yield found
        await found.close()


async def printing(chromium: Browser, client: Client, plain: str) -> Page:
    """The sheet in a browser, as it would be printed; what the browser asks for goes through the service's doors."""
    page = await chromium.new_page()

    async def through_the_doors(route: Route) -> None:
        answer = await client.get(route.request.url.removeprefix("http://local.test"))
        kind = {"content-type": answer.headers["content-type"]}
        await route.fulfill(status=answer.status_code, body=answer.content, headers=kind)

    await page.route("**/*", through_the_doors)
    await page.goto(f"http://local.test{AT}/plan{plain}")
    await page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("plain", ["", "?plain=yes"])
async def test_it_prints_on_one_page_of_a4_in_type_that_can_be_read_without_glasses(thuy, chromium, plain):
    page = await printing(chromium, thuy, plain)
    assert not await page.get_by_text("Print this page").is_visible()
    assert not await page.get_by_role("link", name="Back").is_visible()
    printed = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed).groups())
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize("plain", ["", "?plain=yes"])
async def test_no_type_on_it_is_smaller_than_fourteen_points(thuy, chromium, plain):
    page = await printing(chromium, thuy, plain)
    sizes = await page.evaluate(
        """[...document.querySelectorAll("main *")].filter(e => e.offsetParent && e.innerText.trim())
           .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert len(sizes) > 20
    assert min(sizes) >= 14 * 96 / 72 - 0.01
