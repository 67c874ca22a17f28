"""A form from elsewhere changes nothing."""

from typing import Any

import pytest
from fastapi import FastAPI

from .conftest import ANH, Browser, fields

GOALS = "/journey/goals"


@pytest.mark.parametrize("token", [None, "", "x", "A" * 46, "é", "\x00"])
async def test_a_form_without_a_right_token_changes_nothing(thuy: Browser, done: list[Any], token: str | None) -> None:
    form = await thuy.form(GOALS) | {"wording": "x"}
    form.pop("csrf")
    answer = await thuy.post(GOALS, form | ({} if token is None else {"csrf": token}))
    assert (answer.status_code, done) == (403, [])
    assert "Nothing was changed." in answer.text


async def test_somebody_elses_token_changes_nothing(app: FastAPI, thuy: Browser, done: list[Any]) -> None:
    anh = Browser(app)
    await anh.log_in(ANH)
    answer = await thuy.post(GOALS, await anh.form(GOALS) | {"wording": "planted words"})
    assert (answer.status_code, done) == (403, [])
    assert "planted words" not in answer.text


async def test_another_visitors_token_changes_nothing(app: FastAPI, browser: Browser, done: list[Any]) -> None:
    answer = await browser.post("/ask", await Browser(app).form("/ask") | {"words": "x"})
    assert (answer.status_code, done) == (403, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://brimbank.test"},
    ],
)
async def test_even_a_right_token_sent_from_another_site_changes_nothing(
    thuy: Browser, done: list[Any], headers: dict[str, str]
) -> None:
    form = await thuy.form(GOALS) | {"wording": "x"}
    answer = await thuy.post(GOALS, form, **headers)
    assert (answer.status_code, done) == (403, [])
    assert "Continue" not in answer.text


async def test_an_older_browser_is_asked_for_the_origin(app: FastAPI, done: list[Any]) -> None:
    old = Browser(app)
    del old.http.headers["sec-fetch-site"]
    await old.log_in()
    form = await old.form(GOALS) | {"wording": "x"}
    assert (await old.post(GOALS, form, origin="http://evil.test")).status_code == 403
    assert (await old.post(GOALS, form, origin="http://brimbank.test")).status_code == 303
    assert (await old.post(GOALS, form, origin="null")).status_code == 303


async def test_a_kept_form_cannot_be_planted_from_another_site(app: FastAPI, browser: Browser) -> None:
    anh = Browser(app)
    await anh.log_in(ANH)
    planted = await anh.form(GOALS) | {"wording": "planted words"}
    answer = await browser.post(GOALS, planted, **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 401
    assert 'name="kept"' not in answer.text


async def test_a_public_form_works_without_login(browser: Browser, done: list[Any]) -> None:
    assert (await browser.send("/ask", words="03 9123 4567")).status_code == 303
    assert [wish.words for wish in done] == ["03 9123 4567"]
    assert "Thank you." in (await browser.get("/ask")).text


async def test_a_public_form_opened_before_login_still_works_after_it(browser: Browser, done: list[Any]) -> None:
    form = await browser.form("/ask") | {"words": "x"}
    await browser.log_in()
    assert (await browser.post("/ask", form)).status_code == 303


async def test_a_public_form_whose_cookie_is_gone_is_not_lost(browser: Browser, done: list[Any]) -> None:
    form = await browser.form("/ask") | {"words": "03 9123 4567"}
    browser.http.cookies.clear()
    answer = await browser.post("/ask", form)
    assert (answer.status_code, done) == (403, [])
    await browser.post("/ask", fields(answer.text, "/ask"))
    assert [wish.words for wish in done] == ["03 9123 4567"]


async def test_a_program_in_somebodys_browser_cannot_act_from_another_site(thuy: Browser) -> None:
    answer = await thuy.http.post("/journey/api/mine", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
