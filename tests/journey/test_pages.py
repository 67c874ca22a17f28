"""A link worker's pages: the form, what it did, what the page shows then, and who may see whom."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4, uuid5

import pytest

from services.journey.consents.rules import consents
from services.journey.core.store import journeys as journeys_store
from services.journey.recording import record
from shared.events import (
    CheckInDue,
    CheckInHeld,
    CheckInRhythmChosen,
    ConsentGiven,
    ConsentWithdrawn,
    DebriefHeld,
    GoalLetGo,
    GoalReached,
    GoalSet,
    JourneyClosed,
    MeasureTaken,
    MomentOfConnection,
    WhatMattersRecorded,
)

from .people import AT, JOURNEY, LISTED, NOON, PLACE, PLANNED, attended


async def agree(doors, purpose="service"):
    async with doors.here.transaction() as tx:
        given = consents.give(await journeys_store.journey(tx, JOURNEY), uuid4(), purpose, "verbal", doors.here.now())
        await record(tx, given)


async def last(doors):
    return (await doors.told())[-1]


async def carried_out(client, to, **fields):
    """Send the form and come back to the person's page."""
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 303, answer.text
    return (await client.get(answer.headers["location"])).text


async def refused(client, to, **fields):
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 422
    return answer.text


async def test_what_matters_stands_on_the_persons_page(with_dimi, thuy):
    page = await carried_out(thuy, "matters", what_matters="my garden", interests="Greek music")
    assert "my garden" in page
    assert "Greek music" in page
    assert isinstance(await last(with_dimi), WhatMattersRecorded)


async def test_a_goal_stands_on_the_persons_page_and_can_be_reached(with_dimi, thuy):
    goal_id = uuid4()
    page = await carried_out(thuy, "goals", wording="walk to the shops", importance=8, confidence=4, command_id=goal_id)
    assert "walk to the shops" in page
    assert "Matters 8 of 10, sure 4 of 10" in page
    told = await last(with_dimi)
    assert (type(told), told.goal_id) == (GoalSet, goal_id)
    answer = await thuy.submit(f"{AT}/goals/{goal_id}/reached", page=AT)
    page = (await thuy.get(answer.headers["location"])).text
    assert "Reached a goal" in page
    assert "No goal is in progress" in page
    assert isinstance(await last(with_dimi), GoalReached)


async def test_a_goal_may_be_let_go_without_a_word_of_failing(with_dimi, thuy):
    goal_id = uuid4()
    await carried_out(thuy, "goals", wording="swim", importance=3, command_id=goal_id)
    answer = await thuy.submit(f"{AT}/goals/{goal_id}/let-go", page=AT)
    page = (await thuy.get(answer.headers["location"])).text
    assert "let go" in page
    assert "fail" not in page.lower()
    assert isinstance(await last(with_dimi), GoalLetGo)
    await thuy.submit(f"{AT}/goals/{goal_id}/reached", page=AT)
    assert isinstance(await last(with_dimi), GoalLetGo), "what has ended does not end again"


async def test_a_fourth_goal_is_refused_and_nothing_typed_is_lost(with_dimi, thuy):
    for number in range(3):
        await carried_out(thuy, "goals", wording=f"goal {number}", importance=5)
    page = await refused(thuy, "goals", wording="one more", importance=9)
    assert "Three goals are in progress. Finish or drop one first." in page
    assert "one more" in page
    assert await with_dimi.count("goal") == 3


async def test_fourth_goals_posted_at_once_are_refused_too(with_dimi, thuy):
    sent = (thuy.submit(f"{AT}/goals", page=f"{AT}/goals", wording=f"g{n}", importance=5) for n in range(6))
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [303, 303, 303, 422, 422, 422]


async def test_a_double_click_changes_nothing_twice(with_dimi, thuy):
    twice = uuid4()
    for _ in range(2):
        await carried_out(thuy, "goals", wording="swim", importance=5, command_id=twice)
    assert await with_dimi.count("goal") == 1


