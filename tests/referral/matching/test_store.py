"""What people are recognised by is kept with their card, in one transaction, and goes with it."""

import asyncio
from html import unescape
from typing import Any

import pytest

from services.referral import store
from services.referral.app import service
from services.referral.domain.referrals import participant_of
from tests.doors import Doors, OpenDoors
from tests.referral.people import card_page, decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def rows(doors: Doors, sql: str, *values: Any) -> list[Any]:
    async with doors.here.db.transaction() as tx:
        return list(await tx.fetch(sql, *values))


async def counts(doors: Doors) -> dict[str, int]:
    return {row["what"]: row["people"] for row in await rows(doors, "SELECT what, people FROM matching_counts")}


async def inbox(doors: Doors) -> str:
    return unescape((await (await doors.client("intake")).get("/referral")).text)


async def found(doors: Doors, asked: str) -> str:
    intake = await doors.client("intake")
    page = unescape((await intake.submit("/referral/people", page="/referral/people", asked=asked)).text)
    return page.partition('class="todo"')[2]


async def test_one_person_counts_once_however_often_their_card_is_written(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, name="Panagiota Papadopoulou")
    await somebody_asks(doors, name="Ngaire Papadopoulou", phone="0477 777 777")
    before = await counts(doors)
    assert (before["people"], before["name papadopoulou"], before["name panagiota"]) == (2, 2, 1)
    intake, page = await doors.client("intake"), card_page(referral_id)
    card = {"name": "Panagiota Pappas", "contact_by": "drop_in", "safe_to_contact": "safe"}
    await intake.submit(page, page=page, **card, version="1")
    after = await counts(doors)
    assert (after["people"], after["name papadopoulou"], after["name pappas"]) == (2, 1, 1)
    assert "phone +61412345678" not in after, "a number that nobody has any more is not kept"


async def test_whoever_is_erased_leaves_no_key_no_pair_and_no_count(doors: Doors) -> None:
    first = await somebody_asks(doors, name="Panagiota Papadopoulou")
    second = await somebody_asks(doors, name="Giota Papadopoulou")
    assert len(await rows(doors, "SELECT FROM matching_pairs")) == 2
    await decide(await doors.client("intake"), second, "decline", reason="did_not_want_it")
    lead, path = await doors.client("lead"), f"{card_page(second)}/erase"
    await lead.submit(path, page=path, reason="entered_by_mistake", sure="yes")
    assert await rows(doors, "SELECT FROM matching_pairs") == []
    left = await rows(doors, "SELECT participant_id FROM matching_keys")
    assert [row["participant_id"] for row in left] == [participant_of(first)]
    after = await counts(doors)
    assert "name giota" not in after
    assert set(after.values()) == {1}


async def test_two_of_one_person_that_come_at_once_are_marked(doors: Doors) -> None:
    await asyncio.gather(*(somebody_asks(doors, name="Trần Thị Mai", born="3/4/1951") for _ in range(2)))
    assert (await inbox(doors)).count("Maybe known already") == 2


async def test_the_mark_goes_when_a_card_is_put_right(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, name="Trần Thị Mai", born="3/4/1951")
    await somebody_asks(doors, name="Mai Tran", born="3/4/1951")
    assert (await inbox(doors)).count("Maybe known already") == 2
    intake, page = await doors.client("intake"), card_page(referral_id)
    card = {"name": "Joan Oakden", "contact_by": "drop_in", "safe_to_contact": "safe", "born": "1970"}
    await intake.submit(page, page=page, **card, version="1")
    assert "Maybe known already" not in await inbox(doors)


async def test_the_likeliest_stands_first_and_none_is_hidden_behind_a_number_that_many_have(doors: Doors) -> None:
    right = await somebody_asks(doors, name="Kim Đặng", born="1/2/1953", phone="0477 777 777")
    for number in range(25):
        await somebody_asks(doors, name=f"Kim {chr(97 + number) * 6}", born="")
    again = await somebody_asks(doors, name="Dang Kim", born="1/2/1953")
    async with doors.here.db.transaction() as tx:
        first, *_ = await store.alike(tx, await store.card(tx, participant_of(again)))
    assert first.referral_id == right


async def test_people_of_an_earlier_release_come_in_by_the_clock(doors: Doors) -> None:
    await somebody_asks(doors, name="Đặng Thị Hoa")
    await rows(doors, "UPDATE matching_keys SET keys = '{}', made = 0")
    await rows(doors, "DELETE FROM matching_counts")
    assert "Đặng" not in await found(doors, "dang hoa")
    assert await doors.tick() == 1
    assert await doors.tick() == 0
    assert "Đặng" in await found(doors, "dang hoa")


@pytest.mark.parametrize(
    "asked",
    [
        "Con Papadopoulos", "papadopoulos kon", "Παπαδόπουλος Κωνσταντίνος", "Papadopulos", "papa", "pap con",
        "Costa Papadopoulos 1951", "papadopoulos 3/4/1951", "0412 345 678", "Papadopoulos 0412 345 678",
        "con@example.org",
    ],
)  # fmt: skip
async def test_what_is_known_again_is_found_too(doors: Doors, asked: str) -> None:
    await somebody_asks(doors, name="Konstantinos Papadopoulos", born="3/4/1951", email="con@example.org")
    await somebody_asks(doors, name="Joan Oakden", born="1970", phone="0477 777 777")
    page = await found(doors, asked)
    assert "Konstantinos Papadopoulos" in page
    assert "Joan Oakden" not in page


async def test_the_likeliest_is_found_first(doors: Doors) -> None:
    await somebody_asks(doors, name="Minh Nguyễn", born="1951")
    await somebody_asks(doors, name="Minh Nguyễn", born="1972", phone="0477 777 777")
    page = await found(doors, "nguyen minh 1951")
    assert page.index("Born 1951") < page.find("Born 1972") or "Born 1972" not in page
