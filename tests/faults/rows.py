"""Every row of the matrix, and the ground that each kind of row needs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module
from pathlib import Path

from tests.faults.ground import Ground, given, own
from tests.faults.matrix import ROWS, Needs

__all__ = ["GROUNDS", "ROWS"]
for part in (
    "believed",
    "broker",
    "database",
    "drift",
    "erasure",
    "lines",
    "people",
    "processes",
    "records",
    "restore",
    "rights",
    "services",
):
    import_module(f"tests.faults.rows_{part}")  # it enters its rows into the table

GROUNDS: dict[Needs, Callable[[Path], AbstractContextManager[Ground]]] = {
    "stack": given,
    "own broker": own,
    "three brokers": partial(own, size=3),
}
