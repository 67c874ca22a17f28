"""The last mile in any order, on a real database: a day is one visit whoever tells of it, nobody settles in too early,
and after somebody stopped nothing goes on until they look at it anew."""

from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.journey.groups.rules import companions, last_mile
from services.journey.groups.rules.last_mile import FIRST_VISITS
from services.journey.groups.store import companions as companions_store
from services.journey.groups.store import last_mile as last_mile_store
from shared.events import ActivityAttended, ActivityProposed, PlaceTaken
from tests.conftest import Templates
from tests.journey.machines import OnARealDatabase, held_to
from tests.journey.people import GARDEN, LISTED, PLANNED, PLANTING

TODAY = date(2026, 3, 4)
BACK = st.integers(0, 5)
"""So many days ago: few, so that the same day comes often."""


class LastMile(OnARealDatabase):
    def __init__(self) -> None:
        super().__init__()
        for event in (LISTED, PLANNED):
            self.run(self.doors.hear(event))
        self.begun = self.stopped = self.settled = False
        self.days: set[date] = set()
        self.noted: set[date] = set()
        self.ticked: set[date] = set()
        self.since_stopped: set[date] = set()
        self.companions: dict[UUID, bool] = {}

    def hear(self, kind, **more):
        self.later()
        known = {"participant_id": self.participant_id, "group_id": GARDEN, "activity_id": PLANTING}
        self.run(self.doors.hear(kind(**known, **more, occurred_at=self.now)))
        self.begun = True

    def tried_on_the_way(self, decide, *, allowed):
        async def decided(tx, journey):
            return decide(journey, await last_mile_store.way(tx, self.participant_id, PLANTING))

        return self.tried(decided, allowed=allowed)

    def was_there(self, day):
        self.days.add(day)
        self.since_stopped.add(day)

    @rule()
    def look_at_it_together(self):
        self.hear(ActivityProposed, proposal_id=uuid4())
        self.stopped = False

    @rule()
    def keep_a_place(self):
        self.hear(PlaceTaken, place_id=uuid4())
        self.stopped = False

    @rule(back=BACK, by=st.sampled_from(["host", "link_worker", "participant"]))
    def tick_that_they_came(self, back, by):
        day = TODAY - timedelta(days=back)
        attendance = uuid5(self.participant_id, day.isoformat())
        self.hear(ActivityAttended, attendance_id=attendance, session_on=day, told_by=by)
        if day not in self.ticked:
            self.was_there(day)
        self.ticked.add(day)

    @rule(checked=st.booleans())
    def find_a_companion(self, checked):
        companion_id, on = uuid4(), date(2025, 1, 1) if checked else None

        async def decided(tx, journey):
            return companions.find(journey, companion_id, "buddy", "Maria", on, None, TODAY, self.now)

        self.tried(decided, allowed=True)
        self.companions[companion_id] = checked

    @precondition(lambda self: self.companions)
    @rule(which=st.integers(0, 3))
    def end_a_companion(self, which):
        companion_id = list(self.companions)[which % len(self.companions)]
        found = self.read(companions_store.companion, self.journey_id, companion_id)

        async def decided(tx, journey):
            return companions.end(
                journey, await companions_store.companion(tx, self.journey_id, companion_id), self.now
            )

        if self.tried(decided, allowed=found.ended_at is None):
            self.companions[companion_id] = False

    @precondition(lambda self: self.begun)
    @rule(back=BACK, went=st.sampled_from(list(last_mile.WENT)), which=st.integers(0, 3))
    def note_how_they_went(self, back, went, which):
        day, ids = TODAY - timedelta(days=back), list(self.companions)
        companion_id = ids[which % len(ids)] if ids else None
        found = self.read(companions_store.companion, self.journey_id, companion_id) if companion_id else None
        fit = went != "with_companion" or bool(companion_id and self.companions[companion_id])

        def decide(journey, way):
            return last_mile.note_visit(journey, way, uuid4(), day, went, found, TODAY, self.now)

        if self.tried_on_the_way(decide, allowed=fit and not self.stopped and day not in self.noted):
            self.noted.add(day)
            self.was_there(day)

    @precondition(lambda self: self.begun)
    @rule()
    def settle_in(self):
        allowed = not self.stopped and not self.settled and len(self.since_stopped) >= FIRST_VISITS
        if self.tried_on_the_way(lambda j, way: last_mile.settle(j, way, uuid4(), self.now), allowed=allowed):
            self.settled = True

    @precondition(lambda self: self.begun)
    @rule(reason=st.sampled_from(list(last_mile.REASONS)))
    def stop_going(self, reason):
        decide = lambda j, way: last_mile.stop(j, way, uuid4(), reason, self.now)  # noqa: E731
        if self.tried_on_the_way(decide, allowed=not self.stopped):
            self.stopped, self.settled, self.since_stopped = True, False, set()

    @precondition(lambda self: self.begun)
    @invariant()
    def the_way_is_as_it_was_told(self):
        way = self.read(last_mile_store.way, self.participant_id, PLANTING)
        assert set(way.visits) == self.days
        assert len(way.visits) == len(self.days)
        assert bool(way.stopped_at) == self.stopped
        assert bool(way.settled_at) == self.settled
        assert not (way.settled_at and way.stopped_at)
        assert not self.settled or len(way.visits_now) >= FIRST_VISITS
        assert dict(way.rungs)["Settled in"] == self.settled

    @invariant()
    def what_a_list_counts_is_what_the_person_did(self):
        async def counted(tx):
            return await tx.fetchval("SELECT visits FROM journey WHERE id = $1", self.journey_id)

        assert self.read(counted) == len(self.days)


def test_the_last_mile_keeps_its_rules_in_any_order(templates: Templates) -> None:
    held_to(LastMile, templates, examples=25, steps=25)
