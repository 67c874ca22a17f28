"""On my day a link worker sees when somebody has an hour for them, and what they carry."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.journey import recording
from services.journey.caseload.rules.care import Supervision, whom_to_ask
from services.journey.caseload.store import care as care_store
from services.journey.core.store import journeys as journeys_store
from services.journey.lifecycle.rules import course, handing_over
from services.practice import store as practice_store
from services.practice.app import service as practice
from shared.events import (
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    ContactTakenBack,
    DebriefDue,
    DebriefHeld,
    Event,
    SupervisionHeld,
    SupervisionPlanned,
    SupervisionTakenBack,
)
from shared.rules.workload import Workload
from tests.doors import Doors, OpenDoors
from tests.journey.people import JOURNEY, MALIA, NOON, OPENED, THUY, accepted

DAY = timedelta(days=1)
THURSDAY, FRIDAY = date(2026, 3, 12), date(2026, 3, 13)


def planned(on: date, at: datetime = NOON, who: UUID = THUY) -> SupervisionPlanned:
    return SupervisionPlanned(link_worker_id=who, on=on, occurred_at=at)


def held(at: datetime, who: UUID = THUY) -> SupervisionHeld:
    return SupervisionHeld(link_worker_id=who, supervision_id=uuid4(), kind="line", minutes=60, occurred_at=at)


async def my_day(doors: Doors, nth: int = 0) -> str:
    """What stands beside the list, as words."""
    page = (await (await doors.client("link_worker", nth)).get("/journey")).text
    return page[page.index("Your next supervision") :]


async def heard(doors: Doors, told: Sequence[Event]) -> None:
    for each in told:
        await doors.hear(each)


async def known(doors: Doors, who: UUID = THUY) -> Supervision:
    async with doors.here.db.snapshot() as tx:
        return (await care_store.supervision_of(tx, [who]))[who]


# The next supervision


async def test_my_day_says_when_the_next_supervision_is(doors: Doors) -> None:
    await doors.hear(planned(THURSDAY))
    page = await my_day(doors)
    assert "Thursday 12\N{NO-BREAK SPACE}March" in page
    assert "None is planned" not in page


async def test_without_a_day_it_says_whom_to_ask(doors: Doors) -> None:
    assert "None is planned. Ask Priya Raman for a day" in await my_day(doors)


async def test_a_day_that_is_over_is_asked_after(doors: Doors) -> None:
    await doors.hear(planned(THURSDAY))
    doors.clock.move(NOON + 10 * DAY)
    assert "It was due on" not in await my_day(doors), "today is not over"
    doors.clock.move(NOON + 11 * DAY)
    page = await my_day(doors)
    assert "It was due on" in page
    assert "Did you meet?" in page


async def test_once_they_have_met_none_is_planned(doors: Doors) -> None:
    await heard(doors, [planned(THURSDAY), held(NOON + 10 * DAY)])
    assert "None is planned" in await my_day(doors)


async def test_one_held_before_the_planned_day_leaves_it(doors: Doors) -> None:
    await heard(doors, [planned(THURSDAY), held(NOON + 9 * DAY)])
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors)


async def test_the_plan_made_last_counts_even_if_it_names_an_earlier_day(doors: Doors) -> None:
    await heard(doors, [planned(FRIDAY), planned(THURSDAY, NOON + DAY)])
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors)


async def test_an_older_plan_that_arrives_later_does_not_win(doors: Doors) -> None:
    await heard(doors, [planned(THURSDAY, NOON + DAY), planned(FRIDAY)])
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors)


async def test_the_order_of_arrival_changes_nothing(doors: Doors) -> None:
    for number, order in enumerate(permutations(range(4))):
        who = UUID(int=number + 1)
        told = [
            planned(THURSDAY, NOON, who),
            held(NOON + 10 * DAY, who),
            planned(date(2026, 4, 9), NOON + 10 * DAY, who),
            held(NOON - 20 * DAY, who),
        ]
        await heard(doors, [told[place] for place in order])
        assert await known(doors, who) == Supervision(NOON + 10 * DAY, date(2026, 4, 9))


async def test_the_same_told_twice_counts_once(doors: Doors) -> None:
    event_id, plan = uuid4(), planned(THURSDAY)
    await doors.hear(plan, event_id)
    await doors.hear(plan, event_id)
    await doors.hear(plan)
    assert await doors.count("supervision") == 1


async def test_a_colleague_s_day_is_not_mine(doors: Doors) -> None:
    await doors.hear(planned(THURSDAY, who=MALIA))
    assert "None is planned" in await my_day(doors)
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors, 1)


async def test_what_practice_tells_is_what_my_day_shows(doors: Doors, open_doors: OpenDoors) -> None:
    there = await open_doors(practice)
    client, at = await there.client("link_worker"), f"/practice/workers/{THUY}"
    await client.submit(f"{at}/next", page="/practice", next_on="2026-03-12")
    await heard(doors, await there.told())
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors)
    there.clock.move(NOON + 10 * DAY)
    noted = {"held_on": "2026-03-12", "kind": "line", "minutes": "60", "note": "", "next_on": "2026-04-09"}
    assert (await client.submit(f"{at}/supervision", page="/practice", **noted)).status_code == 303
    await heard(doors, await there.told())
    assert "Thursday 9\N{NO-BREAK SPACE}April" in await my_day(doors)


async def test_one_noted_by_mistake_in_practice_is_forgotten_on_my_day(doors: Doors, open_doors: OpenDoors) -> None:
    there, known_before = await open_doors(practice), uuid4()
    client, at = await there.client("link_worker"), f"/practice/workers/{THUY}"
    await client.submit(f"{at}/next", page="/practice", next_on="2026-03-12")
    there.clock.move(NOON + 10 * DAY)
    noted = {"held_on": "2026-03-12", "kind": "line", "minutes": "60", "note": "", "next_on": ""}
    await client.submit(f"{at}/supervision", page="/practice", command_id=known_before, **noted)
    await heard(doors, await there.told())
    assert "None is planned" in await my_day(doors)
    await client.submit(f"{at}/supervision/{known_before}/take-back", page="/practice")
    await heard(doors, await there.told())
    assert "Thursday 12\N{NO-BREAK SPACE}March" in await my_day(doors)


async def test_in_whatever_order_it_is_heard_the_others_stand(doors: Doors) -> None:
    first, wrong = held(NOON), held(NOON + DAY)
    back = SupervisionTakenBack(
        link_worker_id=THUY, supervision_id=wrong.supervision_id, held_at=wrong.occurred_at, occurred_at=NOON + 2 * DAY
    )
    for order in permutations([first, wrong, back]):
        async with doors.here.db.transaction() as tx:
            await tx.execute("DELETE FROM supervision_held")
        await heard(doors, [*order, *order])
        assert (await known(doors)).last_held_at == NOON


async def test_the_one_known_from_before_goes_by_its_moment(doors: Doors) -> None:
    """It was heard when only the latest moment was kept, without its id."""
    async with doors.here.db.transaction() as tx:
        await tx.execute("INSERT INTO supervision_held VALUES ($1, $1, $2)", THUY, NOON)
    back = SupervisionTakenBack(
        link_worker_id=THUY, supervision_id=uuid4(), held_at=NOON, occurred_at=NOON + DAY
    )  # fmt: skip
    await doors.hear(back)
    assert await known(doors) == Supervision()


async def test_the_lead_sees_each_link_worker_s_next_supervision(doors: Doors) -> None:
    malias, piotrs = accepted(1, MALIA), accepted(2, doors.person("link_worker", 2).id)
    await heard(doors, [OPENED, malias, piotrs, accepted(3, UUID(int=9))])
    await heard(doors, [planned(THURSDAY), planned(date(2026, 2, 26), NOON - 9 * DAY, MALIA)])
    page = (await (await doors.client("lead")).get("/journey")).text
    rows = {row.split(">")[2].split("<")[0]: row for row in page[page.index('id="balance"') :].split("<tr>")[2:]}
    assert "Thursday 12\N{NO-BREAK SPACE}March" in rows["Thuy Nguyễn"]
    assert "was due" in rows["Malia Tuala"]
    assert "No supervision planned" in rows["Piotr Zieliński"]
    assert "planned" not in rows["Somebody who has left"]


@pytest.mark.parametrize(
    ("leads", "words"), [([], "your lead"), (["Priya"], "Priya"), (["Priya", "Tom"], "Priya or Tom")]
)
def test_whoever_leads_is_asked_by_name(leads: list[str], words: str) -> None:
    assert whom_to_ask(leads) == words


# What they carry


async def record(doors: Doors, *events: Event) -> None:
    async with doors.here.transaction() as tx:
        for event in events:
            await recording.record(tx, event)


def of(number: int) -> dict[str, Any]:
    """The ids of somebody's journey."""
    opened = course.open_journey(accepted(number))
    return {"journey_id": opened.journey_id, "participant_id": opened.participant_id}


