"""Two at once: what the database makes of it."""

import asyncio
from uuid import uuid4

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from services.referral.recording import record
from shared.events import ReferralAccepted, ReferralDeclined, ReferralReceived
from shared.persistence.outbox import NothingChanged
from tests.doors import Doors, OpenDoors
from tests.referral.people import ASKS, decide, somebody_asks, went_on_to


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def test_of_two_who_accept_at_once_one_is_told_that_the_other_was_quicker(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    ines, sam = await doors.client("intake", 0), await doors.client("intake", 1)
    answers = await asyncio.gather(
        decide(ines, referral_id, "accept", link_worker_id=str(doors.person("link_worker", 0).id)),
        decide(sam, referral_id, "accept", link_worker_id=str(doors.person("link_worker", 1).id)),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert sum(isinstance(told, ReferralAccepted) for told in await doors.told()) == 1


async def test_one_accepts_while_another_declines(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    ines, sam = await doors.client("intake", 0), await doors.client("intake", 1)
    answers = await asyncio.gather(
        decide(ines, referral_id, "accept", link_worker_id=str(doors.person("link_worker", 0).id)),
        decide(sam, referral_id, "decline", reason="did_not_want_it"),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    decided = [told for told in await doors.told() if isinstance(told, ReferralAccepted | ReferralDeclined)]
    assert len(decided) == 1


async def test_two_clicks_at_the_same_moment_are_one_referral(doors: Doors) -> None:
    client, command_id = await doors.client(), uuid4()
    answers = await asyncio.gather(
        *[client.submit("/ask/send", page="/ask", command_id=command_id, **ASKS) for _ in range(4)]
    )
    assert {went_on_to(answer) for answer in answers} == {"/ask/thanks"}
    assert await doors.count("referral") == 1


async def test_the_database_itself_decides_a_referral_once(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    accepted = ReferralAccepted(
        referral_id=referral_id,
        participant_id=participant_of(referral_id),
        link_worker_id=doors.person("link_worker").id,
        occurred_at=doors.here.now(),
    )
    async with doors.here.transaction() as tx:
        await record(tx, accepted)
    with pytest.raises(NothingChanged):
        async with doors.here.transaction() as tx:
            await record(tx, accepted)


async def test_a_referral_and_its_card_are_written_together_or_not_at_all(doors: Doors) -> None:
    client = await doors.client()
    async with doors.here.db.transaction() as tx:
        await tx.execute("ALTER TABLE card ADD CONSTRAINT no_more CHECK (false) NOT VALID")
    assert (await client.submit("/ask/send", page="/ask", **ASKS)).status_code == 500
    assert await doors.count("referral") == await doors.count("inbox") == 0
    assert not [told for told in await doors.told() if isinstance(told, ReferralReceived)]
