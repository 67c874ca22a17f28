"""What was noted by mistake is taken back weeks later: it counts no more, and that it was noted stays in the story."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.journey.check_ins.store import rhythms as rhythms_store
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.recording import record
from shared.events import (
    Event,
    FollowUpTakenBack,
    MeasureTakenBack,
    PauseTakenBack,
    SettledIn,
    SettlingInTakenBack,
    SkillAttendanceNoted,
    SkillAttendanceTakenBack,
    SkillPlaceTaken,
    SkillSessionPlanned,
    StoppedGoing,
    StoppingTakenBack,
)
from tests.doors import Client, Doors
from tests.journey.own_page import words_of
from tests.journey.people import (
    AT,
    DIMI,
    GARDEN,
    JOURNEY,
    LISTED,
    NOON,
    PLACE,
    PLANNED,
    PLANTING,
    THUY,
    accepted,
    attended,
)

WEDNESDAYS = [date(2026, 3, 4), date(2026, 3, 11), date(2026, 3, 18)]
LATER = NOON + timedelta(days=20)
WAY = f"{AT}/ways/{PLANTING}"
IDS = {"journey_id": JOURNEY, "participant_id": DIMI}
THERE = {**IDS, "activity_id": PLANTING, "group_id": GARDEN}
TAKEN_BACK = "Taken back. It does not count"


@pytest.fixture
async def there(agreed: Doors) -> Doors:
    """Dimi has been at the garden three times."""
    for event in (LISTED, PLANNED, PLACE, *(attended(day) for day in WEDNESDAYS)):
        await agreed.hear(event)
    agreed.clock.move(LATER)
    return agreed


async def takes_back(client: Client, what: str, reason: str = "wrong_person") -> int:
    page = f"{AT}/{what}/mistake"
    if (shown := await client.get(page)).status_code != 200:
        return shown.status_code
    answer = await client.submit(page, page=page, reason=reason)
    if answer.status_code == 303:
        assert TAKEN_BACK in (await client.get(answer.headers["location"])).text
    return answer.status_code


async def last_told(doors: Doors) -> Event:
    return (await doors.told())[-1]


async def way(doors: Doors):
    async with doors.here.db.transaction() as tx:
        return await last_mile_store.way(tx, DIMI, PLANTING)


async def of_journey(doors: Doors, column: str):
    async with doors.here.db.transaction() as tx:
        return await tx.fetchval(f'SELECT "{column}" FROM journey WHERE id = $1', JOURNEY)


async def test_that_somebody_settled_in_is_taken_back_and_can_be_noted_again(there: Doors, thuy: Client) -> None:
    settled = uuid4()
    assert (await thuy.submit(f"{WAY}/settled", page=AT, command_id=settled)).status_code == 303
    assert "Belongs there now" in await words_of(thuy, f"{AT}/noted")
    assert await takes_back(thuy, f"settlings/{settled}", "did_not_happen") == 303
    told = await last_told(there)
    assert isinstance(told, SettlingInTakenBack)
    assert (told.settling_id, told.activity_id, told.reason) == (settled, PLANTING, "did_not_happen")
    assert (await way(there)).settled_at is None
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "That they had settled in, noted for Sunday 22 March, was taken back. It did not come about" in story
    assert "Belongs at Sunshine" not in story
    assert story.count("was taken back") == 1
    assert await takes_back(thuy, f"settlings/{settled}") == 404
    assert (await thuy.submit(f"{WAY}/settled", page=AT)).status_code == 303


async def test_that_somebody_stopped_going_is_taken_back_and_what_came_before_counts_again(
    there: Doors, thuy: Client
) -> None:
    before, stopped = await way(there), uuid4()
    await thuy.submit(f"{WAY}/stopped", page=f"{WAY}/stopped", command_id=stopped, reason="felt_unwelcome")
    assert (await way(there)).stopped_at
    assert await takes_back(thuy, f"stoppings/{stopped}") == 303
    told = await last_told(there)
    assert isinstance(told, StoppingTakenBack)
    assert (told.stop_id, told.group_id) == (stopped, GARDEN)
    now = await way(there)
    assert (now.rungs, now.visits_now, now.stopped_at) == (before.rungs, before.visits_now, None)
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "That they had stopped going somewhere, noted for Sunday 22 March, was taken back" in story
    assert "They did not feel welcome" not in story
    async with there.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT was FROM correction") == "felt_unwelcome", "what stood before is kept"


@pytest.mark.parametrize("ended", [False, True], ids=["running", "ended"])
async def test_a_pause_that_was_none_is_as_if_it_had_never_been(there: Doors, thuy: Client, ended: bool) -> None:
    pause, page = uuid4(), f"{AT}/pauses"
    await thuy.submit(page, page=page, command_id=pause, reason="hospital", from_on="2026-03-22")
    if ended:
        there.clock.move(LATER + timedelta(days=1))
        await thuy.submit(f"{page}/{pause}/end", page=page)
    assert f"{page}/{pause}/mistake" in (await thuy.get(page)).text
    assert await takes_back(thuy, f"pauses/{pause}") == 303
    told = await last_told(there)
    assert isinstance(told, PauseTakenBack)
    assert (told.pause_id, told.reason) == (pause, "wrong_person")
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "A pause, noted for Sunday 22 March, was taken back" in story
    assert "hospital" not in story
    async with there.here.db.transaction() as tx:
        assert await rhythms_store.pauses(tx, JOURNEY) == ()
    assert await takes_back(thuy, f"pauses/{pause}") == 404


async def test_a_pause_that_was_ended_by_mistake_goes_on_from_the_same_day(there: Doors, thuy: Client) -> None:
    await there.tick()
    pause, page = uuid4(), f"{AT}/pauses"
    known = {"reason": "hospital", "from_on": "2026-03-22", "until_on": "2026-04-20"}
    await thuy.submit(page, page=page, command_id=pause, **known)
    await thuy.submit(f"{page}/{pause}/end", page=page)
    assert "Ended by mistake? Plan it again from today." in await words_of(thuy, page)
    assert (await thuy.submit(page, page=page, **known)).status_code == 303
    there.clock.move(LATER + timedelta(days=15))
    assert await there.tick() == 0, "nobody asks in a pause"


async def practised(doors: Doors, came: bool = True) -> UUID:
    session, place = uuid4(), uuid4()
    for event in (
        SkillSessionPlanned(session_id=session, topic="confidence", setting="single", starts_at=NOON, places=1,
                            link_worker_id=THUY, occurred_at=NOON),
        SkillPlaceTaken(**IDS, place_id=place, session_id=session, occurred_at=NOON),
        SkillAttendanceNoted(**IDS, place_id=place, session_id=session, came=came, confidence=9 if came else None,
                             reason=None if came else "away", occurred_at=doors.here.now()),
    ):  # fmt: skip
        async with doors.here.transaction() as tx:
            await record(tx, event)
    async with doors.here.db.transaction() as tx:
        assert await tx.fetchval("SELECT noted_at FROM skill_place WHERE id = $1", place)
    return place


@pytest.mark.parametrize("came", [True, False])
async def test_whether_they_came_to_practise_is_taken_back_and_noted_anew(
    there: Doors, thuy: Client, came: bool
) -> None:
    before = await of_journey(there, "last_contact_at")
    place = await practised(there, came)
    assert (await of_journey(there, "last_contact_at") == LATER) == came
    async with there.here.db.transaction() as tx:
        session = await tx.fetchval("SELECT session_id FROM skill_place WHERE id = $1", place)
    assert f"{AT}/practised/{place}/mistake" in (await thuy.get(f"/journey/skills/{session}")).text
    assert await takes_back(thuy, f"practised/{place}") == 303
    told = await last_told(there)
    assert isinstance(told, SkillAttendanceTakenBack)
    assert (told.place_id, told.session_id) == (place, session)
    assert await of_journey(there, "last_contact_at") == before
    assert "Whether they came to practise, noted for Sunday 22 March, was taken back" in await words_of(thuy, AT)
    hour = f"/journey/skills/{session}"
    assert (await thuy.submit(f"{hour}/came/{place}", page=hour, came="yes", confidence="4")).status_code == 303
    assert await takes_back(thuy, f"practised/{place}") == 303, "and once more, if that was a mistake, too"


async def test_another_mistake_leaves_the_word_of_an_hour_to_practise_standing(there: Doors, thuy: Client) -> None:
    await practised(there)
    contact, page = uuid4(), f"{AT}/check-in"
    there.clock.move(LATER + timedelta(days=1))
    await thuy.submit(page, page=page, command_id=contact, mode="call")
    assert await takes_back(thuy, f"check-ins/{contact}") == 303
    assert await of_journey(there, "last_contact_at") == LATER


async def test_a_visit_that_was_none_is_no_word_between_the_two(there: Doors, thuy: Client) -> None:
    before, visit = await of_journey(there, "last_contact_at"), uuid4()
    known = {"visited_on": "2026-03-18", "went": "together"}
    await thuy.submit(f"{WAY}/visit", page=f"{WAY}/visit", command_id=visit, **known)
    assert await of_journey(there, "last_contact_at") == LATER
    assert await takes_back(thuy, f"visits/{visit}") == 303
    assert await of_journey(there, "last_contact_at") == before


async def closed(thuy: Client) -> None:
    answer = await thuy.submit(f"{AT}/close", page=f"{AT}/close", reason="moved_away", follow_up_on="2026-04-20")
    assert answer.status_code == 303


async def asks_once_more(thuy: Client, outcome: str) -> UUID:
    asked, page = uuid4(), f"{AT}/follow-up"
    answer = await thuy.submit(page, page=page, command_id=asked, outcome=outcome, note="Bruno is in the choir")
    assert answer.status_code == 303
    return asked


async def test_that_somebody_asked_once_more_is_taken_back_and_is_still_to_be_done(there: Doors, thuy: Client) -> None:
    await closed(thuy)
    there.clock.move(LATER + timedelta(days=30))
    asked = await asks_once_more(thuy, "going_well")
    assert "Put it right" in (await thuy.get(AT)).text
    page = await words_of(thuy, f"{AT}/noted")
    assert "Asked once more after the end: They are going well" in page
    assert "Was there" not in page, "of what has ended nothing else is put right"
    assert await takes_back(thuy, f"follow-ups/{asked}") == 303
    told = await last_told(there)
    assert isinstance(told, FollowUpTakenBack)
    assert told.follow_up_id == asked
    assert await of_journey(there, "followed_up_at") is None
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "That somebody had asked once more after the end, noted for" in story
    assert "Bruno" not in story
    assert f"{AT}/follow-up" in (await thuy.get("/journey")).text, "it stands on the day of whoever walked with them"


async def test_where_somebody_else_has_asked_since_the_end_that_stands(there: Doors, thuy: Client) -> None:
    await closed(thuy)
    first = LATER + timedelta(days=30)
    there.clock.move(first)
    await asks_once_more(thuy, "no_answer")
    there.clock.move(first + timedelta(days=2))
    asked = await asks_once_more(thuy, "going_well")
    assert await takes_back(thuy, f"follow-ups/{asked}", "twice") == 303
    assert await of_journey(there, "followed_up_at") == first


async def test_nobody_else_takes_any_of_it_back(there: Doors, thuy: Client) -> None:
    async with there.here.transaction() as tx:
        for event in (
            SettledIn(**THERE, settling_id=uuid4(), occurred_at=LATER),
            StoppedGoing(**THERE, stop_id=uuid4(), reason="cost", occurred_at=LATER),
        ):
            await record(tx, event)
    await there.hear(accepted(1))
    links = [part for part in (await thuy.get(f"{AT}/noted")).text.split('"') if part.endswith("/mistake")]
    assert len(links) == 2
    malia, another = await there.client("link_worker", 1), f"/journey/{UUID(int=0)}"
    for link in links:
        assert (await malia.get(link)).status_code == 404
        assert (await thuy.get(link.replace(AT, another))).status_code == 404


async def test_their_own_page_says_it_in_plain_words(asked: Doors, own_at: str) -> None:
    from tests.journey.own_page import who_said_the_year

    for event in (LISTED, PLANNED, PLACE):
        await asked.hear(event)
    thuy, settled, stopped = await asked.client("link_worker"), uuid4(), uuid4()
    async with asked.here.transaction() as tx:
        for event in (
            SettledIn(**THERE, settling_id=settled, occurred_at=NOON),
            StoppedGoing(**THERE, stop_id=stopped, reason="cost", occurred_at=NOON),
        ):
            await record(tx, event)
    for what in (f"settlings/{settled}", f"stoppings/{stopped}"):
        assert await takes_back(thuy, what) == 303
    herself = await who_said_the_year(asked, own_at)
    held = await words_of(herself, f"{own_at}/mine/held")
    garden = "Wednesday planting (Sunshine Community Garden)"
    assert f"Somebody noted by mistake that you belong at {garden}. It was taken back." in held
    assert f"Somebody noted by mistake that you do not go to {garden} any more. It was taken back." in held
    assert "it cost too much" not in held


async def answered(thuy: Client, on: str, **fields: str) -> UUID:
    measure, page = uuid4(), f"{AT}/measures/ucla-3"
    said = {"item_1": "2", "item_2": "2", "item_3": "3", "mode": "together"} | fields
    assert (await thuy.submit(page, page=page, command_id=measure, on=on, **said)).status_code == 303
    return measure


async def test_answers_noted_for_the_wrong_person_are_taken_back_and_asked_for_again(
    there: Doors, thuy: Client
) -> None:
    before = await of_journey(there, "last_contact_at")
    measure = await answered(thuy, "2026-03-19")
    assert await of_journey(there, "last_contact_at") == LATER
    assert f"{AT}/measures/taken/{measure}/mistake" in (await thuy.get(f"{AT}/measures/taken/{measure}")).text
    assert "Questions: they answered, Three questions about company" in await words_of(thuy, f"{AT}/noted")
    assert await takes_back(thuy, f"measures/taken/{measure}") == 303
    told = await last_told(there)
    assert isinstance(told, MeasureTakenBack)
    assert (told.measure_id, told.reason) == (measure, "wrong_person")
    assert await of_journey(there, "last_contact_at") == before
    story = await words_of(thuy, f"{AT}?all=yes")
    assert "What they answered to questions, noted for Thursday 19 March, was taken back" in story
    assert "7 of 9" not in story
    assert (await thuy.get(f"{AT}/measures/taken/{measure}")).status_code == 404
    assert await takes_back(thuy, f"measures/taken/{measure}") == 404
    assert await answered(thuy, "2026-03-19"), "and is asked again"
