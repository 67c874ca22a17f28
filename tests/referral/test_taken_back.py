"""A decision noted by mistake is taken back as long as nobody walks with them; what was decided stays on the page."""

from html import unescape
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from services.referral.domain import referrals
from services.referral.domain.referrals import Decision, Referral
from shared.events import ParticipantErased, ReferralDecisionTakenBack
from shared.kernel.refusal import Refused
from tests.doors import NOON, Client, Doors, OpenDoors

from .people import decide, somebody_asks

ID = uuid4()
OPEN = Referral(ID, referrals.participant_of(ID), age="26-64")


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def thuy(doors: Doors) -> str:
    return str(doors.person("link_worker", 0).id)


async def taken_back(client: Client, referral_id: UUID, decision: Decision, **shown: str) -> int:
    """From the page as it is now, or as an old tab has shown it."""
    at = f"/referral/{referral_id}"
    return (await client.submit(f"{at}/{decision}/take-back", page=at, **shown)).status_code


async def seen(client: Client, referral_id: UUID) -> str:
    return unescape((await client.get(f"/referral/{referral_id}")).text)


async def told(doors: Doors) -> list[ReferralDecisionTakenBack]:
    return [event for event in await doors.told() if isinstance(event, ReferralDecisionTakenBack)]


async def test_somebody_who_was_declined_by_mistake_is_in_the_inbox_again_with_the_day_they_asked(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "decline", reason="could_not_be_reached", note="Rang twice")
    assert await taken_back(intake, referral_id, "declined") == 303
    [event] = await told(doors)
    assert (event.decision, event.back_to, event.taken_back_by) == ("declined", "received", None)
    page = await seen(intake, referral_id)
    assert "Give to " in page
    assert "closed this: we could not reach them. “Rang twice”" in page
    assert "took that back" in page
    assert str(referral_id) in (await intake.get("/referral")).text
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))).status_code == 303


async def test_who_waited_before_they_were_declined_waits_again(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "waitlist", reason="no_capacity", note="Rings on Friday")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    assert await taken_back(intake, referral_id, "declined") == 303
    assert "Rings on Friday" in await seen(intake, referral_id)
    assert str(referral_id) in (await intake.get("/referral/waitlist")).text
    assert await taken_back(intake, referral_id, "waitlisted") == 303
    assert [(event.decision, event.back_to) for event in await told(doors)] == [
        ("declined", "waitlisted"), ("waitlisted", "received")
    ]  # fmt: skip
    assert str(referral_id) not in (await intake.get("/referral/waitlist")).text


async def test_what_somebody_decided_meanwhile_is_not_taken_back_with_it(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "waitlist", reason="no_capacity")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    assert await taken_back(intake, referral_id, "waitlisted", decisions_before="0") == 409
    assert await told(doors) == []


async def test_an_old_tab_does_not_take_back_what_was_decided_anew(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "decline", reason="could_not_be_reached", note="Rang twice")
    assert await taken_back(intake, referral_id, "declined") == 303
    await decide(intake, referral_id, "decline", reason="did_not_want_it", note="She said no, thank you")
    assert await taken_back(intake, referral_id, "declined", decisions_before="0") == 409
    assert len(await told(doors)) == 1
    assert "She said no, thank you" in await seen(intake, referral_id)
    assert await taken_back(intake, referral_id, "declined") == 303


async def test_a_form_that_does_not_say_which_decision_it_showed_takes_none_back(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    assert await taken_back(intake, referral_id, "declined", decisions_before="") == 422
    assert await told(doors) == []


async def test_what_stood_before_goes_when_they_are_erased(doors: Doors) -> None:
    referral_id, intake, lead = await somebody_asks(doors), await doors.client("intake"), await doors.client("lead")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    await taken_back(intake, referral_id, "declined")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    at = f"/referral/people/{referrals.participant_of(referral_id)}/erase"
    assert (await lead.submit(at, page=at, reason="entered_by_mistake", sure="yes")).status_code == 303
    assert any(isinstance(event, ParticipantErased) for event in await doors.told())
    async with doors.here.db.transaction() as tx:
        assert await tx.fetch("SELECT * FROM decision_before") == []


def test_what_is_open_cannot_be_taken_back() -> None:
    with pytest.raises(Refused, match="taken back already"):
        referrals.take_back(OPEN, "declined", 0, uuid4(), uuid4(), NOON)
