"""What the evaluator sees: figures, their doubt, and nobody."""

import re
from collections.abc import AsyncIterator

import pytest

from tests.evaluation.evaluator import Site, opened, people
from tests.evaluation.logs import log, raw, take, took_part

PAGES = ("/", "/path", "/dose", "/equity", "/fidelity", "/quality", "/snapshots", "/methods")
FILES = ("/api/outcomes", "/exports/figures.json", "/exports/figures.csv")


@pytest.fixture
async def site(outcomes_url: str) -> AsyncIterator[Site]:
    async with opened(outcomes_url) as found:
        yield found


async def fill(site: Site) -> None:
    for local, pairs, only_before in (("brimbank", 30, 12), ("frankston", 25, 8), ("latrobe", 3, 6)):
        await take(site.here.db, log(people(local, pairs, only_before), local=local))


@pytest.mark.parametrize("address", [*PAGES, *FILES])
async def test_only_an_evaluator_gets_in(site: Site, address: str) -> None:
    assert (await site.visitor().get(address)).status_code in (303, 401)
    assert (await (await site.evaluator()).get(address)).status_code == 200


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_is_there_before_there_is_anything_to_count(site: Site, address: str) -> None:
    assert (await (await site.evaluator()).get(address)).status_code == 200


async def test_the_first_page_says_it_in_a_sentence_before_the_numbers(site: Site) -> None:
    await fill(site)
    shown = (await (await site.evaluator()).get("/")).text
    words = re.sub(r"<[^>]+>", "", shown)
    assert "Among the 58 people measured at both times, loneliness fell by 1.0 points on a scale from 3 to 9." in words
    assert "We can be fairly sure it fell; we cannot say the program is why." in words
    assert "58 of 84" in words
    assert "That is not a change in anybody" in words
    assert shown.index("Among the 58") < shown.index("58 of 84")


async def test_a_small_local_is_not_shown_and_says_why_and_takes_another_with_it(site: Site) -> None:
    await fill(site)
    client = await site.evaluator()
    shown = (await client.get("/")).text
    assert "not shown: fewer than 10 people" in shown
    assert "not shown, so that another cannot be worked out" in shown
    found = (await client.get("/api/outcomes")).json()
    assert found["by_local"]["latrobe"] == "n.p."
    assert found["by_local"]["frankston"] == "n.p."
    assert found["by_local"]["brimbank"]["n_paired"] == 30


async def test_programs_get_the_same_figures_and_exactly_what_was_counted(site: Site) -> None:
    await fill(site)
    found = (await (await site.evaluator()).get("/api/outcomes")).json()
    assert (found["instrument"], found["occasion"], found["n_consented"]) == ("ucla-3", "week_12", 84)
    assert set(found["overall"]) == {"n_paired", "change_mean", "ci_low", "ci_high", "missing"}
    assert (found["overall"]["n_paired"], found["overall"]["missing"]) == (58, 26)
    assert found["overall"]["ci_low"] < found["overall"]["change_mean"] < found["overall"]["ci_high"]
    assert found["sources"] == {
        f"lc.{local}.evaluation/0": count for local, count in (("brimbank", 114), ("frankston", 91), ("latrobe", 21))
    }  # fmt: skip


async def test_an_occasion_or_instrument_nobody_knows_is_the_headline(site: Site) -> None:
    await fill(site)
    client = await site.evaluator()
    for query in ("?occasion=never", "?instrument=%00", "?occasion=week_12&instrument=' OR 1=1"):
        answer = await client.get(f"/api/outcomes{query}")
        assert (answer.status_code, answer.json()["occasion"]) in ((200, "week_12"), (400, None))


@pytest.mark.parametrize("address", ["/?occasion=week_52", "/dose?occasion=closure", "/quality?occasion=week_8"])
async def test_a_time_at_which_nobody_was_measured_has_a_page_too(site: Site, address: str) -> None:
    await fill(site)
    assert (await (await site.evaluator()).get(address)).status_code == 200


async def test_a_page_changes_when_more_is_counted(site: Site) -> None:
    await fill(site)
    client = await site.evaluator()
    assert "of 84" in (await client.get("/")).text
    await take(site.here.db, log([took_part("zoe", 1)], start=114), start=114)
    assert "of 85" in (await client.get("/")).text


async def test_nobody_is_on_any_page_or_in_any_file(site: Site) -> None:
    await fill(site)
    client = await site.evaluator()
    async with site.here.db.transaction() as tx:
        names = [row["pseudonym"] for row in await tx.fetch("SELECT pseudonym FROM participation")]
    for address in (*PAGES, *FILES):
        text = (await client.get(address)).text
        assert not [name for name in names if name in text], address


async def test_what_is_taken_away_is_suppressed_like_what_is_shown(site: Site) -> None:
    await fill(site)
    client = await site.evaluator()
    whole = (await client.get("/exports/figures.json")).json()
    week_12 = next(one for one in whole["outcomes"] if one["occasion"] == "week_12")
    assert {row["group"]: row["n_paired"] for row in week_12["by_site"]} == {
        "brimbank": 30, "frankston": "n.p.", "latrobe": "n.p.",
    }  # fmt: skip
    lines = (await client.get("/exports/figures.csv")).text.splitlines()
    assert any(line.startswith("ucla-3,week_12,latrobe,,,,n.p.,n.p.") for line in lines)


async def test_the_path_shows_how_far_people_come(site: Site) -> None:
    await fill(site)
    assert "84 people who agreed to the evaluation" in (await (await site.evaluator()).get("/path")).text


async def test_records_that_could_not_be_read_are_told_of(site: Site) -> None:
    await take(site.here.db, [raw(0, None, b"\xff", [])])
    assert "1 record could not be read" in (await (await site.evaluator()).get("/quality")).text
