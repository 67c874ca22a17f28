"""How often something may be done in a minute, counted in this process alone."""

import time
from collections import OrderedDict
from collections.abc import Callable

from .failures import TooMany

MOST_ADDRESSES = 10_000


class Buckets:
    """A bucket of permissions for each key: full at first, refilled steadily, forgotten when nobody comes."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self.clock = per_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take one permission or raise `TooMany` with the seconds to wait."""
        now, rate = self.clock(), self.per_minute / 60
        left, at = self._left.pop(key, (float(self.per_minute), now))
        left = min(float(self.per_minute), left + max(now - at, 0.0) * rate)  # a machine's clock may be set back
        self._left[key] = (max(left - 1, 0.0) if left >= 1 else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        if left < 1:
            raise TooMany(int((1 - left) / rate) + 1)

    def give_back(self, key: str) -> None:
        if key in self._left:
            left, at = self._left[key]
            self._left[key] = (min(float(self.per_minute), left + 1), at)
