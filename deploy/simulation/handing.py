"""The safe way on which a file goes from one Local to another, for whoever moves there."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from deploy.local.trouble import CliError
from deploy.simulation.steps import File

PATIENCE = 180.0  # seconds in which some Local must have lived another day, or made a file


class Handing:
    """Passes transfer files between simulated Locals, in memory only, each on its day.

    The Locals live side by side at their own pace, so a day may have to wait for a file that is not made yet. They
    never wait for one another in a circle: a file is always of an earlier day than the one that waits for it, so the
    Local that is furthest behind waits for nobody.
    """

    def __init__(self, locals_: Iterable[str]) -> None:
        self._files: dict[UUID, str] = {}
        self._days = dict.fromkeys(locals_, 0)
        self._news = asyncio.Condition()

    async def gives(self, file_id: UUID, text: str) -> None:
        async with self._news:
            self._files[file_id] = text
            self._news.notify_all()

    async def has_lived(self, local: str, days: int) -> None:
        async with self._news:
            self._days[local] = days
            self._news.notify_all()

    async def takes(self, file: File) -> str | None:
        """What the file says, once it is made; `None` if its day has passed at the other Local without it."""
        async with self._news:
            while file.id not in self._files and self._days[file.local] <= file.day:
                try:
                    async with asyncio.timeout(PATIENCE):
                        await self._news.wait()
                except TimeoutError:
                    raise CliError(
                        f"Somebody moved here from {file.local}, which has stood still on day {self._days[file.local]}"
                        f" for {PATIENCE:.0f} seconds: see its log."
                    ) from None
            return self._files.get(file.id)
