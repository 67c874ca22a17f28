"""Ten thousand orders in which flags, senders and crashes may follow one another, with the real decision in memory.

The steps are those of the sender: claim after a first decision, hand over after a second one with the person's row held
(so no flag falls within it), write down. The same on a real database, some fifty orders: test_interleavings.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from services.notifications.domain.messages import Contact, Quiet, Send, Wait, decide
from tests.doors import NOON
from tests.notifications.test_messages import MESSAGE, READY

ORDERS = 10_000
MELBOURNE = ZoneInfo("Australia/Melbourne")
AGAINST: tuple[dict[str, Any], ...] = (
    {"safe": "not_safe"}, {"safe": "unknown"}, {"agreed": False}, {"journey_open": False},
    {"pauses": (Quiet(date(2026, 3, 1), None),)}, {"in_touch_at": NOON}, {"contact_by": "call"},
)  # fmt: skip
BACK: tuple[dict[str, Any], ...] = (
    {"safe": "safe"}, {"agreed": True}, {"journey_open": True}, {"pauses": ()}, {"in_touch_at": None},
    {"contact_by": "sms"}, {"contact_by": "email"}, {"phone": "+61491570156"},
)  # fmt: skip
STEPS = ("claim", "claim", "hand over", "hand over", "crash", "next process", "against", "back", "an hour")


class World:
    """One message, what is known of the person, and what a provider was handed."""

    def __init__(self, random: Random) -> None:
        self.random, self.contact, self.now = random, READY, NOON
        self.state, self.handed, self.history = "waiting", 0, list[str]()

    def may_leave(self) -> bool:
        decision = decide(MESSAGE, self.contact, self.now, MELBOURNE)
        if self.state == "sending" and isinstance(decision, Wait):
            self.state = "waiting"
        elif self.state in ("waiting", "sending") and not isinstance(decision, Wait | Send):
            self.state = "withheld"
        return isinstance(decision, Send)

    def step(self, what: str) -> None:
        self.history.append(what)
        if what == "claim" and self.state == "waiting" and self.may_leave():
            self.state = "sending"
        elif what == "hand over" and self.state == "sending" and self.may_leave():
            assert stands_for(self.contact), self.history
            self.handed += 1
            self.state = self.random.choice(("sent", "undelivered", "sending"))  # killed before it was written down
            if self.state == "sending":
                self.step("next process")
        elif what in ("crash", "next process") and self.state == "sending":
            self.state = "undelivered"  # nobody knows whether it left
        elif what in ("against", "back"):
            said = self.random.choice(AGAINST if what == "against" else BACK)
            self.history.append(str(said))
            self.contact = replace(self.contact, **said)
        elif what == "an hour":
            self.now += timedelta(hours=self.random.randrange(1, 12))


def stands_for(contact: Contact) -> bool:
    """Said without the decision: everything that must be so for a message to leave."""
    return (
        contact.safe == "safe" and contact.agreed and contact.journey_open is True and not contact.pauses
        and contact.in_touch_at is None and contact.contact_by in ("sms", "email")
    )  # fmt: skip


def test_in_ten_thousand_orders_nothing_leaves_against_a_flag_and_nothing_twice() -> None:
    left = 0
    for seed in range(ORDERS):
        random = Random(seed)
        world = World(random)
        for what in random.choices(STEPS, k=random.randrange(2, 14)):
            world.step(what)
        assert world.handed <= 1, (seed, world.history)
        left += world.handed
    assert ORDERS * 0.05 < left < ORDERS * 0.9, "both kinds of ends were seen"
