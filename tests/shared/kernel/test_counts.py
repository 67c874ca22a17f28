"""Counts are spoken by one function, so that nobody reads “1 records”."""

import re
from pathlib import Path

import pytest

from shared.kernel.counts import counted

ROOT = Path(__file__).parents[3]
NOUNS = "records|facts|changes|migrations|secrets|files|rows|differences|goals|items|events|topics|people|times|tries"
SPOKEN = re.compile(rf"\{{(?!counted\()[^{{}}]*\}} (?:{NOUNS})\b")
MORE_THAN_ONE = (
    "{n}",
    "{MOST_",
    "{FEW",
    "{least} to {most}",
    "{number(n)}",
    " of {len(",
    "{together}",
    "which {0} people have",
)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (1204, "1,204 people")]
)
def test_a_count_stands_with_its_word_in_the_right_number(count: int, words: str) -> None:
    assert counted(count, "person", "people") == words


def test_every_count_that_is_spoken_is_made_by_that_function() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("shared", "services", "deploy")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if SPOKEN.search(line) and not any(known in line for known in MORE_THAN_ONE)
    ]
    assert found == []
