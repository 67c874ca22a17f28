"""Lists of people and the Lead's view: where everybody is, worked out where the rows are."""

import random
import statistics
from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.journey.caseload.store import lists
from services.journey.core.rules.people import STAGES
from services.journey.core.store import people as people_store
from tests.journey.people import AT, JOURNEY, LISTED, MALIA, NOON, OPENED, PLACE, PLANNED, THUY, accepted, attended
from tests.journey.people import card as their_card

TODAY = date(2026, 3, 2)
PEOPLE = """
    INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since, closed_at,
                         last_contact_at, every_weeks, stepped_down_at, has_plan, places, visits, first_visit_on)
    VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
PAUSE = """
    INSERT INTO pause (id, journey_id, from_on, until_on, reason, paused_at, resumed_on)
    VALUES ($1, $2, $3, $4, 'holiday', $5, $6)"""


async def live_through(doors, how_many, seed=1):
    """So many people, each with a course of their own: made up, and the same each time."""
    chance = random.Random(seed)
    async with doors.here.transaction() as tx:
        for number in range(how_many):
            await tx.execute(PEOPLE, *_life(chance, number))
            journey_id = UUID(int=number + 1)
            await tx.execute(
                "UPDATE journey SET has_plan = $2, places = $3, visits = $4, first_visit_on = $5 WHERE id = $1",
                journey_id, chance.random() < 0.5, chance.choice([0, 0, 1]), chance.choice([0, 0, 1, 2, 3, 4]),
                chance.choice([None, TODAY]),
            )  # fmt: skip
            for _ in range(chance.choice([0, 0, 0, 1, 2])):
                await tx.execute(PAUSE, uuid4(), journey_id, *_pause(chance), NOON, chance.choice([None, None, TODAY]))


def _life(chance, number):
    opened = NOON - timedelta(days=chance.randrange(100), hours=chance.randrange(24))
    weeks = chance.choice([1, 2, 4, 26])
    edge = timedelta(weeks=weeks, days=7) + timedelta(seconds=chance.choice([-1, 0, 1, -86400, 86400]))
    contact = chance.choice([None, NOON - edge, NOON - timedelta(days=chance.randrange(60))])
    closed = NOON - timedelta(days=chance.randrange(9)) if chance.random() < 0.15 else None
    stepped = NOON - timedelta(days=3) if chance.random() < 0.2 else None
    return (UUID(int=number + 1), UUID(int=number + 10_000), UUID(int=number + 20_000),
            chance.choice([THUY, MALIA]), opened, closed, contact, weeks, stepped, False, 0, 0, None)  # fmt: skip


def _pause(chance):
    first = TODAY + timedelta(days=chance.randrange(-6, 3))
    return first, chance.choice([None, first, first + timedelta(days=3), max(first, TODAY)])


@pytest.fixture
async def many(doors):
    await live_through(doors, 300)
    return doors


async def test_the_database_and_the_page_of_one_person_agree_where_everybody_is(many):
    async with many.here.transaction() as tx:
        told = {}
        for stage in STAGES:
            for listed in await lists.listed(tx, None, stage, NOON, TODAY, 0, 1000):
                assert listed.stage == stage
                told[listed.journey_id] = stage
        known = {number: await people_store.person(tx, UUID(int=number), TODAY) for number in range(1, 301)}
    assert told == {person.journey_id: person.stage(NOON) for person in known.values()}
    assert set(told.values()) == set(STAGES), "every stage has somebody in it"


async def test_the_numbers_are_as_long_as_the_lists_behind_them(many):
    async with many.here.transaction() as tx:
        for whose in (None, THUY, MALIA):
            counts = await lists.stage_counts(tx, whose, NOON, TODAY) | await lists.waiting_counts(tx, whose)
            for which in (*STAGES, "waiting", "no_visit"):
                assert len(await lists.listed(tx, whose, which, NOON, TODAY, 0, 1000)) == counts.get(which, 0)
            everybody = await lists.listed(tx, whose, "", NOON, TODAY, 0, 1000)
            assert len(everybody) == sum(counts.get(stage, 0) for stage in STAGES if stage != "closed")


async def test_one_look_at_everybody_says_the_same_as_many(many):
    async with many.here.transaction() as tx:
        stages, loads, workers = await lists.the_local(tx, NOON, TODAY, 10)
        counts = await lists.stage_counts(tx, None, NOON, TODAY)
        thuys = await lists.listed(tx, THUY, "", NOON, TODAY, 0, 1000)
    assert stages == counts
    assert workers == 2
    (load,) = [each for each in loads if each.link_worker_id == THUY]
    by_stage = Counter(each.stage for each in thuys)
    assert (load.people, load.quiet, load.paused) == (len(thuys), by_stage["quiet"], by_stage["paused"])
    assert [each.people for each in loads] == sorted((each.people for each in loads), reverse=True)


async def test_the_tally_is_what_stands_in_the_rows_whatever_happens_to_them(many):
    async with many.here.transaction() as tx:
        await tx.execute("UPDATE journey SET link_worker_id = $1 WHERE visits = 2", UUID(int=77))
        await tx.execute("UPDATE journey SET closed_at = NULL WHERE id < $1", UUID(int=100))
        rows = await tx.fetch("SELECT link_worker_id, standing, count(*) AS people FROM journey GROUP BY 1, 2")
        tally = await tx.fetch("SELECT * FROM tally WHERE people <> 0")
    assert {tuple(row) for row in tally} == {tuple(row) for row in rows}


async def test_a_long_list_comes_in_pages_and_nobody_is_left_out_or_told_twice(many):
    async with many.here.transaction() as tx:
        everybody = await lists.listed(tx, None, "", NOON, TODAY, 0, 1000)
        pages = [await lists.listed(tx, None, "", NOON, TODAY, offset, 25) for offset in range(0, 300, 25)]
    assert [each.journey_id for page in pages for each in page] == [each.journey_id for each in everybody]
    touched = [each.last_contact_at or each.opened_at for each in everybody]
    assert touched == sorted(touched), "whoever nobody has been in touch with for longest comes first"


async def test_what_is_counted_along_is_what_has_happened(with_dimi):
    async def stands():
        async with with_dimi.here.transaction() as tx:
            return await tx.fetchrow(
                "SELECT places, visits, first_visit_on, has_plan FROM journey WHERE id = $1", JOURNEY
            )

    assert tuple(await stands()) == (0, 0, None, False)
    for event in (LISTED, PLANNED, PLACE):
        await with_dimi.hear(event)
    assert tuple(await stands()) == (1, 0, None, False)
    for on in (date(2026, 3, 4), date(2026, 3, 11)):
        await with_dimi.hear(attended(on))
        await with_dimi.hear(attended(on))
    assert tuple(await stands()) == (1, 2, date(2026, 3, 4), False)


async def test_steps_that_were_told_before_the_journey_opened_count_too(doors):
    await doors.hear(attended(date(2026, 3, 4)))
    await doors.hear(OPENED)
    async with doors.here.transaction() as tx:
        assert await tx.fetchval("SELECT visits FROM journey") == 1


async def test_what_happened_while_a_journey_was_closed_counts_when_it_goes_on(with_dimi):
    async def close(at):
        async with with_dimi.here.transaction() as tx:
            await tx.execute("UPDATE journey SET closed_at = $1", at)
            return await tx.fetchval("SELECT visits FROM journey")

    await close(NOON)
    await with_dimi.hear(attended(date(2026, 3, 4)))
    assert await close(NOON) == 0
    assert await close(None) == 1


async def test_with_a_second_journey_only_what_happened_since_counts(with_dimi):
    await with_dimi.hear(attended(date(2026, 3, 4)))
    async with with_dimi.here.transaction() as tx:
        await tx.execute("UPDATE journey SET closed_at = $1", NOON + timedelta(days=1))
        await tx.execute(
            """
            INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since, episode)
            SELECT $1, participant_id, referral_id, link_worker_id, $2, $2, 2 FROM journey""",
            UUID(int=7), NOON + timedelta(days=9),
        )  # fmt: skip
    await with_dimi.hear(attended(date(2026, 3, 18), NOON + timedelta(days=16)))
    async with with_dimi.here.transaction() as tx:
        assert [tuple(row) for row in await tx.fetch("SELECT episode, visits FROM journey ORDER BY 1")] == [
            (1, 1),
            (2, 1),
        ]


async def test_the_first_word_is_kept_however_many_follow(with_dimi):
    thuy = await with_dimi.client("link_worker")
    for days in (1, 5):
        with_dimi.clock.move(NOON + timedelta(days=days))
        await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    async with with_dimi.here.transaction() as tx:
        row = await tx.fetchrow("SELECT first_contact_at, last_contact_at FROM journey")
    assert tuple(row) == (NOON + timedelta(days=1), NOON + timedelta(days=5))


# The pages


@pytest.fixture
async def lead(with_dimi):
    return await with_dimi.client("lead")


async def test_the_lead_sees_how_long_people_wait_and_who_waits_longest(with_dimi, lead):
    await with_dimi.hear(accepted(1, MALIA, NOON - timedelta(days=9)))
    page = (await lead.get("/journey")).text
    assert "Waiting longest for a first contact" in page
    assert page.index("Someone new") < page.index(">Dimi<")
    assert "with Malia Tuala" in page
    assert 'href="/journey/people?stage=waiting">2</a>' in page


async def test_each_number_of_the_lead_leads_to_the_list_behind_it(with_dimi, lead):
    await with_dimi.hear(accepted(1, MALIA))
    for path, said in (
        ("/journey/people?stage=waiting", "Dimi"),
        ("/journey/people?stage=getting_to_know", "Dimi"),
        (f"/journey/people?worker={THUY}", "People with Thuy Nguyễn"),
        (f"/journey/people?worker={THUY}&amp;stage=waiting", "People with Thuy Nguyễn"),
    ):
        assert path in (await lead.get("/journey")).text
        page = (await lead.get(path)).text
        assert said in page
        assert ">Dimi<" in page
    assert ">Dimi<" not in (await lead.get(f"/journey/people?worker={MALIA}")).text


async def test_the_lead_sees_medians_of_those_who_wait_no_more(with_dimi, lead):
    thuy = await with_dimi.client("link_worker")
    with_dimi.clock.move(NOON + timedelta(days=2))
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    page = (await lead.get("/journey")).text
    assert (
        "<b>2 days</b> is the usual wait from the accepted referral to the first contact (1 person; the longest 2 days)"
        in page
    )
    assert "<b>–</b> from the accepted referral to the first visit anywhere: nobody yet" in page


async def test_who_still_waits_is_in_no_median(many):
    async with many.here.transaction() as tx:
        told = await lists.waited(tx, NOON - timedelta(days=50))
        rows = await tx.fetch("SELECT * FROM journey WHERE opened_at >= $1", NOON - timedelta(days=50))
    words = [
        max((row["first_contact_at"] - row["opened_at"]) / timedelta(1), 0) for row in rows if row["first_contact_at"]
    ]
    visits = [(row["first_visit_on"] - row["opened_at"].date()).days for row in rows if row["first_visit_on"]]
    assert 0 < len(visits) < len(rows)
    assert (told["word"].of, told["visit"].of) == (len(words), len(visits))
    assert told["word"].median_days == pytest.approx(statistics.median(words))
    assert told["visit"].median_days == statistics.median(visits)
    assert told["word"].longest_days == pytest.approx(max(words))


async def test_safety_notes_stand_first_for_the_lead_and_for_the_link_worker(with_dimi, lead):
    thuy = await with_dimi.client("link_worker")
    worry = {"kind": "worry", "urgency": "today", "escalate_to": "clinician", "words": "so quiet"}
    await thuy.submit(f"{AT}/safety", page=f"{AT}/safety", **worry)
    for client in (lead, thuy):
        page = (await client.get("/journey")).text
        assert "/journey/safety/" in page
        assert "so quiet" not in page
    page = (await thuy.get("/journey")).text
    assert page.index("Safety note about") < page.index("waiting for a first contact")


async def test_a_link_worker_cannot_ask_for_somebody_elses_list(with_dimi):
    await with_dimi.hear(accepted(1, MALIA))
    thuy = await with_dimi.client("link_worker")
    assert ">Dimi<" in (await thuy.get(f"/journey/people?worker={MALIA}")).text
    assert "Someone new" not in (await thuy.get(f"/journey/people?worker={MALIA}")).text
    assert "Who walks with how many" not in (await thuy.get("/journey")).text


async def test_a_list_that_does_not_exist_is_everybody(with_dimi, lead):
    assert ">Dimi<" in (await lead.get("/journey/people?stage=nonsense&worker=nobody")).text


async def test_somebody_whose_journey_has_closed_is_asked_after_when_the_day_has_come(with_dimi):
    thuy = await with_dimi.client("link_worker")
    async with with_dimi.here.transaction() as tx:
        await tx.execute("UPDATE journey SET closed_at = $1, follow_up_on = $2", NOON, TODAY + timedelta(days=30))
    assert "once more how they are" not in (await thuy.get("/journey")).text
    with_dimi.clock.move(NOON + timedelta(days=30))
    page = (await thuy.get("/journey")).text
    assert "once more how they are" in page
    assert f"{AT}/follow-up" in page


async def test_whoever_is_new_has_a_name_as_soon_as_it_is_known(doors):
    await doors.hear(OPENED)
    thuy = await doors.client("link_worker")
    assert "Someone new" in (await thuy.get("/journey/people")).text
    await doors.hear(their_card())
    assert ">Dimi<" in (await thuy.get("/journey/people")).text


async def test_two_who_are_called_alike_carry_what_tells_them_apart(with_dimi):
    for number, name in enumerate(("Dimitra Anagnostou", "Osman Yilmaz"), 1):
        told = accepted(number, THUY)
        await with_dimi.hear(told)
        called = "Dimi" if "Dimitra" in name else "Osman"
        await with_dimi.hear(their_card(participant_id=told.participant_id, name=name, preferred_name=called))
    thuy = await with_dimi.client("link_worker", 0)
    page = (await thuy.get("/journey/people")).text
    assert "Dimi (Dimitra Anagnostou)" in page
    assert "Dimi (Dimitra Papadop" in page
    assert ">Osman<" in page
