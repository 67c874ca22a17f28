"""The Locals and what they are called stand in one data file; whatever is about each of them is checked against it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from deploy.kafka.prepare import written
from deploy.simulation.locals import PROFILES
from shared.kernel import topics
from shared.kernel.local_services import NAMES, SHORT, local_called

ROOT = Path(__file__).parents[3]
OURS = [path for top in ("services", "shared", "deploy") for path in sorted((ROOT / top).rglob("*"))]
FOLDER = ROOT / "deploy" / "locals"
MOST_AS_EXAMPLES = 2
LABEL = 30  # characters that the charts show of a label


def test_whatever_is_about_each_local_is_about_all_of_them_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.env")} == {*NAMES, "evaluator"}
    assert set(json.loads((FOLDER / "staff.json").read_text(encoding="utf-8"))) == {*NAMES, "evaluator"}
    assert list(PROFILES) == list(NAMES) == list(topics.LOCALS)


def test_each_locals_settings_call_it_what_everybody_calls_it() -> None:
    assert {slug: (written(slug)["LC_LOCAL"], written(slug)["LC_LOCAL_NAME"]) for slug in NAMES} == {
        slug: (slug, name) for slug, name in NAMES.items()
    }


def test_a_short_name_fits_a_chart_whole() -> None:
    assert [name for name in SHORT.values() if len(name) > LABEL] == []


def lists_of_locals(path: Path) -> Iterator[int]:
    """The lines where code lists them for itself, as words or as the keys of something."""
    text = path.read_text(encoding="utf-8")
    if sum(name in text for name in NAMES) <= MOST_AS_EXAMPLES:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set):
            listed = node.keys if isinstance(node, ast.Dict) else node.elts
            if sum(isinstance(one, ast.Constant) and one.value in NAMES for one in listed) > MOST_AS_EXAMPLES:
                yield node.lineno


def test_no_code_lists_them_again() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in OURS if path.suffix == ".py" for line in lists_of_locals(path)
    ]
    assert found == []


def test_no_code_and_no_page_spells_what_one_of_several_words_is_called() -> None:
    several = [name for name in (*NAMES.values(), *SHORT.values()) if not name.isalpha()]
    texts = {path: path.read_text(encoding="utf-8") for path in OURS if path.suffix in (".py", ".html")}
    assert several
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if any(name in text for name in several)] == []


def test_a_local_that_is_not_ours_is_called_by_the_words_of_its_slug() -> None:
    assert local_called("geelong-queenscliffe") == "Greater Geelong and Queenscliffe"
    assert local_called("alpine-shire") == "Alpine Shire"
