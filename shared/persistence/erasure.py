"""Somebody who is erased leaves every table, and nothing that is heard later brings them back.

A service says once which rows of its tables are about a person. Erasing and handing out (`lc person export`) both read
that, and a test fails for a table that is not in it.
"""

# ruff: noqa: S608 (every part of a statement is a service's own text)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.config.settings import ServiceSettings
from shared.kernel.pseudonyms import pseudonym

from .database import Transaction
from .named_parameters import names, to_positional


@dataclass(frozen=True)
class DataSubject:
    """The person, by everything that rows may know them by. `key` makes this Local's pseudonyms."""

    participant_id: UUID
    journey_ids: Sequence[UUID]
    key: str = field(repr=False)

    @classmethod
    def of(cls, participant_id: UUID, journey_ids: Sequence[UUID], settings: ServiceSettings) -> "DataSubject":
        return cls(participant_id, journey_ids, settings.pseudonym_key.get_secret_value())

    @property
    def pseudonym(self) -> str:
        return pseudonym(self.key, self.participant_id)


@dataclass(frozen=True)
class DataInventory:
    """What one service keeps. `about`: each table with rows about people, and which rows are one person's.

    The rows are named by `:participant_id`, `:journey_ids` or `:pseudonym`. A table stands before those it refers to,
    and in this order the rows go. `stays`: every other table of the service's own, and why nothing in it goes.
    """

    about: Mapping[str, str]
    stays: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[str, str] = field(default_factory=dict)
    """For each table of `about`: where its rows are read together with those of the same person's other records, as
    `module:name` of the service, or in a sentence why they are not."""


BACKBONE = DataInventory(
    about={
        # Its body may be a whole card. What cannot be read may still name them.
        "parked": """
            record_key = convert_to(:participant_id::uuid::text, 'UTF8')
            OR position(convert_to(:participant_id::uuid::text, 'UTF8') IN body) > 0""",
        "joining": ":participant_id IN (kept_id, other_id)",
        "unremembered": "key IN (:participant_id::uuid::text, :pseudonym)",
    },
    stays={
        "audit": "who looked at whom, as ids: a chain that a missing row would break",
        "heard_up_to": "how far each topic was heard",
        "told_up_to": "how far this service knows its own topics",
        "erased": "whom nothing brings back, as an id",
        "inbox": "ids of messages",
        "migration": "which changes of the tables were made",
        "session_ended": "seals of sessions that were ended, until they would be over",
        "shown_page": "pages that answered a form, under a seal only a browser opens, for an hour; all go with anybody",
        "outbox": "facts on their way; a card among them is followed by what takes it away",
        "subject": "how many facts were told of an id, so that none is ever told under a number again",
    },
)


async def hold(tx: Transaction, participant_id: UUID) -> None:
    """Wait for whoever is hearing about this person, and let nobody hear about them until this transaction ends."""
    await tx.execute("SELECT pg_advisory_xact_lock(uuid_hash_extended($1, 0))", participant_id)


async def forget(tx: Transaction, who: DataSubject, keeps: DataInventory, at: datetime) -> None:
    """Take away every row about them, and let none come again.

    Rows are locked in the order in which doors lock them: the journey before what hangs on it, and what is told last.
    """
    await hold(tx, who.participant_id)
    await tx.execute("INSERT INTO erased VALUES ($1, $2) ON CONFLICT DO NOTHING", who.participant_id, at)
    await tx.execute("DELETE FROM shown_page")  # nobody but a browser can tell whom one is about
    about = {**BACKBONE.about, **keeps.about}
    for table, where in reversed(about.items()):
        await _ask(tx, f"SELECT FROM {table} WHERE {where} FOR UPDATE", who)
    await tx.execute(
        "INSERT INTO subject (key, sequence, closed) VALUES ($1, 0, true)"
        " ON CONFLICT (key) DO UPDATE SET closed = true",
        str(who.participant_id),
    )
    for table, where in about.items():
        await _ask(tx, f"DELETE FROM {table} WHERE {where}", who)


async def rows(tx: Transaction, who: DataSubject, keeps: DataInventory) -> dict[str, list[dict[str, Any]]]:
    """Everything about them, by its table; tables without a row are left out."""
    about = {**keeps.about, **BACKBONE.about}
    found = {table: await _ask(tx, f"SELECT * FROM {table} WHERE {where}", who) for table, where in about.items()}
    return {table: [dict(row) for row in each] for table, each in found.items() if each}


async def _ask(tx: Transaction, sql: str, who: DataSubject) -> list[Any]:
    given = names(sql)
    return list(await tx.fetch(to_positional(sql, given), *(getattr(who, name) for name in given)))
