"""A Local with many people in it, each with a hundred entries in their story: the same people for the same number.

Rows are copied in; rules that hold them together (keys, what is counted along) are looked at once at the end.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

NOW = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)  # a Tuesday morning in Melbourne
THUY = UUID("0b000000-0000-4000-8000-000000000011")
EACH = 60
"""So many people one link worker walks with."""
ENTRIES = 100
"""Entries in the story of each person; see `rows`."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GROUPS = 200
AGREED_WITHIN = 730  # days back to the earliest beginning

Row = tuple[Any, ...]


def key(kind: int, person: int, number: int = 0) -> UUID:
    return UUID(int=(kind << 120) | (person << 40) | number)


def worker(person: int) -> UUID:
    """Who walks with them. The first sixty are Thuy's."""
    return THUY if person < EACH else key(9, person // EACH)


def began(person: int) -> datetime:
    """Spread over two years. One in fifty began within the last week and waits."""
    if person % 50 == 7:
        return NOW - HOUR * (person % 160)
    return NOW - DAY * (30 + person * 7919 % (AGREED_WITHIN - 30)) - HOUR * (person % 11)


def waits(person: int) -> bool:
    return person % 50 == 7


def ended(person: int) -> datetime | None:
    return NOW - DAY * (person % 29 + 1) if person % 6 == 5 and not waits(person) else None


def touched(person: int) -> datetime | None:
    """Most heard from us within their rhythm; one in twelve has been quiet."""
    if waits(person):
        return None
    return NOW - (DAY * 60 if person % 12 == 3 else DAY * (person % 13)) - HOUR * (person % 5 + 1)


def spread(person: int, number: int, of: int) -> datetime:
    """The moment of the nth of so many things between the beginning and the last word."""
    first, last = began(person), touched(person) or NOW
    return first + (last - first) * (number + 1) / (of + 1)


def journeys(people: range) -> Iterator[Row]:
    for n in people:
        first, end = began(n), ended(n)
        stepped = first + DAY * 20 if n % 17 == 4 else None
        yield (key(1, n), key(2, n), key(3, n), worker(n), first, end, "on_their_own_feet" if end else None,
               touched(n), 2, n % 5, 10, first, NOW + DAY * (n % 14 + 1), stepped,
               (NOW + DAY * (n % 30 - 3)).date() if stepped else None)  # fmt: skip


def cards(people: range) -> Iterator[Row]:
    for n in people:
        yield (key(2, n), f"Person {n}", f"P{n}", "they/them", 1940 + n % 60, "+61491570006", "call", "safe", 9, 18,
               began(n))  # fmt: skip


def consents(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            for number, purpose in enumerate(("service", "evaluation", "messages")):
                yield key(4, n, number), key(1, n), purpose, "verbal", "service-2026-01", began(n) + HOUR, None


def check_ins(people: range) -> Iterator[Row]:
    """30 asked (20 of them answered, all but the last held) and 15 words in between: 64 entries."""
    for n in people:
        if waits(n):
            continue
        for number in range(30):
            due = spread(n, number, 30)
            answered = due + HOUR if number % 3 else None
            held = due + 2 * HOUR if number < 29 or n % 3 else None
            yield (key(5, n, number), key(1, n), due, "good" if answered else None, "fine today" if answered else None,
                   answered, "call" if held else None, "We talked about the week." if held else None, held)  # fmt: skip
        for number in range(15):
            at = spread(n, number, 15) + 3 * HOUR
            yield key(5, n, 100 + number), key(1, n), None, None, None, None, "visit", "A word in between.", at


def goals(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            for number in range(3):
                at = spread(n, number, 40)
                reached = spread(n, 30, 40) if number == 0 else None
                review = (NOW + DAY * (n % 40 - 2)).date() if number == 1 else None
                yield key(6, n, number), key(1, n), f"goal {number}", 7, 5, at, reached, review


def goal_steps(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            due = (NOW + DAY * (n % 30 - 1)).date()
            yield key(7, n), key(6, n, 1), key(1, n), "ask about the bus", "link_worker", due, spread(n, 4, 40)


def matters(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            for number in range(2):
                yield key(8, n, number), key(1, n), "my garden, and the radio on Sundays", spread(n, number, 30)


def measures(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            for number, occasion in enumerate(("baseline", "week_8", "week_12", "week_26", "week_52")):
                at = spread(n, number, 6)
                yield (key(10, n, number), key(1, n), "ucla-3", "1", at.date(), occasion, [1, 2, 2], 5.0 + number % 3,
                       None, "together", at)  # fmt: skip


def moments(people: range) -> Iterator[Row]:
    for n in people:
        if not waits(n):
            for number in range(6):
                yield key(11, n, number), key(1, n), "laughed", "with the others", spread(n, number, 6)


def last_miles(people: range) -> Iterator[Row]:
    """Two groups: looked at, a place, introduced, four visits to each: 14 entries."""
    for n in people:
        for number in range(0 if waits(n) else 14):
            group, step = (
                (n + number // 7) % GROUPS,
                ("proposed", "place_taken", "introduced")[number % 7 : number % 7 + 1],
            )
            at = spread(n, number, 14)
            kind = step[0] if step else "attended"
            how, on = ("together", None) if kind == "introduced" else (None, at.date() if kind == "attended" else None)
            yield key(12, n, number), key(2, n), key(14, group), key(13, group), kind, how, on, at


def debriefs(people: range) -> Iterator[Row]:
    for n in people:
        for number in range(0 if waits(n) else 2):
            at = spread(n, 3 + 7 * number, 14)
            held = at + DAY if n % 25 else None
            yield (key(15, n, number), key(1, n), key(12, n, 3 + 7 * number), key(14, (n + number) % GROUPS), at,
                   "yes" if held else None, held)  # fmt: skip


def pauses(people: range) -> Iterator[Row]:
    for n in people:
        if n % 40 == 11:
            yield key(16, n), key(1, n), (NOW - DAY * 3).date(), (NOW + DAY * 9).date(), "holiday", NOW - DAY * 4


def safety_notes(people: range) -> Iterator[Row]:
    for n in people:
        if n % 4000 == 9:
            yield key(17, n), key(1, n), "worry", "today", "clinician", "they sounded very low", NOW - HOUR * 5


def turns(people: range) -> Iterator[Row]:
    for n in people:
        if end := ended(n):
            yield key(18, n), key(1, n), "closed", "on_their_own_feet", end


Table = tuple[Callable[[range], Iterable[Row]], tuple[str, ...]]
TABLES: dict[str, Table] = {
    "journey": (journeys, ("id", "participant_id", "referral_id", "link_worker_id", "opened_at", "closed_at",
                           "closing_reason", "last_contact_at", "every_weeks", "weekday", "hour", "rhythm_since",
                           "next_due_at", "stepped_down_at", "step_review_on")),
    "card": (cards, ("participant_id", "name", "preferred_name", "pronouns", "year_of_birth", "phone", "contact_by",
                     "safe_to_contact", "hours_from", "hours_until", "told_at")),
    "consent": (consents, ("id", "journey_id", "purpose", "method", "wording", "given_at", "withdrawn_at")),
    "check_in": (check_ins, ("id", "journey_id", "due_at", "feeling", "words", "answered_at", "mode", "note",
                             "held_at")),
    "goal": (goals, ("id", "journey_id", "wording", "importance", "confidence", "set_at", "reached_at", "review_on")),
    "goal_step": (goal_steps, ("id", "goal_id", "journey_id", "what", "who", "due_on", "planned_at")),
    "matters": (matters, ("id", "journey_id", "what_matters", "recorded_at")),
    "measure": (measures, ("id", "journey_id", "instrument", "version", "taken_on", "occasion", "answers", "score",
                           "missing_reason", "mode", "taken_at")),
    "moment": (moments, ("id", "journey_id", "kind", "words", "noted_at")),
    "last_mile": (last_miles, ("id", "participant_id", "activity_id", "group_id", "step", "detail", "session_on",
                               "happened_at")),
    "debrief": (debriefs, ("id", "journey_id", "attendance_id", "activity_id", "due_at", "would_go_again", "held_at")),
    "pause": (pauses, ("id", "journey_id", "from_on", "until_on", "reason", "paused_at")),
    "safety_note": (safety_notes, ("id", "journey_id", "kind", "urgency", "escalate_to", "words", "raised_at")),
    "turn": (turns, ("id", "journey_id", "kind", "code", "happened_at")),
}  # fmt: skip

COUNTED = (
    """
    UPDATE journey SET has_plan = last_contact_at IS NOT NULL,
                       first_contact_at = CASE WHEN last_contact_at IS NULL THEN NULL
                                               ELSE opened_at + make_interval(hours => (every_weeks * weekday * 7)) END,
                       rhythm_chosen = true""",
    "SELECT count(count_the_way(participant_id, true)) FROM journey",
    "DELETE FROM tally",
    "INSERT INTO tally SELECT link_worker_id, standing, count(*) FROM journey GROUP BY 1, 2",
)


async def load(connection: "asyncpg.Connection[asyncpg.Record]", people: int) -> int:
    """Copy everybody in. Returns how many entries all their stories hold, not counting that they set out."""
    await connection.execute("SET session_replication_role = replica; SET statement_timeout = 0")
    await connection.executemany(
        "INSERT INTO community_group VALUES ($1, $2)", [(key(13, group), f"Group {group}") for group in range(GROUPS)]
    )
    await connection.executemany(
        "INSERT INTO activity VALUES ($1, $2, $3, $4, '10:00')",
        [(key(14, group), key(13, group), f"Activity {group}", group % 7) for group in range(GROUPS)],
    )
    for name, (rows, columns) in TABLES.items():
        await connection.copy_records_to_table(name, records=rows(range(people)), columns=columns, timeout=900)
    await connection.execute("SET session_replication_role = origin")
    for sql in COUNTED:
        await connection.execute(sql, timeout=900)
    await connection.execute("VACUUM ANALYZE", timeout=900)
    return await entries(connection)


async def entries(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """How many entries there are."""
    return int(await connection.fetchval(
        """
        SELECT (SELECT count(held_at) + count(answered_at) FROM check_in) + (SELECT count(*) FROM moment)
             + (SELECT count(*) + count(reached_at) FROM goal) + (SELECT count(*) FROM measure)
             + (SELECT count(*) FROM matters) + (SELECT count(*) FROM last_mile) + (SELECT count(held_at) FROM debrief)
             + (SELECT count(*) FROM consent)""", timeout=300,
    ))  # fmt: skip


def today() -> date:
    return NOW.date()
