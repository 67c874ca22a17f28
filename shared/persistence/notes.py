"""What a transaction remembers of itself for as long as it lasts: no database is asked for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lies:
    """Where a record lies on its log, which decides what is newer. No clock does."""

    offset: int
    """A `log_order.place`."""
    after: int
    """Whatever is remembered from an offset below this one is older. From the log itself everything that is there
    already is, also where the log was made anew and counts from its beginning."""


@dataclass
class Notes:
    """Transaction-local state, which code that is handed the transaction reads and writes."""

    recorded: bool = False
    """Whether a fact was recorded in it: only then is the relay worth waking."""
    lies: Lies | None = None

    def begin(self) -> None:
        self.recorded, self.lies = False, None
