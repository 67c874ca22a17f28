"""What surprised us has one form: what it is, what it needs, pinned, in a folder that goes, and judged at its end."""

import re
from pathlib import Path

import pytest

FINDINGS = sorted((Path(__file__).parents[2] / "findings").glob("*.sh"))
PACKAGE = re.compile(r"(?:pip\S* (?:--quiet )?install|npm install)((?: (?!>|&&|\|)\S+)+)")


def packages(text: str) -> list[str]:
    named = [word.strip("\"'") for line in PACKAGE.findall(text) for word in line.split()]
    return [word for word in named if not word.startswith("-")]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.stem)
def test_a_finding_says_what_it_needs_and_cleans_up_and_judges(finding: Path) -> None:
    text = finding.read_text(encoding="utf-8")
    first, second, *_ = text.splitlines()
    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")
    for part in ("Needs ", "set -eu", "mktemp -d", "trap 'rm -rf", 'echo "as seen"'):
        assert part in text, part


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.stem)
def test_every_package_of_a_finding_is_pinned(finding: Path) -> None:
    named = packages(finding.read_text(encoding="utf-8"))
    assert named
    assert [one for one in named if "==" not in one and not re.search(r"\w@\d", one)] == []
