"""After a flag is committed nothing is handed over, whatever happens at the same time; and no message leaves twice.

The real service on a real database: senders, flags and crashes run at once, at moments that
hypothesis chooses and shrinks.
"""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.notifications import clock, commands
from services.notifications.channels import Outcome, OutgoingMessage
from services.notifications.clock import send_what_waits
from services.notifications.domain import inbound, messages
from services.notifications.domain.messages import Contact
from services.notifications.domain.replies import answered, understood
from services.notifications.store import contacts, ledger, replies
from shared.events import Event
from tests.doors import Doors
from tests.notifications.people import Somebody, states, through

MOMENTS = st.integers(0, 12)
STEPS = st.tuples(
    st.sampled_from(["send", "crash", "not_safe", "stop", "close", "reply"]),
    st.sampled_from(["from the start", "from the hand-over"]),
    MOMENTS,
)
SEVERAL = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class World:
    """One person, a due check-in, and a provider that takes its time. Notes in which order things really happened."""

    def __init__(self, doors: Doors, slow: int, outcome: Outcome) -> None:
        self.doors, self.slow, self.outcome = doors, slow, outcome
        self.somebody = Somebody()
        self.history: list[str] = []
        self.handed: Counter[str] = Counter()
        self.begun = asyncio.Event()

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        if letter.message_id == self.somebody.message_id():
            self.history.append("handed over")
            self.handed[str(letter.message_id)] += 1
            self.begun.set()
            await pause(self.slow)
            self.history.append("answered")
        return self.outcome

    async def send(self) -> None:
        await send_what_waits(self.doors.here, through(self))

    async def crash(self) -> None:
        """A sender that is gone in the middle: its connections are closed, as those of a killed process are."""
        sender = asyncio.create_task(self.send())
        await pause(self.slow // 2)
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)

    async def not_safe(self) -> None:
        await self._flag(self.somebody.card(safe_to_contact="not_safe"))

    async def stop(self) -> None:
        await self._flag(self.somebody.withdrew())

    async def close(self) -> None:
        await self._flag(self.somebody.closed())

    async def _flag(self, told: Event) -> None:
        await self.doors.hear(told)
        self.history.append("flagged")

    async def reply(self) -> None:
        await commands.hear(self.doors.here, inbound.of("+61491570006", "STOP", "03"))
        self.history.append("flagged")

    def after_a_flag(self) -> list[str]:
        return self.history[self.history.index("flagged") :] if "flagged" in self.history else []


async def pause(moments: int) -> None:
    await asyncio.sleep(moments * 0.002)


async def step(world: World, what: str, since: str, moment: int) -> None:
    """One thing happens, some moments after the start or after the provider has begun to take the message."""
    if since == "from the hand-over":
        await asyncio.wait([asyncio.ensure_future(world.begun.wait())], timeout=0.1)
    await pause(moment)
    await getattr(world, what)()


@SEVERAL
@given(st.lists(STEPS, min_size=1, max_size=5), MOMENTS, st.sampled_from(["taken", "unknown", "away", "refused"]))
async def test_after_a_flag_nothing_is_handed_over_and_nothing_leaves_twice(
    doors: Doors, steps: list[tuple[str, str, int]], slow: int, outcome: Outcome
) -> None:
    async with doors.here.db.transaction() as tx:
        await tx.execute("TRUNCATE message, contact, touch, reply")
    world = World(doors, slow, outcome)
    await world.somebody.ready(doors)
    await asyncio.gather(world.send(), *(step(world, *one) for one in steps))
    world.begun.set()
    await world.send()
    assert not {"handed over", "answered"} & set(world.after_a_flag()), world.history
    if outcome != "away":  # away: the provider certainly did not take it
        assert max(world.handed.values(), default=0) <= 1
    [(state, _)] = await states(doors)
    assert state != "sending"


async def test_a_flag_waits_for_a_hand_over_that_has_begun(doors: Doors) -> None:
    """The flag's commit comes after the provider's answer: there is no moment at which both are under way."""
    began, answer = asyncio.Event(), asyncio.Event()

    class Waits:
        async def hand_over(self, letter: OutgoingMessage) -> Outcome:
            began.set()
            await answer.wait()
            return "taken"

    dimitra = Somebody()
    await dimitra.ready(doors)
    sending = asyncio.create_task(send_what_waits(doors.here, through(Waits())))
    await began.wait()
    flag = asyncio.create_task(doors.hear(dimitra.card(safe_to_contact="not_safe")))
    done, _ = await asyncio.wait({flag}, timeout=0.2)
    assert not done
    answer.set()
    assert await sending == 1
    await flag
    assert await states(doors) == [("sent", None)]


async def test_two_senders_at_once_send_once(doors: Doors) -> None:
    world = World(doors, 5, "taken")
    await world.somebody.ready(doors)
    await asyncio.gather(*(world.send() for _ in range(3)))
    assert sum(world.handed.values()) == 1


async def test_a_flag_between_the_claim_and_the_hand_over_is_heeded(doors: Doors) -> None:
    """What was claimed is asked about again with the person's row locked."""
    dimitra = Somebody()
    await dimitra.ready(doors)
    world = World(doors, 0, "taken")
    message = messages.message_for(dimitra.due())
    async with doors.here.transaction() as tx:
        assert await ledger.claim(tx, message, "sms", doors.here.now())
    await doors.hear(dimitra.withdrew())
    async with doors.here.transaction() as tx:
        assert await clock._hand_over(doors.here, tx, message, through(world)) == 1
    assert await states(doors) == [("withheld", "stopped")]
    assert world.history == []


@pytest.mark.parametrize("what", ["a worry", "a talk"])
async def test_a_sender_that_waited_for_what_is_being_told_heeds_it(doors: Doors, what: str) -> None:
    dimitra = Somebody()
    await dimitra.ready(doors)
    async with doors.here.db.transaction() as tx:
        await replies.who_has(tx, "+61491570006")
        if what == "a worry":
            worry = understood("I fell, can somebody ring me?")
            await ledger.record(tx, answered(uuid4(), dimitra.id, "sms", worry, "I fell", doors.here.now()))
        else:
            await contacts.keep_touch(tx, dimitra.id, dimitra.due().check_in_id, "held", doors.here.now())
        sender = asyncio.create_task(known(doors, dimitra))
        async with doors.here.db.transaction() as other, asyncio.timeout(10):
            while not await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                await other.fetchval("SELECT pg_sleep(0.01)")
    contact = await sender
    assert (contact.held, contact.in_touch_at) == ((True, None) if what == "a worry" else (False, doors.here.now()))


async def known(doors: Doors, somebody: Somebody) -> Contact:
    async with doors.here.db.transaction() as tx:
        return await contacts.locked(tx, somebody.id)
