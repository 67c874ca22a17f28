"""What stands on the topics, read as any other program would read it: by name, from the first record to the last."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from confluent_kafka import Consumer, Message, TopicPartition

from deploy.local.ready import client
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.kernel import topics

BATCH = 500
LOOK = 0.1  # seconds a batch may take to fill
SILENCE = 20.0  # seconds without a record after which something is wrong
FUNNEL = {
    "referred": "ReferralReceived",
    "accepted": "ReferralAccepted",
    "opened": "JourneyOpened",
    "consented": "ConsentGiven",
    "what_matters": "WhatMattersRecorded",
    "goal_set": "GoalSet",
    "place_taken": "PlaceTaken",
    "introduced": "Introduced",
    "attended": "ActivityAttended",
    "closed": "JourneyClosed",
}
TAKEN_BACK = {"accepted": "AcceptanceTakenBack", "opened": "JourneyTakenBack"}


@dataclass
class Counts:
    """One Local's events by name, and how many different people each concerned."""

    events: Counter[str] = field(default_factory=Counter)
    people: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, name: str, subject: str) -> None:
        self.events[name] += 1
        self.people[name][subject] += 1

    def funnel(self) -> dict[str, int]:
        """How many people came as far as each step."""
        steps = {step: len(self._came_to(step)) for step in FUNNEL}
        often = sum(1 for times in self.people["ActivityAttended"].values() if times >= 3)
        in_evaluation = len(self.people["ParticipationReleased"]) - len(self.people["ParticipationWithdrawn"])
        return steps | {"attended_three_times": often, "in_evaluation": in_evaluation}

    def _came_to(self, step: str) -> list[str]:
        """Whoever did, and not by mistake alone."""
        back = self.people.get(TAKEN_BACK.get(step, ""), Counter())
        return [who for who, times in self.people[FUNNEL[step]].items() if times > back[who]]


def count(stack: Stack, locals_: Sequence[str]) -> dict[str, Counts]:
    """Count every event on every topic of these Locals, by Local. Raises CliError if Kafka cannot be read."""
    names = [topics.topic(local, stream) for local in locals_ for told in topics.TELLS.values() for stream in told]
    found = {local: Counts() for local in locals_}
    for message in records(stack, names):
        headers = {name: (value or b"").decode() for name, value in message.headers() or ()}
        local = (message.topic() or "").split(".")[1]
        found[local].add(headers["ce_type"].split(".")[-2], headers["ce_subject"])
    return found


def published(stack: Stack, patience: float) -> Counter[str]:
    """How many events of each name the evaluator told integrators.

    Waits up to `patience` seconds for the first of them.
    """
    deadline = time.monotonic() + patience
    while True:
        heads = [dict(message.headers() or ()) for message in records(stack, [topics.OUTCOMES])]
        if heads or time.monotonic() > deadline:
            return Counter((head["ce_type"] or b"").decode().split(".")[-2] for head in heads)
        time.sleep(LOOK)


def records(stack: Stack, names: Sequence[str]) -> Iterable[Message]:
    """Every record that stands on these topics, read as the administrator and as no group."""
    settings = client(stack.kafka)
    consumer = Consumer(settings | {"group.id": "demo-summary", "enable.auto.commit": False})
    try:
        places = [TopicPartition(name, number, 0) for name in names for number in range(topics.PARTITIONS)]
        left = {
            (place.topic, place.partition): consumer.get_watermark_offsets(place, timeout=30)[1] for place in places
        }
        consumer.assign([place for place in places if left[place.topic, place.partition]])
        left = {place: end for place, end in left.items() if end}
        heard = time.monotonic()
        while left:
            batch = consumer.consume(BATCH, LOOK)
            if batch:
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENCE:
                raise CliError("Kafka has fallen silent while the events were counted.")
            for message in batch:
                if message.error():
                    raise CliError(f"Kafka cannot be read: {message.error().str()}.")
                place, offset = (message.topic() or "", message.partition() or 0), message.offset() or 0
                if place in left and offset + 1 >= left[place]:
                    del left[place]
                yield message
    finally:
        consumer.close()
