"""When something cannot be done, the answer says so plainly and gives nothing away."""

from typing import Any

import pytest
import structlog

from shared.kernel import trace

from .conftest import Browser

PROGRAM = {"accept": "application/json"}


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nowhere", 404, "There is nothing here"),
        ("/journey/people/not-an-id", 404, "There is nothing here"),
        ("/journey/people/00000000-0000-0000-0000-000000000009", 404, "There is nothing here"),
        ("/me/wrong", 404, "There is nothing here"),
        ("/me/old", 410, "This link has ended"),
        ("/journey/faults/refused", 422, "Three goals are in progress."),
        ("/journey/faults/conflict", 409, "The last place is taken."),
        ("/journey/faults/gone", 409, "Open it again to see how it stands now."),
        ("/journey/faults/gone-above", 409, "Open it again to see how it stands now."),
        ("/journey/faults/cut-off", 503, "We are away for a moment"),
        ("/journey/faults/slow", 503, "We are away for a moment"),
        ("/journey/faults/bug", 500, "Something went wrong on our side"),
    ],
)
async def test_a_person_reads_a_page(thuy: Browser, path: str, status: int, says: str) -> None:
    answer = await thuy.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "not-an-id" not in answer.text


async def test_somebody_not_logged_in_reads_how_to_call_us(browser: Browser) -> None:
    assert 'href="tel:0394485522"' in (await browser.get("/nowhere")).text


async def test_trouble_with_the_database_says_when_to_come_again(thuy: Browser) -> None:
    assert (await thuy.get("/journey/faults/cut-off")).headers["retry-after"] == "5"


async def test_a_program_reads_a_problem(thuy: Browser) -> None:
    answer = await thuy.get("/journey/api/faults/conflict")
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert len(body.pop("trace_id")) == 32
    assert body == {
        "type": "about:blank",
        "title": "Somebody was quicker",
        "status": 409,
        "detail": "The last place is taken.",
    }


async def test_a_mistake_of_ours_gives_nothing_away_but_a_number_that_stands_in_the_log(thuy: Browser) -> None:
    with structlog.testing.capture_logs(processors=[_with_trace]) as lines:
        answer = await thuy.get("/journey/api/faults/bug")
    assert answer.status_code == 500
    assert "Margaret" not in answer.text + str(lines)
    failed = next(line for line in lines if line["event"] == "failed")
    assert failed["error"] == "RuntimeError"
    assert failed["where"].startswith("tests/shared/web/site_pages.py:")
    assert failed["trace_id"] == answer.json()["trace_id"]


def _with_trace(_: Any, __: str, entry: Any) -> Any:
    return entry | {"trace_id": trace.current().trace_id}


async def test_that_somebody_was_quicker_stands_in_the_log_and_not_about_whom(thuy: Browser) -> None:
    with structlog.testing.capture_logs() as lines:
        await thuy.get("/journey/faults/gone-above")
    [line] = [line for line in lines if line["event"] == "somebody was quicker"]
    assert line["error"] == "ForeignKeyViolationError"
    assert "journey_id" not in str(line)


async def test_a_callers_trace_is_carried_on(thuy: Browser) -> None:
    answer = await thuy.get("/journey/api/faults/bug", traceparent=f"00-{'a' * 32}-{'b' * 16}-01")
    assert answer.json()["trace_id"] == "a" * 32


async def test_a_log_line_never_holds_a_signed_link(thuy: Browser) -> None:
    with structlog.testing.capture_logs() as lines:
        await thuy.get("/me/very-secret-token")
    assert "very-secret-token" not in str(lines)
    assert [(line["route"], line["status"]) for line in lines if line["event"] == "answered"] == [("/me/{token}", 404)]


async def post_json(browser: Browser, body: bytes, kind: str = "application/json", **headers: str) -> Any:
    return await browser.http.post(
        "/journey/api/notes", content=body, headers=PROGRAM | {"content-type": kind} | headers
    )


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 400, None),
        (b'{"count": 1', 400, None),
        (b'\xff\xfe{\x00"\x00', 400, None),
        (b"[]", 422, None),
        (b'{"count": 1}', 422, "day"),
        (b'{"count": "many", "day": "2026-03-03"}', 422, "count"),
        (b'{"count": NaN, "day": "2026-03-03"}', 422, "count"),
        (b'{"count": 1e999, "day": "2026-03-03"}', 422, "count"),
        (b'{"count": 1, "day": "2026-02-30"}', 422, "day"),
        (b'{"count": 1, "day": "2026-03-03", "is_admin": true}', 422, "is_admin"),
        (b'{"count": 1, "day": "2026-03-03", "words": "a\\u0000b"}', 422, "words"),
        (b'{"count": 1, "day": "2026-03-03", "words": "\\ud800"}', 422, "words"),
        (b'{"count": 1, "day": "2026-03-03", "words": "' + b"x" * 5000 + b'"}', 422, "words"),
    ],
)
async def test_what_a_program_sent_wrong_is_named_by_its_field(
    thuy: Browser, body: bytes, status: int, field: str | None
) -> None:
    answer = await post_json(thuy, body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    named = [error["field"] for error in answer.json().get("errors", [])]
    assert named == ([field] if field else [])


async def test_nothing_a_program_sent_is_echoed(thuy: Browser) -> None:
    answer = await post_json(thuy, b'{"count": "Margaret", "day": "Margaret"}')
    assert (answer.status_code, "Margaret" in answer.text) == (422, False)


async def test_a_program_that_sends_another_kind_hears_415(thuy: Browser) -> None:
    assert (await post_json(thuy, b"count=1", "application/x-www-form-urlencoded")).status_code == 415


async def test_a_program_that_sends_fifty_megabytes_hears_413(thuy: Browser) -> None:
    assert (await post_json(thuy, b"x" * 2_000_000)).status_code == 413


async def test_a_program_that_lies_about_the_length_hears_413(thuy: Browser) -> None:
    async def endless() -> Any:
        for _ in range(300):
            yield b" " * 10_000

    answer = await thuy.http.post(
        "/journey/api/notes", content=endless(), headers=PROGRAM | {"content-type": "application/json"}
    )
    assert answer.status_code == 413


async def test_a_program_that_wants_xml_hears_406(thuy: Browser) -> None:
    assert (await thuy.get("/journey/api/mine", accept="application/xml")).status_code == 406


async def test_a_right_note_is_taken(thuy: Browser) -> None:
    assert (await post_json(thuy, b'{"count": 3, "day": "2026-03-03", "words": "ok\\n"}')).json() == {"count": 3}
