"""The eyes of these tests see what they are for: also by night, and also without scripts."""

import pytest
from playwright.async_api import Browser, Page, Route, expect

from .copies import Copies, Window
from .eyes import DESK, Eyes

NIGHT = "@media (prefers-color-scheme: dark)"
WHOLE = f"p {{ color: #000; background: #fff }} {NIGHT} {{ p {{ color: #fff; background: #000 }} }}"
PALE_BY_DAY = WHOLE.replace("color: #000; background: #fff", "color: #ccc; background: #fff")
PALE_BY_NIGHT = WHOLE.replace("color: #fff; background: #000", "color: #444; background: #000")
FIELDS = (
    "<textarea></textarea><select><option selected>a</option><option>b</option></select>"
    '<input type="radio" name="one" value="yes" checked autofocus><input type="radio" name="one" value="no">'
    '<input name="line" value="before">'
)


def html(style: str, more: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><title>A page</title><style>{style}</style><main><h1>Here</h1>'
        f"<p>Some words to read.</p>{more}</main></html>"
    )


async def shown(eyes: Eyes, body: str) -> Page:
    async def answer(route: Route) -> None:
        await route.fulfill(body=body, content_type="text/html", headers={"content-length": str(len(body))})

    page = await eyes.page("public")
    await page.route("**/*", answer)
    await page.goto("http://local.test/")
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_a_good_page_is_not_complained_of(chromium: Browser, scripts: bool) -> None:
    eyes = Eyes(chromium, scripts)
    await eyes.look(await shown(eyes, html(WHOLE)), "public", "page")
    await eyes.close()
    assert eyes.complaints == []


@pytest.mark.parametrize(
    ("scripts", "style", "says"),
    [
        (True, PALE_BY_DAY, "public/page (/): axe color-contrast"),
        (True, PALE_BY_NIGHT, "public/page (/), dark: axe color-contrast"),
        (False, PALE_BY_NIGHT, "public/page (/): axe color-contrast"),
    ],
)
async def test_words_that_are_too_pale_by_day_or_by_night_are_seen(
    chromium: Browser, scripts: bool, style: str, says: str
) -> None:
    eyes = Eyes(chromium, scripts)
    await eyes.look(await shown(eyes, html(style)), "public", "page")
    await eyes.close()
    assert [each.partition(": <")[0] for each in eyes.complaints] == [says]


@pytest.mark.parametrize("more", ['<input name="name">', '<noscript><input name="name"></noscript>'])
async def test_a_field_without_a_label_is_seen_without_scripts(chromium: Browser, more: str) -> None:
    eyes = Eyes(chromium, scripts=False)
    await eyes.look(await shown(eyes, html(WHOLE, more)), "public", "page")
    await eyes.close()
    assert [each.partition(": <")[0] for each in eyes.complaints] == ["public/page (/): axe label"]


async def test_one_window_shows_one_copy_after_the_other_and_axe_sees_each(chromium: Browser) -> None:
    eyes = Eyes(chromium, scripts=False)
    for name, more in (("first", ""), ("second", '<input name="name">'), ("third", "")):
        await eyes.look(await shown(eyes, html(PALE_BY_NIGHT if name == "third" else WHOLE, more)), "public", name)
    await eyes.close()
    assert [each.partition(": <")[0] for each in eyes.complaints] == [
        "public/second (/): axe label",
        "public/third (/): axe color-contrast",
    ]


async def test_a_copy_has_what_was_typed_and_chosen_and_knows_where_the_reader_is(chromium: Browser) -> None:
    eyes, copies = Eyes(chromium, scripts=True), Copies(scripts=True)
    window = Window(chromium, copies, DESK)
    page = await shown(eyes, html(WHOLE, FIELDS))
    await page.locator("textarea").fill("Two lines,\nand <more>")
    await page.locator("select").select_option("b")
    await page.locator("[value=no]").check()
    await page.locator("[name=line]").fill('"quoted"')
    async with window.showing(await copies.take(page)) as copy:
        for each in (page, copy):
            await expect(each.locator("textarea")).to_have_value("Two lines,\nand <more>")
            await expect(each.locator("select")).to_have_value("b")
            await expect(each.locator("[value=no]")).to_be_checked()
            await expect(each.locator("[value=yes]")).not_to_be_checked()
            await expect(each.locator("[name=line]")).to_have_value('"quoted"')
            await expect(each.locator("[name=line]")).to_be_focused()
    await eyes.close()
    await window.close()
