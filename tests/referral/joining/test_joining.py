"""Join and part: facts beside the records, in any order, by two at once, along chains."""

import asyncio
from html import unescape
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ParticipantJoined, ParticipantParted
from shared.persistence import joinings
from tests.doors import NOON, Doors, OpenDoors
from tests.referral.joining.test_answers import answers, somebody_asks, told


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def three(doors: Doors) -> list[UUID]:
    return [await somebody_asks(doors) for _ in range(3)]


async def records_of(doors: Doors, referral_id: UUID) -> set[UUID]:
    async with doors.here.db.transaction() as tx:
        return set(await joinings.records_of(tx, participant_of(referral_id)))


async def person_of(doors: Doors, referral_id: UUID) -> UUID:
    async with doors.here.db.transaction() as tx:
        return await joinings.person_of(tx, participant_of(referral_id))


async def parts(doors: Doors, joining_id: UUID, note: str = "") -> int:
    intake = await doors.client("intake")
    answer = await intake.submit(f"/referral/joined/{joining_id}/part", page="/referral/joined", note=note)
    return answer.status_code


async def test_parting_leaves_both_as_they_were_and_says_who_and_why(doors: Doors) -> None:
    first, second, _ = await three(doors)
    intake = await doors.client("intake")
    await answers(intake, second, first, "same", note="She said so")
    joining_id = (await told(doors, ParticipantJoined))[0].joining_id
    page = unescape((await intake.get("/referral/joined")).text)
    assert "She said so" in page
    assert page.count("(asked ") == 2, "two records of one name are told apart by when each asked"
    assert await parts(doors, joining_id, "Her cousin, it turned out") == 303
    pair = {participant_of(first), participant_of(second)}
    assert {fact.with_id for fact in await told(doors, ParticipantParted)} == pair
    assert await records_of(doors, first) == {participant_of(first)}
    for each in (first, second):
        assert f"/referral/{each}" in (await intake.get("/referral")).text, "each waits again"
    page = unescape((await intake.get("/referral/joined")).text)
    assert "Her cousin, it turned out" in page
    compared = unescape((await intake.get(f"/referral/{second}")).text)
    assert f"/referral/{first}" not in compared.partition('id="known"')[2].partition("</section>")[0], (
        "that they are two people is known now"
    )
    assert await parts(doors, joining_id) == 409, "and is not parted twice"


async def test_only_heads_are_joined_and_a_circle_is_refused(doors: Doors) -> None:
    a, b, c = await three(doors)
    intake = await doors.client("intake")
    await answers(intake, b, a, "same")
    await answers(intake, c, b, "same")
    facts = await told(doors, ParticipantJoined)
    assert {fact.kept_id for fact in facts} == {participant_of(a)}, "c was joined with whom b goes under"
    assert await records_of(doors, c) == {participant_of(each) for each in (a, b, c)}
    assert await person_of(doors, c) == participant_of(a)
    again = await answers(intake, c, a, "same", before=1)
    assert again.status_code == 409
    assert "joined already" in again.text


async def test_parting_the_middle_of_a_chain_needs_no_order(doors: Doors) -> None:
    a, b, c = await three(doors)
    intake = await doors.client("intake")
    await answers(intake, c, b, "same")
    await answers(intake, b, a, "same")
    below, above = dict.fromkeys(fact.joining_id for fact in await told(doors, ParticipantJoined))
    assert await parts(doors, above) == 303
    assert await records_of(doors, a) == {participant_of(a)}
    assert await records_of(doors, c) == {participant_of(b), participant_of(c)}
    assert await parts(doors, below) == 303
    assert await records_of(doors, c) == {participant_of(c)}


async def test_of_two_who_join_the_same_one_at_once_the_second_hears_who_was_quicker(doors: Doors) -> None:
    first, second, _ = await three(doors)
    one, two = await doors.client("intake"), await doors.client("lead")
    came = await asyncio.gather(answers(one, first, second, "same"), answers(two, second, first, "same"))
    assert sorted(answer.status_code for answer in came) == [303, 409]
    late = next(answer for answer in came if answer.status_code == 409)
    assert "Nothing was changed" in late.text or "Somebody else has answered this meanwhile" in late.text
    assert len({fact.joining_id for fact in await told(doors, ParticipantJoined)}) == 1


@pytest.mark.parametrize("order", ["jp", "pj", "jpj", "ppj", "jjpp", "pjpj"])
async def test_joined_and_parted_is_parted_in_whatever_order_it_is_heard(open_doors: OpenDoors, order: str) -> None:
    here = (await open_doors(service)).here
    one, other, joining = uuid4(), uuid4(), uuid4()
    about = {"joining_id": joining, "kept_id": one, "occurred_at": NOON}
    for turn, what in enumerate(order):
        pair = {"participant_id": one, "with_id": other} if turn % 2 else {"participant_id": other, "with_id": one}
        event = ParticipantJoined if what == "j" else ParticipantParted
        async with here.db.transaction() as tx:
            await joinings.note(tx, event(**pair, **about))
    async with here.db.transaction() as tx:
        assert await joinings.records_of(tx, other) == [other]


async def test_a_circle_that_only_seems_one_on_the_way_is_still_one_person(open_doors: OpenDoors) -> None:
    """Joined, parted and joined the other way round: a hearer may know of both joinings before the parting."""
    here = (await open_doors(service)).here
    one, other = sorted((uuid4(), uuid4()))
    for kept, with_id in ((one, other), (other, one)):
        told_now = ParticipantJoined(
            participant_id=kept, with_id=with_id, kept_id=kept, joining_id=uuid4(), occurred_at=NOON
        )
        async with here.db.transaction() as tx:
            assert await joinings.note(tx, told_now)
    async with here.db.transaction() as tx:
        assert await joinings.records_of(tx, one) == await joinings.records_of(tx, other) == [one, other]
        assert await joinings.person_of(tx, one) == await joinings.person_of(tx, other) == one
