"""What stands around every answer."""

from typing import Any

import pytest
from fastapi import FastAPI

from shared.web.security_headers import CSP

from .conftest import Browser, Settings, build

PAGES = ["/journey", "/journey/goals", "/ask", "/login", "/nowhere", "/journey/charts", "/journey/parts"]


@pytest.mark.parametrize("path", [*PAGES, "/journey/api/mine", "/journey/faults/bug", "/journey/people.csv"])
async def test_every_answer_carries_the_same_careful_headers(thuy: Browser, path: str) -> None:
    headers = (await thuy.get(path)).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


async def test_production_insists_on_https() -> None:
    browser = Browser(build(Settings(environment="production", login="none")))
    assert (await browser.get("/ask")).headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_needs_an_exception_from_the_policy(thuy: Browser, path: str) -> None:
    text = (await thuy.get(path)).text
    for inline in (" style=", "<style", " onclick", " onload", "javascript:", "<script>"):
        assert inline not in text
    assert "http://" not in text
    assert len(text.encode()) < 30_000


@pytest.mark.parametrize(
    "path",
    [
        "/journey/../login",
        "/journey/%2e%2e/login",
        "/journey/a%2fb",
        "/journey/a%5Cb",
        "/journey;v=1",
        "//evil.test",
        "/%00",
    ],
)
async def test_a_strange_address_is_nothing(app: FastAPI, path: str) -> None:
    assert await status_of(app, "GET", path) == 404


async def status_of(app: FastAPI, method: str, raw: str) -> int:
    """Ask as a server would hand it on, without a client tidying the address up."""
    from urllib.parse import unquote

    sent: list[Any] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(raw), "raw_path": raw.encode(), "query_string": b"", "headers": [(b"host", b"brimbank.test")],
        "client": ("203.0.113.9", 1), "server": ("brimbank.test", 80), "root_path": "",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"])


async def test_head_answers_as_get_without_the_page(thuy: Browser) -> None:
    answer = await thuy.http.head("/journey")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000


async def test_a_method_the_address_does_not_know_is_told_which_it_does(thuy: Browser) -> None:
    answer = await thuy.http.request("DELETE", "/journey")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert (await thuy.http.options("/journey")).status_code == 405


async def test_a_length_and_a_chunked_body_together_are_refused(thuy: Browser) -> None:
    headers = {"content-length": "3", "transfer-encoding": "chunked", "content-type": "application/json"}
    assert (await thuy.http.post("/journey/api/notes", content=b"{}", headers=headers)).status_code == 400


async def test_the_stylesheet_may_be_kept_and_the_page_may_not(app: FastAPI, browser: Browser) -> None:
    url = app.state.site.static.url("style.css")
    answer = await browser.get(url)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert (await browser.get(url, **{"if-none-match": answer.headers["etag"]})).status_code == 304
    assert (await browser.get("/static/yesterday/style.css")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.css", "..", "%2e%2e%2fsite.py", "site.py"])
async def test_only_static_files_are_static(app: FastAPI, name: str) -> None:
    assert await status_of(app, "GET", f"/static/x/{name}") == 404


def test_a_whole_page_with_its_look_weighs_little(app: FastAPI) -> None:
    assert sum(len(data) for data in app.state.site.static.files.values()) < 38_000


async def test_a_public_page_can_be_left_at_once_without_any_script(browser: Browser) -> None:
    text = (await browser.get("/ask")).text
    assert '<a class="button quiet" data-leave href="https://www.bom.gov.au/" rel="noreferrer noopener">' in text
    assert '<html lang="en-AU" class="large">' in text
    assert "03 9448 5522" in text


async def test_a_staff_page_says_who_is_here_and_where(thuy: Browser) -> None:
    text = (await thuy.get("/journey")).text
    assert '<span>Thuy<span class="wide">, link worker</span></span>' in text
    assert '<a href="/journey" aria-current="page">My day</a>' in text
    assert '<a class="skip" href="#main">' in text
    assert '<main id="main"' in text


async def test_no_title_names_a_person(thuy: Browser) -> None:
    for path in set(PAGES) - {"/login"}:
        title = (await thuy.get(path)).text.partition("<title>")[2].partition("</title>")[0]
        assert title.endswith("Brimbank")
        assert "Thuy" not in title
