"""A daughter refers, and a GP with a letter, on a phone of 360 pixels, with scripts and without: to the answer back."""

import io
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, async_playwright, expect
from pypdf import PdfWriter

from deploy import browser as installed
from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import CheckInHeld, NewsDue, ReferralReceived
from tests.doors import NOON, Doors, OpenDoors
from tests.serving import serving


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
async def page(request: pytest.FixtureRequest, doors: Doors) -> AsyncIterator[Page]:
    async with serving(doors.app) as address, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(installed.executable()), args=["--no-sandbox"])
        context = await chromium.new_context(
            base_url=address, viewport={"width": 360, "height": 740}, java_script_enabled=request.param
        )
        context.set_default_timeout(10_000)
        yield await context.new_page()
        await chromium.close()


async def goes_on(page: Page, heading: str) -> None:
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator("h1")).to_have_text(heading)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{heading}: {wide} pixels wide"


async def begins(page: Page, who: str) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="Refer somebody else").click()
    await page.get_by_label(who).check()
    await goes_on(page, "Who are you?")


async def says_who_it_is(page: Page) -> None:
    await page.get_by_label("Their name").fill("Trần Thị Lan")
    await page.get_by_label("What shall we call them?").fill("Lan")
    await goes_on(page, "What would help them?")
    await page.get_by_role("textbox").fill("She has not left the house since her fall.")
    await goes_on(page, "How may we reach them?")
    await page.get_by_label("Call them").check()
    await page.get_by_label("Their phone number").fill("9366 1234")
    await goes_on(page, "Is it safe to contact them there?")
    await goes_on(page, "Look over your answers")


async def referral(doors: Doors) -> ReferralReceived:
    return next(told for told in await doors.told() if isinstance(told, ReferralReceived))


async def test_a_daughter_refers_her_mother(page: Page, doors: Doors) -> None:
    await begins(page, "Family, a carer or a friend")
    await page.get_by_label("Your name").fill("Mai Tran")
    await page.get_by_label("Who are you to them?").select_option("Their daughter or son")
    await page.get_by_label("Yes, please").check()
    await page.get_by_label("Your e-mail address").fill("mai@example.org")
    await goes_on(page, "Who is it?")
    await page.go_back()
    await expect(page.get_by_label("Your name")).to_have_value("Mai Tran")
    await page.go_forward()
    await says_who_it_is(page)
    await expect(page.get_by_text("Their daughter or son")).to_be_visible()
    await expect(page.get_by_text("03 9366 1234")).to_be_visible()
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Send this referral").click()
    await expect(page.get_by_role("link", name="Ask them first")).to_be_visible()
    await page.get_by_label("They know about this").check()
    await page.get_by_role("button", name="Send this referral").click()
    await expect(page.locator("h1")).to_have_text("Thank you for thinking of them")
    await expect(page.get_by_text("Your reference is")).to_be_visible()
    assert (await referral(doors)).source == "carer_family_supporter"


async def test_a_gp_sends_a_letter_and_hears_back(page: Page, doors: Doors) -> None:
    await begins(page, "Their GP, or somebody at the practice")
    await page.get_by_label("Your name").fill("Dr Chen")
    await page.get_by_label("Your practice").fill("Mill Park Clinic")
    await page.get_by_label("Yes, please").check()
    await page.get_by_label("Your e-mail address").fill("practice@example.org")
    await goes_on(page, "Who is it?")
    await says_who_it_is(page)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_label("They know about this").check()
    letter = page.get_by_label("A letter about them")
    await letter.set_input_files({"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear colleague"})
    await page.get_by_role("button", name="Send this referral").click()
    await expect(page.get_by_text("This kind of file cannot be taken here").first).to_be_visible()
    await expect(page.get_by_label("They know about this")).to_be_checked()
    await letter.set_input_files({"name": "letter.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
    await page.get_by_role("button", name="Send this referral").click()
    await expect(page.locator("h1")).to_have_text("Thank you for thinking of them")
    received = await referral(doors)
    await they_talk_and_say_yes(doors, received.referral_id)
    assert await doors.count("letter") == 1
    assert [told.step for told in await doors.told() if isinstance(told, NewsDue)] == ["received", "in_touch"]


def a_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


async def they_talk_and_say_yes(doors: Doors, referral_id: UUID) -> None:
    about = {"participant_id": participant_of(referral_id), "journey_id": uuid4()}
    await doors.hear(CheckInHeld(**about, check_in_id=uuid4(), mode="call", occurred_at=NOON))
    intake, at = await doors.client("intake"), f"/referral/{referral_id}/news"
    await intake.submit(at, page=at, agreed="yes")
