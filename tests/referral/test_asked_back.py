"""Somebody was given to a link worker by mistake: asked back, and on the list again if they had not begun."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from services.referral.domain import referrals
from services.referral.domain.referrals import Referral
from services.referral.store import loads
from shared.events import (
    AcceptanceAskedBack,
    AcceptanceTakenBack,
    Event,
    JourneyHandedOver,
    JourneyOpened,
    JourneyStays,
    JourneyTakenBack,
    ParticipantErased,
    ReferralAccepted,
)
from shared.kernel.refusal import Refused
from shared.messaging.handlers import DependencyNotArrived
from tests.doors import NOON, Doors, OpenDoors

from .people import decide, somebody_asks

ID = uuid4()
GIVEN = Referral(ID, referrals.participant_of(ID), "accepted", "26-64", acceptances=1, walks_with="Thuy")


class Given:
    """Somebody who was given to Thuy, and what the journey service tells of them."""

    def __init__(self, doors: Doors, referral_id: UUID) -> None:
        self.doors, self.referral_id = doors, referral_id
        self.participant_id = referrals.participant_of(referral_id)
        self.thuy, self.malia = (doors.person("link_worker", nth).id for nth in (0, 1))

    async def accept(self, worker: UUID | None = None) -> UUID:
        """The journey that opens."""
        intake, journey_id = await self.doors.client("intake"), uuid4()
        answer = await decide(intake, self.referral_id, "accept", link_worker_id=str(worker or self.thuy))
        assert answer.status_code == 303
        await self.hear(JourneyOpened, journey_id=journey_id, link_worker_id=worker or self.thuy)
        return journey_id

    async def ask_back(self, **shown: str) -> int:
        at, intake = f"/referral/{self.referral_id}", await self.doors.client("intake")
        return (await intake.submit(f"{at}/accepted/take-back", page=at, **shown)).status_code

    async def hear(self, kind: type[Event], **fields: Any) -> None:
        ids = {"participant_id": self.participant_id, "referral_id": self.referral_id}
        usual = {name: value for name, value in ids.items() if name in kind.model_fields}
        await self.doors.hear(kind.model_validate({"occurred_at": NOON} | usual | fields))

    async def page(self) -> str:
        return unescape((await (await self.doors.client("intake")).get(f"/referral/{self.referral_id}")).text)

    async def told(self, kind: type[Event]) -> list[Any]:
        return [event for event in await self.doors.told() if isinstance(event, kind)]

    async def asked(self) -> AcceptanceAskedBack:
        return (await self.told(AcceptanceAskedBack))[-1]


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


@pytest.fixture
async def given(doors: Doors) -> Given:
    return Given(doors, await somebody_asks(doors))


async def test_they_stand_among_those_to_look_at_again_once_the_journey_is_gone(given: Given) -> None:
    journey_id = await given.accept()
    assert "Given to Thuy Nguyễn by mistake?" in await given.page()
    assert await given.ask_back() == 303
    page = await given.page()
    assert "Being taken back" in page
    assert f'<a class="button quiet" href="/referral/{given.referral_id}">Look again</a>' in page
    assert "Give to " not in page
    await given.hear(JourneyTakenBack, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    [told] = await given.told(AcceptanceTakenBack)
    assert (told.acceptance, told.back_to) == (1, "received")
    page = await given.page()
    assert "Give to " in page
    assert " to Thuy Nguyễn." in page
    assert "took that back" in page
    intake = await given.doors.client("intake")
    assert str(given.referral_id) in (await intake.get("/referral")).text
    async with given.doors.here.db.transaction() as tx:
        assert await loads(tx) == {}


async def test_who_had_waited_waits_again_with_what_was_noted_then(given: Given) -> None:
    intake = await given.doors.client("intake")
    await decide(intake, given.referral_id, "waitlist", reason="no_capacity", note="Rings on Friday")
    journey_id = await given.accept()
    assert "they stand on the waitlist again" in await given.page()
    await given.ask_back()
    await given.hear(JourneyTakenBack, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    assert "Rings on Friday" in await given.page()
    assert str(given.referral_id) in (await intake.get("/referral/waitlist")).text


async def test_they_can_be_given_to_somebody_else_after_that_and_count_once(given: Given) -> None:
    journey_id = await given.accept()
    await given.ask_back()
    await given.hear(JourneyTakenBack, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    await given.accept(given.malia)
    assert [told.acceptance for told in await given.told(ReferralAccepted)] == [1, 2]
    async with given.doors.here.db.transaction() as tx:
        assert await loads(tx) == {given.malia: 1}
    assert "Being taken back" not in await given.page()
    assert await given.ask_back(decisions_before="0") == 409, "a tab from before the first one was taken back"
    assert await given.ask_back() == 303
    assert (await given.asked()).acceptance == 2


async def test_where_the_two_have_begun_it_stays_and_the_page_says_what_to_do_instead(given: Given) -> None:
    journey_id = await given.accept()
    await given.ask_back()
    await given.hear(JourneyStays, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    page = await given.page()
    assert "It could not be taken back" in page
    assert "the Lead hands the journey over" in page
    assert "take-back" not in page
    assert await given.told(AcceptanceTakenBack) == []


async def test_whoever_walks_with_them_now_is_named_where_it_stays(given: Given) -> None:
    journey_id = await given.accept()
    await given.hear(
        JourneyHandedOver, journey_id=journey_id, handover_id=uuid4(), link_worker_id=given.malia,
        earlier_link_worker_id=given.thuy, occurred_at=NOON + timedelta(days=1),
    )  # fmt: skip
    await given.ask_back()
    await given.hear(JourneyStays, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    assert "ask Malia" in await given.page()


async def test_two_who_ask_at_once_ask_once(given: Given) -> None:
    await given.accept()
    assert [await given.ask_back(decisions_before="0") for _ in range(2)] == [303, 409]
    assert len(await given.told(AcceptanceAskedBack)) == 1


async def test_it_waits_for_the_opening_of_the_journey_that_is_gone(given: Given) -> None:
    intake = await given.doors.client("intake")
    await decide(intake, given.referral_id, "accept", link_worker_id=str(given.thuy))
    await given.ask_back()
    gone = {"journey_id": uuid4(), "taking_back_id": (await given.asked()).taking_back_id}
    with pytest.raises(DependencyNotArrived):
        await given.hear(JourneyTakenBack, **gone)
    await given.hear(JourneyOpened, journey_id=gone["journey_id"], link_worker_id=given.thuy)
    await given.hear(JourneyTakenBack, **gone)
    assert len(await given.told(AcceptanceTakenBack)) == 1


async def test_who_was_given_away_by_mistake_may_be_erased_as_one_that_was_entered_by_mistake(given: Given) -> None:
    journey_id = await given.accept()
    await given.ask_back()
    await given.hear(JourneyTakenBack, journey_id=journey_id, taking_back_id=(await given.asked()).taking_back_id)
    await decide(await given.doors.client("intake"), given.referral_id, "decline", reason="did_not_want_it")
    lead, at = await given.doors.client("lead"), f"/referral/people/{given.participant_id}/erase"
    assert (await lead.submit(at, page=at, reason="entered_by_mistake", sure="yes")).status_code == 303
    assert await given.told(ParticipantErased)
    async with given.doors.here.db.transaction() as tx:
        assert await tx.fetch("SELECT * FROM decision_before") == []


@pytest.mark.parametrize(
    ("asked_back", "words"), [("waits", "asked back already"), ("stays", "Thuy and they have begun")]
)
def test_what_was_asked_back_is_not_asked_back_twice(asked_back: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        referrals.take_back(replace(GIVEN, asked_back=asked_back), "accepted", 0, uuid4(), uuid4(), NOON)
