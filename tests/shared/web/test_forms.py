"""Forms lose nothing and say what would be right."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web import form_body, forms
from shared.web.form_parsing import a_day, a_moment, a_time

from .conftest import Browser, fields
from .site_pages import GoalForm

GOALS = "/journey/goals"
ZONE = ZoneInfo("Australia/Melbourne")


def why(answer: httpx.Response, name: str) -> str:
    found = re.search(rf'id="{name}-why">.*?</span>(.*?)</p>', answer.text)
    assert found, f"nothing stands beside {name}"
    return found[1]


async def raw(browser: Browser, body: bytes, **headers: str) -> httpx.Response:
    """What no browser would send."""
    form = await browser.form(GOALS)
    start = f"csrf={form['csrf']}&command_id={form['command_id']}&".replace("=&", "%3D&").encode()
    kind = {"content-type": "application/x-www-form-urlencoded"} | headers
    return await browser.http.post(GOALS, content=start + body, headers=kind)


async def test_a_right_form_is_carried_out_and_the_next_page_says_so(thuy: Browser, done: list[Any]) -> None:
    answer = await thuy.send(GOALS, wording=" Say hello to the neighbours ", importance="7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/journey")
    assert [(wish.wording, wish.importance) for wish in done] == [("Say hello to the neighbours", 7)]
    assert "The goal is set." in (await thuy.get("/journey")).text


async def test_what_was_said_is_said_once(thuy: Browser) -> None:
    await thuy.send(GOALS, wording="x")
    assert "The goal is set." in (await thuy.get("/journey")).text
    assert "The goal is set." not in (await thuy.get("/journey")).text


async def test_an_error_stands_beside_its_field_and_in_the_summary(thuy: Browser, done: list[Any]) -> None:
    answer = await thuy.send(GOALS, wording="", importance="99")
    assert answer.status_code == 422
    assert why(answer, "wording") == "Write the goal in the person&#39;s own words."
    assert why(answer, "importance") == "Write 10 or less"
    assert '<a href="#wording">Write the goal' in answer.text
    assert 'aria-describedby="wording-why wording-hint" aria-invalid="true"' in answer.text
    assert "<title>Error: Set a goal · Brimbank</title>" in answer.text
    assert done == []


async def test_a_refused_form_comes_back_with_everything_typed(thuy: Browser) -> None:
    answer = await thuy.send(GOALS, wording="O'Neill & <Søn>", note="two\nlines", days=["mon", "wed"], importance="x")
    assert answer.status_code == 422
    back = fields(answer.text, GOALS)
    assert back["wording"] == "O'Neill & <Søn>"
    assert back["note"] == "two\nlines"
    assert answer.text.count('name="days" value="mon" id="days" checked') == 1
    assert 'value="tue" id="days-2">' in answer.text
    assert "<Søn>" not in answer.text


async def test_a_form_sent_again_carries_the_same_command(thuy: Browser) -> None:
    form = await thuy.form(GOALS)
    answer = await thuy.post(GOALS, form | {"wording": ""})
    assert fields(answer.text, GOALS)["command_id"] == form["command_id"]


async def test_a_refusal_stands_beside_the_field_it_concerns(thuy: Browser) -> None:
    answer = await thuy.send(GOALS, wording="a fourth")
    assert answer.status_code == 422
    assert why(answer, "wording") == "Three goals are in progress. Finish or drop one first."


async def test_a_wish_that_came_too_late_is_a_conflict_and_stands_on_top(thuy: Browser) -> None:
    answer = await thuy.send(GOALS, wording="too late")
    assert answer.status_code == 409
    assert "<li>Somebody was quicker.</li>" in answer.text


async def test_what_is_left_empty_is_nothing(thuy: Browser, done: list[Any]) -> None:
    await thuy.send(GOALS, wording="x", importance="", by="", note="  ", way="", size="")
    wish = done[0]
    assert (wish.importance, wish.by, wish.note, wish.way, wish.days, wish.quiet, wish.size) == (
        None, None, None, None, (), False, 3,
    )  # fmt: skip


async def test_a_ticked_box_and_several_choices_arrive(thuy: Browser, done: list[Any]) -> None:
    await thuy.send(GOALS, wording="x", quiet="yes", days=["mon", "tue"], way="text")
    assert (done[0].quiet, done[0].days, done[0].way) == (True, ("mon", "tue"), "text")


async def test_a_time_is_read_in_the_locals_zone(thuy: Browser, done: list[Any]) -> None:
    await thuy.send(GOALS, wording="x", call_at="2026-03-05T14:30", by="5/3/2026")
    assert done[0].call_at == datetime(2026, 3, 5, 14, 30, tzinfo=ZONE)
    assert done[0].by == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("by", "2026-02-30", "Write a date like 27/3/2026"),
        ("by", "12", "Write a date like 27/3/2026"),
        ("by", "0001-01-01", "Write a date like 27/3/2026"),
        ("call_at", "tomorrow", "Write a date and a time, like 27/3/2026 2.30 pm"),
        ("importance", "7.5", "Write a whole number, like 3"),
        ("importance", "9" * 40, "Write a whole number, like 3"),
        ("importance", "-1", "Write 0 or more"),
        ("way", "pigeon", "Choose one of the answers on the page"),
        ("wording", "x" * 201, "Use at most 200 characters. This has 201."),
        ("note", "x" * 4001, "Use at most 4,000 characters. This has 4,001."),
    ],
)
async def test_an_answer_that_does_not_fit_says_what_would(
    thuy: Browser, done: list[Any], field: str, typed: str, says: str
) -> None:
    answer = await thuy.send(GOALS, **{"wording": "x", field: typed})
    assert answer.status_code == 422
    assert why(answer, field.replace("_", "-")) == says
    assert done == []


async def test_a_field_that_comes_twice_is_named(thuy: Browser, done: list[Any]) -> None:
    answer = await raw(thuy, b"wording=one&wording=two")
    assert why(answer, "wording") == "This was sent more than once. Answer it once."
    assert done == []


async def test_a_field_nobody_asked_for_is_named(thuy: Browser, done: list[Any]) -> None:
    answer = await raw(thuy, b"wording=x&is_admin=true")
    assert answer.status_code == 422
    assert "“is_admin”" in answer.text
    assert done == []


@pytest.mark.parametrize("hostile", [b"a%00b", b"a%08b", b"caf%E9", b"%ff%fe"])
async def test_what_cannot_be_kept_is_named_by_its_field(thuy: Browser, done: list[Any], hostile: bytes) -> None:
    answer = await raw(thuy, b"wording=" + hostile)
    assert answer.status_code == 422
    assert why(answer, "wording")
    assert done == []


async def test_a_form_without_its_command_asks_to_be_sent_again(thuy: Browser, done: list[Any]) -> None:
    form = await thuy.form(GOALS)
    answer = await thuy.post(GOALS, {"csrf": form["csrf"], "wording": "x"})
    assert (answer.status_code, done) == (422, [])
    assert "This page was not complete." in answer.text
    assert fields(answer.text, GOALS)["command_id"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
async def test_another_kind_of_body_is_not_read(thuy: Browser, kind: str) -> None:
    answer = await raw(thuy, b"wording=x", **{"content-type": kind})
    assert answer.status_code == 415


async def test_too_much_is_refused_before_it_is_read(thuy: Browser, done: list[Any]) -> None:
    assert (await raw(thuy, b"wording=" + b"x" * 70_000)).status_code == 413
    assert done == []


async def test_too_much_without_a_length_is_refused_while_it_is_read(thuy: Browser) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while read < 50_000_000:
            read += 10_000
            yield b"wording=" + b"x" * 9_992

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await thuy.http.post(GOALS, content=endless(), headers=kind)
    assert (answer.status_code, read < 100_000) == (413, True)


async def test_a_thousand_fields_are_too_many(thuy: Browser) -> None:
    assert (await raw(thuy, b"&".join(b"f%d=1" % n for n in range(1000)))).status_code == 413


async def test_a_compressed_body_is_not_unpacked(thuy: Browser) -> None:
    assert (await raw(thuy, b"wording=x", **{"content-encoding": "gzip"})).status_code == 415


@pytest.mark.parametrize(
    "name",
    ["Ng", "O'Neill-Smith", "Nguyễn Thị Ánh", "محمد", "Błażej", "👩‍👩‍👧", "Robert'); DROP TABLE goal;--", "{{7*7}}"],
)
async def test_every_name_comes_through_as_it_was_typed(thuy: Browser, done: list[Any], name: str) -> None:
    await thuy.send(GOALS, wording=name)
    assert done[0].wording == name


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading_of_a_form(body: bytes) -> None:
    sheet = forms.fill(GoalForm, form_body.parse(body), ZONE)
    assert sheet.errors
    assert sheet.wish is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("14:30", "14:30"), ("2.30 pm", "14:30"), ("2 pm", "14:00"), ("12 am", "00:00"), ("12.05 PM", "12:05")],
)
def test_a_time_may_be_written_as_people_write_it(typed: str, meant: str) -> None:
    assert a_time(typed).isoformat("minutes") == meant


@pytest.mark.parametrize("typed", ["25:00", "14.30 pm", "half past two", "5"])
def test_what_is_no_time_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(ValueError):
        a_time(typed)


def test_a_moment_may_be_written_as_people_write_it() -> None:
    assert a_moment("27/3/2026, 2.30 pm", ZONE) == datetime(2026, 3, 27, 14, 30, tzinfo=ZONE)


def test_a_day_may_be_written_with_the_day_first() -> None:
    assert a_day("3/4/2026") == date(2026, 4, 3)


def test_a_filled_form_shows_what_is_known() -> None:
    sheet = forms.filled(GoalForm, {"by": date(2026, 3, 5), "days": ("mon",), "quiet": True, "nothing": 1})
    assert sheet.typed == {"by": "2026-03-05", "days": ["mon"], "quiet": "yes"}


def test_a_blank_form_shows_the_defaults() -> None:
    assert forms.blank(GoalForm).value("size") == "3"


def test_the_same_form_twice_on_a_page_has_its_own_ids() -> None:
    assert forms.blank(GoalForm, prefix="anna-").id("call_at") == "anna-call-at"
