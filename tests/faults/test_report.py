"""The page about faults says what the results say, and the results say that every promise holds."""

import json

from tests.faults.report import PAGE, RESULTS, page
from tests.faults.rows import ROWS


def test_the_page_is_made_from_the_committed_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.faults.report`"


def test_every_row_of_the_matrix_was_played_and_holds() -> None:
    results = {one["row"]: one for one in json.loads(RESULTS.read_text(encoding="utf-8"))}
    assert set(results) == set(ROWS) >= set(range(1, 39))
    assert [row for row, one in results.items() if "not_run" not in one and not one["passed"]] == []


def test_every_row_adds_up() -> None:
    for one in json.loads(RESULTS.read_text(encoding="utf-8")):
        if "not_run" not in one:
            assert one["on_topic"] == one["handled"] + one["deduplicated"] + one["parked"], one["fault"]
            assert one["lost"] == one["double_effects"] == one["out_of_order"] == 0, one["fault"]