async def load_of(doors: Doors, who: UUID = THUY) -> Workload:
    async with doors.here.db.snapshot() as tx:
        return await care_store.load_of(tx, who, doors.here.now())


async def test_my_day_says_what_i_carry_in_a_sentence(doors: Doors) -> None:
    assert "You walk with nobody yet. There is room to begin." in await my_day(doors)
    await heard(doors, [accepted(1), accepted(2)])
    await record(doors, CheckInHeld(**of(1), check_in_id=uuid4(), mode="call", occurred_at=NOON))
    page = await my_day(doors)
    assert "A steady week: 2 people, 2 of them new and 1 first talk to have. 1 talk in the last seven days." in page


async def test_after_a_month_nobody_is_new_and_last_month_s_talks_fill_no_week(doors: Doors) -> None:
    await doors.hear(accepted(1))
    await record(doors, CheckInHeld(**of(1), check_in_id=uuid4(), mode="call", occurred_at=NOON))
    doors.clock.move(NOON + 31 * DAY)
    assert await load_of(doors) == Workload(THUY, walking_with=1)


async def test_what_is_too_much_is_to_be_talked_over(doors: Doors) -> None:
    await heard(doors, [accepted(number) for number in range(13)])
    page = await my_day(doors)
    assert "More than one person can carry well" in page
    assert "Talk it over with Priya Raman." in page


