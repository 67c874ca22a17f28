"""The page of figures says what was measured, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import capacity, page
from benchmarks.goals import GOALS, IDS
from benchmarks.runner import RESULTS, Run, absent, judge, save


def results(tmp_path: Path) -> capacity.Results:
    """As if every benchmark had been run, each arm at ten thousand a second and twenty microseconds a record."""
    run = Run(1.0, 10_000, cpu=0.2)
    arms = dict.fromkeys(("ours", "live", "anew, at its best", "other"), run)
    found = []
    for goal in (goal for goal in GOALS.values() if goal.id != "P2"):
        ours = {"P1": "live", "P2b": "anew, at its best"}.get(goal.id, "ours")
        found.append(judge(goal, 100_000, [arms], ours, "other", itself=1.0))
    for size, ours, raw in ((10_000, 0.15, 0.06), (100_000, 1.05, 0.6)):
        arms = {"anew": Run(ours, size), "raw": Run(raw, size)}
        found.append(judge(GOALS["P2", ""], size, [arms], "anew", "raw", itself=1.0))
    save([*found, absent(replace(GOALS["C3", ""]), 9, "it could not be installed")], tmp_path / "results.json")
    read: capacity.Results = json.loads((tmp_path / "results.json").read_text())
    return read


def test_the_page_shows_exactly_the_committed_figures() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.filled(text, page.committed()) == text, "run: python -m benchmarks.page"


def test_every_block_of_figures_is_filled_from_the_file(tmp_path: Path) -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert sorted(found[2] for found in page.BLOCK.finditer(text)) == sorted(page.BLOCKS)
    filled = page.filled(text, results(tmp_path))
    assert page.NOT_YET not in filled
    assert "it could not be installed" in filled
    for which in IDS:
        assert f"\n| {which} |" in filled


def test_what_a_rebuild_does_once_is_where_the_line_through_its_sizes_begins(tmp_path: Path) -> None:
    said = page.once(results(tmp_path))
    assert "50 of the 150 ms that it needs for 10,000" in said
    assert "client does once takes 0 ms" in said


def test_a_page_without_results_says_that_nothing_was_measured() -> None:
    filled = page.filled(page.PAGE.read_text(encoding="utf-8"), [])
    assert page.NOT_YET.capitalize() in filled
    assert "goal met" not in filled


def test_a_country_is_worked_out_from_the_measured_rates(tmp_path: Path) -> None:
    found = capacity.measured(results(tmp_path))
    assert set(found.rates.values()) == {10_000.0}
    assert capacity.COUNTRY.people == 1_000_000
    seconds = capacity.BUSY_SECONDS
    assert capacity.COUNTRY.busiest == pytest.approx(1_000_000 * 60 * 5 / seconds)
    each = 20e-6 * (1 + 1 + 3) + 20e-6 * 2 / 3
    assert capacity.cores(capacity.COUNTRY, found.cpu) == pytest.approx(capacity.COUNTRY.busiest * each / 0.5)
    assert capacity.rebuild_minutes(capacity.COUNTRY, 10_000.0) == pytest.approx(100e6 / 10_000 / 60)
    assert capacity.brokers(capacity.TRIAL) == 3
    assert capacity.TEN.link_workers == 150


def test_what_was_not_measured_is_not_reckoned_with() -> None:
    found = capacity.measured([])
    assert capacity.cores(capacity.TEN, found.cpu) is None
    assert capacity.rebuild_minutes(capacity.TEN, found.rates["a rebuild"]) is None


def test_make_bench_writes_where_the_page_takes_from() -> None:
    assert Path("var/benchmarks/results.json") == RESULTS
    committed: Any = page.committed()
    assert all({"id", "size", "ratio", "low", "high", "goal", "met", "noisy"} <= one.keys() for one in committed)
