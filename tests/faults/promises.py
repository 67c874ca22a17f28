"""What has to be so after every step of the simulated world: the promises P1 to P8."""

from typing import ClassVar
from uuid import UUID

from aiokafka import TopicPartition
from hypothesis.stateful import RuleBasedStateMachine, invariant

from shared.events import examples as example
from tests.faults.hearers import Hearer
from tests.faults.world import World


class Promises(RuleBasedStateMachine):
    """Held against everything that has happened in the world."""

    world: World
    steps: ClassVar[int] = 0
    """After how many steps they were asked for."""

    def hearer(self, name: str) -> Hearer:
        return self.world.hearers[name]

    @invariant()
    def p1_every_acknowledged_fact_is_kept_until_kafka_has_it(self) -> None:
        type(self).steps += 1
        kept = {str(row["event_id"]) for db in self.world.tellers.values() for row in db.table("outbox").values()}
        told = {record.id for record in self.world.log.all()}
        assert self.world.committed_ids <= kept | told, "P1: an acknowledged fact is lost"

    @invariant()
    def p2_nothing_is_told_that_did_not_happen(self) -> None:
        told = {record.id for record in self.world.log.all()} - {"none"}
        assert told <= self.world.committed_ids, "P2: a fact was told that nobody committed"

    @invariant()
    def p3_every_fact_has_its_effect_once(self) -> None:
        effects = self.effects()
        assert len(effects) == len({goal for _, goal in effects}), "P3: an effect happened twice"

    def effects(self) -> list[tuple[UUID, UUID]]:
        return list(self.hearer("practice").db.table("effect").values())

    @invariant()
    def p4_effects_about_somebody_come_in_order(self) -> None:
        late = self.parked_once()
        for who, goals in self.world.goals.items():
            seen = [goals.index(goal) for person, goal in self.effects() if person == who and goal not in late]
            assert seen == sorted(seen), "P4: effects are out of order"

    def parked_once(self) -> set[UUID]:
        """Goals that were parked: what an operator replays comes later than what went on meanwhile."""
        parked = self.hearer("practice").db.table("parked")
        for record in self.world.log.all():
            if (
                (record.topic, record.partition, record.offset) in parked
                and record.value
                and b"goal_id" in record.value
            ):
                self.world.replayed.add(example.GOAL_SET.model_validate_json(record.value).goal_id)
        return self.world.replayed

    @invariant()
    def p5_nothing_is_passed_over(self) -> None:
        """Up to where the database stands every record was handled, dropped as known, or parked with its reason."""
        for hearer in self.world.hearers.values():
            known, parked = hearer.db.table("inbox"), hearer.db.table("parked")
            for at, offset in hearer.db.table("heard_up_to").items():
                place = TopicPartition(*at)
                for record in self.world.log.places.get(place, [])[:offset]:
                    fine = (
                        (record.topic, record.partition, record.offset) in parked
                        or record.message_id in known
                        or record.kind not in hearer.hears.handlers
                    )
                    assert fine, f"P5: {hearer.name} has passed over a record"

    @invariant()
    def p6_parking_stops_at_its_limit(self) -> None:
        for hearer in self.world.hearers.values():
            assert hearer.listener._parked_in_a_row <= 21, "P6: everything is being parked"

    @invariant()
    def p7_no_message_leaves_twice(self) -> None:
        assert all(times <= 1 for times in self.world.handed.values()), "P7: a message was handed over twice"

    @invariant()
    def p8_nothing_is_handed_over_after_a_flag(self) -> None:
        assert not self.world.unsafe, f"P8: {self.world.unsafe[0]}"
