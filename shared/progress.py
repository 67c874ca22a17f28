"""How far each log has been told and handled by this process: for the operator, the metrics and the simulation."""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field

from . import audit

Place = tuple[str, int]  # topic, partition
REMEMBERED = 20_000  # subjects whose last sequence is kept in mind: some megabytes


@dataclass
class Progress:
    """Next offsets. `ends` is what the broker last said is there; `told` what this process itself has put there."""

    told_up_to: dict[Place, int] = field(default_factory=dict)
    handled_up_to: dict[Place, int] = field(default_factory=dict)
    ends: dict[Place, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last_event: dict[str, str] = field(default_factory=dict)
    halted: str | None = None
    anchored: int = 0
    """The last row of the record of looks that is known outside the database."""
    checked: audit.Place | None = None
    """The last row up to which that record was followed and found whole."""
    looks: audit.Chain | None = None
    """What following it to its end has last found."""
    drained: bool = False
    """Whether the relay has found the outbox empty since this process last told anything."""

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
        self.handled_up_to[topic, partition], self.ends[topic, partition] = at, ends

    def handled(self, topic: str, partition: int, offset: int) -> None:
        self.handled_up_to[topic, partition] = offset + 1

    def waiting(self) -> dict[Place, int]:
        """Records there but not handled yet, by place."""
        return {place: left for place, end in self.ends.items() if (left := end - self.handled_up_to.get(place, 0)) > 0}
