"""What people note has a day and can be put right later: what counts follows the day, what stood before is kept."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.core.rules import days
from services.journey.core.rules.journeys import Journey
from services.journey.timeline.rules import noted
from shared.events import (
    CheckInHeld,
    ContactCorrected,
    ContactTakenBack,
    GoalReviewed,
    MeasureTaken,
    MomentTakenBack,
    VisitTakenBack,
)
from shared.kernel.days import moment_of
from shared.kernel.refusal import Refused
from tests.journey.asking import hidden
from tests.journey.own_page import words_of
from tests.journey.people import AT, DIMI, JOURNEY, LISTED, NOON, PLACE, PLANNED, PLANTING, THUY, accepted

MELBOURNE = ZoneInfo("Australia/Melbourne")
OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
LATER = NOON + timedelta(days=10)
FRIDAY = date(2026, 3, 6)


@pytest.fixture
async def later(with_dimi):
    """Ten days after the journey began."""
    with_dimi.clock.move(LATER)
    return with_dimi


async def held(client, **fields) -> UUID:
    contact = uuid4()
    answer = await client.submit(f"{AT}/check-in", page=f"{AT}/check-in", command_id=contact, mode="visit", **fields)
    assert answer.status_code == 303, answer.text
    return contact


async def of_journey(doors, column: str):
    async with doors.here.db.transaction() as tx:
        return await tx.fetchval(f'SELECT "{column}" FROM journey WHERE id = $1', JOURNEY)


async def told(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)]


@pytest.mark.parametrize(("on", "why"), [
    (date(2026, 3, 13), "still to come"), (date(2026, 3, 1), "Their journey began on Monday 2"),
])  # fmt: skip
def test_a_day_to_come_or_before_the_journey_is_refused(on, why):
    with pytest.raises(Refused, match=why) as refused:
        days.when(OPEN, on, MELBOURNE, LATER)
    assert refused.value.field == "on"


def test_today_is_now_and_an_earlier_day_counts_at_its_midday():
    assert days.when(OPEN, None, MELBOURNE, LATER).at is None
    assert days.when(OPEN, date(2026, 3, 12), MELBOURNE, LATER) == days.When()
    assert days.when(OPEN, FRIDAY, MELBOURNE, LATER).at == datetime(2026, 3, 6, 12, tzinfo=MELBOURNE)
    assert days.when(OPEN, date(2026, 3, 2), MELBOURNE, LATER).at == NOON, "never before the journey began"


async def test_fridays_coffee_written_down_later_is_fridays(later, thuy):
    await held(thuy, on="2026-03-06", note="coffee at the corner")
    midday = moment_of(FRIDAY, LATER, MELBOURNE)
    assert await of_journey(later, "last_contact_at") == midday
    assert await of_journey(later, "first_contact_at") == midday
    (event,) = await told(later, CheckInHeld)
    assert (event.happened_on, event.occurred_at) == (FRIDAY, LATER)
    assert "“coffee at the corner” Friday 6 March" in await words_of(thuy, AT)


async def test_an_earlier_contact_noted_last_moves_the_first_word_and_not_the_last(later, thuy):
    await held(thuy)
    await held(thuy, on="2026-03-04")
    assert await of_journey(later, "last_contact_at") == LATER
    assert await of_journey(later, "first_contact_at") == moment_of(date(2026, 3, 4), LATER, MELBOURNE)


async def test_a_contact_before_a_check_in_fell_due_does_not_answer_it(agreed, thuy):
    agreed.clock.move(NOON + timedelta(days=2))
    await agreed.tick()
    agreed.clock.move(NOON + timedelta(days=3))
    await held(thuy, on="2026-03-02")
    page = (await thuy.get(f"{AT}/check-in")).text
    assert "The check-in was due" in page
    await held(thuy)
    assert "The check-in was due" not in (await thuy.get(f"{AT}/check-in")).text


async def test_within_ten_minutes_a_contact_of_another_day_is_taken_back_like_any_other(later, thuy):
    contact = await held(thuy, on="2026-03-06")
    answer = await thuy.submit(f"{AT}/check-ins/{contact}/take-back", page=AT)
    assert answer.status_code == 303
    assert await of_journey(later, "last_contact_at") is None
    assert await of_journey(later, "first_contact_at") is None


async def test_a_contact_is_put_right_much_later_and_what_stood_before_stays(later, thuy):
    contact = await held(thuy, note="on the tram")
    later.clock.move(LATER + timedelta(days=20))
    page = f"{AT}/check-ins/{contact}/put-right"
    assert "on the tram</textarea>" in (await thuy.get(page)).text
    answer = await thuy.submit(page, page=page, mode="call", on="2026-03-06", note="on the phone")
    assert answer.status_code == 303, answer.text
    assert await of_journey(later, "last_contact_at") == moment_of(FRIDAY, LATER, MELBOURNE)
    assert await of_journey(later, "first_contact_at") == moment_of(FRIDAY, LATER, MELBOURNE)
    (event,) = await told(later, ContactCorrected)
    assert (event.happened_on, event.mode, event.note) == (FRIDAY, "call", None)
    story = await words_of(thuy, AT)
    assert "Talked on the phone" in story
    assert "Put right. Before, it said for Thursday 12 March: Met “on the tram”" in story


async def test_a_contact_with_the_wrong_person_is_taken_back_weeks_later_and_says_so(later, thuy):
    await held(thuy, on="2026-03-04")
    contact = await held(thuy, note="Bruno’s knee is better")
    later.clock.move(LATER + timedelta(days=20))
    page = f"{AT}/check-ins/{contact}/mistake"
    for status in (303, 404):
        answer = await thuy.submit(page, page=page, reason="wrong_person")
        assert answer.status_code == status
    assert await of_journey(later, "last_contact_at") == moment_of(date(2026, 3, 4), LATER, MELBOURNE)
    (event,) = await told(later, ContactTakenBack)
    assert event.reason == "wrong_person"
    story = await words_of(thuy, AT)
    assert "A contact, noted for Thursday 12 March, was taken back." in story
    assert "Bruno" not in story, "words about somebody else are kept nowhere"


async def test_a_moment_has_a_day_and_can_be_put_right_or_taken_back(later, thuy):
    first, second = uuid4(), uuid4()
    for moment in (first, second):
        await thuy.submit(f"{AT}/moments", page=f"{AT}/moments", command_id=moment, kind="laughed", on="2026-03-05",
                          words="about the cat")  # fmt: skip
    later.clock.move(LATER + timedelta(days=1))
    page = f"{AT}/moments/{first}/put-right"
    assert (await thuy.submit(page, page=page, kind="met_someone", on="2026-03-06")).status_code == 303
    page = f"{AT}/moments/{second}/mistake"
    assert (await thuy.submit(page, page=page, reason="twice")).status_code == 303
    assert [event.reason for event in await told(later, MomentTakenBack)] == ["twice"]
    story = await words_of(thuy, AT)
    assert "A moment of connection: met someone Friday 6 March" in story
    assert "it said for Thursday 5 March: A moment: laughed with others “about the cat”" in story


async def test_a_visit_noted_by_mistake_counts_no_more_and_can_be_noted_again(later, thuy):
    for event in (LISTED, PLANNED, PLACE):
        await later.hear(event)
    visit, way = uuid4(), f"{AT}/ways/{PLANTING}/visit"
    known = {"visited_on": "2026-03-11", "went": "alone"}
    await thuy.submit(way, page=way, command_id=visit, **known)
    assert await of_journey(later, "visits") == 1
    page = f"{AT}/visits/{visit}/mistake"
    assert (await thuy.submit(page, page=page, reason="wrong_person")).status_code == 303
    assert await of_journey(later, "visits") == 0
    assert [event.visit_id for event in await told(later, VisitTakenBack)] == [visit]
    assert (await thuy.submit(way, page=way, **known)).status_code == 303
    assert await of_journey(later, "visits") == 1


async def test_answers_on_paper_count_on_the_day_they_were_written(agreed, thuy):
    agreed.clock.move(LATER)
    page = f"{AT}/measures/ucla-3"
    answer = await thuy.submit(page, page=page, item_1="2", item_2="2", item_3="2", mode="self", on="2026-03-06")
    assert answer.status_code == 303
    (taken,) = await told(agreed, MeasureTaken)
    assert (taken.taken_on, taken.occurred_at, taken.occasion) == (FRIDAY, LATER, "baseline")
    refused = await thuy.submit(page, page=page, item_1="2", mode="self", on="2026-03-01")
    assert refused.status_code == 422


async def test_what_was_noted_stands_on_a_page_and_nobody_else_can_touch_it(later, thuy):
    contact = await held(thuy, note="on the tram")
    page = await words_of(thuy, f"{AT}/noted")
    assert "Met" in page
    assert "on the tram" in page
    await later.hear(accepted(1))
    malia = await later.client("link_worker", 1)
    for path in ("noted", f"check-ins/{contact}/put-right", f"check-ins/{contact}/mistake"):
        assert (await malia.get(f"{AT}/{path}")).status_code == 404
    other = f"/journey/{UUID(int=0)}/check-ins/{contact}/put-right"
    assert (await thuy.get(other)).status_code == 404


async def test_two_who_put_the_same_right_see_one_another(later, thuy):
    contact = await held(thuy, note="on the tram")
    page = f"{AT}/check-ins/{contact}/put-right"
    lead = await later.client("lead")
    old = (await thuy.get(page)).text.partition('name="began_from" value="')[2].partition('"')[0]
    await lead.submit(page, page=page, mode="call", on="2026-03-12", note="on the phone")
    refused = await thuy.submit(page, page=page, mode="visit", on="2026-03-11", note="on a bench", began_from=old)
    assert refused.status_code == 409
    assert "on the phone" in refused.text


def test_where_the_day_stays_the_hour_stays():
    day, editor = NOON.astimezone(MELBOURNE).date(), noted.Editor(uuid4(), THUY, MELBOURNE, NOON + timedelta(days=3))
    held_at = NOON + timedelta(hours=3)
    contact = CheckIn(uuid4(), NOON, held_at=held_at, mode="call")
    told = noted.correct_contact(OPEN, contact, day, "visit", None, editor)
    assert told.happened_at == held_at


async def one_a_page(client, code: str, number: int, **fields):
    page = f"{AT}/measures/{code}/{number}"
    sheet = hidden((await client.get(page)).text, "sheet")
    return await client.submit(page, page=page, sheet=sheet, **fields)


async def test_questions_asked_one_a_page_count_on_the_day_that_was_said_with_the_first(agreed, thuy):
    agreed.clock.move(LATER)
    assert "When was this answered?" in (await thuy.get(f"{AT}/measures/ucla-3/1")).text
    await one_a_page(thuy, "ucla-3", 1, answer="2", on="2026-03-06")
    assert 'value="2026-03-06"' in (await thuy.get(f"{AT}/measures/ucla-3/1")).text, "it stands there on the way back"
    assert "When was this answered?" not in (await thuy.get(f"{AT}/measures/ucla-3/2")).text
    for number in (2, 3):
        await one_a_page(thuy, "ucla-3", number, answer="2")
    (taken,) = await told(agreed, MeasureTaken)
    assert (taken.taken_on, taken.occurred_at, taken.occasion) == (FRIDAY, LATER, "baseline")


async def test_without_a_day_questions_asked_one_a_page_are_todays(agreed, thuy):
    agreed.clock.move(LATER)
    for number in (1, 2, 3):
        await one_a_page(thuy, "ucla-3", number, answer="2")
    (taken,) = await told(agreed, MeasureTaken)
    assert taken.taken_on == LATER.astimezone(MELBOURNE).date()


@pytest.mark.parametrize("on", ["2026-03-13", "2026-03-01"])
async def test_a_day_that_cannot_be_is_refused_with_the_first_question(agreed, thuy, on):
    agreed.clock.move(LATER)
    refused = await one_a_page(thuy, "ucla-3", 1, answer="2", on=on)
    assert refused.status_code == 422
    assert 'href="#on"' in refused.text
    assert await agreed.count("sheet") == 0


async def a_goal(client) -> UUID:
    goal, levels = uuid4(), ("level_2", "level_1", "level_0", "below_1", "below_2")
    await client.submit(f"{AT}/goals", page=f"{AT}/goals", command_id=goal, wording="swim", importance="5")
    page, words = f"{AT}/goals/{goal}/levels", {field: f"how it looks: {field}" for field in levels}
    scaled = await client.submit(page, page=page, importance="3", difficulty="2", baseline="-1", **words)
    assert scaled.status_code == 303, scaled.text
    return goal


async def levels_of_the_day(client, goal: UUID, **fields) -> int:
    page = f"{AT}/measures/gas-t"
    return (await client.submit(page, page=page, goal_1=str(goal), **fields)).status_code


async def test_how_far_the_goals_have_come_counts_on_the_day_that_was_said(agreed, thuy):
    goal = await a_goal(thuy)
    agreed.clock.move(LATER)
    assert await levels_of_the_day(thuy, goal, level_1="1", on="2026-03-06") == 303
    (taken,) = await told(agreed, MeasureTaken)
    assert (taken.taken_on, taken.occurred_at, taken.answers) == (FRIDAY, LATER, [1])
    for on in ("2026-03-13", "2026-03-01"):
        assert await levels_of_the_day(thuy, goal, level_1="2", on=on) == 422


async def test_what_was_said_of_a_goal_since_that_day_stands(agreed, thuy):
    goal = await a_goal(thuy)
    agreed.clock.move(LATER)
    await levels_of_the_day(thuy, goal, level_1="1")
    await levels_of_the_day(thuy, goal, level_1="-1", on="2026-03-06")
    assert [measure.answers for measure in await told(agreed, MeasureTaken)] == [[1], [-1]]
    assert [look.level for look in await told(agreed, GoalReviewed)] == [1]


async def test_a_goal_of_today_is_not_asked_about_for_an_earlier_day(agreed, thuy):
    agreed.clock.move(LATER)
    goal = await a_goal(thuy)
    page = f"{AT}/measures/gas-t"
    refused = await thuy.submit(page, page=page, goal_1=str(goal), level_1="1", on="2026-03-06")
    assert refused.status_code == 422
    assert "No goal was agreed on that day yet." in refused.text
