"""One number for the whole: the program, the changelog, the notes for upgrading, AsyncAPI and the tag agree."""

import json
import re
import subprocess
from pathlib import Path

from shared import VERSION
from shared.events.contracts import ASYNCAPI

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def headings(name: str) -> list[str]:
    return HEADING.findall((ROOT / name).read_text(encoding="utf-8"))


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_the_changelog_begins_with_what_is_not_released_and_then_this_version() -> None:
    assert headings("CHANGELOG.md")[:2] == ["Unreleased", VERSION]


def test_the_versions_of_the_changelog_go_down_and_each_stands_there_once() -> None:
    versions = [number(version) for version in headings("CHANGELOG.md")[1:]]
    assert versions == sorted(set(versions), reverse=True)


def test_every_version_says_what_an_upgrade_to_it_takes() -> None:
    assert headings("docs/upgrading.md") == headings("CHANGELOG.md")[1:]


def test_what_is_published_carries_the_version() -> None:
    assert json.loads(ASYNCAPI.read_text(encoding="utf-8"))["info"]["version"] == VERSION


def test_a_tag_on_this_commit_is_its_version() -> None:
    tags = subprocess.run(
        ["git", "tag", "--points-at", "HEAD", "--list", "v*"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    assert tags in ([], [f"v{VERSION}"])
