"""What the person agreed to, in which words, and how they change their mind."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Sentence, by_code, plain
from shared.events import ConsentGiven, ConsentWithdrawn
from shared.events.journey import Purpose
from shared.kernel.refusal import Refused

Method = Literal["verbal", "written", "online"]


@dataclass(frozen=True)
class Wording:
    """The words a person hears or reads before they say yes. A changed word is a new version."""

    version: str
    title: str
    text: str
    short: str
    """How the timeline calls it: "agreed to …"."""


WORDINGS: dict[Purpose, Wording] = {
    "service": Wording(
        "service-2026-01",
        "Working together",
        "We would like to write down what matters to you, your goals and what we do together, so that we can support"
        " you. Only the people who work with you here can read it. It costs nothing, and you can stop at any time.",
        "working together",
    ),
    "evaluation": Wording(
        "evaluation-2026-01",
        "Helping us learn",
        "We would like to share your answers to the short questions, and how often you went to something, with people"
        " outside who find out whether this service helps. They never get your name, your address or your words. You"
        " can say no and still get all our support, and if you change your mind your part is taken out.",
        "helping us learn",
    ),
    "messages": Wording(
        "messages-2026-01",
        "Messages",
        "We would like to send you a short message now and then that asks how you are going. It says nothing about you"
        " or about us. You can stop all messages with one tap.",
        "getting messages",
    ),
}

VERSION = re.compile(r"(\d{4})-(0[1-9]|1[0-2])$")


def month_of(version: str | None) -> str:
    """The month after which a wording's version is named, such as March 2026; empty where it has another name."""
    found = VERSION.search(version or "")
    return f"{date(int(found[1]), int(found[2]), 1):%B %Y}" if found else ""


METHODS: dict[Method, str] = {"verbal": "They said it", "written": "They signed it", "online": "They agreed online"}


def give(journey: Journey, consent_id: UUID, purpose: Purpose, method: Method, at: datetime) -> ConsentGiven:
    """The person agrees to one purpose, in the words of today's version."""
    journey.must_be_open()
    if purpose in journey.consents:
        raise Refused("They have already agreed to this. There is nothing to add.", field="purpose")
    return ConsentGiven(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        consent_id=consent_id,
        purpose=purpose,
        method=method,
        wording=WORDINGS[purpose].version,
        occurred_at=at,
    )


def withdraw(journey: Journey, purpose: Purpose, at: datetime) -> ConsentWithdrawn:
    """The person changes their mind and says so to their link worker. Possible after the journey's end, too."""
    if purpose not in journey.consents:
        raise Refused("There is no agreement to this that could be taken back.", field="purpose")
    return ConsentWithdrawn(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        consent_id=journey.consents[purpose],
        purpose=purpose,
        told_by="link_worker",
        occurred_at=at,
    )


def withdraw_themselves(
    participant_id: UUID, given: Iterable[tuple[UUID, UUID]], purpose: Purpose, at: datetime
) -> list[ConsentWithdrawn]:
    """The person takes back a consent by themselves, wherever it holds, on whichever of their journeys.

    They do so on their own page, or by answering a message with STOP.

    `given`: journey and consent of each. None is fine: it has been taken back before.
    """
    return [
        ConsentWithdrawn(
            journey_id=journey_id,
            participant_id=participant_id,
            consent_id=consent_id,
            purpose=purpose,
            told_by="participant",
            occurred_at=at,
        )
        for journey_id, consent_id in given
    ]


def stop_messages(journey: Journey, command_id: UUID, at: datetime) -> ConsentWithdrawn:
    """The person says from their own link that no message shall come. It counts even where they never agreed to any."""
    return ConsentWithdrawn(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        consent_id=journey.consents.get("messages", command_id),
        purpose="messages",
        told_by="participant",
        occurred_at=at,
    )


def _purpose(frame: str) -> Sentence:
    return by_code({purpose: wording.short for purpose, wording in WORDINGS.items()}, frame)


SENTENCES: Mapping[str, Sentence] = {
    "consent_given": _purpose("Agreed to {}"),
    "consent_withdrawn": _purpose("Changed their mind about {}"),
    "consent_withdrawn_alone": _purpose("Changed their mind by themselves about {}"),
    "links_revoked": plain("All links sent so far were switched off"),
}
