"""Somebody is found, and known again, however their name is written: by search, in the inbox, in the register."""

from html import unescape

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ParticipantCardUpdated
from tests.doors import Doors, OpenDoors
from tests.referral.people import somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def found(doors: Doors, asked: str) -> str:
    intake = await doors.client("intake")
    page = unescape((await intake.submit("/referral/people", page="/referral/people", asked=asked)).text)
    return page.split("<ul", 2)[-1] if "Nobody found" not in page else ""


@pytest.mark.parametrize(
    ("name", "preferred", "typed"),
    [
        ("Đặng Thị Hoa", "", "dang thi hoa"),
        ("Łukasz Taberski", "", "Lukasz"),
        ("Søren Tveit", "", "Soren"),
        ("Nguyễn Văn Minh", "", "Minh Nguyen"),
        ("Margaret Anne Tilden", "", "Margaret Tilden"),
        ("Anna Tilden", "Zoë", "Zoe"),
        ("Anna Tilden", "", "Ａｎｎａ T"),
    ],
)
async def test_intake_finds_somebody_by_the_name_as_it_sounds(
    doors: Doors, name: str, preferred: str, typed: str
) -> None:
    await somebody_asks(doors, name=name, preferred_name=preferred)
    await somebody_asks(doors, name="Joan Oakden", phone="0477 777 777")
    assert name in await found(doors, typed)
    assert "Joan" not in await found(doors, typed)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Đặng Thị Hoa", "Dang Thi Hoa"),
        ("Łukasz T.", "Lukasz T."),
        ("Nguyễn Văn Minh", "Minh Van Nguyen"),
        ("Margaret Anne Tilden", "Margaret Tilden"),
    ],
)
async def test_the_inbox_and_the_referral_say_that_somebody_may_be_known(doors: Doors, first: str, second: str) -> None:
    await somebody_asks(doors, name=first, phone="0498 765 432")
    again = await somebody_asks(doors, name=second, phone="0477 777 777")
    intake = await doors.client("intake")
    assert (await intake.get("/referral")).text.count("Maybe known already") == 2
    page = unescape((await intake.get(f"/referral/{again}")).text)
    assert f"Do we know {second} already?" in page
    assert first in page


async def test_cards_of_an_earlier_release_are_told_again_as_they_stand(doors: Doors) -> None:
    await somebody_asks(doors, name="Đặng Thị Hoa")
    async with doors.here.db.transaction() as tx:
        await tx.execute("UPDATE card SET name_words = DEFAULT, name_joined = DEFAULT, name_folding = DEFAULT")
    before = [event for event in await doors.told() if isinstance(event, ParticipantCardUpdated)]
    assert await doors.tick() == 1
    assert await doors.tick() == 0
    after = [event for event in await doors.told() if isinstance(event, ParticipantCardUpdated)]
    assert after == before * 2, "told again as it stands, so that others keep of it what they need now"


async def test_the_register_of_what_was_erased_finds_a_name_too(doors: Doors) -> None:
    lead = await doors.client("lead")
    for name in ("Đặng Thị Hoa", "Joan Oakden"):
        referral_id = await somebody_asks(doors, name=name)
        intake = await doors.client("intake")
        await intake.submit(
            f"/referral/{referral_id}/decline", page=f"/referral/{referral_id}", reason="did_not_want_it"
        )
        path = f"/referral/people/{participant_of(referral_id)}/erase"
        answer = await lead.submit(path, page=path, reason="entered_by_mistake", sure="yes")
        assert answer.status_code == 303
    page = (await lead.submit("/referral/erased", page="/referral/erased", asked="hoa dang")).text
    assert "Đặng Thị Hoa" in page
    assert "Joan Oakden" not in page
    none = (await lead.submit("/referral/erased", page="/referral/erased", asked="Bruno")).text
    assert "No erased record has such a name." in none


async def test_letters_that_do_not_show_make_no_difference_to_a_search(doors: Doors) -> None:
    await somebody_asks(doors, name="Nguyễn Thị Hoa")
    page = await found(doors, "thi\u200b ho\u2060a")
    assert "Nguyễn Thị Hoa" in page
    assert "invisible character" not in page
