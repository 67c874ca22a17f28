"""What one fault cost: every acknowledged fact and every record on the topic accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

COLUMNS = ("acknowledged", "on_topic", "handled", "deduplicated", "parked", "lost", "double_effects", "out_of_order")


@dataclass
class Ledger:
    """Counts of one row of the matrix. Recovery: from the fault's end to the first newly acknowledged fact's effect."""

    row: int
    fault: str
    acknowledged: int = 0
    """Facts whose teller was told that they are kept."""
    on_topic: int = 0
    """Records on the topic, those sent twice included."""
    handled: int = 0
    """Records that had their effect."""
    deduplicated: int = 0
    """Records whose fact had had its effect through an earlier record."""
    parked: int = 0
    lost: int = 0
    """Acknowledged, and neither in effect nor parked."""
    double_effects: int = 0
    phantom: int = 0
    """In effect, and told by nobody."""
    out_of_order: int = 0
    """Effects that came after the effect of a later fact about the same person."""
    recoveries: list[float] = field(default_factory=list)
    kills: int = 0
    """Processes killed or frozen, connections cut, disks filled: how often the fault was made."""
    seconds: float = 0.0
    expected: dict[str, bool] = field(default_factory=dict)
    """What else the row promises, in words, and whether it was so."""
    figures: dict[str, float] = field(default_factory=dict)
    """Whatever else was counted."""
    not_run: str = ""
    """Why the row cannot run here."""

    def expect(self, words: str, so: bool) -> None:
        self.expected[words] = so and self.expected.get(words, True)

    @property
    def adds_up(self) -> bool:
        return self.on_topic == self.handled + self.deduplicated + self.parked

    @property
    def troubles(self) -> list[str]:
        """Every promise that was broken, by name."""
        counted = {name: getattr(self, name) for name in ("lost", "double_effects", "phantom", "out_of_order")}
        found = [f"{name.replace('_', ' ')}: {count}" for name, count in counted.items() if count]
        if not self.adds_up:
            found.append(
                f"on topic {self.on_topic} is not handled {self.handled} + deduplicated {self.deduplicated}"
                f" + parked {self.parked}"
            )
        return found + [f"not so: {words}" for words, so in self.expected.items() if not so]

    @property
    def passed(self) -> bool:
        return not self.troubles

    def result(self) -> dict[str, Any]:
        if self.not_run:
            return {"fault": self.fault, "row": self.row, "not_run": self.not_run}
        return {
            "fault": self.fault,
            "row": self.row,
            **{name: getattr(self, name) for name in COLUMNS},
            "recovery_s": {
                "p50": round(median(self.recoveries), 2) if self.recoveries else None,
                "max": round(max(self.recoveries), 2) if self.recoveries else None,
            },
            "kills": self.kills,
            "passed": self.passed,
            "seconds": round(self.seconds, 1),
            "expected": self.expected,
            "figures": self.figures,
            "troubles": self.troubles,
        }


def table(results: Iterable[dict[str, Any]]) -> str:
    """The results for a screen, one line a row."""
    heads = ("row", "acked", "topic", "handled", "dedup", "parked", "lost", "double", "order", "kills", "recovery", "")
    lines = [heads]
    for one in results:
        if "not_run" in one:
            lines.append((str(one["row"]), *["-"] * 10, f"not run: {one['fault']}: {one['not_run']}"))
            continue
        recovery = one["recovery_s"]
        took = "-" if recovery["max"] is None else f"{recovery['p50']:.1f}/{recovery['max']:.1f} s"
        verdict = "holds" if one["passed"] else "BROKEN (" + "; ".join(one["troubles"]) + ")"
        counts = (str(one[name]) for name in COLUMNS)
        lines.append((str(one["row"]), *counts, str(one["kills"]), took, f"{verdict}: {one['fault']}"))
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads) - 1)]
    return "\n".join(
        "  ".join([*(cell.rjust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]) for line in lines
    )
