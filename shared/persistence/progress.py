"""How far each log has been told and handled by this process: for the operator, the metrics and the simulation."""

import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field

from shared.kernel.lines import BrokerLoop

from . import access_log

Place = tuple[str, int]  # topic, partition
REMEMBERED = 20_000  # subjects whose last sequence is kept in mind: some megabytes


@dataclass
class OffsetTracker:
    """Next offsets. `ends` is what the broker last said is there; `told` what this process itself has put there."""

    told_up_to: dict[Place, int] = field(default_factory=dict)
    handled_up_to: dict[Place, int] = field(default_factory=dict)
    ends: dict[Place, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last_event: dict[str, str] = field(default_factory=dict)
    halted: str | None = None
    late: str | None = None
    """Why what time does could not be done when it was last tried."""
    lines: dict[str, BrokerLoop] = field(default_factory=dict)
    """What goes on over the broker in this process, by what it does."""
    anchored: int = 0
    """The last row of the record of looks that is known outside the database."""
    checked: access_log.SealedRow | None = None
    """The last row up to which that record was followed and found whole."""
    looks: access_log.Chain | None = None
    """What following it to its end has last found."""
    drained: bool = False
    """Whether the relay has found the outbox empty since this process last told anything."""

    _behind: dict[Place, float] = field(default_factory=dict)
    """Places with records that are not handled: since when nothing of them was (the process's own clock, seconds)."""
    _latest: "OrderedDict[tuple[str, str], int]" = field(default_factory=OrderedDict)

    def in_order(self, topic: str, subject: str, sequence: int | None) -> bool:
        """Whether this fact is told after every one about its subject that this process has handled from that topic.

        A teller numbers its facts about a subject; one that comes after a later one was written by another producer,
        or by a teller whose database was put back to an older day.
        """
        if sequence is None:
            return True
        before = self._latest.pop((topic, subject), 0)
        self._latest[topic, subject] = max(before, sequence)
        if len(self._latest) > REMEMBERED:
            self._latest.popitem(last=False)
        return sequence > before

    def told(self, topic: str, partition: int, offset: int) -> None:
        place = (topic, partition)
        self.told_up_to[place] = max(self.told_up_to.get(place, 0), offset + 1)

    def stands(self, topic: str, partition: int, at: int, ends: int) -> None:
        """Where listening begins: what came before was handled by an earlier process."""
        self.handled_up_to[topic, partition] = at
        self.ends_at((topic, partition), ends)

    def handled(self, topic: str, partition: int, offset: int) -> None:
        self.handled_up_to[topic, partition] = offset + 1
        if self._behind:
            self._behind.pop((topic, partition), None)

    def line(self, kind: str, broker: str = "", source: str = "") -> BrokerLoop:
        """The line of that kind, and from that source; a new one the first time."""
        return self.lines.setdefault(f"{kind} {source}", BrokerLoop(kind, source, broker))

    def ends_at(self, place: Place, end: int) -> None:
        """The broker says that this is the next offset of that log."""
        self.ends[place] = end
        if self._left(place):
            self._behind.setdefault(place, time.monotonic())
        else:
            self._behind.pop(place, None)

    def _left(self, place: Place) -> int:
        """Where the log ends before what was handled, it is a new one of the same name."""
        end, reached = self.ends[place], self.handled_up_to[place] if place in self.handled_up_to else self.ends[place]
        return end if end < reached else end - reached

    def waiting(self) -> dict[Place, int]:
        """Records there but not handled yet, by place; only where both ends are known."""
        return {place: left for place in self.ends if (left := self._left(place))}

    def lag(self) -> dict[str, int]:
        """Topic -> records there and not handled yet, 0 included; a topic of which that is not known is not in it."""
        found: dict[str, int] = {}
        for place in self.ends:
            if place in self.handled_up_to:
                found[place[0]] = found.get(place[0], 0) + self._left(place)
        return found

    def stuck(self) -> dict[str, float]:
        """Topic -> for how many seconds records have been there of which none was handled."""
        now, found = time.monotonic(), dict[str, float]()
        for place, since in self._behind.items():
            found[place[0]] = max(found.get(place[0], 0.0), now - since)
        return found
