"""The table of faults: each row a function, or the plain reason why it cannot run here."""

import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.wire import Wire, wired

Needs = Literal["stack", "own broker", "three brokers"]


class CannotRun(Exception):
    """This machine does not let the fault be made; the words say why."""


@dataclass
class Site:
    """What a row is given: the ground it needs, a folder for logs, and how thorough it should be."""

    ground: Ground
    folder: Path
    quick: bool = False
    _number: "itertools.count[int]" = field(default_factory=itertools.count)

    @asynccontextmanager
    async def wire(self, partitions: int = 2) -> AsyncIterator[Wire]:
        async with wired(self.ground, self.folder / str(next(self._number)), partitions) as made:
            yield made

    def times(self, thorough: int, quick: int = 1) -> int:
        """How often to make the fault."""
        return quick if self.quick else thorough


Play = Callable[[Site, Ledger], Awaitable[None]]


@dataclass(frozen=True)
class Row:
    number: int
    fault: str
    """What is done, as the rest of a sentence: nothing is lost when ..."""
    play: Play
    needs: Needs = "stack"
    quick: bool = False
    """Whether it belongs to the quick part, which every test run plays."""

    async def run(self, site: Site) -> Ledger:
        ledger, began = Ledger(self.number, self.fault), time.monotonic()
        try:
            await self.play(site, ledger)
        except CannotRun as why:
            ledger.not_run = str(why)
        except Exception as broken:  # a row that breaks is told as broken, and the others are played
            ledger.expect(f"it comes to an end: {type(broken).__name__} {str(broken)[:2000]}".rstrip(), False)
        ledger.seconds = time.monotonic() - began
        return ledger


ROWS: dict[int, Row] = {}


def row(number: int, fault: str, needs: Needs = "stack", quick: bool = False) -> Callable[[Play], Play]:
    """Put a function into the table."""

    def enter(play: Play) -> Play:
        assert number not in ROWS, f"row {number} stands twice"
        ROWS[number] = Row(number, fault, play, needs, quick)
        return play

    return enter
