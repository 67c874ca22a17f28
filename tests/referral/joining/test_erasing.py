"""Half of what is known of a person does not go by itself: erasing one of two joined records asks for both."""

from html import unescape

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ParticipantErased, ParticipantJoined
from tests.doors import Doors, OpenDoors
from tests.referral.joining.test_answers import answers, somebody_asks, told
from tests.referral.people import decide


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def test_one_of_two_joined_records_is_not_erased_without_the_other(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake, lead = await doors.client("intake"), await doors.client("lead")
    await answers(intake, second, first, "same")
    await decide(intake, first, "decline", reason="did_not_want_it")
    page = f"/referral/people/{participant_of(second)}/erase"
    refused = await lead.submit(page, page=page, reason="entered_by_mistake", sure="yes")
    assert refused.status_code == 422
    assert "part the two records first" in unescape(refused.text)
    answer = await lead.submit(page, page=page, reason="entered_by_mistake", sure="yes", both="yes")
    assert answer.status_code == 303
    gone = {fact.participant_id for fact in await told(doors, ParticipantErased)}
    assert gone == {participant_of(first), participant_of(second)}
    for table in ("referral", "card", "pair_answer", "settled", "joining"):
        assert await doors.count(table) == 0, table


async def test_parted_each_may_be_erased_for_itself(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake, lead = await doors.client("intake"), await doors.client("lead")
    await answers(intake, second, first, "same")
    joining_id = (await told(doors, ParticipantJoined))[0].joining_id
    await intake.submit(f"/referral/joined/{joining_id}/part", page="/referral/joined")
    await decide(intake, second, "decline", reason="did_not_want_it")
    page = f"/referral/people/{participant_of(second)}/erase"
    assert (await lead.submit(page, page=page, reason="entered_by_mistake", sure="yes")).status_code == 303
    assert [fact.participant_id for fact in await told(doors, ParticipantErased)] == [participant_of(second)]
