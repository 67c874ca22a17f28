"""Each recipe of docs/howto, followed in a copy as it is written: it works, and a forgotten step is told as it says."""

from pathlib import Path

import pytest

from .copies import ROOT, Copy, missing
from .recipes import Command, Recipe, read

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
FOLDER = ROOT / "docs" / "howto"
RECIPES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.md")) if path.stem != "README"}
FORGOTTEN = [
    pytest.param(recipe, step.number, said, id=f"{name}-{step.number}")
    for name, recipe in RECIPES.items()
    for step in recipe.steps
    for said in step.left_out
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_whoever_follows_a_recipe_is_told_that_nothing_is_missing(recipe: Recipe, copy: Copy) -> None:
    assert recipe.last, "a recipe ends with what tells that nothing is missing"
    with copy.followed(recipe):
        for command in recipe.last:
            done = copy.run(command)
            assert done.returncode == 0, f"{command.line}\n{done.stdout}"
            assert missing(command, done) == [], done.stdout


@pytest.mark.parametrize(("recipe", "number", "said"), FORGOTTEN)
def test_a_step_that_is_left_out_is_told_as_the_recipe_says(
    recipe: Recipe, number: int, said: Command, copy: Copy
) -> None:
    with copy.followed(recipe, without=number):
        done = copy.run(said)
        assert done.returncode != 0, f"{said.line} does not notice that step {number} is missing\n{done.stdout}"
        assert missing(said, done) == [], done.stdout


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_the_steps_of_a_recipe_are_counted_from_one(recipe: Recipe) -> None:
    assert [step.number for step in recipe.steps] == [*range(1, len(recipe.steps) + 1)]


def test_the_list_of_recipes_names_each_of_them() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in RECIPES if f"({name}.md)" not in listed] == []


def test_a_recipe_that_no_longer_fits_says_which_lines_are_not_there(copy: Copy, tmp_path: Path) -> None:
    words = "# A\n\n## 1. One\n\nIn `Makefile`:\n\n```diff\n-nothing like this\n+x\n```\n"
    (tmp_path / "a.md").write_text(words)
    with (
        pytest.raises(AssertionError, match="Makefile has 0 times:\nnothing like this"),
        copy.followed(read(tmp_path / "a.md")),
    ):
        pass
