"""The table of permissions and the doors agree: every door asks one that is in it, and every one in it is asked."""

import re
from pathlib import Path

import pytest

from services.permissions import PERMISSIONS, ROLES, roles_that_may
from services.site_map import LOCAL
from shared import web
from shared.web.access import May

from .addresses import ANYONE, EVERY, allowed, permissions_asked

ROOT = Path(__file__).parents[2]
LOCALS_CODE = [
    path
    for folder in (ROOT / "services", Path(web.__path__[0]))
    for path in sorted(folder.rglob("*.*"))
    if path.suffix in (".py", ".html") and "outcomes" not in path.parts
]


def asked_inside() -> set[str]:
    """What pages and templates ask of whoever is in already."""
    asks = re.compile(r"(?:\.may|roles_that_may)\(\"(\w+)\"\)")
    return {permission for path in LOCALS_CODE for permission in asks.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(("name", "method", "path"), EVERY)
def test_a_door_asks_for_one_permission_and_those_roles_have_it_that_may_come_in(
    name: str, method: str, path: str
) -> None:
    asked = permissions_asked(name, method, path)
    if allowed(path) is ANYONE:
        assert asked == []
    else:
        (permission,) = asked
        assert roles_that_may(permission) == allowed(path)


def test_every_permission_is_asked_and_every_one_asked_is_in_the_table() -> None:
    doors = {permission for each in EVERY for permission in permissions_asked(*each)}
    tabs = {tab.permission for tab in LOCAL.tabs} | {tab.unless for tab in LOCAL.tabs if tab.unless}
    assert doors | asked_inside() == set(PERMISSIONS), "one is asked that nobody can have, or had that nobody asks"
    assert tabs <= set(PERMISSIONS)


def test_each_role_has_only_permissions_of_the_table_and_each_once() -> None:
    for role, theirs in ROLES.items():
        assert len(theirs) == len(set(theirs)) > 0, role
        assert set(theirs) <= set(PERMISSIONS), role
    assert set().union(*ROLES.values()) == set(PERMISSIONS)


def test_no_page_asks_which_role_somebody_has() -> None:
    by_name = re.compile(r"\buser\.role\s*(==|!=|in\b|not in\b)")
    assert [str(path) for path in LOCALS_CODE if by_name.search(path.read_text(encoding="utf-8"))] == []


def test_what_all_services_share_names_no_role() -> None:
    """But for what facts say of one (`shared/events`), and the address of the operator's pages."""
    named = re.compile(rf"[\"']({'|'.join(role for role in ROLES if role != 'operator')})[\"']")
    files = [path for path in sorted((ROOT / "shared").rglob("*.py")) if "events" not in path.parts]
    assert len(files) > 50
    assert [str(path) for path in files if named.search(path.read_text(encoding="utf-8"))] == []


def test_somebody_with_two_roles_may_do_what_either_may() -> None:
    both = LOCAL.permissions(["clinician", "operator"])
    assert both == set(ROLES["clinician"]) | set(ROLES["operator"])
    assert May("operate").permission in both
    assert LOCAL.permissions(["nobody"]) == frozenset()
