"""Where the record of looks ended, kept outside its database: a chain cut off or written anew no longer holds it.

An anchor is a place (`local/service/row/seal`). It tells nothing about anybody, and needs no secret: who keeps a copy
of it elsewhere (the log, the file, a sheet of paper) can ask for that row for ever after.
"""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from . import audit
from .bus import PASSING_TROUBLE

if TYPE_CHECKING:
    from .service import Here

ANCHOR_EVERY = 3600.0  # seconds
AT_THE_END = 2.0  # seconds that a service which is closing down has for its last anchor
log = structlog.get_logger()


@dataclass(frozen=True)
class Anchor:
    """The last look of one service at one moment: its row and its seal, which seals every row before it."""

    local: str
    service: str
    row: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.local}/{self.service}/{self.row}/{self.seal.hex()}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """From its words; ValueError if they are not whole."""
        local, service, row, seal = text.strip().split("/")
        if not (local and service and row.isascii() and row.isdecimal() and len(row) < 19 and len(seal) == 64):
            raise ValueError("no anchor")
        return cls(local, service, int(row), bytes.fromhex(seal))


@dataclass(frozen=True)
class Kept:
    """What stands in a file of anchors."""

    anchors: tuple[Anchor, ...]
    unreadable: tuple[int, ...]
    """Numbers of lines that are no anchor: somebody's hand was here, or a disk was full."""

    def of(self, service: str) -> list[audit.Place]:
        return [audit.Place(each.row, each.seal) for each in self.anchors if each.service == service]


def kept(path: Path) -> Kept:
    """Every anchor of the file, oldest first; none if there is no file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    return read(lines)


def read(lines: Iterable[str]) -> Kept:
    """Anchors with or without the moment in front of them. An empty line is nothing."""
    anchors, unreadable = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            anchors.append(Anchor.read(line.split()[-1]))
        except ValueError:
            unreadable.append(number)
    return Kept(tuple(anchors), tuple(unreadable))


async def now(here: "Here") -> Anchor | None:
    """Where the record ends now; None while nobody was looked at."""
    async with here.db.snapshot() as tx:
        end = await audit.end(tx)
    return Anchor(here.local, here.service, end.row, end.seal) if end else None


async def keep(here: "Here") -> Anchor | None:
    """Tell the log and the file where the record ends, unless it ends where it did last time."""
    found = await now(here)
    row, before = found.row if found else 0, here.progress.anchored
    if row < before:
        log.error("looks are missing", service=here.service, local=here.local, count=before - row)
    if found is None or row <= before:
        return None
    here.progress.anchored = row
    log.info("anchored", service=here.service, local=here.local, anchor=str(found))
    try:
        _append(here.settings.audit_anchors, f"{here.now().isoformat(timespec='seconds')} {found}\n")
    except OSError as trouble:
        log.warning("anchor not in the file", service=here.service, local=here.local, error=type(trouble).__name__)
    return found


def _append(path: Path, line: str) -> None:
    """One write to the end: several services of a Local share the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


async def keep_for_ever(here: "Here") -> None:
    """At the start, every hour, and once more when the service closes down."""
    before = [each.row for each in kept(here.settings.audit_anchors).of(here.service)]
    here.progress.anchored = max(before, default=0)
    try:
        while True:
            await _keep_if_it_can(here)
            await asyncio.sleep(ANCHOR_EVERY)
    finally:
        async with asyncio.timeout(AT_THE_END):
            await _keep_if_it_can(here)


async def _keep_if_it_can(here: "Here") -> None:
    try:
        await keep(here)
    except PASSING_TROUBLE as trouble:
        log.warning("anchor waits", service=here.service, local=here.local, error=type(trouble).__name__)
