"""What the journey service does when it hears: it does it, once, and lets pass what means nothing here."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4, uuid5

import pytest

from services.journey.core.store import people as people_store
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.how_they_came import store as how_they_came
from services.journey.recording import record
from shared.events import (
    ActivityProposed,
    CheckInHeld,
    DebriefDue,
    Introduced,
    JourneyClosed,
    JourneyOpened,
    ParticipantCardUpdated,
    PlaceGivenUp,
    examples,
)
from shared.messaging.envelope import InvalidMessage, KafkaRecord

from .people import DIMI, GARDEN, JOURNEY, LISTED, NOON, OPENED, PLACE, PLANNED, PLANTING, THUY, attended, card


async def person(doors):
    async with doors.here.db.transaction() as tx:
        return await people_store.person(tx, JOURNEY)


async def test_an_accepted_referral_opens_a_journey_by_itself(doors):
    assert await doors.hear(OPENED)
    assert await doors.told() == [
        JourneyOpened(
            journey_id=JOURNEY,
            participant_id=DIMI,
            referral_id=OPENED.referral_id,
            link_worker_id=THUY,
            occurred_at=NOON,
        )
    ]


async def test_a_referral_delivered_twice_opens_one_journey(doors):
    once = uuid4()
    await doors.hear(OPENED, once)
    await doors.hear(OPENED, once)
    await doors.hear(OPENED)  # told again under a new id, as a replayed record would be
    assert await doors.count("journey") == 1
    assert len(await doors.told()) == 1


@pytest.mark.parametrize("card_first", [True, False])
async def test_card_and_journey_find_one_another_in_either_order(doors, card_first):
    for event in [card(), OPENED] if card_first else [OPENED, card()]:
        await doors.hear(event)
    found = await person(doors)
    assert (found.called, found.card.pronouns, found.card.hours_until) == ("Dimi", "she/her", 18)


NOT_KEPT = {
    "occurred_at": "the log says which card is newer",
    "born_on": "intake alone asks for the day", "born_estimated": "intake alone asks for the day",
    "changed_by": "intake shows its own changes", "change_note": "intake shows its own changes",
}  # fmt: skip


async def test_all_that_a_card_says_is_kept_but_what_is_named_as_not_kept(doors):
    """What is told later is kept here too, or named as not kept: no field is lost between the two."""
    said = {
        "name": "Dimitra Papadopoúlou", "preferred_name": "Dimi", "pronouns": "she/her", "year_of_birth": 1951,
        "phone": "+61491570006", "email": "dimi@home.example", "address": "2 Forrest St, Sunshine", "language": "Greek",
        "languages": ("2201",), "interpreter": "spoken", "contact_by": "email", "safe_to_contact": "safe",
        "hours_from": 9, "hours_until": 18, "tell_none_of": "whoever_referred",
    }  # fmt: skip
    came = {
        "source": "gp", "asked_at": NOON - timedelta(days=3), "what_brings_them": "It is quiet since Nikos died.",
        "referred_by": "Dr. Lee, Sunshine Clinic", "intake_note": "She likes to be rung after eleven.",
    }  # fmt: skip
    assert {*ParticipantCardUpdated.model_fields} - {"participant_id", *NOT_KEPT} == {*said, *came}
    await doors.hear(card(**said, **came))
    await doors.hear(OPENED)
    found = await person(doors)
    assert asdict(found.card) == said | {"languages": ["2201"]}
    async with doors.here.db.transaction() as tx:
        arrived = await how_they_came.arrival(tx, DIMI)
    assert asdict(arrived) == came


async def test_a_newer_card_replaces_an_older_one_and_never_the_other_way_round(with_dimi):
    """The log says which is newer, whatever the clock said of whoever told it."""
    await with_dimi.hear(card(preferred_name="Mitsa", occurred_at=NOON + timedelta(days=1)), lies_at=60)
    await with_dimi.hear(card(preferred_name="Demi"), lies_at=50)
    assert (await person(with_dimi)).called == "Mitsa"
    await with_dimi.hear(card(preferred_name="Dimitra"), lies_at=70)
    assert (await person(with_dimi)).called == "Dimitra"


async def test_the_way_to_others_is_kept_step_by_step(with_dimi):
    visit = {"participant_id": DIMI, "group_id": GARDEN, "activity_id": PLANTING, "occurred_at": NOON}
    introduced = Introduced(**visit, introduction_id=uuid4(), how="together")
    for event in (LISTED, PLANNED, ActivityProposed(**visit, proposal_id=uuid4()), PLACE, introduced):
        await with_dimi.hear(event)
    async with with_dimi.here.db.transaction() as tx:
        (way,) = await last_mile_store.ways(tx, DIMI)
    assert (way.group_title, way.visits) == ("Sunshine Community Garden", [])
    assert [rung for rung, reached in way.rungs if reached] == ["Looked at", "Place kept", "Introduced"]


async def test_a_place_given_up_is_no_introduction_any_more(with_dimi):
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    assert len((await person(with_dimi)).meetings) == 1
    given_up = PLACE.model_dump() | {"reason": "unwell", "occurred_at": NOON + timedelta(hours=1)}
    await with_dimi.hear(PlaceGivenUp(**given_up))
    assert (await person(with_dimi)).meetings == ()


async def test_the_first_time_at_an_activity_asks_for_a_debrief_and_the_second_does_not(with_dimi):
    for event in (LISTED, PLANNED, attended(date(2026, 3, 4)), attended(date(2026, 3, 11))):
        await with_dimi.hear(event)
    due = [event for event in await with_dimi.told() if isinstance(event, DebriefDue)]
    visit = uuid5(PLACE.place_id, "2026-03-04")
    assert [(event.debrief_id, event.activity_id) for event in due] == [(uuid5(visit, "debrief"), PLANTING)]
    assert (await person(with_dimi)).visits == 2


async def test_somebody_who_went_before_their_journey_opened_is_asked_once_it_has(doors):
    await doors.hear(attended(date(2026, 3, 4)))
    assert await doors.told() == []
    await doors.hear(OPENED)
    assert [type(event) for event in await doors.told()] == [JourneyOpened, DebriefDue]


async def test_a_visit_told_twice_asks_once(with_dimi):
    await with_dimi.hear(attended(date(2026, 3, 4)))
    await with_dimi.hear(attended(date(2026, 3, 4)))
    assert await with_dimi.count("last_mile") == await with_dimi.count("debrief") == 1


async def test_after_the_journey_has_closed_a_visit_asks_for_nothing(with_dimi):
    closed = JourneyClosed(journey_id=JOURNEY, participant_id=DIMI, reason="moved_away", planned=True, occurred_at=NOON)
    async with with_dimi.here.transaction() as tx:
        await record(tx, closed)
    await with_dimi.hear(attended(date(2026, 3, 4)))
    assert await with_dimi.count("debrief") == 0
    assert await with_dimi.count("last_mile") == 1


async def test_what_means_nothing_here_passes(doors):
    assert not await doors.hear(examples.REFERRAL_RECEIVED)
    assert not await doors.hear(examples.HOST_LINK_REVOKED)
    assert not await doors.hear(examples.MESSAGE_SENT)
    assert await doors.count("inbox") == 0


async def test_what_breaks_the_contract_is_refused_and_has_no_effect(doors):
    with pytest.raises(InvalidMessage):
        await doors.hear(OPENED, ce_id="not a uuid")
    broken = KafkaRecord(
        "lc.brimbank.referral", 0, 1, OPENED.subject.encode(), b'{"participant_id": 7}',
        tuple((name, value.encode()) for name, value in {
            "ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_type": OPENED.type_name(),
            "ce_source": "/lc/brimbank/referral", "content-type": "application/json"}.items()),
    )  # fmt: skip
    with pytest.raises(InvalidMessage, match="participant_id"):
        await doors.service.hears.handle(broken, doors.here)
    assert await doors.count("journey") == 0


async def test_a_contact_counts_as_being_in_touch(with_dimi):
    at = datetime(2026, 3, 2, 2, tzinfo=UTC)
    held = CheckInHeld(journey_id=JOURNEY, participant_id=DIMI, check_in_id=uuid4(), mode="call", occurred_at=at)
    assert (await person(with_dimi)).last_contact_at is None
    async with with_dimi.here.transaction() as tx:
        await record(tx, held)
    assert (await person(with_dimi)).last_contact_at == at
