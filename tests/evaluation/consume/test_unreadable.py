"""What cannot be read is parked with its reason, and its neighbours count."""

from typing import Any

import pytest

from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import Batch
from shared.messaging import dead_letters
from shared.messaging.dead_letters import Aside
from shared.persistence.database import Database
from tests.doors import NOON
from tests.evaluation.logs import PLACE, measured, raw, record, take, took_part

from .test_projection import scores

UNREADABLE = {
    "no headers at all": raw(1, b"k", b"{}", []),
    "a header that is no text": raw(1, b"k", b"{}", [("ce_type", b"\xff\xfe"), ("ce_specversion", b"\xff")]),
    "a header of nothing": raw(1, None, b"{}", [("ce_type", None)]),
    "no body": record(measured(5, "cy", 5, 1), 1, value=None),
    "an empty body": record(measured(5, "cy", 5, 1), 1, value=b""),
    "no JSON": record(measured(5, "cy", 5, 1), 1, value=b"\x00\xff not json"),
    "a list": record(measured(5, "cy", 5, 1), 1, value=b"[]"),
    "half of it": record(measured(5, "cy", 5, 1), 1, value=b'{"pseudonym": "' + b"a" * 26 + b'"}'),
    "a NUL": record(
        measured(5, "cy", 5, 1), 1,
        value=measured(5, "cy", 5, 1)[0].body().replace(b"ucla-3", b"ucla\\u0000"),
    ),
    "half a character": record(
        measured(5, "cy", 5, 1), 1,
        value=measured(5, "cy", 5, 1)[0].body().replace(b"ucla-3", b"ucla\\ud800"),
    ),
    "a day beyond the calendar": record(measured(5, "cy", 5, 1, day=10**12), 1),
    "a score that is no number": record(
        measured(5, "cy", 5, 1), 1, value=measured(5, "cy", 5, 1)[0].body().replace(b"5.0", b"NaN")
    ),
    "an endless score": record(
        measured(5, "cy", 5, 1), 1, value=measured(5, "cy", 5, 1)[0].body().replace(b"5.0", b"1e999")
    ),
    "no sequence": record(measured(5, "cy", 5, 1), 1, ce_sequence=None),
    "a sequence of words": record(measured(5, "cy", 5, 1), 1, ce_sequence=b"first"),
    "a sequence too long for the table": record(measured(5, "cy", 5, 1), 1, ce_sequence=b"9" * 30),
    "another Local's source": record(measured(5, "cy", 5, 1), 1, ce_source=b"/lc/frankston/evaluation"),
    "another Local's participant": record(took_part("cy", 1, local="frankston"), 1),
    "a key that is not the pseudonym": record(measured(5, "cy", 5, 1), 1, key=b"somebody else"),
    "a version from the future": record(
        measured(5, "cy", 5, 1), 1, ce_type=b"au.localconnections.MeasureReleased.v2"
    ),
}  # fmt: skip


@pytest.mark.parametrize("poison", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_cannot_be_read_is_parked_and_its_neighbours_count(outcomes: Database, poison: Any) -> None:
    await take(outcomes, [record(measured(1, "ann", 8, 1), 0), poison, record(measured(2, "bo", 6, 1), 2)])
    assert await scores(outcomes) == [("ann", 8), ("bo", 6)]
    async with outcomes.transaction() as tx:
        dead_letters = await tx.fetch("SELECT * FROM parked")
        assert await store.reached(tx) == {PLACE: 3}
    assert [(row["kafka_offset"], bytes(row["body"] or b"")) for row in dead_letters] == [(1, poison.value or b"")]
    assert dead_letters[0]["reason"]
    assert "cy" not in dead_letters[0]["reason"]


async def test_an_event_nobody_here_knows_passes(outcomes: Database) -> None:
    stranger = record(measured(5, "cy", 5, 1), 1, ce_type=b"au.localconnections.SomethingNew.v1")
    await take(outcomes, [record(measured(1, "ann", 8, 1), 0), stranger])
    async with outcomes.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM parked") == 0
        assert await store.reached(tx) == {PLACE: 2}


async def test_what_was_set_aside_on_a_log_that_is_gone_sets_nothing_of_the_new_one_aside(outcomes: Database) -> None:
    for body in (b"of the old log", b"of the new log"):
        batch = Batch("brimbank")
        batch.park(raw(3, b"k", body, []), "cannot be read")
        await store.write(outcomes, batch)
        async with outcomes.transaction() as tx:
            (waits,) = await dead_letters.waiting(tx)
            assert waits.raw.value == body
            await dead_letters.set_aside(tx, waits.raw, Aside("Sam Lee", "never readable", NOON))
