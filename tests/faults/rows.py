"""Every row of the matrix, and the ground that each kind of row needs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from tests.faults import (
    rows_broker,
    rows_database,
    rows_erasure,
    rows_people,
    rows_processes,
    rows_records,
    rows_rights,
    rows_services,
)
from tests.faults.ground import Ground, given, own
from tests.faults.matrix import ROWS, Needs

__all__ = ["GROUNDS", "ROWS"]
PARTS = (
    rows_broker,
    rows_database,
    rows_erasure,
    rows_people,
    rows_processes,
    rows_records,
    rows_rights,
    rows_services,
)
"""Importing them has entered their rows into the table."""

GROUNDS: dict[Needs, Callable[[Path], AbstractContextManager[Ground]]] = {
    "stack": given,
    "own broker": own,
    "three brokers": partial(own, size=3),
}
