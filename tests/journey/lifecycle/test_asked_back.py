"""A journey that opened by mistake goes as long as nothing is noted on it; what the two have begun stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.form_pages import store as form_pages_store
from services.journey.lifecycle.rules import course
from services.journey.lifecycle.store import course as course_store
from shared.events import (
    AcceptanceAskedBack,
    JourneyOpened,
    JourneysErased,
    JourneyStays,
    JourneyTakenBack,
    ParticipantErased,
)
from shared.messaging.handlers import DependencyNotArrived
from tests.journey.people import AT, DIMI, JOURNEY, MALIA, NOON, OPENED, REFERRAL, THUY, attended

ASKED = AcceptanceAskedBack(participant_id=DIMI, referral_id=REFERRAL, taking_back_id=uuid4(), occurred_at=NOON)
AGAIN = OPENED.model_copy(update={"acceptance": 2, "link_worker_id": MALIA})


async def answers(doors):
    return [event for event in await doors.told() if isinstance(event, JourneyTakenBack | JourneyStays)]


async def test_it_is_as_if_it_had_never_been(with_dimi, thuy):
    await with_dimi.hear(ASKED)
    [told] = await answers(with_dimi)
    assert (type(told), told.journey_id, told.taking_back_id) == (JourneyTakenBack, JOURNEY, ASKED.taking_back_id)
    assert "Dimi" not in (await thuy.get("/journey/people")).text
    assert "Dimi was given to you by mistake and is with intake again" in (await thuy.get("/journey")).text
    assert "given to you by mistake" not in (await (await with_dimi.client("link_worker", 1)).get("/journey")).text
    assert (await thuy.get(AT)).status_code == 404
    with_dimi.clock.move(NOON + timedelta(days=30))
    assert "given to you by mistake" not in (await thuy.get("/journey")).text
    assert await with_dimi.tick() == 0
    async with with_dimi.here.db.transaction() as tx:
        assert await course_store.people_by_worker(tx) == {}
        assert await tx.fetchval("SELECT coalesce(sum(people), 0) FROM tally") == 0


async def test_they_set_out_on_a_journey_of_its_own_once_they_are_given_to_somebody_again(with_dimi, thuy):
    await with_dimi.hear(ASKED)
    await with_dimi.hear(OPENED)
    assert (await thuy.get(AT)).status_code == 404, "the acceptance that was taken back opens nothing"
    await with_dimi.hear(AGAIN)
    opened = [event for event in await with_dimi.told() if isinstance(event, JourneyOpened)]
    assert [(event.link_worker_id, event.episode) for event in opened] == [(OPENED.link_worker_id, 1), (MALIA, 1)]
    assert opened[0].journey_id != opened[1].journey_id
    malia = await with_dimi.client("link_worker", 1)
    assert "Dimi" in (await malia.get(f"/journey/{opened[1].journey_id}")).text


@pytest.mark.parametrize(
    ("path", "page", "fields"),
    [
        ("check-in", "", {"mode": "call"}),
        ("consents", "consents", {"messages": "yes", "method": "verbal"}),
        ("goals", "goals", {"wording": "Walk to the lake", "importance": "5"}),
        ("matters", "matters", {"what_matters": "The garden"}),
        ("rhythm", "rhythm", {"every_weeks": "1", "weekdays": "3", "hour": "10"}),
        ("safety", "safety", {"kind": "worry", "urgency": "today", "escalate_to": "lead", "words": "Sounded low"}),
        ("links/revoke", "links", {}),
    ],
)
async def test_whatever_is_noted_by_hand_is_a_beginning(path, page, fields, with_dimi, thuy):
    answer = await thuy.submit(f"{AT}/{path}", page=f"{AT}/{page}".rstrip("/"), **fields)
    assert answer.status_code == 303, answer.text
    await with_dimi.hear(ASKED)
    [told] = await answers(with_dimi)
    assert isinstance(told, JourneyStays)
    page = (await thuy.get(AT)).text
    assert "Intake said it was a mistake" in page


async def test_what_somebody_has_begun_to_write_is_a_beginning(with_dimi):
    async with with_dimi.here.db.transaction() as tx:
        await form_pages_store.keep_draft(tx, THUY, f"{AT}/moments", JOURNEY, {"words": "She laughed"}, NOON)
    await with_dimi.hear(ASKED)
    assert isinstance((await answers(with_dimi))[0], JourneyStays)


async def test_what_happened_with_a_group_is_a_beginning(with_dimi):
    await with_dimi.hear(attended(NOON.date()))
    await with_dimi.hear(ASKED)
    assert isinstance((await answers(with_dimi))[0], JourneyStays)


async def test_it_is_answered_once_however_often_it_is_asked(with_dimi, thuy):
    await thuy.submit(f"{AT}/check-in", page=AT, mode="call")
    for _ in range(2):
        await with_dimi.hear(ASKED)
    assert len(await answers(with_dimi)) == 1


async def test_it_waits_for_the_journey_to_open(doors):
    with pytest.raises(DependencyNotArrived):
        await doors.hear(ASKED)
    await doors.hear(OPENED)
    await doors.hear(ASKED)
    assert isinstance((await answers(doors))[0], JourneyTakenBack)


async def test_whoever_knows_only_journeys_hears_of_those_that_were_taken_back_when_they_are_erased(with_dimi):
    await with_dimi.hear(ASKED)
    await with_dimi.hear(AGAIN)
    await with_dimi.hear(ParticipantErased(participant_id=DIMI, reason="required_by_law", occurred_at=NOON))
    [told] = [event for event in await with_dimi.told() if isinstance(event, JourneysErased)]
    assert told.journey_ids == [JOURNEY, course.journey_of(AGAIN)]
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetch("SELECT * FROM journey_taken_back") == []
