"""What is on for somebody: the next get-togethers, hours to practise, when the two talk next, and pauses."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest

from services.journey.check_ins.rules import pauses
from services.journey.core.rules.rhythm import Pause
from services.journey.core.store import journeys as journeys_store
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.my_page.rules.whats_on import GetTogether
from services.journey.recording import record
from shared.events import ActivityPlanned, PlaceGivenUp, StoppedGoing
from tests.journey.own_page import link_of, who_said_the_year, words_of
from tests.journey.people import AT, DIMI, GARDEN, JOURNEY, LISTED, NOON, PLACE, PLANNED, PLANTING, card

ZONE = ZoneInfo("Australia/Melbourne")
TOLD = PLANNED.model_copy(
    update={"cost_cents": 450, "step_free": True, "quiet": True, "where_it_is": "The old hall, Hampshire Road",
            "getting_there": "Bus 216, then the side door"}
)  # fmt: skip


def no_day_off(day):
    return None


def weekly(**changes):
    known = {"weekday": 2, "starts_at": time(10), "minutes": 120} | changes
    return GetTogether(PLANTING, "Planting", "Garden", **known)


@pytest.fixture
async def with_a_place(asked):
    """A place is kept for Dimi at the Wednesday planting."""
    for event in (LISTED, TOLD, PLACE):
        await asked.hear(event)
    return asked


async def test_the_next_get_togethers_stand_with_all_that_one_needs_to_go(with_a_place, own_at, herself):
    with_a_place.clock.move(NOON + timedelta(days=3))  # Thursday midday
    page = await words_of(await who_said_the_year(with_a_place, own_at), f"{own_at}/mine")
    for said in (
        "Wednesday planting With Sunshine Community Garden", "Wednesdays, 10 am to midday",
        "Next Wednesday 11 March Wednesday 18 March Wednesday 25 March", "The old hall, Hampshire Road",
        "Bus 216, then the side door", "$4.50 each time", "No steps, quiet",
    ):  # fmt: skip
        assert said in page
    assert "Nothing is planned" not in page


async def test_one_that_is_on_now_says_so(with_a_place, own_at, herself):
    await with_a_place.hear(TOLD.model_copy(update={"minutes": 180}))  # it is midday on a Wednesday
    page = await words_of(herself, f"{own_at}/mine")
    assert "Wednesday 4 March (on now) Wednesday 11 March" in page


async def test_what_nobody_has_told_is_not_made_up(asked, own_at, herself):
    await asked.hear(PLACE)
    page = await words_of(herself, f"{own_at}/mine")
    assert "A get-together When Ask us, we will find out Where Ask us, we will find out" in page
    for unknown in ("Free", "$", "steps", "None"):
        assert unknown not in page


async def test_a_place_given_up_leaves_the_page_and_one_taken_again_comes_back(with_a_place, own_at, herself):
    later = with_a_place.here.now()
    given_up = PlaceGivenUp(
        participant_id=DIMI, group_id=GARDEN, activity_id=PLANTING, place_id=PLACE.place_id, occurred_at=later
    )
    await with_a_place.hear(given_up)
    page = await words_of(herself, f"{own_at}/mine")
    assert "Wednesday planting" not in page
    assert "Nothing is planned just now. Thuy can look with you" in page
    again = PLACE.model_copy(update={"place_id": uuid4(), "occurred_at": later + timedelta(minutes=1)})
    await with_a_place.hear(again)
    assert "Wednesday planting" in await words_of(herself, f"{own_at}/mine")


async def test_where_somebody_stopped_going_is_nothing_on(with_a_place, own_at, herself):
    async with with_a_place.here.transaction() as tx:
        stopped = StoppedGoing(
            journey_id=JOURNEY, participant_id=DIMI, stop_id=uuid4(), activity_id=PLANTING, group_id=GARDEN,
            reason="skipped", occurred_at=with_a_place.here.now(),
        )  # fmt: skip
        await record(tx, stopped)
    assert "Wednesday planting" not in await words_of(herself, f"{own_at}/mine")


async def test_what_comes_next_stands_first(with_a_place, own_at, herself):
    friday = ActivityPlanned(
        group_id=GARDEN, activity_id=uuid4(), title="Friday choir", weekday=4, starts_at=time(18), minutes=60, places=4,
        occurred_at=NOON,
    )  # fmt: skip
    await with_a_place.hear(friday)
    await with_a_place.hear(
        PLACE.model_copy(update={"place_id": uuid4(), "activity_id": friday.activity_id, "occurred_at": NOON})
    )
    with_a_place.clock.move(NOON + timedelta(days=3))  # Thursday
    page = await words_of(await who_said_the_year(with_a_place, own_at), f"{own_at}/mine")
    assert page.index("Friday choir") < page.index("Wednesday planting")


@pytest.mark.parametrize(
    ("now", "utc"),
    [
        (datetime(2026, 4, 3, tzinfo=UTC), ["2026-04-07T23:00+00:00", "2026-04-15T00:00+00:00"]),  # ends on 5 April
        (datetime(2026, 10, 1, tzinfo=UTC), ["2026-10-07T23:00+00:00"]),  # begins on 4 October
    ],
)
def test_it_is_at_the_same_time_of_day_after_the_clocks_change(now, utc):
    coming = weekly().coming(now, ZONE, no_day_off)
    assert {each.starts_at.astimezone(ZONE).hour for each in coming} == {10}
    assert {(each.ends_at - each.starts_at) for each in coming} == {timedelta(hours=2)}


def test_the_hour_in_utc_changes_when_daylight_saving_ends():
    before, after, _ = weekly().coming(datetime(2026, 3, 30, tzinfo=UTC), ZONE, no_day_off)
    assert before.starts_at == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert after.starts_at == datetime(2026, 4, 8, 0, tzinfo=UTC)


def test_the_day_is_the_day_in_melbourne_and_what_is_over_is_not_next():
    late_on_tuesday = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)  # half past midnight on Wednesday
    first = weekly().coming(late_on_tuesday, ZONE, no_day_off)[0]
    assert first.starts_at.astimezone(ZONE).date().isoformat() == "2026-03-04"
    over = datetime(2026, 3, 4, 1, tzinfo=UTC)  # midday: it ends
    assert weekly().coming(over, ZONE, no_day_off)[0].starts_at.astimezone(ZONE).date().isoformat() == "2026-03-11"


async def test_a_public_holiday_is_named_so_that_nobody_stands_before_a_closed_door(asked, own_at, herself):
    monday = PLANNED.model_copy(update={"weekday": 0})
    for event in (LISTED, monday, PLACE):
        await asked.hear(event)
    page = await words_of(herself, f"{own_at}/mine")
    assert "Monday 9 March (Labour Day: ask first whether it is on)" in page


@pytest.mark.parametrize(
    ("cents", "said"), [(None, None), (0, "Free"), (400, "$4 each time"), (450, "$4.50 each time")]
)
def test_the_cost_is_said_as_people_say_it(cents, said):
    assert weekly(cost_cents=cents).cost == said


def test_what_nobody_has_looked_at_is_not_said():
    assert weekly().like is None
    assert weekly(step_free=False).like == "There are steps"
    assert weekly(step_free=True, quiet=False).like == "No steps, it can be loud"


async def practise(doors, day, place="The library"):
    """An hour in which Dimi holds a place."""
    worker, session_id, plan = await doors.client("link_worker", 0), uuid4(), "/journey/skills/plan"
    known = {"topic": "travel_training", "setting": "small_group", "on": day, "at": "10:30", "places": "4",
             "place": place}  # fmt: skip
    assert (await worker.submit(plan, page=plan, command_id=session_id, **known)).status_code == 303
    joined = await worker.submit(f"{AT}/skills", page=f"{AT}/skills", session_id=str(session_id))
    assert joined.status_code == 303
    return worker, session_id


async def test_an_hour_to_practise_stands_with_its_time_and_place_until_it_has_begun(asked, own_at, herself):
    await practise(asked, "2026-03-06")
    page = await words_of(herself, f"{own_at}/mine")
    assert "Practising together Getting there: bus, train and on foot" in page
    assert "Friday 6 March, 10.30 am Where The library" in page
    asked.clock.move(NOON + timedelta(days=5))
    assert "The library" not in await words_of(await who_said_the_year(asked, own_at), f"{own_at}/mine")


async def test_an_hour_that_was_called_off_is_said_so_that_nobody_goes_there(asked, own_at, herself):
    worker, session_id = await practise(asked, "2026-03-06")
    cancel = f"/journey/skills/{session_id}/cancel"
    assert (await worker.submit(cancel, page=f"/journey/skills/{session_id}")).status_code == 303
    page = await words_of(herself, f"{own_at}/mine")
    assert "Called off: Friday 6 March, 10.30 am . Thuy can find another time" in page
    assert "The library" not in page


async def test_when_the_two_talk_next_names_the_link_worker_and_how(asked, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine")
    assert "When we talk next Tuesday 17 March, 10 am . Thuy calls you." in page
    later = asked.here.now()
    for by, said in (
        ("sms", "A short message asks you how you are going."),
        ("drop_in", "Thuy looks forward to seeing you."),
    ):
        await asked.hear(card(contact_by=by, occurred_at=later))
        assert said in await words_of(herself, f"{own_at}/mine")
    await asked.hear(card(contact_by="sms", safe_to_contact="unknown", occurred_at=later))
    assert "Thuy gets in touch with you." in await words_of(herself, f"{own_at}/mine")


async def test_after_two_messages_without_a_word_a_person_gets_in_touch(asked):
    await asked.hear(card(contact_by="sms", occurred_at=NOON))
    for _ in range(2):
        asked.clock.move(asked.here.now() + timedelta(weeks=2))
        await asked.tick()
    at = await link_of(asked)
    page = await words_of(await who_said_the_year(asked, at), f"{at}/mine")
    assert "Thuy gets in touch with you." in page


async def test_another_time_they_agreed_on_stands_instead(asked, own_at, herself):
    thuy, move = await asked.client("link_worker", 0), f"{AT}/check-in/move"
    assert (await thuy.submit(move, page=move, to="2026-03-06T14:30")).status_code == 303
    page = await words_of(herself, f"{own_at}/mine")
    assert "Friday 6 March, 2.30 pm , as we agreed. Thuy calls you." in page


async def pause(doors, until_on):
    async with doors.here.transaction() as tx:
        journey, today = await journeys_store.journey(tx, JOURNEY), date(2026, 3, 4)
        wish = Pause(uuid4(), today, until_on, "hospital")
        await record(tx, pauses.pause(journey, wish, (), today, doors.here.now()))


async def test_a_pause_is_said_kindly_and_without_its_reason(asked, own_at, herself):
    await pause(asked, date(2026, 3, 20))
    page = await words_of(herself, f"{own_at}/mine")
    assert "You have a pause: from Wednesday 4 March to Friday 20 March . Nobody asks you anything" in page
    assert "Your places stay yours" in page
    assert "hospital" not in page
    assert "Tuesday 31 March" in page, "the next time in the rhythm after it"


async def test_a_pause_without_an_end_promises_no_day(asked, own_at, herself):
    await pause(asked, None)
    page = await words_of(herself, f"{own_at}/mine")
    assert "until you say otherwise" in page
    assert "Whenever you would like to. Call us on 03 9448 5522 ." in page


async def test_nothing_on_teaches_and_invites(asked, own_at, herself):
    page = await words_of(herself, f"{own_at}/mine")
    assert "Nothing is planned just now. Thuy can look with you for something that you would like" in page
    assert "03 9448 5522" in page


async def test_a_visit_without_a_place_is_on_as_well(asked, own_at, herself):
    for event in (LISTED, TOLD):
        await asked.hear(event)
    thuy = await asked.client("link_worker", 0)
    async with asked.here.transaction() as tx:
        await last_mile_store.keep_step(tx, uuid5(PLANTING, "look"), DIMI, PLANTING, GARDEN, "proposed", NOON)
    assert "Wednesday planting" not in await words_of(herself, f"{own_at}/mine")
    visit = f"{AT}/ways/{PLANTING}/visit"
    assert (await thuy.submit(visit, page=visit, visited_on="2026-03-04", went="alone")).status_code == 303
    assert "Wednesday planting" in await words_of(herself, f"{own_at}/mine")
