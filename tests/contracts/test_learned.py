"""The table of what trying taught: each row names a test that is there, and nothing mended goes missing."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"\| (?P<number>[a-z0-9]+ [A-Z]?\d+) \| (?P<right>[^|]+) \| (?P<seen>[^|]+) \| (?P<test>[^|]+) \|")
TEST = re.compile(r"(tests/[\w/]+\.py)(?:::(\w+))?")
MENDED = {
    *(f"operate A{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15)),
    *(f"reports R{number}" for number in (1, 2, 3, 5, 6, 7, 8, 10, 12, 13, 14, 15)),
    *(f"walk2 W{number}" for number in (1, 3, 4, 5, 6, 9, 10, 11, 13)),
}


def rows() -> list[str]:
    lines = (ROOT / "docs" / "learned.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| number ")]


def test_each_row_says_what_is_right_with_what_it_was_seen_and_which_test_holds_it() -> None:
    assert [row for row in rows() if not ROW.fullmatch(row)] == []


def test_each_test_that_the_table_names_is_there() -> None:
    gone = []
    for row in rows():
        named = TEST.findall(row)
        assert named, row
        for file, test in named:
            path = ROOT / file
            if not path.is_file() or (test and f"def {test}(" not in path.read_text(encoding="utf-8")):
                gone.append(f"{file}::{test}")
    assert gone == []


def test_nothing_that_was_mended_goes_missing_from_the_table() -> None:
    told = {found["number"] for row in rows() if (found := ROW.fullmatch(row))}
    assert told >= MENDED, sorted(MENDED - told)
