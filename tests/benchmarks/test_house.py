"""What is counted of the house, on a small one."""

from pathlib import Path

import pytest

from benchmarks.changes import BEFORE, HOWTO, by_hand
from benchmarks.house import House, circles, edges_between_concepts, numbers, several_meanings

FILES = {
    "shared/__init__.py": "",
    "shared/one.py": "from .two import that\n\n\nclass Thing: ...\n\n\ndef said(): 'What it is.'\n",
    "shared/two.py": "def that():\n    from .three import more\n",
    "shared/three.py": "from . import one\n\n\nclass Thing: ...\n",
    "shared/four.py": "from .one import Thing\n",
    "services/journey/goals/store.py": "from . import rules\nfrom ..measures import rules as scores\n",
    "services/journey/goals/rules.py": "",
    "services/journey/goals/__init__.py": "",
    "services/journey/measures/rules.py": "",
    "deploy/page.html": "x" * 301 + "\n",
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return House(tmp_path)


def test_files_that_import_one_another_by_however_many_steps_stand_in_a_circle(house: House) -> None:
    assert circles(house, "shared.") == 3


def test_imports_within_a_concept_are_told_from_those_between_two(house: House) -> None:
    assert edges_between_concepts(house) == (1, 1)


def test_a_name_of_two_classes_has_several_meanings(house: House) -> None:
    assert several_meanings(house) == {"Thing": 2}


def test_what_says_nothing_of_itself_and_what_nobody_reads_is_counted(house: House) -> None:
    found = numbers(house)
    assert found["public functions of services and shared; without a docstring"] == "2; 1"
    assert found["templates; lines longer than 300; the longest"] == "1; 1; 301"


def test_each_recipe_is_counted_with_the_files_that_it_changes_by_hand() -> None:
    assert {path.stem for path in HOWTO.glob("*.md")} - {"README"} == set(BEFORE)
    product, tests = by_hand(HOWTO / "role.md")
    assert product == {"services/permissions.py"}
    assert tests == {"tests/contracts/addresses.py", "tests/staff.json"}