async def test_my_day_and_practice_say_the_same_of_the_same_week(doors: Doors, open_doors: OpenDoors) -> None:
    there = await open_doors(practice)
    for number in range(6):
        await doors.hear(accepted(number, at=NOON - 40 * DAY if number else NOON))
    await heard(doors, [accepted(7, MALIA, NOON - 50 * DAY)])
    await _live_a_week(doors)
    await heard(there, await doors.told())
    for now in (NOON, NOON + DAY, NOON + 8 * DAY, NOON + 45 * DAY):
        doors.clock.move(now)
        async with there.here.db.snapshot() as tx:
            expected = await practice_store.loads(tx, [THUY, MALIA], now)
        assert [await load_of(doors, who) for who in (THUY, MALIA)] == expected
        assert now > NOON or {load.walking_with for load in expected} == {4, 1}


async def _live_a_week(doors: Doors) -> None:
    """Talks, one of them by mistake; answers that weigh; a visit looked back at; an end; somebody handed over."""
    checked, mistake, debrief = uuid4(), uuid4(), uuid4()
    await record(
        doors,
        CheckInHeld(**of(1), check_in_id=uuid4(), mode="call", occurred_at=NOON - 30 * DAY),
        CheckInHeld(**of(1), check_in_id=uuid4(), mode="visit", occurred_at=NOON - DAY),
        CheckInHeld(**of(2), check_in_id=mistake, mode="call", occurred_at=NOON),
        ContactTakenBack(**of(2), check_in_id=mistake, occurred_at=NOON),
        CheckInDue(**of(3), check_in_id=checked, due_at=NOON - 3 * DAY, occurred_at=NOON - 3 * DAY),
        CheckInAnswered(**of(3), check_in_id=checked, feeling="hard", please_call=True, occurred_at=NOON - 2 * DAY),
        DebriefDue(**of(4), debrief_id=debrief, attendance_id=uuid4(), activity_id=uuid4(), occurred_at=NOON - 4 * DAY),
        DebriefHeld(**of(4), debrief_id=debrief, would_go_again="yes", occurred_at=NOON - DAY),
        CheckInHeld(**of(5), check_in_id=uuid4(), mode="call", occurred_at=NOON - 5 * DAY),
    )
    async with doors.here.transaction() as tx:
        ending = await journeys_store.journey(tx, of(4)["journey_id"])
        await recording.record(tx, course.close(ending, "other", True, NOON))
        leaving = await journeys_store.journey(tx, of(5)["journey_id"])
        await recording.record(tx, handing_over.hand_over(leaving, uuid4(), MALIA, "sings", {THUY, MALIA}, NOON))
        coming = await journeys_store.journey(tx, course.open_journey(accepted(7)).journey_id)
        await recording.record(tx, course.close(coming, "other", True, NOON))


async def test_a_journey_of_dimi_is_counted_with_whoever_walks_with_her(with_dimi: Doors) -> None:
    assert await load_of(with_dimi) == Workload(THUY, walking_with=1, opened_lately=1, no_talk_yet=1)
    async with with_dimi.here.transaction() as tx:
        journey = await journeys_store.journey(tx, JOURNEY)
        await recording.record(tx, handing_over.hand_over(journey, uuid4(), MALIA, "sings", {THUY, MALIA}, NOON))
    assert await load_of(with_dimi) == Workload(THUY)
    assert (await load_of(with_dimi, MALIA)).walking_with == 1
