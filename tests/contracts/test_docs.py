"""What the pages name is there: links, files and folders; and a decision says why, and what was not taken."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:services|shared|deploy|tests|docs|requirements|benchmarks|findings)/[\w./-]*\w)/?`")
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MADE_UP = re.compile(r"birds-2|sms_folder|courses\.html|NNNN")
"""What a recipe makes."""
RECORDS = [path for path in sorted((ROOT / "docs" / "decisions").glob("*.md")) if path.stem != "README"]


def words_of(page: Path) -> str:
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_file_that_is_named_is_there(page: Path) -> None:
    words = words_of(page)
    links = [named for named in LINK.findall(words) if not (page.parent / named).exists()]
    files = [named for named in PATH.findall(words) if not (ROOT / named).exists() and not MADE_UP.search(named)]
    assert (links, files) == ([], [])


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_says_why_and_what_was_not_taken(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.match(rf"# {int(record.stem[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:2] == ["Why", "Rejected"]
    assert text.partition("## Rejected")[2].count("\n* **") >= 1
    assert f"({record.name})" in (record.parent / "README.md").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(record.stem[:4]) for record in RECORDS] == [*range(1, len(RECORDS) + 1)]


def test_no_page_names_a_place_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    named = [name for name in tracked.stdout.split() if re.search(r"/(home|work|Users)/", (ROOT / name).read_text())]
    assert named == []


PLACE = re.compile(r"\| `([\w./-]+)`(?: `([^`]+)`)? \|$")
OURS = [line for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line.startswith("| ")]
WORDS = [line for line in OURS if not line.startswith("| our word")]


@pytest.mark.parametrize("line", WORDS, ids=lambda line: line.split(" | ")[0].strip("| "))
def test_each_word_of_the_glossary_is_where_it_says(line: str) -> None:
    found = PLACE.search(line)
    assert found, line
    file = ROOT / found[1]
    assert file.is_file(), found[1]
    assert not found[2] or re.search(rf"\b{re.escape(found[2])}\b", file.read_text(encoding="utf-8")), found[0]


@pytest.mark.parametrize("line", WORDS, ids=lambda line: line.split(" | ")[0].strip("| "))
def test_each_word_of_the_glossary_is_still_said(line: str, everything_said: str) -> None:
    for word in line.split(" | ")[0].strip("| ").split(", "):
        assert re.search(rf"\b{re.escape(word)}", everything_said, re.IGNORECASE), word


@pytest.fixture(scope="module")
def everything_said() -> str:
    """The code's own words, its pages among them; no page of docs."""
    folders = [ROOT / "services", ROOT / "shared", ROOT / "deploy"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html", ".md")]
    return " ".join(" ".join(path.read_text(encoding="utf-8") for path in files).replace("_", " ").split())
