"""Whoever knows one service finds their way in the next: the same names at the root of each, and SQL in one place."""

import ast
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
PARTS = {
    "app.py",
    "keeps.py",
    "settings.py",
    "tabs.py",
    "api.py",
    "consumers.py",
    "clock.py",
    "commands.py",
    "domain",
    "store",
    "pages",
}
BESIDE = {"README.md", "__init__.py", "migrations", "templates"}
ROOMS = {"evaluation": {"outcomes"}, "notifications": {"channels"}}
"""What one service alone has."""
SHAPED = ("community", "evaluation", "notifications", "practice", "referral")
ASKS = {"execute", "executemany", "fetch", "fetchrow", "fetchval"}
EVERY_DOOR = [
    path
    for service in SHAPED
    for path in sorted((SERVICES / service).rglob("*.py"))
    if not {"store", "outcomes"} & set(path.relative_to(SERVICES).parts)
]


@pytest.mark.parametrize("service", SHAPED)
def test_a_service_has_only_the_parts_that_every_service_may_have(service: str) -> None:
    found = {path.name for path in (SERVICES / service).iterdir() if path.name != "__pycache__"}
    assert found - PARTS - BESIDE == ROOMS.get(service, set())


@pytest.mark.parametrize("service", SHAPED)
def test_rules_sql_and_pages_are_folders(service: str) -> None:
    for part in ("domain", "store", "pages"):
        assert (SERVICES / service / part / "__init__.py").is_file(), f"{service}/{part}"


@pytest.mark.parametrize("path", EVERY_DOOR, ids=lambda path: str(path.relative_to(SERVICES)))
def test_all_sql_is_in_the_store(path: Path) -> None:
    asked = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS
    ]
    assert asked == [], f"lines {asked}: services/{path.parent.name}/store is where SQL is"


def test_the_readme_names_every_part_and_every_room() -> None:
    said = (SERVICES / "README.md").read_text(encoding="utf-8")
    named = {f"`{one.rstrip('/')}" for one in PARTS} | {f"`{room}/`" for rooms in ROOMS.values() for room in rooms}
    assert [one for one in sorted(named) if one not in said] == []


def folders(path: Path) -> set[str]:
    return {each.name for each in path.iterdir() if (each / "__init__.py").is_file()}


def test_the_tests_of_the_evaluators_process_stand_in_its_rooms() -> None:
    assert folders(SERVICES.parent / "tests" / "evaluation") == folders(SERVICES / "evaluation" / "outcomes")