async def test_a_goal_without_importance_says_what_would_be_right(thuy):
    page = await refused(thuy, "goals", wording="swim")
    assert "from 1 to 10" in page
    assert "swim" in page


async def test_before_somebody_agrees_their_page_says_why_nothing_is_asked(thuy):
    page = (await thuy.get(AT)).text
    assert "Questions begin once they agree to working together." in page
    assert "Check-ins begin once they agree to working together." in page
    assert "Not asked yet." not in page


async def test_a_no_and_not_asked_are_two_things_and_nothing_asks_again_for_a_yes(thuy):
    assert "0 yes, 0 no, 6 not asked" in (await thuy.get(AT)).text
    page = f"{AT}/consents"
    await thuy.submit(page, page=page, evaluation="no", method="verbal")
    shown = (await thuy.get(AT)).text
    assert "0 yes, 1 no, 5 not asked" in shown
    assert "<dt>Helping us learn</dt><dd>No</dd>" in shown
    assert "Said no to helping us learn" in shown


async def test_somebody_agrees_and_changes_their_mind(with_dimi, thuy):
    page = f"{AT}/consents"
    answer = await thuy.submit(page, page=page, evaluation="yes", method="verbal")
    assert "Agreed to helping us learn" in (await thuy.get(answer.headers["location"])).text
    assert "to our words of January 2026" in (await thuy.get(page)).text
    told = await last(with_dimi)
    assert (type(told), told.purpose, told.wording) == (ConsentGiven, "evaluation", "evaluation-2026-01")
    await thuy.submit(page, page=page, evaluation="no")
    assert "Taken back" in (await thuy.get(page)).text
    assert isinstance(await last(with_dimi), ConsentWithdrawn)


async def test_agreeing_twice_changes_nothing_and_says_so(with_dimi, thuy):
    await agree(with_dimi)
    before = await with_dimi.told()
    answer = await thuy.submit(f"{AT}/consents", page=f"{AT}/consents", service="yes", method="verbal")
    assert "Nothing is different from before" in (await thuy.get(answer.headers["location"])).text
    assert await with_dimi.told() == before


async def test_three_answers_make_a_score_and_a_kind_sentence(with_dimi, thuy):
    await agree(with_dimi)
    page = await carried_out(thuy, "measures/ucla-3", item_1=3, item_2=3, item_3=2, mode="together")
    assert "many people feel this way, and it can change" in page
    assert "8 of 9" in page
    told = await last(with_dimi)
    assert isinstance(told, MeasureTaken)
    assert (told.score, told.occasion, told.taken_on) == (8, "baseline", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("fields", "reason", "answers"),
    [
        ({"item_1": 3, "item_2": "skip", "item_3": 2}, "skipped", [3, None, 2]),
        ({"item_1": 3, "item_3": ""}, "skipped", [3, None, None]),
        ({"item_1": 3, "declined": "yes"}, "declined", [None, None, None]),
    ],
)
async def test_a_question_may_be_skipped_and_all_of_them_left(with_dimi, thuy, fields, reason, answers):
    await agree(with_dimi)
    page = await carried_out(thuy, "measures/ucla-3", **fields)
    assert "that is fine" in page
    told = await last(with_dimi)
    assert (told.score, told.missing_reason, told.answers) == (None, reason, answers)


async def test_a_made_up_answer_is_refused(with_dimi, thuy):
    await agree(with_dimi)
    assert "Choose one of the answers on the page" in await refused(thuy, "measures/ucla-3", item_1=4)
    assert await with_dimi.count("measure") == 0


async def test_nobody_is_measured_before_they_agree(with_dimi, thuy):
    assert "Ask first whether they agree" in await refused(thuy, "measures/ucla-3", item_1=1, item_2=1, item_3=1)


