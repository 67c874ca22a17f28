"""Whether a message may leave: every reason against it, and the order they weigh in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.hours import Hours
from services.notifications.domain.messages import Contact, Message, Send, Wait, Withhold, decide
from tests.doors import NOON

MELBOURNE = ZoneInfo("Australia/Melbourne")
DIMITRA, JOURNEY = UUID(int=1), UUID(int=2)
MESSAGE = Message(uuid4(), uuid4(), DIMITRA, JOURNEY, due_at=NOON)
READY = Contact(
    DIMITRA,
    has_card=True,
    phone="+61491570006",
    email="dimitra@example.org",
    contact_by="sms",
    safe="safe",
    agreed=True,
    journey_id=JOURNEY,
    journey_open=True,
)
NIGHT = NOON + timedelta(hours=10)


def decided(at: Any = NOON, **changes: Any) -> Any:
    return decide(MESSAGE, replace(READY, **changes), at, MELBOURNE)


def test_it_leaves_by_the_channel_they_chose() -> None:
    assert decided() == Send("sms", "+61491570006")
    assert decided(contact_by="email") == Send("email", "dimitra@example.org")


@pytest.mark.parametrize("safe", ["not_safe", "unknown"])
def test_what_is_not_known_to_be_safe_is_not_safe(safe: str) -> None:
    assert decided(safe=safe) == Withhold("not_safe")


def test_without_their_agreement_nothing_leaves() -> None:
    assert decided(agreed=False) == Withhold("stopped")


def test_after_the_journey_closed_nothing_leaves() -> None:
    assert decided(journey_open=False) == Withhold("journey_closed")


def test_a_message_of_an_earlier_journey_does_not_leave_in_a_later_one() -> None:
    assert decided(journey_id=UUID(int=3)) == Withhold("journey_closed")


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_by": "call"},
        {"contact_by": "drop_in"},
        {"phone": None},
        {"phone": "0491 570 006"},
        {"phone": "+61355501234"},
        {"contact_by": "email", "email": None},
        {"contact_by": "email", "email": "a@b, c@d"},
        {"contact_by": "email", "email": "not an address"},
    ],
)
def test_nobody_is_written_to_by_a_way_they_did_not_choose(changes: dict[str, Any]) -> None:
    assert decided(**changes) == Withhold("no_channel")


def test_outside_their_hours_it_waits_whatever_else_is_true() -> None:
    assert decided(NIGHT) == Wait()
    assert decided(NIGHT, safe="not_safe") == Wait()
    assert decided(hours=Hours(15, 18)) == Wait()


def test_after_three_days_it_is_too_late_even_for_the_next_window() -> None:
    assert decided(NOON + timedelta(days=3)) == Send("sms", "+61491570006")
    assert decided(NOON + timedelta(days=3, seconds=1)) == Withhold("too_late")
    assert decided(NIGHT + timedelta(days=3)) == Withhold("too_late")
    assert decided(NOON + timedelta(days=4), hours=Hours(21, 23)) == Withhold("too_late")


def test_not_safe_weighs_more_than_every_other_reason() -> None:
    late = NOON + timedelta(days=5)
    assert decided(late, safe="not_safe", agreed=False, journey_open=False) == Withhold("not_safe")


def test_a_card_or_a_journey_that_has_not_arrived_is_waited_for() -> None:
    assert decided(has_card=False, safe="unknown", phone=None) == Wait()
    assert decided(journey_id=None, journey_open=None) == Wait()


def test_a_card_that_never_arrives_is_not_waited_for_for_ever() -> None:
    assert decided(NOON + timedelta(days=4), has_card=False) == Withhold("too_late")
