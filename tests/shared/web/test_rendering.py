"""Lists, downloads and charts."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from shared.web import charts

from .conftest import Browser
from .site_pages import CHARTS


async def test_a_list_is_read_page_by_page(thuy: Browser) -> None:
    first = (await thuy.get("/journey/parts?stage=new")).text
    assert "1 to 25 of 60 people" in first
    assert 'href="/journey/parts?stage=new&amp;page=2"' in first
    last = (await thuy.get("/journey/parts?page=3")).text
    assert "51 to 60 of 60 people" in last


async def test_a_page_that_does_not_exist_is_the_last_one(thuy: Browser) -> None:
    assert "51 to 60 of 60" in (await thuy.get("/journey/parts?page=999")).text
    assert "1 to 25 of 60" in (await thuy.get("/journey/parts?page=%F0%9F%99%82")).text


async def test_a_filter_is_a_link_that_says_where_one_is(thuy: Browser) -> None:
    text = (await thuy.get("/journey/parts?stage=new&page=2")).text
    assert '<a href="/journey/parts?stage=new" aria-current="true">Getting to know you' in text
    assert '<a href="/journey/parts">Everybody' in text


async def test_a_spreadsheet_carries_nothing_out(thuy: Browser) -> None:
    answer = await thuy.get("/journey/people.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "name,points", "'=1+1,-1.5", "'@sum,", "Błażej,2026-03-03",
    ]  # fmt: skip


async def test_a_chart_has_a_text_and_its_numbers_in_a_table(thuy: Browser) -> None:
    text = (await thuy.get("/journey/charts")).text
    assert text.count('role="img" aria-label="') == 6
    assert text.count("<summary>The numbers</summary>") == 3
    assert "not shown: fewer than 10 people" in text
    assert "−1.5 to −0.7" in text
    heard = " ".join(re.findall(r'role="img" aria-label="([^"]*)"', text))
    assert "95 % interval −1.5 to −0.7" in heard, "an image says its figures, its intervals among them"
    for row in CHARTS["stages"]:
        assert f"{row['label']}: " in heard
    for piece in text.split("<svg")[1:]:
        ElementTree.fromstring("<svg" + piece.partition("</svg>")[0] + "</svg>")  # noqa: S314  our own page


def test_a_missing_value_is_a_gap_in_the_line() -> None:
    picture = charts.line_picture(CHARTS["points"], 3, 9)
    assert (len(picture.lines), len(picture.points)) == (2, 4)


def test_a_row_that_may_not_be_shown_has_no_mark() -> None:
    assert [row.x is None for row in charts.interval_picture(CHARTS["intervals"]).rows] == [False, False, True]


VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6))


@given(st.lists(st.tuples(st.integers(0, 400), VALUES), max_size=30))
def test_every_mark_of_a_line_stands_inside_its_picture(points: list[tuple[int, float | None]]) -> None:
    picture = charts.line_picture(points)
    for point in picture.points:
        assert 0 <= point.x <= picture.width
        assert 0 <= point.y <= picture.height
    assert len(picture.ticks) <= 12


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=12))
def test_every_mark_of_an_interval_stands_inside_its_picture(
    rows: list[tuple[float | None, float | None, float | None]],
) -> None:
    picture = charts.interval_picture([{"label": "x", "value": v, "low": lo, "high": hi} for v, lo, hi in rows])
    for row in picture.rows:
        assert all(x is None or 0 <= x <= picture.width for x in (row.x, row.low, row.high))
