"""One clock for every door. Below the doors time is an argument."""

from datetime import UTC, datetime


class Clock:
    """What time it is: aware UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock that a simulation sets. It stands still until it is moved, and never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, to: datetime) -> None:
        self._at = max(self._at, to.astimezone(UTC))
