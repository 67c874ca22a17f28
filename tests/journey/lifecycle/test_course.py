"""How a journey ends, is asked after, goes on, begins anew and changes hands: in the database and on the pages."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.goals.rules import goals
from services.journey.lifecycle.pages.handing_over import hint
from services.journey.lifecycle.rules import course
from services.journey.recording import record
from shared.events import FollowUpHeld, JourneyClosed, JourneyHandedOver, JourneyOpened, JourneyReopened
from shared.kernel.staff import StaffMember
from tests.journey.people import AT, JOURNEY, MALIA, NOON, THUY, accepted

DAY = timedelta(days=1)


async def decide(doors, decision, *args, journey_id=JOURNEY):
    async with doors.here.transaction() as tx:
        event = decision(await journeys_store.journey(tx, journey_id), *args)
        await record(tx, event)
    return event


async def agree(doors, *purposes):
    for purpose in purposes:
        await decide(doors, consents.give, uuid4(), purpose, "verbal", doors.here.now())


async def end(doors):
    return await decide(doors, course.close, "on_their_own_feet", True, doors.here.now())


async def test_of_many_who_set_out_anew_at_once_one_is_told(with_dimi):
    await end(with_dimi)

    async def anew():
        return await decide(with_dimi, course.set_out_anew, THUY, NOON)

    outcomes = await asyncio.gather(*(anew() for _ in range(6)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["JourneyOpened"] + ["Refused"] * 5
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM journey WHERE closed_at IS NULL") == 1


async def test_going_on_and_setting_out_anew_at_once_leave_one_open_journey(with_dimi):
    await end(with_dimi)
    attempts = [decide(with_dimi, course.set_out_anew, THUY, NOON) for _ in range(3)]
    attempts += [decide(with_dimi, course.reopen, uuid4(), "other", 90, NOON) for _ in range(3)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    async with with_dimi.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM journey WHERE closed_at IS NULL") == 1


async def test_what_they_agreed_to_does_not_hold_on_a_new_journey(with_dimi):
    await agree(with_dimi, "service", "messages", "evaluation")
    await end(with_dimi)
    anew = await decide(with_dimi, course.set_out_anew, THUY, NOON)
    async with with_dimi.here.db.transaction() as tx:
        assert (await journeys_store.journey(tx, anew.journey_id)).consents == {}
        assert set((await journeys_store.journey(tx, JOURNEY)).consents) == {"service", "messages", "evaluation"}


async def test_the_clock_asks_nothing_that_fell_due_while_the_journey_was_closed(with_dimi):
    await agree(with_dimi, "service")
    await end(with_dimi)
    with_dimi.clock.move(NOON + 40 * DAY)
    assert await with_dimi.tick() == 0
    await decide(with_dimi, course.reopen, uuid4(), "asked_to_return", 90, NOON + 40 * DAY)
    assert await with_dimi.tick() == 0
    with_dimi.clock.move(NOON + 60 * DAY)
    assert await with_dimi.tick() == 1


@pytest.fixture
async def malia(with_dimi):
    return await with_dimi.client("link_worker", 1)


async def sent(client, to, at=AT, **fields):
    answer = await client.submit(f"{at}/{to}", page=f"{at}/{to}", **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def last(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)][-1]


async def test_closing_suggests_a_day_in_twelve_weeks_and_takes_none_as_well(with_dimi, thuy):
    await agree(with_dimi, "service")
    page = (await thuy.get(f"{AT}/close")).text
    assert 'value="2026-05-25"' in page
    await sent(thuy, "close", reason="on_their_own_feet", planned="yes", follow_up_on="2026-05-25")
    closed = await last(with_dimi, JourneyClosed)
    assert (closed.follow_up_on, closed.completion_status) == (date(2026, 5, 25), 1)
    assert "Somebody asks once more" in (await thuy.get(AT)).text


async def test_after_the_end_nothing_is_added_but_how_they_are_now(with_dimi, thuy):
    await agree(with_dimi, "service")
    await sent(thuy, "close", reason="moved_away", follow_up_on="2026-05-25")
    assert (await thuy.submit(f"{AT}/goals", page=f"{AT}/follow-up", wording="swim", importance=5)).status_code == 422
    await sent(thuy, "follow-up", outcome="would_like_to_return", note="asked for you")
    held = await last(with_dimi, FollowUpHeld)
    assert (held.outcome, held.note) == ("would_like_to_return", None), "the words stay at home"
    page = (await thuy.get(AT)).text
    assert "They would like to come back" in page
    assert "asked for you" in page


async def test_somebody_whose_follow_up_has_come_is_on_my_day_until_it_is_held(with_dimi, thuy):
    await agree(with_dimi, "service")
    await sent(thuy, "close", reason="moved_away", follow_up_on="2026-05-25")
    assert "once more how they are" not in (await thuy.get("/journey")).text
    with_dimi.clock.move(NOON + 90 * DAY)
    assert "once more how they are" in (await thuy.get("/journey")).text
    await sent(thuy, "follow-up", outcome="skipped")
    assert "once more how they are" not in (await thuy.get("/journey")).text


async def test_who_withdraws_after_the_end_is_not_asked(with_dimi, thuy):
    await agree(with_dimi, "service")
    await sent(thuy, "close", reason="moved_away", follow_up_on="2026-05-25")
    await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", service="no")
    with_dimi.clock.move(NOON + 90 * DAY)
    assert "once more how they are" not in (await thuy.get("/journey")).text


async def test_somebody_who_is_back_soon_goes_on_with_the_same_journey(with_dimi, thuy):
    await agree(with_dimi, "service")
    await sent(thuy, "close", reason="moved_away")
    with_dimi.clock.move(NOON + 30 * DAY)
    assert "The same journey goes on" in (await thuy.get(f"{AT}/again")).text
    assert await sent(thuy, "again", reason="asked_to_return") == AT
    assert (await last(with_dimi, JourneyReopened)).journey_id == JOURNEY
    page = (await thuy.get(AT)).text
    assert "Record a contact" in page
    assert page.index("The journey goes on") < page.index("Parted ways")


async def test_somebody_who_is_back_late_sets_out_anew_and_is_asked_anew(with_dimi, thuy):
    await agree(with_dimi, "service")
    await decide(with_dimi, goals.set_goal, uuid4(), "walk to the shops", 7, None, NOON)
    await sent(thuy, "close", reason="on_their_own_feet", planned="yes")
    with_dimi.clock.move(NOON + 200 * DAY)
    assert "Set out anew" in (await thuy.get(f"{AT}/again")).text
    to = await sent(thuy, "again", reason="things_changed")
    anew = await last(with_dimi, JourneyOpened)
    assert to == f"/journey/{anew.journey_id}"
    page = (await thuy.get(to)).text
    assert "They have not agreed to working together yet" in page
    assert f'href="{AT}"' in page, "the earlier journey is linked"
    earlier = (await thuy.get(AT)).text
    assert "walk to the shops" in earlier
    assert to in earlier
    assert (await thuy.submit(f"{AT}/again", page=f"{AT}/follow-up", reason="other")).status_code == 422


async def test_a_local_decides_how_long_a_journey_can_be_opened_again(open_doors):
    from services.journey.app import service
    from tests.journey.people import OPENED, card

    doors = await open_doors(service, reopen_within_days=7)
    await doors.hear(card())
    await doors.hear(OPENED)
    thuy = await doors.client("link_worker")
    await sent(thuy, "close", reason="other")
    doors.clock.move(NOON + 8 * DAY)
    await sent(thuy, "again", reason="other")
    assert (await last(doors, JourneyOpened)).episode == 2


async def test_whoever_takes_over_reads_the_note_first_and_once(with_dimi, thuy, malia):
    assert (await malia.get(AT)).status_code == 404
    to = await sent(thuy, "handover", link_worker_id=str(MALIA), note="She sings when she is nervous.")
    assert to == "/journey/people"
    assert (await thuy.get(AT)).status_code == 404, "whoever handed over sees them no more"
    told = await last(with_dimi, JourneyHandedOver)
    assert (told.link_worker_id, told.earlier_link_worker_id, told.note) == (MALIA, THUY, None)
    page = (await malia.get(AT)).text
    assert page.index("She sings when she is nervous.") < page.index("Reaching Dimi safely")
    assert "A note from Thuy Nguyễn" in page
    assert "A note from Thuy Nguyễn" in (await malia.get(AT)).text, "looking at it is not reading it"
    await malia.submit(f"{AT}/handover/read", page=AT)
    page = (await malia.get(AT)).text
    assert "A note from" not in page
    assert "She sings when she is nervous." in page, "the story keeps it"


async def test_a_second_click_on_handing_over_changes_nothing_and_is_no_error(with_dimi, thuy):
    command_id, page = uuid4(), f"{AT}/handover"
    shown = await thuy.get(page)
    assert "Malia Tuala" in shown.text
    fields = {"link_worker_id": str(MALIA), "note": "sings"}
    assert (await thuy.submit(page, page=page, command_id=command_id, **fields)).status_code == 303
    again = await thuy.submit(page, page="/journey/skills/plan", command_id=command_id, **fields)
    assert (again.status_code, again.headers["location"]) == (303, "/journey/people")
    assert await with_dimi.count("turn") == 1


async def test_the_earlier_journey_goes_along_to_whoever_takes_over(with_dimi, thuy, malia):
    await sent(thuy, "close", reason="other")
    with_dimi.clock.move(NOON + 200 * DAY)
    at = await sent(thuy, "again", reason="other")
    await sent(thuy, "handover", at=at, link_worker_id=str(MALIA), note="sings")
    assert (await malia.get(AT)).status_code == 200
    assert (await thuy.get(AT)).status_code == 404


@pytest.mark.parametrize(
    ("languages", "lived_experience", "said"),
    [
        (("English",), (), "Walks with 1 person. Speaks English."),
        (("English", "Vietnamese"), ("being new here",),
         "Walks with 1 person. Speaks English and Vietnamese. Lived experience: being new here."),
        (("English", "Greek", "Arabic"), (), "Walks with 1 person. Speaks English, Greek and Arabic."),
        ((), (), "Walks with 1 person."),
    ],
)  # fmt: skip
def test_what_somebody_brings_is_said_before_they_take_over(languages, lived_experience, said):
    worker = StaffMember(
        id=MALIA, name="Malia", role="link_worker", languages=languages, lived_experience=lived_experience
    )
    assert hint(worker, 1) == said


async def test_the_lead_hands_over_the_people_of_somebody_who_leaves_one_by_one(with_dimi):
    await with_dimi.hear(accepted(1, UUID(int=99)))
    lead = await with_dimi.client("lead")
    page = (await lead.get("/journey/handover")).text
    assert "People who wait for somebody" in page
    listed = (await lead.get(f"/journey/handover/{THUY}")).text
    assert "Dimi" in listed
    to = await sent(lead, "handover", link_worker_id=str(MALIA), note="sings")
    assert to == f"/journey/handover/{THUY}"
    assert "Nobody is left to hand over" in (await lead.get(to)).text


async def test_only_somebody_of_the_lead_role_sees_the_list_of_all(thuy):
    for path in ("/journey/handover", f"/journey/handover/{THUY}"):
        assert (await thuy.get(path)).status_code == 403
