"""How a service is doing: for its health addresses, its metrics and the operator's page."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.counts import counted
from shared.kernel.lines import BrokerLoop, span
from shared.persistence.database import Transaction

from .service_context import ServiceContext

LONG = 60.0  # seconds that a fact may wait before somebody is told


@dataclass(frozen=True)
class Status:
    """Counts, not people."""

    outbox_waiting: int
    oldest_waiting: datetime | None
    """When the fact at the head of the outbox happened; None if nothing waits."""
    waited: float
    """Seconds since the fact at the head of the outbox was written; 0 if nothing waits."""
    lag: dict[str, int]
    """Topic -> records there and not handled yet; a topic of which nobody knows is not in it."""
    stuck: dict[str, float]
    """Topic -> for how many seconds records have been there of which none was handled."""
    lines: tuple[BrokerLoop, ...]
    """What goes on over the broker."""
    parked: int
    unremembered: int
    """Facts of this service's own that its log has and its database has not, which nobody has seen to."""
    late: str | None
    """Why nothing that time does is done just now."""
    halted: str | None
    """Why the listener stopped, if it did."""
    last_event: dict[str, str]
    """Event type -> when the last one was handled."""
    handled: int
    deduplicated: int
    erased: int
    """Records about somebody who was erased: they had no effect."""
    looks_end: int
    """The last row of the record of who looked at whom; 0 while nobody did. It never falls."""
    looks_anchored: int
    """The last row that is known outside the database."""
    looks_checked: int
    """The last row up to which the record was followed and found whole."""
    looks_fault: str | None
    """What does not fit in the record, if anything."""

    @property
    def lag_is_known(self) -> bool:
        """Whether the broker says just now where its topics end."""
        return all(line.open for line in self.lines if line.kind != "relaying")

    @property
    def troubles(self) -> list[str]:
        """What needs somebody, in words that say what to do. Empty is good."""
        found = [f"What falls due is not done: {self.late}."] if self.late else []
        if self.halted:
            found.append(f"Listening has stopped: {self.halted}. Mend the cause, then restart the service.")
        for line in self.lines:
            if words := line.trouble:
                broker = line.broker.replace(",", ", ") or "not known"
                found.append(f"{words[0].upper()}{words[1:]}. The broker: {broker}.")
        for topic, seconds in self.stuck.items():
            if seconds > LONG:
                found.append(
                    f"Waiting to be heard on {topic}: {counted(self.lag.get(topic, 0), 'record')}; for {span(seconds)}"
                    " none was. Look into the log; if it says nothing, restart the service."
                )
        if self.parked:
            found.append(
                f"{counted(self.parked, 'record')} could not be handled."
                " Read the reason, mend and replay, or set aside for good."
            )
        if self.unremembered:
            found.append(
                f"The log has {counted(self.unremembered, 'fact')} that this service told and that its database, put"
                " back to an earlier day, does not have. `lc recover` names each: see to it, then run"
                " `lc recover --seen-to`."
            )
        if fault := self._looks_fault:
            found.append(
                f"The record of who looked at whom is not whole: {fault}. "
                "Keep the database as it is, run `lc audit verify` and tell your lead."
            )
        if self.waited > LONG:
            found.append(
                f"Waiting to be told: {counted(self.outbox_waiting, 'fact')}, the oldest for {span(self.waited)}."
                " Nothing is lost: it goes on by itself once the broker takes it."
            )
        return found

    @property
    def _looks_fault(self) -> str | None:
        if self.looks_fault is None and self.looks_end < self.looks_anchored:
            return f"it went on to row {self.looks_anchored} and ends at row {self.looks_end}"
        return self.looks_fault


async def status(tx: Transaction, here: ServiceContext) -> Status:
    """Health of one service from its own tables: outbox (facts, seconds), dead letters, audit log. One query."""
    row = await tx.fetchrow(
        "SELECT (SELECT count(*) FROM outbox) AS waiting, (SELECT min(occurred_at) FROM outbox) AS oldest,"
        " (SELECT extract(epoch FROM clock_timestamp() - min(written_at))::float8 FROM outbox) AS waited,"
        " (SELECT count(*) FROM parked WHERE replayed_at IS NULL AND set_aside_at IS NULL) AS parked,"
        " (SELECT count(*) FROM unremembered WHERE settled_at IS NULL) AS unremembered,"
        " (SELECT coalesce(max(position), 0) FROM audit) AS looks_end"
    )
    assert row is not None
    return Status(
        outbox_waiting=row["waiting"],
        oldest_waiting=row["oldest"],
        waited=max(0.0, row["waited"] or 0.0),
        lag=here.progress.lag(),
        stuck=here.progress.stuck(),
        lines=tuple(here.progress.lines.values()),
        parked=row["parked"],
        unremembered=row["unremembered"],
        late=here.progress.late,
        halted=here.progress.halted,
        last_event=dict(here.progress.last_event),
        handled=here.progress.counts["handled"],
        deduplicated=here.progress.counts["deduplicated"],
        erased=here.progress.counts["erased"],
        looks_end=row["looks_end"],
        looks_anchored=here.progress.anchored,
        looks_checked=here.progress.checked.row if here.progress.checked else 0,
        looks_fault=looks.says if (looks := here.progress.looks) and not looks.whole else None,
    )
