"""Two clocks at once, killed by SIGKILL wherever it hurts most, and started again: each due moment is told once."""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

from services.journey.clock import tell_what_is_due
from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.lifecycle.rules import course
from services.journey.recording import record
from shared.events import CheckInDue

from .people import NOON, accepted

PEOPLE = 20
WORST = (
    ("clock.after_claim:1", "clock.after_due:4"),
    ("clock.after_due:1", "clock.after_claim:5"),
    ("clock.after_claim:6", "clock.after_due:6"),
)
DUE = NOON + timedelta(days=2)
CLOCK = """
import asyncio, sys
from datetime import datetime
from services.journey.app import service
from services.journey.clock import tell_what_is_due
from tests.doors import opened

async def main(url, at):
    async with opened(service, url) as doors:
        doors.clock.move(datetime.fromisoformat(at))
        print("ready", flush=True)
        sys.stdin.readline()
        await tell_what_is_due(doors.here)

asyncio.run(main(*sys.argv[1:]))
"""


async def everybody_agrees(doors):
    for number in range(PEOPLE):
        referral = accepted(number)
        await doors.hear(referral)
        async with doors.here.transaction() as tx:
            journey = await journeys_store.journey(tx, course.open_journey(referral).journey_id)
            await record(tx, consents.give(journey, uuid4(), "service", "verbal", NOON))


async def started(doors, at, failpoint=""):
    """A clock in a process of its own, that waits for the word to begin."""
    clock = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CLOCK, doors.here.settings.journey.database_url.get_secret_value(), at.isoformat(),
        env=os.environ | {"LC_FAILPOINT": failpoint},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert clock.stdout
    while (line := await asyncio.wait_for(clock.stdout.readline(), 60)) and line != b"ready\n":
        pass
    return clock


async def run(*clocks):
    for clock in clocks:
        clock.stdin.write(b"go\n")
    return [await asyncio.wait_for(clock.wait(), 60) for clock in clocks]


async def told(doors):
    return Counter((event.journey_id, event.due_at) for event in await doors.told() if isinstance(event, CheckInDue))


async def check_ins(doors) -> set[UUID]:
    async with doors.here.db.transaction() as tx:
        return {row["id"] for row in await tx.fetch("SELECT id FROM check_in")}


async def test_each_moment_is_told_once_with_two_clocks_killed_and_started_again(doors):
    await everybody_agrees(doors)
    for fortnight, failpoints in enumerate(WORST):
        at = DUE + timedelta(weeks=2 * fortnight)
        assert -signal.SIGKILL in await run(*[await started(doors, at, failpoint) for failpoint in failpoints])
        assert len(await told(doors)) < PEOPLE * (fortnight + 1), "they were killed before they were done"
        doors.clock.move(at)
        await asyncio.gather(tell_what_is_due(doors.here), tell_what_is_due(doors.here))
    counts = await told(doors)
    assert set(counts.values()) == {1}
    assert len(counts) == PEOPLE * len(WORST)
    events = [event for event in await doors.told() if isinstance(event, CheckInDue)]
    assert {event.check_in_id for event in events} == await check_ins(doors)


async def test_what_came_while_a_killed_clock_was_away_for_weeks_is_told_once_and_only_the_latest(doors):
    await everybody_agrees(doors)
    assert await run(await started(doors, DUE, "clock.after_due:1")) == [-signal.SIGKILL]
    assert await told(doors) == Counter()
    doors.clock.move(DUE + timedelta(weeks=7))
    await asyncio.gather(tell_what_is_due(doors.here), tell_what_is_due(doors.here))
    counts = await told(doors)
    assert (len(counts), set(counts.values())) == (PEOPLE, {1})
    assert len({due_at for _, due_at in counts}) == 1
