"""Every form of every service in a real browser: after it was sent, on and back again shows what was typed."""

import pytest
from playwright.async_api import Page, async_playwright, expect

from deploy import browser as installed
from shared.kernel.topics import SERVICES
from tests.doors import Doors, OpenDoors
from tests.serving import serving

from .addresses import service
from .asking import Sheet, Visitor
from .door import Door
from .stages import STAGES

SCRIPTS_ONLY = {"/journey/drafts"}  # asked by a script, which shows no page
SEND = """([action, pairs]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action });
  for (const [name, value] of pairs) {
    const field = Object.assign(document.createElement("textarea"), { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


async def opened(page: Page, doors: Doors, who: str) -> str:
    """Somebody at the site, and the token of their forms."""
    await page.context.clear_cookies()
    await page.goto("/login")
    if who != "anyone":
        await page.locator(f'button[value="{who}/{doors.person(who).id}"]').click()
        await expect(page.get_by_role("button", name="Log out")).to_be_visible()
        await page.goto("/nowhere")
    return await page.locator('[name="csrf"]').first.input_value()


async def problems(page: Page, sheet: Sheet, door: Door, what: str, pairs: list[list[str]]) -> list[str]:
    async with page.expect_navigation():
        await page.evaluate(SEND, [sheet.path, pairs])
    shown, at = await page.locator("main").inner_text(), page.url
    if "kept=" not in at:
        return []  # it was carried out, and led to a page of its own
    found = []
    for how, go in {"Back": page.go_back, "Reload": page.reload}.items():
        if how == "Back":
            await page.goto("about:blank")
        answer = await go()
        if page.url != at or (answer and answer.request.method != "GET"):
            found.append(f"{door.template}, {what}: {how} shows {page.url}")
        elif await page.locator("main").inner_text() != shown:
            found.append(f"{door.template}, {what}: {how} shows other words")
    return found


@pytest.mark.parametrize("name", SERVICES)
async def test_back_and_reload_show_a_page_of_ours_with_what_was_typed(name: str, open_doors: OpenDoors) -> None:
    doors = await open_doors(service(name), public_posts_per_minute=1_000_000)
    stage, found = await STAGES[name](doors), list[str]()
    async with serving(doors.app) as address, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        page = await (await chromium.new_context(base_url=address)).new_page()
        who, token = "", ""
        for door in sorted(stage.forms, key=lambda door: door.who):
            if door.template in SCRIPTS_ONLY:
                continue
            if door.who != who or who == "anyone":
                token = await opened(page, doors, door.who)
            who = door.who
            sheet = Sheet(stage, door, Visitor(await doors.client(), token))
            typed = [[name, str(value)] for name, value in sheet.pairs()]
            incomplete = [each for each in typed if each[0] != "command_id"]
            for what, pairs in {"not complete": incomplete, "all": typed}.items():
                found += await problems(page, sheet, door, what, pairs)
        await chromium.close()
    assert not found, "\n".join(found)
