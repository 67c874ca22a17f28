"""Back and Reload after a form: what answers it has an address, for an hour, for the browser that sent it alone."""

import secrets
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from .conftest import Browser, MachineClock, fields

GOALS = "/journey/goals"


async def sends(browser: Browser, path: str = GOALS, **answers: str) -> httpx.Response:
    """What the browser is told before it goes on."""
    form = await browser.form(path)
    return await httpx.AsyncClient.post(browser.http, path, data=form | answers)


async def refused(browser: Browser) -> str:
    answer = await sends(browser, note="Talked about beans.")
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_a_refused_form_has_an_address_that_shows_it_again_and_again(thuy: Browser) -> None:
    at = await refused(thuy)
    assert urlsplit(at).path == GOALS
    for _ in range(2):
        page = await thuy.get(at)
        assert (page.status_code, page.headers["cache-control"]) == (422, "no-store")
        assert fields(page.text, GOALS)["note"] == "Talked about beans."


async def test_the_address_says_nothing_of_what_was_typed(thuy: Browser) -> None:
    assert "beans" not in await refused(thuy)


async def test_somebody_elses_browser_finds_a_new_form_there(app: FastAPI, thuy: Browser) -> None:
    at, anh = await refused(thuy), Browser(app)
    await anh.log_in()
    page = await anh.get(at)
    assert page.status_code == 200
    assert "beans" not in page.text


async def test_after_an_hour_it_is_gone_and_a_new_form_is_there(thuy: Browser, clock: MachineClock) -> None:
    at = await refused(thuy)
    for _ in range(4):
        clock.seconds += 16 * 60
        await thuy.get(GOALS)
    page = await thuy.get(at)
    assert page.status_code == 200
    assert "beans" not in page.text


async def test_who_logs_out_leaves_nothing_to_go_back_to(thuy: Browser) -> None:
    at = await refused(thuy)
    form = await thuy.form(GOALS)
    await thuy.post("/logout", {"csrf": form["csrf"], "command_id": form["command_id"]})
    await thuy.log_in()
    assert "beans" not in (await thuy.get(at)).text


async def test_who_leaves_at_once_leaves_nothing_to_go_back_to(browser: Browser) -> None:
    answer = await sends(browser, "/ask", words="")
    assert (await browser.get(answer.headers["location"])).status_code == 422
    left = await browser.post("/leave")
    assert left.status_code == 204
    assert (await browser.get(answer.headers["location"])).status_code == 200


async def test_no_other_site_makes_a_browser_forget(browser: Browser) -> None:
    answer = await sends(browser, "/ask", words="")
    assert (await browser.post("/leave", **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await browser.get(answer.headers["location"])).status_code == 422


async def test_a_browser_that_keeps_no_cookies_is_answered_with_the_page_itself(app: FastAPI) -> None:
    browser = Browser(app)
    form = await browser.form("/ask")
    browser.http.cookies.clear()
    answer = await httpx.AsyncClient.post(browser.http, "/ask", data=form)
    assert answer.status_code == 403
    assert "has not been sent yet" in answer.text


async def test_a_program_is_answered_as_it_asked(thuy: Browser) -> None:
    head = {"accept": "application/json"}
    answer = await httpx.AsyncClient.post(thuy.http, GOALS, data={"wording": "x"}, headers=head)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


async def test_a_page_that_asks_how_things_are_now_is_not_shown_how_they_were(thuy: Browser) -> None:
    at = await refused(thuy)
    assert (await thuy.get(at, **{"x-live": "1"})).status_code == 200


@pytest.mark.parametrize("kept", ["", "x", "%00" * 22, "a" * 22, "../../etc", "a" * 5000])
async def test_an_address_that_leads_nowhere_is_the_page_without_it(thuy: Browser, kept: str) -> None:
    answer = await thuy.get(f"{GOALS}?kept={kept}")
    assert answer.status_code == 200


async def test_an_address_without_a_page_of_its_own_leads_to_the_one_above_it(thuy: Browser) -> None:
    answer = await thuy.get(f"{GOALS}/17/done?kept={'a' * 22}")
    assert (answer.status_code, answer.headers["location"]) == (303, GOALS)


async def test_a_flood_of_pages_is_answered_and_not_kept(app: FastAPI, browser: Browser) -> None:
    answers = [await sends(browser, "/ask", words="") for _ in range(122)]
    assert [answer.status_code for answer in answers] == [303] * 120 + [422] * 2
    assert len(app.state.site.shown) == 120


@pytest.mark.parametrize("query", ["unkept=1", "a=kept=b", "kept", "kept=a&kept=b"])
async def test_a_word_that_only_looks_like_such_an_address_is_no_fault(thuy: Browser, query: str) -> None:
    assert (await thuy.get(f"{GOALS}?{query}")).status_code == 200


async def test_nobody_is_led_to_another_site_by_what_answers_a_form(thuy: Browser) -> None:
    answer = await httpx.AsyncClient.post(thuy.http, "http://brimbank.test//elsewhere.example/x", data={"a": "b"})
    assert not answer.headers.get("location", "").startswith("//")


async def test_what_was_made_for_a_session_ends_with_it(thuy: Browser, clock: MachineClock) -> None:
    at = await refused(thuy)
    clock.seconds += 31 * 60
    page = await thuy.get(at)
    assert "beans" not in page.text
    assert page.headers["location"].startswith("/login")


async def test_a_form_sent_after_its_session_ended_is_still_there_on_the_way_to_log_in(
    thuy: Browser, clock: MachineClock
) -> None:
    form = await thuy.form(GOALS)
    clock.seconds += 31 * 60
    answer = await httpx.AsyncClient.post(thuy.http, GOALS, data=form | {"wording": "Plant beans"})
    page = await thuy.get(answer.headers["location"])
    assert (page.status_code, "Nothing is lost" in page.text) == (401, True)


async def test_who_leaves_at_once_in_a_colleagues_browser_leaves_nothing_either(thuy: Browser) -> None:
    answer = await sends(thuy, "/ask", words="")
    assert (await thuy.get(answer.headers["location"])).status_code == 422
    await thuy.post("/leave")
    assert (await thuy.get(answer.headers["location"])).status_code == 200


async def test_large_pages_of_somebody_unknown_count_for_more(app: FastAPI, browser: Browser) -> None:
    noise = secrets.token_urlsafe(30_000) + "\0"
    for _ in range(50):
        await sends(browser, "/ask", words=noise)
    assert 0 < sum(len(page.sealed) for page in app.state.site.shown.values()) < 3_000_000
