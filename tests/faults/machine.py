"""What may happen in the simulated world, in any order, and what has to be so after every step."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from shared.context.service_context import Command
from shared.events import examples as example
from shared.kernel.failpoints import NAMES
from tests.faults.ports import in_memory
from tests.faults.promises import Promises
from tests.faults.world import RECORD, World

PERSON = st.integers(0, 2)
TELLER = st.sampled_from(["journey", "referral"])
HEARER = st.sampled_from(["practice", "notifications"])
PLACE = st.integers(0, 3)


def named(*beginnings: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name for name in NAMES if name.startswith(beginnings)])


class LocalInMemory(Promises):
    """The promises P1 to P8 over the product's own outbox, relay, listener, inbox, parking and sender of messages."""

    broken: ClassVar[tuple[tuple[Any, str, Any], ...]] = ()
    """What a calibration breaks."""

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.patched = in_memory(self.world, *self.broken)
        self.patched.__enter__()
        self.last: tuple[Any, UUID] | None = None
        self.acknowledged: set[UUID] = set()

    # telling

    @rule(person=PERSON)
    def set_a_goal(self, person: int) -> None:
        who = self.world.people[person]
        if who not in self.world.slow:
            goal = self.world.goal(who)
            self.world.tell(goal, goal.goal_id)
            self.world.goals[who].append(goal.goal_id)
            self.last = goal, goal.goal_id

    @rule()
    def click_twice(self) -> None:
        if self.last and self.last[0].participant_id not in self.world.slow:
            self.world.tell(*self.last)

    @rule(person=PERSON)
    def begin_a_slow_transaction(self, person: int) -> None:
        """It takes its position in the outbox now and commits later, or never."""
        who = self.world.people[person]
        if who in self.world.slow:
            return
        goal, world = self.world.goal(who), self.world

        async def open_it() -> Any:
            transaction = world.here("journey").once(Command(goal.goal_id))
            await RECORD(await transaction.__aenter__(), goal)  # type: ignore[arg-type]
            return transaction

        world.slow[who] = world.run(open_it()), goal.goal_id

    @rule(person=PERSON, commits=st.booleans())
    def end_a_slow_transaction(self, person: int, commits: bool) -> None:
        who = self.world.people[person]
        if who not in self.world.slow:
            return
        transaction, goal_id = self.world.slow.pop(who)
        armed, self.world.armed = self.world.armed, ""

        async def end() -> None:
            if commits:
                await transaction.__aexit__(None, None, None)
            else:
                try:
                    await transaction.__aexit__(ValueError, ValueError("refused"), None)
                except ValueError:
                    pass

        self.world.run(end())
        self.world.armed = armed
        if commits:
            self.world.goals[who].append(goal_id)
            self.world.note_committed()

    @rule(person=PERSON)
    def become_somebody_to_write_to(self, person: int) -> None:
        who, of = self.world.people[person], self.world.of
        if who in self.world.slow:
            return
        self.world.tell(of(example.PARTICIPANT_CARD_UPDATED, who, safe_to_contact="safe", hours_from=0, hours_until=24))
        self.world.tell(of(example.JOURNEY_OPENED, who))
        self.world.tell(of(example.CONSENT_GIVEN, who, purpose="messages", consent_id=self.world.new_id()))
        self.check_in_falls_due(person)
        self.world.all_arrives()

    @rule(person=PERSON)
    def check_in_falls_due(self, person: int) -> None:
        who, now = self.world.people[person], self.world.clock.now()
        if who not in self.world.slow:
            self.world.tell(self.world.of(example.CHECK_IN_DUE, who, check_in_id=self.world.new_id(), due_at=now))

    @rule(person=PERSON, how=st.sampled_from(["not safe", "stop", "closed"]))
    def must_not_be_written_to(self, person: int, how: str) -> None:
        who, of = self.world.people[person], self.world.of
        if who in self.world.slow:
            return
        if how == "not safe":
            self.world.tell(of(example.PARTICIPANT_CARD_UPDATED, who, safe_to_contact="not_safe"))
        elif how == "stop":
            self.world.tell(of(example.CONSENT_WITHDRAWN, who, purpose="messages", consent_id=self.world.new_id()))
        else:
            self.world.tell(of(example.JOURNEY_CLOSED, who))
        self.world.all_arrives()

    # what befalls processes

    @rule(teller=TELLER, at=named("relay"))
    def die_while_relaying(self, teller: str, at: str) -> None:
        self.world.armed = at
        self.world.relay(teller)
        self.world.armed = ""

    @rule(name=HEARER, place=PLACE, at=named("consumer"))
    def die_while_hearing(self, name: str, place: int, at: str) -> None:
        self.world.armed = at
        self.hear(name, place, 3)
        self.world.armed = ""

    @rule(person=PERSON, at=named("door"))
    def die_in_a_request(self, person: int, at: str) -> None:
        self.world.armed = at
        self.set_a_goal(person)
        self.world.armed = ""

    @rule(at=named("notifier"))
    def die_while_sending(self, at: str) -> None:
        self.world.armed = at
        self.send_messages(0, False, "taken")
        self.world.armed = ""

    @rule(at=named("replay"))
    def die_while_replaying(self, at: str) -> None:
        self.world.armed = at
        self.replay_what_is_parked("practice")
        self.world.armed = ""

    @rule()
    def all_arrives(self) -> None:
        self.world.all_arrives()

    @rule(teller=TELLER, trouble=st.sampled_from(["", "", "", "refused", "unknown"]))
    def relay(self, teller: str, trouble: str) -> None:
        self.world.relay(teller, trouble)

    @rule(name=HEARER, place=PLACE, times=st.integers(1, 5))
    def hear(self, name: str, place: int, times: int) -> None:
        hearer = self.hearer(name)
        places = sorted(hearer.consumer.places)
        for _ in range(times):
            self.world.hear(hearer, places[place % len(places)])

    @rule(name=HEARER)
    def commit_offsets(self, name: str) -> None:
        self.world.commit(self.hearer(name))

    @rule(name=HEARER)
    def kill_and_start_again(self, name: str) -> None:
        self.hearer(name).start()

    @rule(name=HEARER, place=PLACE)
    def rebalance_while_frozen(self, name: str, place: int) -> None:
        """Another member takes over; the frozen one wakes up with a record in hand, and its commit is refused."""
        hearer = self.hearer(name)
        old_listener, old_consumer, old_here = hearer.listener, hearer.consumer, hearer.here
        hearer.start()
        new = hearer.listener, hearer.consumer, hearer.here
        hearer.listener, hearer.consumer, hearer.here = old_listener, old_consumer, old_here
        places = sorted(old_consumer.places)
        if old_here.progress.halted is None:
            self.world.hear(hearer, places[place % len(places)])
        if hearer.listener is old_listener:
            old_consumer.member = False
            self.world.commit(hearer)
        hearer.listener, hearer.consumer, hearer.here = new

    @rule(name=HEARER)
    def replay_from_the_beginning(self, name: str) -> None:
        hearer = self.hearer(name)
        self.world.log.committed[hearer.name] = {}
        hearer.start()

    @rule()
    def save_a_database(self) -> None:
        self.world.save(self.hearer("practice"))

    @rule()
    def put_a_database_back(self) -> None:
        self.world.put_back(self.hearer("practice"))

    @rule(name=HEARER, place=PLACE, body=st.sampled_from([b"", b"{", b"\xff\xfe"]))
    def put_poison_on_the_topic(self, name: str, place: int, body: bytes) -> None:
        places = sorted(self.hearer(name).consumer.places)
        at = places[place % len(places)]
        headers = [("ce_type", b"au.localconnections.GoalSet.v1"), ("ce_id", b"none")]
        record = self.world.log.append(at, b"nobody", body, headers)
        self.world.rubbish.add((record.topic, record.partition, record.offset))

    @rule(broken=st.booleans())
    def break_or_mend_a_handler(self, broken: bool) -> None:
        self.hearer("practice").here.progress.counts["broken"] = int(broken)

    @rule(name=HEARER)
    def replay_what_is_parked(self, name: str) -> None:
        self.world.replay_parked(self.hearer(name))

    @rule(hours=st.integers(-2, 5))
    def move_the_clock(self, hours: int) -> None:
        self.world.clock.at += timedelta(hours=hours)

    # messages

    @rule(
        transaction=st.integers(0, 5),
        provider=st.booleans(),
        outcome=st.sampled_from(["taken", "taken", "unknown", "away", "refused"]),
    )
    def send_messages(self, transaction: int, provider: bool, outcome: str) -> None:
        """The clock looks for what waits; it may be stopped before one of its transactions or at the provider's."""
        if not self.world.sending:
            self.world.outcome, self.world.pause_at_provider = outcome, provider
            self.world.pause_at_transaction = transaction
            self.world.send()

    @rule(
        person=PERSON,
        transaction=st.integers(0, 5),
        provider=st.booleans(),
        how=st.sampled_from(["not safe", "stop", "closed"]),
    )
    def a_flag_comes_while_a_message_is_on_its_way(
        self, person: int, transaction: int, provider: bool, how: str
    ) -> None:
        self.become_somebody_to_write_to(person)
        self.send_messages(transaction, provider, "taken")
        self.must_not_be_written_to(person, how)
        self.world.go_on()

    @precondition(lambda self: self.world.sending)
    @rule()
    def the_provider_answers(self) -> None:
        self.world.go_on()

    @precondition(lambda self: self.world.sending)
    @rule()
    def kill_the_sender(self) -> None:
        self.world.kill_sender()

    def teardown(self) -> None:
        """Let everything come to its end: then nothing is left over and nothing is missing."""
        if not hasattr(self, "world"):
            return
        try:
            self.come_to_rest()
        finally:
            self.world.close()
            self.patched.__exit__(None, None, None)

    def come_to_rest(self) -> None:
        world = self.world
        world.armed = ""
        world.go_on()
        for teller in world.tellers:
            world.relay(teller)
        self.hearer("practice").here.progress.counts["broken"] = 0
        for hearer in world.hearers.values():
            for _ in range(8):  # as often as it stops because of all the poison, somebody starts it again
                if hearer.halted:
                    self.world.commit(hearer)
                    hearer.start()
                world.all_heard(hearer)
                world.commit(hearer)
        world.replay_parked(self.hearer("practice"))
        assert not any(db.table("outbox") for db in world.tellers.values()), "P1: something waits for ever"
        wanted = {goal for goals in world.goals.values() for goal in goals}
        assert wanted == {goal for _, goal in self.effects()}, "P1: an acknowledged fact has had no effect"
        self.p5_nothing_is_passed_over()
