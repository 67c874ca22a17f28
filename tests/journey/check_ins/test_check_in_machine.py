"""Check-ins, pauses and rhythms in any order: what must hold whatever anybody does, and whenever the clock looks."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.journey.caseload.rules import day
from services.journey.check_ins.rules import check_ins, pauses, rhythms
from services.journey.check_ins.rules.check_ins import CheckIn, Turn
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import CheckInMessage
from services.journey.core.rules.rhythm import Calendar, Pause, Rhythm
from services.journey.lifecycle.rules import course
from shared.kernel.refusal import Refused
from tests.journey.check_ins.test_rhythm_properties import VICTORIA
from tests.journey.people import DIMI, JOURNEY, NOON, THUY, person

pytestmark = pytest.mark.long

MELBOURNE = ZoneInfo("Australia/Melbourne")
DAYS = st.integers(0, 30)
WEEKS = st.integers(1, 6)


class CheckIns(RuleBasedStateMachine):
    """One person's journey in memory: each rule decides with the real decision, and keeps what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.journey = Journey(JOURNEY, DIMI, THUY, NOON)
        self.rhythm = Rhythm(2, 1, 10, NOON)
        self.told_until: datetime | None = None
        self.asked: list[CheckIn] = []
        self.contacts: dict[UUID, datetime] = {}
        self.pauses: dict[UUID, Pause] = {}
        self.due: list[tuple[datetime, datetime, str]] = []
        self.silent = 0

    # What the decisions need to know

    @property
    def today(self) -> date:
        return self.now.astimezone(MELBOURNE).date()

    @property
    def calendar(self) -> Calendar:
        return Calendar(MELBOURNE, VICTORIA, tuple(self.pauses.values()))

    @property
    def latest(self) -> CheckIn | None:
        return self.asked[-1] if self.asked else None

    @property
    def open_one(self) -> CheckIn | None:
        return self.latest if self.latest and self.latest.is_open else None

    @property
    def last_contact_at(self) -> datetime | None:
        answers = [asked.answered_at for asked in self.asked if asked.answered_at]
        return max([*self.contacts.values(), *answers], default=None)

    def change(self, check_in: CheckIn, **changes: object) -> None:
        self.asked = [replace(each, **changes) if each.id == check_in.id else each for each in self.asked]

    # What may happen

    @rule(minutes=st.integers(1, 600))
    def minutes_go_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(days=st.lists(st.integers(1, 9), min_size=1, max_size=8))
    def days_go_by(self, days: list[int]) -> None:
        """The service is up every few days; of what came in between only the latest is told."""
        for gone in days:
            self.now += timedelta(days=gone)
            self.the_clock_looks()

    @rule()
    def the_clock_looks(self) -> None:
        if self.journey.closed_at is not None:
            return
        turn = Turn(self.rhythm, self.told_until, self.last_contact_at, NOON)
        due = check_ins.what_falls_due(self.journey, turn, self.calendar, self.asked[::-1], self.now)
        self.told_until = max(self.told_until or self.now, self.now)
        if due is None:
            return
        assert due.check_in_id not in {each.id for each in self.asked}, "a moment is told once"
        assert self.calendar.pause_at(due.due_at) is None, "nobody is asked within a pause"
        assert due.due_at.astimezone(MELBOURNE).date() not in VICTORIA, "nobody is asked on a day off"
        assert due.due_at <= self.now
        assert not self.asked or due.due_at > max(each.due_at for each in self.asked if each.due_at)
        self.asked.append(CheckIn(due.check_in_id, due.due_at, by=due.by))
        if due.by == "message":  # one that the clock tells late may have had its word already
            self.silent += not self.asked[-1].has_word(self.last_contact_at)
        else:
            assert self.silent >= check_ins.MOST_UNANSWERED or self.asked[-2].by == "person", "not without reason"

    @precondition(lambda self: self.asked)
    @rule(which=st.integers(0, 3))
    def the_person_answers(self, which: int) -> None:
        check_in = self.asked[-1 - which % len(self.asked)]
        told = check_ins.answer(self.journey, check_in, "good", False, None, self.now)
        if told is not None:
            self.change(check_in, answered_at=self.now)
            self.silent = 0

    @rule(alone=st.booleans())
    def they_talk(self, alone: bool) -> None:
        if self.journey.closed_at is not None:
            return
        check_in = self.open_one
        told = check_ins.hold(self.journey, check_in.id if check_in else uuid4(), "call", None, self.now, THUY)
        self.contacts[told.check_in_id] = self.now
        if check_in:
            self.change(check_in, held_at=self.now, held_by=THUY)
        self.silent = 0

    @precondition(lambda self: self.contacts)
    @rule()
    def it_is_taken_back(self) -> None:
        check_in_id, at = max(self.contacts.items(), key=lambda contact: contact[1])
        known = next((each for each in self.asked if each.id == check_in_id), CheckIn(check_in_id, None))
        try:
            check_ins.take_back(self.journey, replace(known, held_at=at, held_by=THUY), THUY, self.now)
        except Refused:
            assert self.journey.closed_at is not None or self.now - at > check_ins.TAKE_BACK_WITHIN
            return
        del self.contacts[check_in_id]
        self.change(known, held_at=None, held_by=None)
        self.silent = self._silence()

    def _silence(self) -> int:
        """How many messages there were since the last word; a check-in that was let go interrupts them."""
        count = 0
        for asked in reversed(self.asked):
            if asked.has_word(self.last_contact_at) or (asked.by == "message" and asked.missed_at):
                break
            count += asked.by == "message"
        return count

    @rule(hours=st.integers(-5, 24 * 20))
    def another_time(self, hours: int) -> None:
        to = self.now + timedelta(hours=hours)
        try:
            check_ins.move(self.journey, self.open_one, to, self.rhythm, self.calendar, self.now)
        except Refused:
            return
        assert to > self.now
        assert self.calendar.pause_at(to) is None
        following = self.rhythm.next_after(self.now, self.calendar)
        assert following is None or to < following
        assert self.open_one
        self.change(self.open_one, moved_to=to)
        self.silent = 0

    @rule()
    def it_does_not_come_about(self) -> None:
        try:
            check_ins.miss(self.journey, self.open_one, "not_well", self.now)
        except Refused:
            return
        assert self.open_one
        if self.open_one.by == "message":
            self.silent = 0
        self.change(self.open_one, missed_at=self.now)

    @rule(first=DAYS, length=DAYS | DAYS | st.none(), again=st.booleans())
    def a_pause_is_planned(self, first: int, length: int | None, again: bool) -> None:
        pause_id = next(iter(self.pauses)) if again and self.pauses else uuid4()
        from_on = self.today + timedelta(first)
        wish = Pause(pause_id, from_on, None if length is None else from_on + timedelta(length), "holiday")
        try:
            pauses.pause(self.journey, wish, list(self.pauses.values()), self.today, self.now)
        except Refused:
            return
        self.pauses[pause_id] = wish

    @precondition(lambda self: self.pauses)
    @rule(which=st.integers(0, 3))
    def a_pause_is_ended(self, which: int) -> None:
        pause = list(self.pauses.values())[which % len(self.pauses)]
        try:
            pauses.resume(self.journey, pause, MELBOURNE, self.now)
        except Refused:
            return
        self.pauses[pause.id] = replace(pause, resumed_at=self.now)

    @rule(weeks=WEEKS, days=st.sets(st.integers(0, 6), max_size=3), hour=st.integers(9, 17))
    def another_rhythm(self, weeks: int, days: set[int], hour: int) -> None:
        try:
            told = rhythms.choose_rhythm(self.journey, weeks, list(days), hour, 0, (9, 18), self.now)
        except Refused:
            assert not days or self.journey.closed_at is not None
            return
        self.rhythm = Rhythm(told.every_weeks, told.weekday, told.hour, self.now, told.minute, tuple(told.weekdays))

    @rule(weeks=WEEKS)
    def less_or_more_often(self, weeks: int) -> None:
        assume(weeks != self.rhythm.every_weeks)
        down = weeks > self.rhythm.every_weeks
        try:
            if down:
                rhythms.step_down(self.journey, self.rhythm, weeks, None, self.today, self.now)
            else:
                rhythms.step_up(self.journey, self.rhythm, weeks, self.now)
        except Refused:
            assert self.journey.closed_at is not None
            return
        ahead = timedelta(weeks=weeks - 1) if down else timedelta(0)
        self.rhythm = replace(self.rhythm, every_weeks=weeks, since=self.now + ahead)

    @precondition(lambda self: self.now > NOON + timedelta(days=400))
    @rule()
    def they_part_ways(self) -> None:
        if self.journey.closed_at is None:
            course.close(self.journey, "other", True, self.now)
            self.journey = replace(self.journey, closed_at=self.now)

    # What holds always

    @invariant()
    def at_most_two_messages_in_a_row_stay_without_a_word(self) -> None:
        assert self.silent <= check_ins.MOST_UNANSWERED

    @invariant()
    def pauses_never_share_a_day(self) -> None:
        running = [each for each in self.pauses.values() if each.resumed_at is None]
        for number, pause in enumerate(running):
            assert not any(pause.meets(other.from_on, other.until_on) for other in running[number + 1 :])

    @invariant()
    def one_check_in_at_most_waits_for_somebody(self) -> None:
        moments = [asked.due_at for asked in self.asked if asked.due_at]
        assert moments == sorted(set(moments)), "only the latest can be open"
        assert self.open_one is None or self.open_one is self.asked[-1]

    @invariant()
    def nobody_is_called_late_who_was_in_touch_within_their_rhythm(self) -> None:
        spoke, waiting = self.last_contact_at, self.open_one
        if spoke is None or waiting is None or waiting.due_at is None or self.journey.closed_at is not None:
            return
        asked = CheckInMessage(
            waiting.due_at, waiting.answered_at, moved_to=waiting.moved_to, by_person=waiting.by == "person"
        )
        them = person(rhythm=self.rhythm, last_contact_at=spoke, asked=asked)
        for need in day.what_needs_me([them], self.now, MELBOURNE):
            if need.kind == "check_in":
                assert not asked.has_word(spoke), "a word since it was due has answered it"
                assert need.tint != "late" or self.now - spoke > timedelta(weeks=self.rhythm.every_weeks)


CheckIns.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
TestCheckIns = CheckIns.TestCase
