"""One line a Local while the half year goes by; on a screen that is none, a line now and then."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shared.kernel.counts import counted

EVERY = 10.0  # seconds between two lines where nothing can be redrawn


class Lines:
    """Shows the week that each Local is in: a bar each on a terminal, else a line every ten seconds."""

    def __init__(self, console: Console, people: dict[str, int]) -> None:
        self._console, self._people = console, people
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._days: dict[str, int] = {}
        self._said = time.monotonic()
        if console.is_terminal:
            columns = (TextColumn("  {task.description:<30}"), BarColumn(), TextColumn("{task.fields[lived]}"))
            self._bars = Progress(*columns, TimeElapsedColumn(), console=console, refresh_per_second=4)

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, slug: str, days: int, whole: int) -> None:
        """`days` of `whole` have been lived in this Local."""
        self._days[slug] = days
        if self._bars:
            lived = f"week {days // 7:>2} · {counted(self._people[slug], 'person', 'people')}"
            if slug not in self._tasks:
                self._tasks[slug] = self._bars.add_task(slug, total=whole, lived=lived)
            self._bars.update(self._tasks[slug], completed=days, lived=lived)
        elif time.monotonic() - self._said > EVERY:
            self._said = time.monotonic()
            words = ", ".join(f"{name} week {lived // 7}" for name, lived in sorted(self._days.items()))
            self._console.print(f"  {words}", highlight=False)