async def test_change_is_a_sentence_before_it_is_a_line(with_dimi, thuy):
    await agree(with_dimi)
    await carried_out(thuy, "measures/ucla-3", item_1=3, item_2=3, item_3=3)
    with_dimi.clock.move(NOON + timedelta(weeks=12))
    page = await carried_out(thuy, "measures/ucla-3", item_1=3, item_2=2, item_3=2)
    assert "A little less lonely than in March." in page
    assert "<svg" in page
    assert (await last(with_dimi)).occasion == "week_12"


async def test_a_rhythm_is_chosen_within_the_hours_the_person_likes(with_dimi, thuy):
    page = await carried_out(thuy, "rhythm", every_weeks=1, weekdays=3, hour=15)
    assert "Every week, Thursday at 3\N{NO-BREAK SPACE}pm" in page
    assert isinstance(await last(with_dimi), CheckInRhythmChosen)
    assert "between 9\N{NO-BREAK SPACE}am and 6\N{NO-BREAK SPACE}pm" in await refused(
        thuy, "rhythm", every_weeks=1, weekdays=3, hour=21
    )


async def test_a_contact_answers_the_check_in_that_is_due(with_dimi, thuy):
    await agree(with_dimi)
    with_dimi.clock.move(NOON + timedelta(days=2))
    await with_dimi.tick()
    (asked,) = [event for event in await with_dimi.told() if isinstance(event, CheckInDue)]
    assert "Check-in with" in (await thuy.get("/journey")).text
    page = await carried_out(thuy, "check-in", mode="call", note="the bus is the trouble")
    assert "the bus is the trouble" in page
    held = await last(with_dimi)
    assert (type(held), held.check_in_id) == (CheckInHeld, asked.check_in_id)
    assert "Check-in with" not in (await thuy.get("/journey")).text


async def test_a_contact_of_its_own_ends_the_wait_for_the_first(with_dimi, thuy):
    page = (await thuy.get("/journey")).text
    assert "is waiting for a first contact" in page
    assert f'href="{AT}/check-in"' in page
    command = uuid4()
    await carried_out(thuy, "check-in", mode="visit", command_id=command)
    assert (await last(with_dimi)).check_in_id == command
    assert "is waiting for a first contact" not in (await thuy.get("/journey")).text


async def test_a_first_visit_is_looked_back_at_once(with_dimi, thuy):
    for event in (LISTED, PLANNED, PLACE, attended(date(2026, 3, 1))):
        await with_dimi.hear(event)
    debrief = uuid5(uuid5(PLACE.place_id, "2026-03-01"), "debrief")
    assert f'href="{AT}/debriefs/{debrief}"' in (await thuy.get("/journey")).text
    page = await carried_out(thuy, f"debriefs/{debrief}", would_go_again="yes", note="came early, stayed late")
    assert "came early, stayed late" in page
    assert isinstance(await last(with_dimi), DebriefHeld)
    again = await thuy.submit(f"{AT}/debriefs/{debrief}", page=f"{AT}/matters", would_go_again="no")
    assert again.status_code == 409
    assert (await last(with_dimi)).would_go_again == "yes"


async def test_a_debrief_that_is_not_there_is_not_found(thuy):
    assert (await thuy.get(f"{AT}/debriefs/{uuid4()}")).status_code == 404


async def test_a_moment_stands_on_my_day(with_dimi, thuy):
    await carried_out(thuy, "moments", kind="went_back", words="brought a friend")
    page = (await thuy.get("/journey")).text
    assert "went back by choice" in page
    assert "brought a friend" in page
    assert isinstance(await last(with_dimi), MomentOfConnection)


async def test_after_the_end_the_page_can_be_read_and_nothing_is_added(with_dimi, thuy):
    page = await carried_out(thuy, "close", reason="on_their_own_feet", planned="yes")
    assert "They are on their own feet" in page
    assert f"{AT}/close" not in page
    told = await last(with_dimi)
    assert (type(told), told.planned) == (JourneyClosed, True)
    assert "closed" in await refused(thuy, "goals", wording="swim", importance=5)
    assert "Dimi" in (await thuy.get("/journey/people?stage=closed")).text
    assert "Dimi" not in (await thuy.get("/journey")).text
