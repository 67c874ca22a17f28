"""A service's lines to its broker: since when each has worked, and what keeps it from working."""

import time
from dataclasses import dataclass, field

QUIET = 30.0  # seconds in which a line that works has shown it


@dataclass
class BrokerLoop:
    """One thing that goes on over the broker for as long as a process runs: listening, relaying, reading a Local."""

    kind: str
    """listening, relaying or reading"""
    source: str = ""
    """What is read, where there are several: latrobe."""
    broker: str = ""
    """Where it goes to: for the operator's eyes."""
    why: str | None = None
    """What keeps it from working just now, and what to do; None where nobody knows of anything."""
    worked: float | None = None
    """When it last showed that it works (the process's own clock, seconds); None if it never did."""
    began: float = field(default_factory=time.monotonic)

    @property
    def doing(self) -> str:
        return f"{self.kind} {self.source}".strip()

    def works(self) -> None:
        self.worked, self.why = time.monotonic(), None

    def fails(self, why: str) -> None:
        self.why = why

    @property
    def silent(self) -> float:
        """For how many seconds it has not shown that it works."""
        return time.monotonic() - (self.began if self.worked is None else self.worked)

    @property
    def open(self) -> bool:
        return self.worked is not None and self.silent < QUIET

    @property
    def trouble(self) -> str | None:
        """Why it does not work, without an address: anybody may read it. None if it works."""
        if self.why is None and self.open:
            return None
        why = self.why or ("nothing has come of it yet" if self.worked is None else "the broker does not answer")
        return f"not {self.doing}{'' if self.worked is None else f' for {span(self.silent)}'}: {why}"


def span(seconds: float) -> str:
    """Such a time in the words of somebody who is on call."""
    if seconds < 100:
        return f"{seconds:.0f} seconds"
    if seconds < 6_000:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours"
