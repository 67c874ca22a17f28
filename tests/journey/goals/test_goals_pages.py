"""Goals on the pages: their words, their steps, how sure they are over time; reached, let go, picked up again."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

from services.journey.app import service
from shared.events import (
    GoalChanged,
    GoalReached,
    GoalResumed,
    GoalReviewed,
    GoalScaled,
    GoalSet,
    GoalStepDone,
    GoalStepDropped,
    GoalStepPlanned,
)
from tests.journey.people import AT, NOON, OPENED, card


async def carried_out(client, to, **fields):
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 303, answer.text
    return (await client.get(answer.headers["location"])).text


async def tapped(client, to, **fields):
    return await client.submit(f"{AT}/{to}", page=AT, **fields)


async def set_goal(client, wording="walk to the shops", **fields):
    goal_id = uuid4()
    await carried_out(client, "goals", wording=wording, command_id=goal_id, **{"importance": 8} | fields)
    return goal_id


async def told(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)]


async def test_a_goal_has_steps_with_who_and_by_when_and_each_is_done_or_left_out(with_dimi, thuy):
    goal_id, first, second = await set_goal(thuy), uuid4(), uuid4()
    at = f"goals/{goal_id}/steps"
    page = await carried_out(thuy, at, what="ring the club", who="person", due_on="9/3/2026", command_id=first)
    assert "ring the club" in page
    assert "They do it, by" in page
    assert "Monday 9\N{NO-BREAK SPACE}March" in page
    await carried_out(thuy, at, what="find shoes", who="together", command_id=second)
    assert (await tapped(thuy, f"{at}/{first}/done")).status_code == 303
    assert (await tapped(thuy, f"{at}/{second}/dropped")).status_code == 303
    assert f"{at}/{second}/done" not in (await thuy.get(AT)).text
    page = (await thuy.get(f"{AT}/goals/{goal_id}")).text
    assert "left out" in page
    assert "find shoes" in page
    assert [type(event) for event in (await with_dimi.told())[-4:]] == [
        GoalStepPlanned, GoalStepPlanned, GoalStepDone, GoalStepDropped,
    ]  # fmt: skip
    again = await tapped(thuy, f"{at}/{first}/dropped")
    assert again.status_code == 409
    assert "done already" in again.text


async def test_a_step_of_another_goal_is_not_found(with_dimi, thuy):
    one, other, step = await set_goal(thuy), await set_goal(thuy, "swim"), uuid4()
    await carried_out(thuy, f"goals/{one}/steps", what="ring", who="person", command_id=step)
    assert (await tapped(thuy, f"goals/{other}/steps/{step}/done")).status_code == 404
    assert (await tapped(thuy, f"goals/{uuid4()}/reached")).status_code == 404
    assert (await thuy.get(f"{AT}/goals/{uuid4()}")).status_code == 404


async def test_a_review_tells_how_sure_they_are_and_the_page_draws_it(with_dimi, thuy):
    goal_id = await set_goal(thuy, confidence=3, review_on="2026-03-16")
    assert "To look at together on" in (await thuy.get(AT)).text
    with_dimi.clock.move(NOON + timedelta(days=14))
    page = await carried_out(
        thuy, f"goals/{goal_id}/review", confidence=6, note="the bus is free", review_on="2026-03-30"
    )
    assert "sure 6 of 10 (3 at first)" in page
    assert "Monday 30\N{NO-BREAK SPACE}March" in page
    (said,) = await told(with_dimi, GoalReviewed)
    assert (said.confidence, said.importance, said.review_on) == (6, None, date(2026, 3, 30))
    page = (await thuy.get(f"{AT}/goals/{goal_id}")).text
    assert "From 3 to 6 of 10." in page
    assert "<svg" in page
    assert "the bus is free" in page


async def test_an_empty_review_comes_back(with_dimi, thuy):
    goal_id = await set_goal(thuy)
    answer = await thuy.submit(f"{AT}/goals/{goal_id}/review", page=f"{AT}/goals/{goal_id}/review")
    assert answer.status_code == 422
    assert "one thing they said" in answer.text
    assert not await told(with_dimi, GoalReviewed)


async def test_a_goal_may_be_said_in_other_words_and_the_earlier_ones_are_kept(with_dimi, thuy):
    goal_id = await set_goal(thuy)
    at = f"goals/{goal_id}/words"
    assert "walk to the shops</textarea>" in (await thuy.get(f"{AT}/{at}")).text
    page = await carried_out(thuy, at, wording="walk to the library")
    assert "walk to the library" in page
    page = (await thuy.get(f"{AT}/goals/{goal_id}")).text
    assert "Until then it said: “walk to the shops”" in page
    assert len(await told(with_dimi, GoalChanged)) == 1
    story = (await thuy.get(f"{AT}?story=all")).text
    assert "A goal has other words now" in story


async def test_a_tap_that_was_a_mistake_is_taken_back_as_if_it_had_not_been(with_dimi, thuy):
    goal_id = await set_goal(thuy)
    await tapped(thuy, f"goals/{goal_id}/reached")
    assert "Take that back" in (await thuy.get(AT)).text
    answer = await tapped(thuy, f"goals/{goal_id}/resumed")
    page = (await thuy.get(answer.headers["location"])).text
    assert "as before" in page
    assert "Reached a goal" not in page
    assert "Picked a goal up again" not in page
    assert await told(with_dimi, GoalResumed)


async def test_a_goal_may_be_picked_up_again_later_and_the_story_keeps_both(with_dimi, thuy):
    goal_id = await set_goal(thuy)
    await tapped(thuy, f"goals/{goal_id}/let-go")
    with_dimi.clock.move(NOON + timedelta(minutes=11))
    assert "Take that back" not in (await thuy.get(AT)).text
    assert "Pick it up again" in (await thuy.get(f"{AT}/goals/{goal_id}")).text
    answer = await tapped(thuy, f"goals/{goal_id}/resumed")
    page = (await thuy.get(answer.headers["location"])).text
    assert "Put a goal down" in page
    assert "Picked a goal up again" in page
    assert "fail" not in page.lower()
    await tapped(thuy, f"goals/{goal_id}/reached")
    assert len(await told(with_dimi, GoalReached)) == 1


async def test_there_is_never_more_than_the_allowed_in_progress_however_many_are_picked_up_at_once(with_dimi, thuy):
    put_down = []
    for number in range(4):
        put_down.append(await set_goal(thuy, f"g{number}"))
        await tapped(thuy, f"goals/{put_down[-1]}/let-go")
    await set_goal(thuy, "one")
    sent = [tapped(thuy, f"goals/{goal_id}/resumed") for goal_id in put_down]
    sent += [thuy.submit(f"{AT}/goals", page=f"{AT}/goals", wording=f"new {n}", importance=5) for n in range(3)]
    answers = [answer.status_code for answer in await asyncio.gather(*sent)]
    assert answers.count(303) == 2
    async with with_dimi.here.db.transaction() as tx:
        running = "SELECT count(*) FROM goal WHERE reached_at IS NULL AND let_go_at IS NULL"
        assert await tx.fetchval(running) == 3


async def test_a_local_may_have_another_most(open_doors):
    doors = await open_doors(service, most_goals=1)
    for event in (card(), OPENED):
        await doors.hear(event)
    thuy = await doors.client("link_worker", 0)
    await set_goal(thuy)
    page = (await thuy.get(AT)).text
    assert "One goal is in progress." in page
    answer = await thuy.submit(f"{AT}/goals", page=f"{AT}/goals", wording="swim", importance=5)
    assert answer.status_code == 422
    assert "One goal is in progress. Finish or drop one first." in answer.text
    assert len(await told(doors, GoalSet)) == 1


async def test_getting_there_is_agreed_in_levels_and_told_as_a_number(with_dimi, thuy):
    goal_id = await set_goal(thuy)
    levels = {"level_0": "once a week", "level_2": "most days", "below_2": "not at all"}
    await carried_out(thuy, f"goals/{goal_id}/levels", **levels, baseline="-1", importance=3, difficulty=2)
    (scaled,) = await told(with_dimi, GoalScaled)
    assert (scaled.weight, scaled.baseline) == (6, -1)
    assert b"once a week" not in scaled.body()
    page = (await thuy.get(f"{AT}/goals/{goal_id}")).text
    assert "once a week" in page
    assert "Where they began" in page
    page = await carried_out(thuy, f"goals/{goal_id}/review", level="1")
    assert "With all goals together: 60, from 40 when they began" in page
    assert "Change what getting there looks like" not in (await thuy.get(f"{AT}/goals/{goal_id}")).text
    answer = await thuy.submit(
        f"{AT}/goals/{goal_id}/levels", page=f"{AT}/goals/{goal_id}/levels", **levels, baseline="-2", importance=1,
        difficulty=1,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "stay as they are" in answer.text


async def test_another_workers_goals_are_not_there(with_dimi, thuy):
    goal_id, step = await set_goal(thuy), uuid4()
    await carried_out(thuy, f"goals/{goal_id}/steps", what="ring", who="person", command_id=step)
    before = len(await with_dimi.told())
    malia = await with_dimi.client("link_worker", 1)
    one = f"{AT}/goals/{goal_id}"
    for path in ("", "/review", "/words", "/steps", "/levels"):
        assert (await malia.get(one + path)).status_code == 404
    for path in ("/resumed", "/reached", f"/steps/{step}/done", f"/steps/{step}/dropped"):
        assert (await malia.submit(one + path, page="/journey")).status_code == 404
    assert len(await with_dimi.told()) == before
