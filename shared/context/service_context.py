"""What every handler of a service is given: its database, its settings, its clock and the way to wake its relay."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.kernel.clock import Clock
from shared.kernel.failpoints import reached
from shared.persistence import inbox
from shared.persistence.database import Database, Transaction
from shared.persistence.progress import OffsetTracker


class Wish(Protocol):
    """What somebody asks for, once: a form that was sent, or a `Command`."""

    @property
    def command_id(self) -> UUID: ...
    @property
    def digest(self) -> bytes | None:
        """Stands for its words, if the same wish could come with others."""


@dataclass(frozen=True)
class Command:
    """A wish that is no form: its id, and what stands for its words."""

    command_id: UUID
    digest: bytes | None = None


@dataclass
class ServiceContext:
    """What a door has at hand: its service's database, the settings, the one clock, and a way to wake the relay."""

    service: str
    local: str
    settings: Any
    clock: Clock
    db: Database
    progress: OffsetTracker = field(default_factory=OffsetTracker)
    wake: Callable[[], None] = lambda: None
    asking: "asyncio.Task[Any] | None" = None
    """The question how it is doing that waits for the database's answer."""

    def now(self) -> datetime:
        return self.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def today(self) -> date:
        """The day it is in this Local."""
        return self.day_of(self.now())

    def day_of(self, at: datetime) -> date:
        """The day of a moment in this Local."""
        return at.astimezone(self.zone).date()

    def told(self) -> None:
        """Something was recorded and committed: the relay need not wait for its next look."""
        self.progress.drained = False
        self.wake()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self.db.transaction() as tx:
            yield tx
        self.told()

    @asynccontextmanager
    async def once(self, wish: Wish) -> AsyncIterator[Transaction | None]:
        """A transaction for one wish; None if that wish was already granted (a double click, a resent form).

        Raises `OtherWords` if it was granted with other words.
        """
        async with self.db.transaction() as tx:
            said = self._sealed(wish.digest) if wish.digest else None
            yield tx if await inbox.first_time(tx, wish.command_id, said) else None
            reached("door.before_commit")
        reached("door.after_commit")
        self.told()

    def _sealed(self, said: bytes) -> bytes:
        """Keyed, so that nobody can find out from a database what somebody wrote by trying what it may have been."""
        key = f"lc/v1/{self.local}/what was said/{self.settings.secret.get_secret_value()}"
        return hmac.new(key.encode(), said, hashlib.sha256).digest()
