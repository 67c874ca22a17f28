"""The eyes of these tests see what they are for: also by night, and also without scripts."""

import pytest
from playwright.async_api import Browser, Page, Route

from .eyes import Eyes

NIGHT = "@media (prefers-color-scheme: dark)"
WHOLE = f"p {{ color: #000; background: #fff }} {NIGHT} {{ p {{ color: #fff; background: #000 }} }}"
PALE_BY_DAY = WHOLE.replace("color: #000; background: #fff", "color: #ccc; background: #fff")
PALE_BY_NIGHT = WHOLE.replace("color: #fff; background: #000", "color: #444; background: #000")


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
