"""What one run of one arm took. The standard library alone, for peers in an environment of their own use it too."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """What one run of one arm took."""

    seconds: float
    count: int = 1
    checksum: str = ""
    """What it left behind, so that arms that should do the same can be held to it; empty if there is nothing."""
    cpu: float = 0.0
    """Seconds of processor time of this process and of its database sessions, where they were taken."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """Whatever else it measured, by name: percentiles in milliseconds, bytes."""

    @property
    def rate(self) -> float:
        return self.count / self.seconds
