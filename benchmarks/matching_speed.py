"""The queries of matching in a real database of its own, among many people: how long each takes, and what it finds."""

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from services.referral.matching import store
from services.referral.matching.rules.keys import MADE, PEOPLE, keys
from services.referral.matching.rules.person import Person
from services.referral.store import lists
from shared.kernel import phones
from shared.persistence.database import Transaction, connected

from .journey_pages import database_alone
from .matching_people import MadeUp, Maker
from .place import wait
from .worker import calm_collector

ASKED, SEED, MOST_FOUND = 300, 11, 50
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Query:
    """One query among so many people: milliseconds, how many of `asked` were found, and how many first."""

    query: str
    people: int
    asked: int
    found: int
    first: int
    median_ms: float
    p95_ms: float
    plan: str


def who(number: int) -> UUID:
    """The participant's id of the nth person."""
    return UUID(int=(1 << 64) + number)


def measured(sizes: Sequence[int]) -> list[Query]:
    """Every query in Locals of these sizes."""
    found = []
    with database_alone() as place:
        for size in sizes:
            url, began = place.database("referral"), time.monotonic()
            maker = Maker(SEED)
            people = [maker.someone() for _ in range(size)]
            wait(_fill(url, [each.person for each in people]))
            print(f"{size:,} people there in {time.monotonic() - began:.0f} s", file=sys.stderr)
            found += wait(_ask(url, people))
            place.clear()
    return found


async def _fill(url: str, people: list[Person]) -> None:
    connection = await asyncpg.connect(url)
    counts: Counter[str] = Counter()

    def rows() -> Iterable[tuple[UUID, list[str], int]]:
        for number, person in enumerate(people):
            made = sorted({PEOPLE, *keys(person)})
            counts.update(made)
            yield who(number), made, MADE

    await connection.execute("DROP INDEX matching_keys_any; DROP INDEX matching_keys_made")
    await connection.copy_records_to_table("matching_keys", records=rows())
    await connection.copy_records_to_table("matching_counts", records=counts.items())
    cards = (
        (who(number), each.name, each.year, each.born, each.phone, each.email, each.address, "call", "safe", 8, 20, NOW)
        for number, each in enumerate(people)
    )
    columns = ("participant_id", "name", "year_of_birth", "born_on", "phone", "email", "address", "contact_by",
               "safe_to_contact", "hours_from", "hours_until", "updated_at")  # fmt: skip
    await connection.copy_records_to_table("card", records=cards, columns=columns)
    referrals = ((UUID(int=(2 << 64) + number), who(number), "self", NOW) for number in range(len(people)))
    await connection.copy_records_to_table(
        "referral", records=referrals, columns=("id", "participant_id", "source", "received_at")
    )
    await connection.execute(
        "CREATE INDEX matching_keys_any ON matching_keys USING gin (keys) WITH (fastupdate = off);"
        "CREATE INDEX matching_keys_made ON matching_keys (made)"
    )
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()


async def _ask(url: str, people: list[MadeUp]) -> list[Query]:
    chance, maker = random.Random(SEED), Maker(SEED + 1)
    chosen = [chance.randrange(len(people)) for _ in range(ASKED)]
    again = [maker.again(people[number]) for number in chosen]
    written = [maker.spelt_again(people[number]) for number in chosen]

    async def compare(tx: Transaction, nth: int) -> list[UUID]:
        return [found for found, _ in await store.compared(tx, again[nth])]

    async def search(tx: Transaction, nth: int) -> list[UUID]:
        return [each.participant_id for each in await lists.people(tx, written[nth], _number, MOST_FOUND)]

    calm_collector()
    queries = {"who may this referral be": compare, "search of people, by a second spelling": search}
    async with connected(url) as db:
        return [await _timed(db.transaction, name, query, chosen, len(people)) for name, query in queries.items()]


def _number(text: str) -> str | None:
    try:
        return phones.read(text)
    except ValueError:
        return None


async def _timed(
    transaction: Callable[[], AbstractAsyncContextManager[Transaction]], name: str,
    query: Callable[[Transaction, int], Awaitable[list[UUID]]], chosen: list[int], people: int,
) -> Query:  # fmt: skip
    took, found, first = [], 0, 0
    for turn in range(-20, len(chosen)):
        async with transaction() as tx:
            began = time.perf_counter()
            answer = await query(tx, turn % len(chosen))
            passed = time.perf_counter() - began
        if turn >= 0:
            took.append(1000 * passed)
            found += who(chosen[turn]) in answer
            first += answer[:1] == [who(chosen[turn])]
    async with transaction() as tx:
        plan = await _plan(tx)
    p95 = statistics.quantiles(took, n=20)[-1]
    return Query(name, people, len(chosen), found, first, statistics.median(took), p95, plan)


async def _plan(tx: Transaction) -> str:
    rows = await tx.fetch("EXPLAIN SELECT participant_id FROM matching_keys WHERE keys && ARRAY['name kouris']")
    return "\n".join(row[0] for row in rows)
