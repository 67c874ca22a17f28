"""The page of one person: their story in parts and pages, and what is undone at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.journey.timeline.rules import timeline
from services.journey.timeline.store import story as story_store
from services.journey.timeline.store.story import STORY
from shared.events import ContactTakenBack, GoalResumed, MomentOfConnection, MomentTakenBack
from tests.journey.people import AT, JOURNEY, NOON

MOMENTS = f"{AT}/moments"


async def noted(client, words, **more):
    answer = await client.submit(MOMENTS, page=MOMENTS, kind="laughed", words=words, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_long_story_comes_in_pages(with_dimi, thuy):
    for number in range(30):
        with_dimi.clock.move(NOON + timedelta(hours=number))
        await noted(thuy, f"moment number {number}.")
    first, last = (await thuy.get(AT)).text, (await thuy.get(f"{AT}?page=3")).text
    assert "moment number 29." in first
    assert "moment number 5." not in first
    assert "moment number 5." in last
    assert "Set out together" in last
    assert "1 to 12 of 31 entries" in first


async def test_a_story_of_a_hundred_entries_is_never_read_as_a_whole(with_dimi, thuy):
    async with with_dimi.here.transaction() as tx:
        await tx.executemany(
            "INSERT INTO moment (id, journey_id, kind, words, noted_at) VALUES ($1, $2, 'laughed', $3, $4)",
            [(uuid4(), JOURNEY, str(n), NOON + timedelta(hours=n)) for n in range(150)],
        )
        page = await story_store.story(tx, JOURNEY, None, offset=48, most=12)
        assert [happening.words for happening in page] == [str(149 - n) for n in range(48, 60)]
        assert (await story_store.story_counts(tx, JOURNEY))["moment"] == 150


async def test_pages_of_what_came_at_one_instant_show_each_entry_once(with_dimi):
    """Whatever the rows do meanwhile: the order is told by what an entry says, down to its last word."""
    async with with_dimi.here.transaction() as tx:
        await tx.executemany(
            "INSERT INTO moment (id, journey_id, kind, words, noted_at) VALUES ($1, $2, $3, $4, $5)",
            [(uuid4(), JOURNEY, ("laughed", "went_back")[n % 2], f"moment {n}", NOON) for n in range(20)],
        )
        await tx.executemany(
            "INSERT INTO check_in (id, journey_id, mode, note, held_at) VALUES ($1, $2, 'call', $3, $4)",
            [(uuid4(), JOURNEY, f"call {n}", NOON) for n in range(20)],
        )
        pages = []
        for offset in range(0, 48, 12):
            pages += await story_store.story(tx, JOURNEY, None, offset=offset, most=12)
            await tx.execute("UPDATE moment SET words = words WHERE random() < 0.5")
            await tx.execute("UPDATE check_in SET note = note WHERE random() < 0.5")
        whole = await story_store.story(tx, JOURNEY)
    assert pages == whole
    assert len({(happening.kind, happening.words) for happening in pages}) == len(whole) >= 41


async def test_the_story_is_parted_by_plain_links(with_dimi, thuy):
    await noted(thuy, "with the neighbours")
    with_dimi.clock.move(NOON + timedelta(hours=1))
    await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="visit", note="tea in the garden")
    story = (await thuy.get(AT)).text.split('id="story"')[1]
    assert "with the neighbours" in story
    assert "tea in the garden" in story
    story = (await thuy.get(f"{AT}?story=contacts")).text.split('id="story"')[1]
    assert "with the neighbours" not in story
    assert "tea in the garden" in story
    assert f'href="{AT}?story=moments#story"' in story


async def test_a_part_of_the_story_that_does_not_exist_is_everything(thuy):
    assert "Set out together" in (await thuy.get(f"{AT}?story=gossip&page=-3")).text


def test_every_kind_of_happening_has_its_sentence_and_its_place():
    assert set(timeline.ABOUT) == set(timeline.SENTENCES)
    assert set(timeline.ABOUT.values()) <= set(timeline.FILTERS) | {""}
    assert {*timeline.FILTERS} - {"all"} <= set(timeline.ABOUT.values()), "no filter is always empty"


async def test_every_subjects_select_can_be_asked_for_one_page(with_dimi):
    async with with_dimi.here.transaction() as tx:
        for told in STORY:
            await tx.fetch(f"SELECT at, kind, code, words FROM ({told}) AS told (at, kind, code, words)", JOURNEY)


async def test_a_moment_noted_by_mistake_is_undone_with_one_tap(with_dimi, thuy):
    moment_id = uuid4()
    onward = await noted(thuy, "of somebody else", command_id=moment_id)
    page = (await thuy.get(onward)).text
    assert "Noted. This is what the work is for." in page
    assert f'action="{MOMENTS}/{moment_id}/take-back"' in page
    assert "Undo" not in (await thuy.get(onward)).text, "it is offered once"
    answer = await thuy.submit(f"{MOMENTS}/{moment_id}/take-back", page=AT)
    page = (await thuy.get(answer.headers["location"])).text
    assert "Taken back" in page
    assert "of somebody else" not in page
    assert [type(event) for event in (await with_dimi.told())[-2:]] == [MomentOfConnection, MomentTakenBack]


async def test_taking_a_moment_back_twice_changes_nothing_twice(with_dimi, thuy):
    moment_id = uuid4()
    await noted(thuy, "x", command_id=moment_id)
    for _ in range(2):
        assert (await thuy.submit(f"{MOMENTS}/{moment_id}/take-back", page=AT)).status_code == 303
    assert sum(isinstance(event, MomentTakenBack) for event in await with_dimi.told()) == 1


async def test_after_ten_minutes_a_moment_is_part_of_the_story(with_dimi, thuy):
    moment_id = uuid4()
    await noted(thuy, "x", command_id=moment_id)
    with_dimi.clock.move(NOON + timedelta(minutes=10, seconds=1))
    answer = await thuy.submit(f"{MOMENTS}/{moment_id}/take-back", page=AT)
    assert answer.status_code == 422
    assert "more than ten minutes ago" in answer.text
    assert await with_dimi.count("moment") == 1


async def test_nobody_takes_back_somebody_elses_moment(with_dimi, thuy):
    moment_id = uuid4()
    await noted(thuy, "x", command_id=moment_id)
    malia = await with_dimi.client("link_worker", 1)
    answer = await malia.submit(f"{MOMENTS}/{moment_id}/take-back", page="/journey/keys")
    assert answer.status_code == 404
    assert await with_dimi.count("moment") == 1


async def test_a_contact_and_a_goal_offer_to_be_undone_too(with_dimi, thuy):
    answer = await thuy.submit(f"{AT}/check-in", page=f"{AT}/check-in", mode="call")
    undo = answer.headers["location"].split("undo=")[1]
    assert f'action="{AT}/{undo}"' in (await thuy.get(answer.headers["location"])).text
    await thuy.submit(f"{AT}/{undo}", page=AT)
    assert isinstance((await with_dimi.told())[-1], ContactTakenBack)
    goal_id = uuid4()
    await thuy.submit(f"{AT}/goals", page=f"{AT}/goals", wording="swim", importance="5", command_id=goal_id)
    for ending in ("reached", "let-go"):
        answer = await thuy.submit(f"{AT}/goals/{goal_id}/{ending}", page=AT)
        undo = answer.headers["location"].split("undo=")[1]
        assert f'action="{AT}/{undo}"' in (await thuy.get(answer.headers["location"])).text
        await thuy.submit(f"{AT}/{undo}", page=AT)
        assert isinstance((await with_dimi.told())[-1], GoalResumed)


@pytest.mark.parametrize("undo", ["close", "moments/x/take-back", "//elsewhere.example", "../close", '"><b>'])
async def test_an_address_offers_to_undo_nothing_else(thuy, undo):
    await noted(thuy, "x")
    page = await thuy.get(AT, params={"undo": undo})
    assert page.status_code == 200
    assert "Undo" not in page.text
    assert undo not in page.text.split("<main")[1].split('id="story"')[0]


async def test_keys_are_written_down_where_they_can_be_switched_off(thuy):
    page = (await thuy.get("/journey/keys")).text
    assert "data-keys-toggle" in page
    assert "Record a contact".lower() in page.lower()
    assert 'data-key="c"' in (await thuy.get(AT)).text
