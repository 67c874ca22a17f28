"""The last mile with a group: how somebody went, with whom, settled in or stopped; and what is one visit."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.journey.core.rules.journeys import Journey
from services.journey.groups.rules import companions, last_mile
from services.journey.groups.rules.companions import Companion
from services.journey.groups.rules.last_mile import GroupPathway, PathwayStep
from shared.events import (
    ActivityProposed,
    CompanionEnded,
    CompanionFound,
    Introduced,
    PlaceTaken,
    SettledIn,
    StoppedGoing,
    VisitNoted,
)
from shared.kernel.refusal import Refused
from tests.journey.own_page import words_of
from tests.journey.people import AT, DIMI, GARDEN, JOURNEY, LISTED, NOON, PLACE, PLANNED, PLANTING, THUY, attended

OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
CLOSED = replace(OPEN, closed_at=NOON)
TODAY = date(2026, 3, 2)
MARIA = Companion(uuid4(), "buddy", "Maria", NOON, police_check_on=date(2024, 2, 29))
WAY = f"ways/{PLANTING}"


def way(*steps):
    return last_mile.of(GroupPathway(PLANTING, GARDEN, "Planting", "Garden"), steps)


def days(*numbers, kind="attended"):
    return [PathwayStep(kind, NOON + timedelta(minutes=n), TODAY - timedelta(days=n)) for n in numbers]


def visit(found, on=TODAY, went="alone", companion=None, journey=OPEN):
    return last_mile.note_visit(journey, found, uuid4(), on, went, companion, TODAY, NOON)


@pytest.fixture
async def at_the_garden(with_dimi):
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    return with_dimi


async def carried_out(client, to, **fields):
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 303, answer.text
    return (await client.get(answer.headers["location"])).text


async def refused(client, to, **fields):
    answer = await client.submit(f"{AT}/{to}", page=f"{AT}/{to}", **fields)
    assert answer.status_code == 422, answer.text
    return answer.text


async def told(doors, kind):
    return [event for event in await doors.told() if isinstance(event, kind)]


# Decisions


def test_a_day_is_one_visit_whoever_told_of_it_and_how_often():
    found = way(*days(1, 8), *days(1, kind="went_together"), PathwayStep("attended", NOON, TODAY - timedelta(days=8)))
    assert len(found.visits) == 2


def test_how_somebody_went_on_a_day_is_noted_once():
    with pytest.raises(Refused, match="noted already") as refused:
        visit(way(*days(0, kind="went_alone")), went="together")
    assert refused.value.field == "visited_on"
    assert visit(way(*days(0))).went == "alone", "the host's tick says that they came, not how"


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=400), date(1, 1, 1)])
def test_a_visit_was_today_or_in_the_last_year(on):
    with pytest.raises(Refused, match="Choose the day"):
        visit(way(*days(1)), on=on)


def test_nobody_has_settled_in_before_the_first_three_visits():
    for count in range(3):
        with pytest.raises(Refused, match="three times"):
            last_mile.settle(OPEN, way(*days(*range(count)), *days(*range(count))), uuid4(), NOON)
    assert last_mile.settle(OPEN, way(*days(1, 8), *days(15, kind="went_alone")), uuid4(), NOON)


def test_nobody_settles_in_twice():
    with pytest.raises(Refused, match="noted already"):
        last_mile.settle(OPEN, way(*days(1, 8, 15), PathwayStep("settled", NOON)), uuid4(), NOON)


def test_after_somebody_stopped_nothing_goes_on_until_they_look_at_it_anew():
    stopped = way(*days(1, 8, 15), PathwayStep("stopped", NOON + timedelta(hours=1), code="too_far"))
    for wish in (
        lambda: visit(stopped),
        lambda: last_mile.settle(OPEN, stopped, uuid4(), NOON),
        lambda: last_mile.stop(OPEN, stopped, uuid4(), "cost", NOON),
    ):
        with pytest.raises(Refused):
            wish()
    assert stopped.stopped_because == "It was too far, or hard to get there"
    for anew in ("proposed", "place_taken"):
        again = way(*stopped.steps, PathwayStep(anew, NOON + timedelta(hours=2)))
        assert again.stopped_at is None
        assert visit(again)
        with pytest.raises(Refused, match="three times"):
            last_mile.settle(OPEN, again, uuid4(), NOON)
        assert len(again.visits) == 3, "what was before is not forgotten"


@pytest.mark.parametrize("reason", last_mile.REASONS)
def test_every_reason_will_do_and_none_has_to_be_given(reason):
    assert last_mile.stop(OPEN, way(*days(1)), uuid4(), reason, NOON).reason == reason


def test_a_companion_goes_along_only_with_a_police_check_of_the_last_three_years():
    ready = way(PathwayStep("proposed", NOON))
    assert visit(ready, went="with_companion", companion=MARIA).companion_id == MARIA.id
    assert MARIA.runs_out_on == date(2027, 2, 28)
    for unfit in (
        replace(MARIA, police_check_on=None),
        replace(MARIA, police_check_on=date(2023, 3, 1)),
        replace(MARIA, police_check_on=date(2026, 3, 3)),
    ):
        with pytest.raises(Refused, match="Maria may go along once a police check is noted"):
            visit(ready, went="with_companion", companion=unfit)
    assert visit(ready, went="with_companion", companion=replace(MARIA, police_check_on=date(2023, 3, 2)))
    with pytest.raises(Refused, match="does not go along any more"):
        visit(ready, went="with_companion", companion=replace(MARIA, ended_at=NOON))
    with pytest.raises(Refused, match="Choose who went along"):
        visit(ready, went="with_companion")


def test_how_old_a_check_may_be_is_data(monkeypatch):
    monkeypatch.setitem(companions.RULES, "buddy", companions.CheckRule(1))
    assert not MARIA.fit_on(TODAY)
    monkeypatch.setitem(companions.RULES, "buddy", companions.CheckRule(None))
    assert replace(MARIA, police_check_on=None).fit_on(TODAY)


def test_a_check_is_of_a_day_that_has_been():
    for day in (TODAY + timedelta(days=1), date(1900, 1, 1)):
        with pytest.raises(Refused, match="on the check itself"):
            companions.find(OPEN, uuid4(), "buddy", "Maria", day, None, TODAY, NOON)
    assert companions.find(OPEN, uuid4(), "buddy", "Maria", None, None, TODAY, NOON).police_check_on is None


def test_nothing_is_added_to_a_closed_journey():
    for wish in (
        lambda: visit(way(*days(1)), journey=CLOSED),
        lambda: last_mile.settle(CLOSED, way(*days(1, 8, 15)), uuid4(), NOON),
        lambda: last_mile.stop(CLOSED, way(*days(1)), uuid4(), "cost", NOON),
        lambda: companions.find(CLOSED, uuid4(), "buddy", "Maria", None, None, TODAY, NOON),
    ):
        with pytest.raises(Refused, match="closed"):
            wish()
    assert companions.end(CLOSED, MARIA, NOON)


def test_the_ladder_shows_each_rung_they_have_come_to():
    found = way(PathwayStep("proposed", NOON), *days(1, 8, kind="went_together"), *days(15, kind="went_alone"))
    reached = {rung for rung, there in found.rungs if there}
    assert {"Looked at", "Went together 2 times", "Went alone", "First three visits: 3 of 3"} <= reached
    assert "Settled in" not in reached
    assert "Place kept" in reached, "whoever was there has a place"


# Pages


async def test_the_whole_way_stands_on_the_persons_page(at_the_garden, thuy):
    doors = at_the_garden
    same = {"participant_id": DIMI, "group_id": GARDEN, "activity_id": PLANTING, "occurred_at": NOON}
    await doors.hear(ActivityProposed(proposal_id=uuid4(), **same))
    await doors.hear(Introduced(introduction_id=uuid4(), how="together", **same))
    await carried_out(thuy, f"{WAY}/visit", visited_on="2026-02-11", went="together")
    await doors.hear(attended(date(2026, 2, 11)))
    assert "Been there once" in (await thuy.get(AT)).text
    page = await carried_out(thuy, f"{WAY}/visit", visited_on="2026-02-18", went="alone")
    assert "Been there twice" in page
    assert f"{AT}/{WAY}/settled" not in page
    await doors.hear(attended(date(2026, 2, 25)))
    page = (await thuy.get(AT)).text
    assert "First three visits: 3 of 3" in page
    answer = await thuy.submit(f"{AT}/{WAY}/settled", page=AT)
    page = (await thuy.get(answer.headers["location"])).text
    assert "They belong there now" in page
    assert "Belongs at Sunshine Community Garden now" in page
    assert len(await told(doors, SettledIn)) == 1
    assert len(await told(doors, VisitNoted)) == 2


async def test_a_visit_noted_later_is_told_with_the_day_on_which_it_was(at_the_garden, thuy):
    await carried_out(thuy, f"{WAY}/visit", visited_on="2026-02-11", went="alone")
    await at_the_garden.hear(attended(date(2025, 12, 31)))
    story = (await thuy.get(f"{AT}?story=groups")).text.split('id="story"')[1]
    held = "\N{NO-BREAK SPACE}"
    assert f"Went alone to Sunshine Community Garden on Wednesday 11{held}February<" in story
    assert f"Was at Sunshine Community Garden on Wednesday 31{held}December 2025<" in story


async def test_settled_in_too_early_is_refused_in_words(at_the_garden, thuy):
    answer = await thuy.submit(f"{AT}/{WAY}/settled", page=AT)
    assert answer.status_code == 422
    assert "three times" in answer.text
    assert not await told(at_the_garden, SettledIn)


async def test_somebody_stops_and_may_begin_again_with_a_new_place(at_the_garden, thuy):
    page = await carried_out(thuy, f"{WAY}/stopped", reason="felt_unwelcome")
    assert "They do not go there any more" in page
    assert "They did not feel welcome" in page
    assert f"{AT}/{WAY}/visit" not in page
    assert "Look at it together again" in await refused(thuy, f"{WAY}/visit", visited_on="2026-03-02", went="alone")
    again = PlaceTaken(
        participant_id=DIMI, group_id=GARDEN, activity_id=PLANTING, place_id=uuid4(),
        occurred_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    await at_the_garden.hear(again)
    await carried_out(thuy, f"{WAY}/visit", visited_on="2026-03-02", went="alone")
    (stopped,) = await told(at_the_garden, StoppedGoing)
    assert stopped.reason == "felt_unwelcome"


async def test_one_day_noted_many_times_at_once_counts_once(at_the_garden, thuy):
    at = f"{AT}/{WAY}/visit"
    sent = [thuy.submit(at, page=at, visited_on="2026-03-01", went=went) for went in ("alone", "together") * 3]
    statuses = [answer.status_code for answer in await asyncio.gather(*sent)]
    assert sorted(statuses) == [303, 422, 422, 422, 422, 422]
    assert len(await told(at_the_garden, VisitNoted)) == 1


async def test_a_companion_without_a_check_is_noted_and_does_not_go_along(at_the_garden, thuy):
    maria, eleni = uuid4(), uuid4()
    page = await carried_out(thuy, "companions", name="Maria", kind="buddy", command_id=maria)
    assert "once their police check is noted" in page
    assert "police check missing" in page
    at = f"{WAY}/visit"
    page = await refused(thuy, at, visited_on="2026-03-01", went="with_companion", companion_id=str(maria))
    assert "Maria may go along once a police check is noted" in page
    await carried_out(thuy, "companions", name="Eleni", kind="companion", police_check_on="2025-06-01",
                      command_id=eleni)  # fmt: skip
    assert "May go along" in (await thuy.get(f"{AT}/companions")).text
    await carried_out(thuy, at, visited_on="2026-03-01", went="with_companion", companion_id=str(eleni))
    (noted,) = await told(at_the_garden, VisitNoted)
    assert noted.companion_id == eleni
    (found, _) = await told(at_the_garden, CompanionFound)
    assert b"Maria" not in found.body()


async def test_a_companion_who_goes_along_no_more_stays_on_file(at_the_garden, thuy):
    maria = uuid4()
    await carried_out(thuy, "companions", name="Maria", kind="buddy", police_check_on="2025-06-01", command_id=maria)
    answer = await thuy.submit(f"{AT}/companions/{maria}/ended", page=f"{AT}/companions")
    assert answer.status_code == 303
    assert "Goes along no more" in (await thuy.get(f"{AT}/companions")).text
    assert "Maria</option>" not in (await thuy.get(f"{AT}/{WAY}/visit")).text
    assert len(await told(at_the_garden, CompanionEnded)) == 1
    page = await refused(
        thuy, f"{WAY}/visit", visited_on="2026-03-01", went="with_companion", companion_id=str(uuid4())
    )
    assert "one of those who go along" in page


async def test_an_activity_they_never_looked_at_is_not_found(at_the_garden, thuy):
    other = UUID(int=5)
    for path in (f"ways/{other}/visit", f"ways/{other}/stopped"):
        assert (await thuy.get(f"{AT}/{path}")).status_code == 404
    assert (await thuy.submit(f"{AT}/ways/{other}/settled", page=AT)).status_code == 404
    assert (await thuy.submit(f"{AT}/companions/{other}/ended", page=AT)).status_code == 404


async def test_another_workers_person_is_not_there(at_the_garden, thuy):
    maria = uuid4()
    await carried_out(thuy, "companions", name="Maria", kind="buddy", command_id=maria)
    malia = await at_the_garden.client("link_worker", 1)
    for path in (f"{WAY}/visit", f"{WAY}/stopped", "companions"):
        assert (await malia.get(f"{AT}/{path}")).status_code == 404
    for path in (f"{WAY}/settled", f"companions/{maria}/ended"):
        assert (await malia.submit(f"{AT}/{path}", page="/journey")).status_code == 404


async def test_a_rung_that_is_not_reached_says_so_to_who_does_not_see_it(with_dimi, thuy):
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    heard = await words_of(thuy, AT)
    assert "Place kept , yes" in heard
    for rung in ("Introduced", "Went alone", "First three visits", "Settled in"):
        assert f"{rung} , not yet" in heard
