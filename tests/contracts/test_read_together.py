"""Somebody may be here under two records: each table about people is read with the other's rows, or says why not."""

import importlib
import inspect
import re

import pytest

from shared.kernel.topics import SERVICES

from .addresses import service

JOINS = re.compile(r"records_of|person_of|together")


@pytest.mark.parametrize("name", SERVICES)
def test_every_table_about_somebody_is_read_together_or_says_why_not(name: str) -> None:
    """A new table that nobody thought of here would stay with one record, unseen on the other."""
    keeps = service(name).keeps
    assert sorted(keeps.together) == sorted(keeps.about)


@pytest.mark.parametrize(
    ("name", "table", "where"),
    [(name, table, where) for name in SERVICES for table, where in service(name).keeps.together.items()],
)
def test_what_is_said_to_read_it_together_does_and_every_reason_is_a_sentence(
    name: str, table: str, where: str
) -> None:
    if " " in where:
        assert where.endswith(".")
        assert len(where.split()) >= 5
        return
    module, _, function = where.partition(":")
    reads = importlib.import_module(f"services.{name}.{module}")
    assert callable(getattr(reads, function)), where
    assert JOINS.search(inspect.getsource(reads)), where
