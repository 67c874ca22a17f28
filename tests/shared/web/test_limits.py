"""A flood from one address is slowed down, and nobody else notices."""

from typing import Any

import pytest
from fastapi import FastAPI

from shared.web.failures import TooMany
from shared.web.rate_limit import Buckets

from .conftest import Browser, MachineClock, Settings, build


async def test_too_many_public_forms_from_one_address_have_to_wait() -> None:
    app = build(Settings(public_posts_per_minute=3))
    browser = Browser(app)
    for _ in range(3):
        assert (await browser.send("/ask", words="x")).status_code == 303
    answer = await browser.send("/ask", words="x")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 21
    assert "wait a minute" in answer.text


async def test_others_are_unaffected_by_a_flood() -> None:
    app = build(Settings(public_posts_per_minute=1))
    await Browser(app).send("/ask", words="x")
    assert (await Browser(app).send("/ask", words="x")).status_code == 429
    app.state.site.public_posts.take("203.0.113.77")


async def test_somebody_logged_in_is_not_slowed_down(app: FastAPI) -> None:
    app.state.site.public_posts.per_minute = 1
    thuy = Browser(app)
    await thuy.log_in()
    for _ in range(5):
        assert (await thuy.send("/journey/goals", wording="x")).status_code == 303


async def test_a_program_without_login_is_slowed_down_too() -> None:
    browser = Browser(build(Settings(public_posts_per_minute=1)), accept="application/json")
    send: dict[str, Any] = {"json": {"count": 1, "day": "2026-03-03"}}
    assert (await browser.http.post("/journey/api/notes", **send)).status_code == 200
    answer = await browser.http.post("/journey/api/notes", **send)
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")


def test_a_bucket_fills_again() -> None:
    clock = MachineClock(0.0)
    bucket = Buckets(6, clock)
    for _ in range(6):
        bucket.take("a")
    with pytest.raises(TooMany) as refused:
        bucket.take("a")
    assert refused.value.headers == {"Retry-After": "11"}
    clock.seconds = 10.5
    bucket.take("a")
    with pytest.raises(TooMany):
        bucket.take("a")


def test_a_million_addresses_fill_no_memory() -> None:
    bucket = Buckets(5, MachineClock(0.0))
    for number in range(20_000):
        bucket.take(str(number))
    assert len(bucket._left) == 10_000
