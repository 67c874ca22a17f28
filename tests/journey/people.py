"""The people and places of these tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.journey.core.rules.people import Card, Person
from services.journey.core.rules.rhythm import Rhythm
from shared.events import (
    ActivityAttended,
    ActivityPlanned,
    GroupListed,
    ParticipantCardUpdated,
    PlaceTaken,
    ReferralAccepted,
)

NOON = datetime(2026, 3, 2, 1, tzinfo=UTC)  # Monday, midday in Melbourne
THUY = UUID("0b000000-0000-4000-8000-000000000011")
MALIA = UUID("0b000000-0000-4000-8000-000000000012")
REFERRAL = UUID("018f0000-0000-7000-8000-000000000001")
DIMI = uuid5(REFERRAL, "participant")
JOURNEY = uuid5(REFERRAL, "journey")
GARDEN = UUID("018f0000-0000-7000-8000-000000000011")
PLANTING = UUID("018f0000-0000-7000-8000-000000000012")
AT = f"/journey/{JOURNEY}"

OPENED = ReferralAccepted(participant_id=DIMI, referral_id=REFERRAL, link_worker_id=THUY, occurred_at=NOON)
LISTED = GroupListed(group_id=GARDEN, title="Sunshine Community Garden", kind="nature", occurred_at=NOON)
PLANNED = ActivityPlanned(
    group_id=GARDEN, activity_id=PLANTING, title="Wednesday planting", weekday=2, starts_at=time(10), minutes=120,
    places=10, occurred_at=NOON,
)  # fmt: skip
PLACE = PlaceTaken(
    participant_id=DIMI, group_id=GARDEN, activity_id=PLANTING, place_id=UUID(int=14 << 64), occurred_at=NOON
)


def accepted(number: int, link_worker_id: UUID = THUY, at: datetime = NOON) -> ReferralAccepted:
    """Somebody else's referral, accepted."""
    referral = UUID(int=(0x018F0000_0000_7000_8000 << 48) + 1000 + number)
    return ReferralAccepted(
        participant_id=uuid5(referral, "participant"),
        referral_id=referral,
        link_worker_id=link_worker_id,
        occurred_at=at,
    )


def card(**changes: Any) -> ParticipantCardUpdated:
    known = {
        "participant_id": DIMI, "name": "Dimitra Papadopoúlou", "preferred_name": "Dimi", "pronouns": "she/her",
        "year_of_birth": 1951, "phone": "+61491570006", "safe_to_contact": "safe", "contact_by": "call",
        "hours_from": 9, "hours_until": 18, "occurred_at": NOON,
    }  # fmt: skip
    return ParticipantCardUpdated.model_validate(known | changes)


def attended(on: date, at: datetime = NOON) -> ActivityAttended:
    return ActivityAttended(
        participant_id=DIMI, group_id=GARDEN, activity_id=PLANTING, attendance_id=uuid5(PLACE.place_id, on.isoformat()),
        session_on=on, told_by="host", occurred_at=at,
    )  # fmt: skip


CARD = Card("Dimitra Papadopoúlou", "Dimi", phone="+61491570006", safe_to_contact="safe", hours_from=9, hours_until=18)


def asked(*occasions: str) -> tuple[tuple[str, str], ...]:
    """Both questions about loneliness, asked on these occasions."""
    return tuple((code, occasion) for code in ("ucla-3", "loneliness-direct") for occasion in occasions)


def person(called: str = "Dimi", **known: Any) -> Person:
    """Somebody of whom all is well, but for what is known otherwise."""
    base = Person(
        JOURNEY, UUID(int=3), THUY, NOON - timedelta(days=60), Rhythm(2, 1, 10, NOON - timedelta(days=60)),
        card=replace(CARD, preferred_name=called), last_contact_at=NOON - timedelta(days=3),
        occasions=asked("baseline", "week_8", "week_12"), service_since=NOON - timedelta(days=60),
    )  # fmt: skip
    return replace(base, **known)
