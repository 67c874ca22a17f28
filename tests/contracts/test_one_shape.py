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
ROOMS: dict[str, set[str]] = {
    "evaluation": {"outcomes"},
    "notifications": {"channels"},
    "referral": {"recording.py"},
}
"""What one service alone has."""
CONCEPTS: dict[str, set[str]] = {
    "referral": {
        "allocation",
        "asking",
        "contacts",
        "eligibility",
        "joining",
        "matching",
        "protection",
        "story",
        "waiting",
    }
}  # fmt: skip
"""Rooms for one concept each, with the names that the journey's rooms have."""
SHAPED = ("community", "evaluation", "notifications", "practice", "referral")
ASKS = {"execute", "executemany", "fetch", "fetchrow", "fetchval"}
EVERY_DOOR = [
    path
    for service in SHAPED
    for path in sorted((SERVICES / service).rglob("*.py"))
    if not {"store", "store.py", "outcomes"} & set(path.relative_to(SERVICES).parts)
]


@pytest.mark.parametrize("service", SHAPED)
def test_a_service_has_only_the_parts_that_every_service_may_have(service: str) -> None:
    found = {path.name for path in (SERVICES / service).iterdir() if path.name != "__pycache__"}
    assert found - PARTS - BESIDE == ROOMS.get(service, set()) | CONCEPTS.get(service, set())


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
    rooms = {room for every in (ROOMS, CONCEPTS) for theirs in every.values() for room in theirs}
    named = {f"`{one}" for one in PARTS} | {f"`{room}" for room in rooms}
    assert [one for one in sorted(named) if one not in said] == []


def test_a_room_for_a_concept_has_the_names_of_the_journeys_rooms() -> None:
    names = {"__init__", "__pycache__", "rules", "store", "pages", "commands", "templates", "data"}
    rooms = [SERVICES / service / room for service, theirs in CONCEPTS.items() for room in theirs]
    found = {path for room in rooms for path in room.iterdir() if path.name.removesuffix(".py") not in names}
    assert found == set()


def folders(path: Path) -> set[str]:
    return {each.name for each in path.iterdir() if (each / "__init__.py").is_file()}


def test_the_tests_of_the_evaluators_process_stand_in_its_rooms() -> None:
    assert folders(SERVICES.parent / "tests" / "evaluation") == folders(SERVICES / "evaluation" / "outcomes")
