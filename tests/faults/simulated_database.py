"""A database that exists only in memory, for the product's own outbox, inbox and clock to run on.

It is a model: of transactions that are kept or not, positions that are handed out before the commit, and a row that
somebody holds. What a real one does besides is tried in the rows of the matrix.
"""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.messaging import dead_letters, relay
from shared.persistence import how_far
from shared.persistence.notes import Notes

GONE = object()


class Changes(MutableMapping[Any, Any]):
    """A table as one transaction sees it: what is committed by now, and its own changes above that."""

    def __init__(self, committed: dict[Any, Any]) -> None:
        self.committed = committed
        self.own: dict[Any, Any] = {}

    def __getitem__(self, key: Any) -> Any:
        found = self.own.get(key, self.committed.get(key, GONE))
        if found is GONE:
            raise KeyError(key)
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        self.own[key] = value

    def __delitem__(self, key: Any) -> None:
        self.own[key] = GONE

    def __iter__(self) -> Iterator[Any]:
        yield from (key for key in {**self.committed, **self.own} if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def commit(self) -> None:
        for key, value in self.own.items():
            if value is GONE:
                self.committed.pop(key, None)
            else:
                self.committed[key] = value


@dataclass
class SimDatabase:
    """Tables by name and key. Positions are handed out before the commit, and never again, as PostgreSQL does."""

    tables: dict[str, dict[Any, Any]] = field(default_factory=dict)
    positions: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    door: Callable[[], Awaitable[None]] | None = None
    """Where whoever begins a transaction may have to wait."""
    held: set[Any] = field(default_factory=set)
    """Rows that an open transaction holds."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["SimTransaction"]:
        if self.door:
            await self.door()
        tx = SimTransaction(self)
        try:
            yield tx
            tx.commit()
        finally:
            self.held -= tx.holds

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["SimTransaction"]:
        yield SimTransaction(self)

    def table(self, name: str) -> dict[Any, Any]:
        return self.tables.setdefault(name, {})


class SimTransaction:
    """Answers the backbone's own SQL, statement by statement; what it does not know it refuses."""

    def __init__(self, db: SimDatabase) -> None:
        self.db = db
        self.changed: dict[str, Changes] = {}
        self.holds: set[Any] = set()
        self.notes = Notes()

    def table(self, name: str) -> Changes:
        if name not in self.changed:
            self.changed[name] = Changes(self.db.table(name))
        return self.changed[name]

    def commit(self) -> None:
        for changes in self.changed.values():
            changes.commit()

    def hold(self, row: Any) -> None:
        assert row not in self.db.held or row in self.holds, "two hold one row"
        self.db.held.add(row)
        self.holds.add(row)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        if sql.startswith("INSERT INTO inbox"):
            inbox = self.table("inbox")
            return None if values[0] in inbox else inbox.setdefault(values[0], True)
        if sql.startswith("SELECT heard"):
            return self._heard(*values)
        if "INSERT INTO outbox" in sql:
            return self._record(*values[-8:])
        raise AssertionError(f"the simulated database does not know: {sql}")

    def _heard(self, message: UUID, person: UUID | None, *log: Any) -> str:
        if log and not self._move(*log):
            return "overtaken"
        if person in self.table("erased"):
            return "erased"
        again = message in self.table("inbox")
        self.table("inbox")[message] = True
        return "again" if again else "first"

    def _move(self, topic: str, part: int, since: int, until: int) -> bool:
        stands = self.table("heard_up_to")
        if stands.get((topic, part)) != since:
            return False
        stands[topic, part] = until
        return True

    def _record(self, event_id: UUID, kind: str, stream: str, key: str, occurred: Any, *rest: Any) -> int:
        subjects = self.table("subject")
        subjects[key] = subjects.get(key, 0) + 1
        parent, cause, body = rest
        row = {
            "position": next(self.db.positions), "event_id": event_id, "type": kind, "stream": stream, "key": key,
            "sequence": subjects[key], "occurred_at": occurred, "traceparent": parent, "causation": cause, "body": body,
        }  # fmt: skip
        self.table("outbox")[row["position"]] = row
        return int(row["position"])

    async def fetch(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        if sql.startswith("SELECT topic, kafka_partition, next_offset FROM heard_up_to"):
            stands = self.table("heard_up_to").items()
            return [{"topic": topic, "kafka_partition": part, "next_offset": at} for (topic, part), at in stands]
        if sql == how_far.HOW_OFTEN or sql.startswith("SELECT topic, kafka_partition, topic_id FROM heard_up_to"):
            return []  # no log is made anew here, and its broker tells no ids
        if sql == how_far.MOVE:
            return [{"topic": row[0]} for row in zip(*values, strict=True) if self._move(*row)]
        assert sql.startswith("SELECT * FROM outbox"), f"the simulated database does not know: {sql}"
        after, most = values[:2] if len(values) > 1 else (0, values[0])
        rows = self.table("outbox")
        return [rows[position] for position in sorted(rows) if position > after][:most]

    async def executemany(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        assert sql.startswith("UPDATE heard_up_to SET topic_id"), f"the simulated database does not know: {sql}"
        assert not rows, "the simulated broker tells no ids"

    async def execute(self, sql: str, *values: Any) -> str:
        words = sql.split()
        if words[:3] == ["DELETE", "FROM", "outbox"] or sql == relay.FORGET:
            outbox = self.table("outbox")
            for position in values[0]:
                outbox.pop(position, None)
        elif words[:3] == ["INSERT", "INTO", "effect"]:
            self.table("effect")[next(self.db.positions)] = values
        elif sql == how_far.PUT:
            for topic, part, at in zip(*values, strict=True):
                self.table("heard_up_to")[topic, part] = at
        elif words[:3] == ["INSERT", "INTO", "parked"]:
            self.table("parked")[values[:3]] = values[6]
        elif sql in (dead_letters.ANOTHER, how_far.ANEW):
            pass  # no log is made anew here
        elif words[:2] == ["UPDATE", "parked"]:
            self.table("parked").pop(values[:3], None)
        else:
            raise AssertionError(f"the simulated database does not know: {sql}")
        return "OK 1"


class SimConnection:
    """Outside a transaction every statement is one by itself."""

    def __init__(self, db: SimDatabase) -> None:
        self.db = db

    async def fetch(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return await SimTransaction(self.db).fetch(sql, *values)

    async def execute(self, sql: str, *values: Any) -> str:
        async with self.db.transaction() as tx:
            return await tx.execute(sql, *values)
