"""A year of asking, whatever is asked on which day: nothing is due twice, and every sheet counts where it belongs."""

from datetime import timedelta
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.journey.core.rules import people
from services.journey.core.rules.journeys import Journey
from services.journey.measures.instruments import plan_in
from services.journey.measures.rules import measures
from services.journey.measures.rules import plan as measure_plan
from shared.events import MeasureTaken
from shared.kernel.refusal import Refused
from shared.rules.instruments import instrument
from tests.journey.people import DIMI, JOURNEY, NOON, THUY

PLAN = plan_in()
WINDOWS = {window.occasion: (window.first, window.last) for window in PLAN.occasions}
ASKED = [asked.instrument for asked in PLAN.instruments if instrument(asked.instrument).asks]


class AYear(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.day = 0
        self.agrees, self.closed = True, False
        self.told: list[MeasureTaken] = []

    @property
    def taken(self) -> list[people.Taken]:
        return [(told.instrument, told.occasion) for told in self.told if told.occasion]

    @rule(days=st.integers(1, 40))
    def live(self, days: int) -> None:
        self.day += days

    @rule(code=st.sampled_from(ASKED), data=st.data(), declined=st.booleans(), at_end=st.booleans())
    def ask(self, code: str, data: st.DataObject, declined: bool, at_end: bool) -> None:
        one = instrument(code)
        codes = [[None, *(option.code for option in one.options(item))] for item in one.items]
        answers = [data.draw(st.sampled_from(each)) for each in codes]
        journey = Journey(
            JOURNEY, DIMI, THUY, NOON, closed_at=NOON if self.closed else None,
            consents={"service": UUID(int=1)} if self.agrees else {},
        )  # fmt: skip
        occasion = "closure" if at_end else measure_plan.occasion_on(PLAN, self.day, code, self.taken)
        now = NOON + timedelta(days=self.day)
        try:
            told = measures.take(
                journey, one, uuid4(), answers, declined=declined, mode="phone", occasion=occasion, taken_on=now.date(),
                at=now,
            )  # fmt: skip
        except Refused:
            assert self.closed or not self.agrees
            return
        assert self.agrees
        assert not self.closed
        assert declined == (told.missing_reason == "declined")
        assert (told.score is None) >= (told.missing_reason is not None)
        self.told.append(told)

    @rule()
    def answer_what_is_due(self) -> None:
        for code, _ in measure_plan.due(PLAN, self.day, self.taken):
            self.told.append(self._sheet(code))
        assert measure_plan.due(PLAN, self.day, self.taken) == []

    def _sheet(self, code: str) -> MeasureTaken:
        occasion = measure_plan.occasion_on(PLAN, self.day, code, self.taken)
        return MeasureTaken(
            journey_id=JOURNEY, participant_id=DIMI, measure_id=uuid4(), instrument=code, instrument_version="1",
            taken_on=(NOON + timedelta(days=self.day)).date(), occasion=occasion, answers=[], score=None,
            missing_reason="declined", occurred_at=NOON,
        )  # fmt: skip

    @rule()
    def change_their_mind(self) -> None:
        self.agrees = not self.agrees

    @precondition(lambda self: self.day > 100)
    @rule()
    def part(self) -> None:
        self.closed = True

    @invariant()
    def each_sheet_lies_in_the_window_of_its_occasion(self) -> None:
        for told in getattr(self, "told", []):
            if told.occasion and told.occasion != "closure":
                first, last = WINDOWS[told.occasion]
                assert first <= (told.taken_on - NOON.date()).days <= last

    @invariant()
    def there_is_one_beginning_of_each_instrument(self) -> None:
        beginnings = [told.instrument for told in getattr(self, "told", []) if told.occasion == "baseline"]
        assert len(beginnings) == len({*beginnings})

    @invariant()
    def nothing_is_due_that_was_asked(self) -> None:
        if hasattr(self, "told"):
            assert not {*measure_plan.due(PLAN, self.day, self.taken)} & {*self.taken}


AYear.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAYear = AYear.TestCase
