"""A referral in any order of what intake may do: no forbidden state, no clock backwards, counts that agree."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.referral.contacts import rules as contact_rules
from services.referral.contacts.rules import About, Contact, ContactDetails, Patience
from services.referral.domain import referrals
from services.referral.domain.referrals import Referral
from services.referral.waiting import rules as waiting_rules
from services.referral.waiting.rules import Limits, Waiting, Waitlisted
from shared.events import AcceptanceAskedBack
from shared.events.contacts import ContactOutcome, ContactWay
from shared.kernel.refusal import Refused
from shared.rules.contacts import FITTING, TALKS
from tests.doors import NOON

pytestmark = pytest.mark.long

ZONE, INTAKE, THUY = ZoneInfo("Australia/Melbourne"), uuid4(), uuid4()
OPEN = ("received", "waitlisted")
Tried = tuple[ContactWay, ContactOutcome]
TRIED = st.sampled_from([(way, outcome) for way, fitting in FITTING.items() for outcome in fitting])
WAITS = st.sampled_from(("no_capacity", "asked_to_wait", "right_worker_not_free"))


class Referrals(RuleBasedStateMachine):
    """One referral in memory: each rule decides with the real decision, and keeps what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.received_at = NOON, NOON
        referral_id = uuid4()
        self.referral = Referral(referral_id, referrals.participant_of(referral_id), age="26-64")
        self.waiting: Waiting | None = None
        self.changes = 0
        self.contacts: dict[UUID, Contact] = {}
        self.opened: list[int] = []

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    @property
    def about(self) -> About:
        return About(self.referral.id, self.referral.participant_id, self.received_at, ZONE, self.now)

    def stands(self) -> list[Contact]:
        return [each for each in self.contacts.values() if each.taken_back_at is None]

    @rule(days=st.integers(0, 40))
    def days_go_by(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(reason=WAITS, weeks=st.integers(0, 20))
    def put_on_the_waitlist(self, reason: waiting_rules.WaitReason, weeks: int) -> None:
        again = self.today + timedelta(weeks=weeks) if weeks else None
        try:
            waiting_rules.check_ask_again(again, self.today)
            told = referrals.wait(self.referral, reason, None, INTAKE, self.now, again)
        except Refused:
            assert self.referral.state != "received"
            return
        assert self.referral.state == "received"
        self.referral = replace(self.referral, state="waitlisted", has_waited=True)
        self.waiting = Waiting(told.reason, self.today, self.received_at.astimezone(ZONE).date(), told.ask_again_on)

    @rule(reason=WAITS, stale=st.booleans())
    def change_why_they_wait(self, reason: waiting_rules.WaitReason, stale: bool) -> None:
        one = Waitlisted(
            self.referral.id, self.referral.participant_id, self.referral.state == "waitlisted", self.changes
        )
        began = self.changes - 1 if stale else self.changes
        try:
            told = waiting_rules.change(one, uuid4(), reason, None, None, began, INTAKE, self.today, self.now)
        except Refused:
            assert stale or self.referral.state != "waitlisted"
            return
        assert self.waiting is not None
        self.waiting, self.changes = replace(self.waiting, reason=told.reason, ask_again_on=None), self.changes + 1

    @rule()
    def give_to_a_link_worker(self) -> None:
        try:
            told = referrals.accept(self.referral, THUY, INTAKE, self.now)
        except Refused:
            assert self.referral.state not in OPEN
            return
        assert told.acceptance not in self.opened
        self.opened.append(told.acceptance)
        self.referral = replace(
            self.referral, state="accepted", acceptances=told.acceptance, asked_back="", decided="Given already."
        )

    @rule(note=st.booleans())
    def say_that_they_could_not_be_reached(self, note: bool) -> None:
        few = contact_rules.too_few(self.stands(), Patience(3, 14), self.now)
        words = "They moved" if note else None
        try:
            referrals.decline(self.referral, "could_not_be_reached", "none", words, INTAKE, self.now, few)
        except Refused:
            assert self.referral.state not in OPEN or few
            return
        assert note or len([each for each in self.stands() if each.outcome not in TALKS]) >= 3
        self.referral = replace(self.referral, state="declined", decided="Closed already.")

    @precondition(lambda self: self.referral.state != "received")
    @rule()
    def take_it_back(self) -> None:
        state = self.referral.state
        assert state != "received"
        try:
            told = referrals.take_back(self.referral, state, self.referral.decisions_before, uuid4(), INTAKE, self.now)
        except Refused:
            assert self.referral.asked_back
            return
        if isinstance(told, AcceptanceAskedBack):
            self.referral = replace(self.referral, asked_back="waits")
            return
        self._back_to(told.back_to)

    @precondition(lambda self: self.referral.asked_back == "waits")
    @rule(begun=st.booleans())
    def the_journey_answers(self, begun: bool) -> None:
        if begun:
            self.referral = replace(self.referral, asked_back="stays")
            return
        self._back_to(referrals.stand_as_before(self.referral, uuid4(), self.now).back_to)

    def _back_to(self, state: referrals.State) -> None:
        waited = state == "waitlisted"
        self.referral = replace(
            self.referral, state=state, decided="", asked_back="", has_waited=waited,
            decisions_before=self.referral.decisions_before + 1,
        )  # fmt: skip
        if not waited:
            self.waiting = None

    @rule(how=TRIED, days_ago=st.integers(0, 10))
    def note_a_try_or_a_talk(self, how: Tried, days_ago: int) -> None:
        details = ContactDetails(*how, on=self.today - timedelta(days=days_ago) if days_ago else None)
        try:
            told = contact_rules.note(self.about, uuid4(), details, INTAKE)
        except Refused:
            assert self.today - timedelta(days=days_ago) < self.received_at.astimezone(ZONE).date()
            return
        self.contacts[told.contact_id] = Contact(
            told.contact_id, self.referral.id, told.way, told.outcome, told.happened_at, told.whole_day, None, None,
            None, INTAKE, self.now, 0,
        )  # fmt: skip

    @precondition(lambda self: self.contacts)
    @rule(how=TRIED, which=st.integers(0, 50), stale=st.booleans())
    def put_one_right(self, how: Tried, which: int, stale: bool) -> None:
        one = list(self.contacts.values())[which % len(self.contacts)]
        began = one.corrections - 1 if stale else one.corrections
        try:
            told = contact_rules.correct(self.about, one, ContactDetails(*how), began, uuid4(), INTAKE)
        except Refused:
            assert stale or one.taken_back_at is not None
            return
        self.contacts[one.id] = replace(
            one, way=told.way, outcome=told.outcome, happened_at=told.happened_at, corrections=one.corrections + 1
        )

    @precondition(lambda self: self.contacts)
    @rule(which=st.integers(0, 50))
    def take_one_back(self, which: int) -> None:
        one = list(self.contacts.values())[which % len(self.contacts)]
        try:
            contact_rules.take_back(self.about, one, "twice", INTAKE)
        except Refused:
            assert one.taken_back_at is not None
            return
        self.contacts[one.id] = replace(one, taken_back_at=self.now)

    @invariant()
    def who_waits_has_a_reason_and_whoever_asked_to_is_never_late(self) -> None:
        if self.referral.state == "waitlisted":
            assert self.waiting is not None
            said = waiting_rules.standing(self.waiting, self.today, Limits(28, 28))
            assert self.waiting.reason != "asked_to_wait" or said.tint != "late"

    @invariant()
    def nothing_happened_before_they_asked_or_is_still_to_come(self) -> None:
        asked_on = self.received_at.astimezone(ZONE).date()
        for one in self.contacts.values():
            assert asked_on <= one.happened_at.astimezone(ZONE).date() <= self.today

    @invariant()
    def only_a_given_referral_is_asked_back_and_each_giving_counts_once(self) -> None:
        assert not self.referral.asked_back or self.referral.state == "accepted"
        assert self.opened == list(range(1, len(self.opened) + 1)) == list(range(1, self.referral.acceptances + 1))

    @invariant()
    def tries_and_talks_are_all_that_stands(self) -> None:
        tried = contact_rules.tries(list(self.contacts.values()))
        assert len(tried) + len([each for each in self.stands() if each.is_talk]) == len(self.stands())


Referrals.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestReferrals = Referrals.TestCase
