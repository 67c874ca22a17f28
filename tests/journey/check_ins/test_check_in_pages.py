"""Being in touch on the pages: recorded, moved, let go, taken back, paused, seen less of and more of."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.journey.consents.rules import consents
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Calendar, Rhythm
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import (
    CheckInDue,
    CheckInHeld,
    CheckInMissed,
    CheckInMoved,
    ContactTakenBack,
    JourneyPaused,
    JourneyResumed,
    JourneySteppedDown,
    JourneySteppedUp,
)
from tests.journey.people import AT, DIMI, JOURNEY, NOON, THUY

MELBOURNE = ZoneInfo("Australia/Melbourne")
PLAIN = Calendar(MELBOURNE)
OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
FORTNIGHTLY = Rhythm(2, 1, 10, NOON)
TUESDAY = datetime(2026, 3, 2, 23, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = date(2026, 3, 2)


@pytest.fixture
async def thuy(with_dimi):
    async with with_dimi.here.transaction() as tx:
        agreed = consents.give(await journeys_store.journey(tx, JOURNEY), uuid4(), "service", "verbal", NOON)
        await record(tx, agreed)
    return await with_dimi.client("link_worker", 0)


async def done(browser, page, **fields):
    """The form is carried out; what the person's page says then."""
    answer = await browser.submit(f"{AT}/{page}", page=f"{AT}/{page}", **fields)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def refused(browser, page, **fields):
    answer = await browser.submit(f"{AT}/{page}", page=f"{AT}/{page}", **fields)
    assert answer.status_code == 422
    return answer.text


async def of(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)]


async def row(doors):
    async with doors.here.db.transaction() as tx:
        return await tx.fetchrow("SELECT * FROM journey WHERE id = $1", JOURNEY)


async def test_after_two_silent_messages_the_next_check_in_is_for_a_person_until_they_talk(with_dimi, thuy):
    said = []
    for fortnight in range(6):
        with_dimi.clock.move(TUESDAY + 2 * fortnight * WEEK)
        await with_dimi.tick()
        said.append((await of(with_dimi, CheckInDue))[-1].by)
        if fortnight == 3:
            await done(thuy, "check-in", mode="call")
    assert said == ["message", "message", "person", "person", "message", "message"]


async def test_another_time_brings_the_same_check_in_back_and_tells_no_second_one(with_dimi, thuy):
    with_dimi.clock.move(TUESDAY)
    await with_dimi.tick()
    assert "Another time" in (await thuy.get(f"{AT}/check-in")).text
    assert "still to come" in await refused(thuy, "check-in/move", to="2026-02-05T14:30")
    page = await done(thuy, "check-in/move", to="2026-03-05T14:30")
    assert "Agreed on another time" in page
    [due], [moved] = await of(with_dimi, CheckInDue), await of(with_dimi, CheckInMoved)
    assert (moved.check_in_id, moved.to) == (due.check_in_id, datetime(2026, 3, 5, 3, 30, tzinfo=UTC))
    with_dimi.clock.move(moved.to)
    assert await with_dimi.tick() == 0
    await done(thuy, "check-in", mode="visit")
    assert (await of(with_dimi, CheckInHeld))[0].check_in_id == due.check_in_id


async def test_one_that_did_not_come_about_is_let_go_without_blame_and_the_next_follows(with_dimi, thuy):
    with_dimi.clock.move(TUESDAY)
    await with_dimi.tick()
    assert "Choose what comes closest" in await refused(thuy, "check-in/missed")
    page = await done(thuy, "check-in/missed", reason="not_well")
    assert "A check-in did not come about. They were not well" in page
    assert [event.reason for event in await of(with_dimi, CheckInMissed)] == ["not_well"]
    assert "No check-in is waiting just now" in (await thuy.get(f"{AT}/check-in/missed")).text
    await done(thuy, "check-in", mode="call")
    with_dimi.clock.move(TUESDAY + 2 * WEEK)
    assert await with_dimi.tick() == 1
    assert (await of(with_dimi, CheckInHeld))[0].check_in_id != (await of(with_dimi, CheckInDue))[0].check_in_id


async def test_a_contact_recorded_by_mistake_is_taken_back_and_all_is_as_before(with_dimi, thuy):
    await done(thuy, "check-in", mode="visit")
    first = (await row(with_dimi))["last_contact_at"]
    with_dimi.clock.move(TUESDAY)
    await with_dimi.tick()
    page = await done(thuy, "check-in", mode="call", note="that was somebody else")
    [_, held] = await of(with_dimi, CheckInHeld)
    assert "Take the contact back" in page
    assert "recorded_by" not in held.model_dump(exclude_none=True)
    with_dimi.clock.move(TUESDAY + timedelta(minutes=9))
    answer = await thuy.submit(f"{AT}/check-ins/{held.check_in_id}/take-back", page=AT)
    page = (await thuy.get(answer.headers["location"])).text
    assert "Taken back" in page
    assert "somebody else" not in page
    assert (await row(with_dimi))["last_contact_at"] == first
    assert [event.check_in_id for event in await of(with_dimi, ContactTakenBack)] == [held.check_in_id]
    await done(thuy, "check-in", mode="call")
    assert (await of(with_dimi, CheckInHeld))[-1].check_in_id == held.check_in_id, "the check-in was open again"


