"""Where the record of looks ended, kept outside its database: a chain cut off or written anew no longer holds it.

An anchor is a place (`local/service/row/seal`). It tells nothing about anybody, and needs no secret: who keeps a copy
of it elsewhere (the log, the file, a sheet of paper) can ask for that row for ever after.
"""

import asyncio
import os
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog

from shared.persistence import access_log
from shared.persistence.database import TRANSIENT_ERRORS

from .service_context import ServiceContext

ANCHOR_EVERY = 3600.0  # seconds
CHECKED = "checked"  # before an anchor: up to there the record was followed and found whole
AT_ONCE = 20_000  # rows that are followed for a page; the rest is within the hour
FOR_A_PAGE = 2.0  # seconds
AT_THE_END = 2.0  # seconds that a service which is closing down has for its last anchor
log = structlog.get_logger()


@dataclass(frozen=True)
class Anchor:
    """The last look of one service at one moment: its row and its seal, which seals every row before it."""

    local: str
    service: str
    row: int
    seal: bytes

    @property
    def place(self) -> access_log.SealedRow:
        return access_log.SealedRow(self.row, self.seal)

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
class AnchorFile:
    """What stands in a file of anchors."""

    anchors: tuple[Anchor, ...]
    unreadable: tuple[int, ...]
    """Numbers of lines that are no anchor: somebody's hand was here, or a disk was full."""
    checked: tuple[Anchor, ...] = ()
    """Those among the anchors up to which a record was followed and found whole."""

    def of(self, service: str, since: access_log.SealedRow | None = None) -> list[access_log.SealedRow]:
        """Where the record of a service is known to have ended; with `since`, not before it."""
        own = (each.place for each in self.anchors if each.service == service)
        return [place for place in own if since is None or place.row >= since.row]

    def checked_of(self, service: str) -> access_log.SealedRow | None:
        """How far it was last found whole."""
        own = (each.place for each in self.checked if each.service == service)
        return max(own, key=lambda place: place.row, default=None)


def kept(path: Path) -> AnchorFile:
    """Every anchor of the file, oldest first; none if there is no file."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    return read(lines)


def read(lines: Iterable[str]) -> AnchorFile:
    """Anchors with or without the moment in front of them. An empty line is nothing."""
    anchors, unreadable, checked = [], [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            anchors.append(Anchor.read(line.split()[-1]))
        except ValueError:
            unreadable.append(number)
            continue
        if CHECKED in line.split():
            checked.append(anchors[-1])
    return AnchorFile(tuple(anchors), tuple(unreadable), tuple(checked))


async def now(here: ServiceContext) -> Anchor | None:
    """Where the record ends now; None while nobody was looked at."""
    async with here.db.snapshot() as tx:
        end = await access_log.end(tx)
    return Anchor(here.local, here.service, end.row, end.seal) if end else None


async def keep(here: ServiceContext) -> Anchor | None:
    """Tell the log and the file where the record ends, unless it ends where it did last time."""
    found = await now(here)
    row, before = found.row if found else 0, here.progress.anchored
    if row < before:
        log.error("looks are missing", service=here.service, local=here.local, count=before - row)
    if found is None or row <= before:
        return None
    _note(here, found)
    return found


async def check(here: ServiceContext) -> access_log.Chain:
    """Follow the record from where it was last found whole, and note how far it is now. Only what is new is read."""
    since = here.progress.checked
    known = kept(here.settings.audit_anchors).of(here.service, since)
    async with here.db.snapshot() as tx:
        found = here.progress.looks = await access_log.chain(tx, known, since)
    if not found.whole:
        log.error("looks do not fit", service=here.service, local=here.local, says=found.says)
    elif found.end and found.end != since:
        here.progress.checked = found.end
        _note(here, Anchor(here.local, here.service, found.end.row, found.end.seal), f"{CHECKED} ")
    return found


async def glance(here: ServiceContext) -> access_log.Chain | None:
    """The same for a page: bounded in rows and in time. What could not be followed in time is as it was last known."""
    since = here.progress.checked
    try:
        async with asyncio.timeout(FOR_A_PAGE), here.db.snapshot() as tx:
            known = kept(here.settings.audit_anchors).of(here.service, since)
            found = await access_log.chain(tx, known, since, AT_ONCE)
    except TimeoutError:
        return here.progress.looks
    if found.complete or not found.whole:
        here.progress.looks = found
    return found


def _note(here: ServiceContext, anchor: Anchor, how: str = "") -> None:
    here.progress.anchored = max(here.progress.anchored, anchor.row)
    log.info("anchored", service=here.service, local=here.local, anchor=str(anchor))
    try:
        _append(here.settings.audit_anchors, f"{here.now().isoformat(timespec='seconds')} {how}{anchor}\n")
    except OSError as trouble:
        log.warning("anchor not in the file", service=here.service, local=here.local, error=type(trouble).__name__)


def _append(path: Path, line: str) -> None:
    """One write to the end: several services of a Local share the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)


async def keep_for_ever(here: ServiceContext) -> None:
    """At the start, every hour, and once more when the service closes down; checked at the start and every hour."""
    known = kept(here.settings.audit_anchors)
    here.progress.anchored = max((place.row for place in known.of(here.service)), default=0)
    here.progress.checked = known.checked_of(here.service)
    try:
        while True:
            await _if_it_can(check(here), here)
            await _if_it_can(keep(here), here)
            await asyncio.sleep(ANCHOR_EVERY)
    finally:
        async with asyncio.timeout(AT_THE_END):
            await _if_it_can(keep(here), here)


async def _if_it_can(work: Awaitable[object], here: ServiceContext) -> None:
    try:
        await work
    except TRANSIENT_ERRORS as trouble:
        log.warning("anchor waits", service=here.service, local=here.local, error=type(trouble).__name__)