async def test_of_two_contacts_taken_back_in_either_order_nothing_is_left(with_dimi, thuy):
    before = (await row(with_dimi))["last_contact_at"]
    for order in (1, -1):
        contacts = [uuid4(), uuid4()]
        for minutes, contact in enumerate(contacts):
            with_dimi.clock.move(with_dimi.here.now() + timedelta(minutes=minutes + 1))
            await done(thuy, "check-in", mode="call", command_id=contact)
        for contact in contacts[::order]:
            answer = await thuy.submit(f"{AT}/check-ins/{contact}/take-back", page=f"{AT}/check-in")
            assert answer.status_code == 303
        assert (await row(with_dimi))["last_contact_at"] == before


async def test_only_whoever_recorded_it_takes_it_back_and_only_while_it_is_fresh(with_dimi, thuy):
    contact = uuid4()
    await done(thuy, "check-in", mode="call", command_id=contact)
    lead = await with_dimi.client("lead")
    assert "Take the contact back" not in (await lead.get(AT)).text
    path = f"{AT}/check-ins/{contact}/take-back"
    assert (await lead.submit(path, page=f"{AT}/check-in")).status_code == 404
    with_dimi.clock.move(NOON + timedelta(minutes=11))
    assert "Take the contact back" not in (await thuy.get(AT)).text
    assert "more than ten minutes ago" in (await thuy.submit(path, page=f"{AT}/check-in")).text
    assert await of(with_dimi, ContactTakenBack) == []


async def test_nobody_is_asked_within_a_pause_and_the_rhythm_goes_on_afterwards(with_dimi, thuy):
    page = await done(thuy, "pauses", reason="holiday", from_on="2026-03-10", until_on="2026-03-23")
    assert "A pause is planned from Tuesday 10 to Monday 23\N{NO-BREAK SPACE}March." in page
    assert [event.reason for event in await of(with_dimi, JourneyPaused)] == ["holiday"]
    due = []
    for day in range(1, 40):
        with_dimi.clock.move(NOON + day * DAY)
        await with_dimi.tick()
        due = [event.due_at.astimezone(MELBOURNE).date() for event in await of(with_dimi, CheckInDue)]
    assert due == [date(2026, 3, 3), date(2026, 3, 31)]


async def test_pauses_that_meet_are_refused_and_a_pause_is_changed_and_ended_early(with_dimi, thuy):
    pause = uuid4()
    await done(thuy, "pauses", command_id=pause, reason="hospital", from_on="2026-03-02")
    assert "from Monday 2\N{NO-BREAK SPACE}March with no end yet already" in await refused(
        thuy, "pauses", reason="asked", from_on="2026-04-01"
    )
    assert "Nobody asks until the pause ends" in (await thuy.get(AT)).text
    assert 'value="2026-03-02"' in (await thuy.get(f"{AT}/pauses/{pause}")).text
    page = await done(thuy, f"pauses/{pause}", reason="hospital", from_on="2026-03-02", until_on="2026-03-30")
    assert "A pause, from Monday 2 to Monday 30\N{NO-BREAK SPACE}March." in page
    with_dimi.clock.move(TUESDAY + DAY)
    assert await with_dimi.tick() == 0
    answer = await thuy.submit(f"{AT}/pauses/{pause}/end", page=f"{AT}/pauses")
    assert "The pause is over" in (await thuy.get(answer.headers["location"])).text
    [resumed] = await of(with_dimi, JourneyResumed)
    assert resumed.resumed_on == date(2026, 3, 4)
    assert await with_dimi.tick() == 0, "what fell within the pause stays untold"
    with_dimi.clock.move(TUESDAY + 2 * WEEK)
    assert await with_dimi.tick() == 1
    assert (await thuy.submit(f"{AT}/pauses/{pause}/end", page=f"{AT}/pauses")).status_code == 409


async def test_stepping_down_says_so_and_begins_with_the_longer_time(with_dimi, thuy):
    page = await done(thuy, "step-down", every_weeks=8, review_on="2026-06-02")
    assert "Less often than before, to look at again on" in page
    assert "Agreed to see less of one another" in page
    assert [event.every_weeks for event in await of(with_dimi, JourneySteppedDown)] == [8]
    with_dimi.clock.move(NOON + 7 * WEEK)
    assert await with_dimi.tick() == 0
    with_dimi.clock.move(NOON + 8 * WEEK)
    assert await with_dimi.tick() == 1
    page = await done(thuy, "step-up", every_weeks=1)
    assert "Less often than before" not in page
    assert [event.every_weeks for event in await of(with_dimi, JourneySteppedUp)] == [1]
    with_dimi.clock.move(NOON + 9 * WEEK)
    assert await with_dimi.tick() == 1


async def test_a_rhythm_of_several_days_and_minutes_is_said_and_comes_back_into_the_form(with_dimi, thuy):
    page = await done(thuy, "rhythm", every_weeks=3, weekdays=["1", "4"], hour=9, minute=30)
    assert "Every three weeks, Tuesday and Friday at 9.30\N{NO-BREAK SPACE}am" in page
    form = (await thuy.get(f"{AT}/rhythm")).text
    assert form.count(" checked>") == 2
    assert '<option value="30" selected>' in form
    assert "Choose at least one day of the week." in await refused(thuy, "rhythm", every_weeks=3, hour=9, minute=30)


async def test_a_contact_takes_two_taps_and_a_sentence(with_dimi, thuy):
    """One tap on the person's page, one for how; the sentence; and the button."""
    assert f'href="{AT}/check-in"' in (await thuy.get(AT)).text
    form = (await thuy.get(f"{AT}/check-in")).text
    assert (form.count('type="radio"'), form.count("<textarea")) == (3, 1)
