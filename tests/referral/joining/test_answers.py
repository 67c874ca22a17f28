"""Do we know them already? Three answers, each kept for the pair, and what each of them opens or closes."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import DuplicateLeftOpen, DuplicateRuledOut, Event, JourneyOpened, ParticipantJoined
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import card_page, decide
from tests.referral.people import somebody_asks as asks_now

TOLD_OF_EACH = 2


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def somebody_asks(doors: Doors, **more: Any) -> UUID:
    """A minute after whoever asked before."""
    doors.clock.move(doors.clock.now() + timedelta(minutes=1))
    return await asks_now(doors, **more)


def thuy(doors: Doors) -> str:
    return str(doors.person("link_worker", 0).id)


async def answers(client: Client, referral_id: UUID, other: UUID, answer: str, before: int = 0, **more: Any) -> Any:
    fields = {"answer": answer, "answers_before": str(before)}
    return await decide(client, referral_id, f"known/{participant_of(other)}", **fields | more)


async def gives(client: Client, doors: Doors, referral_id: UUID) -> Any:
    return await decide(client, referral_id, "accept", link_worker_id=thuy(doors))


async def told(doors: Doors, kind: type[Event]) -> list[Any]:
    return [event for event in await doors.told() if isinstance(event, kind)]


async def opened(doors: Doors, referral_id: UUID) -> UUID:
    journey = uuid4()
    await doors.hear(
        JourneyOpened(
            participant_id=participant_of(referral_id),
            journey_id=journey,
            referral_id=referral_id,
            link_worker_id=doors.person("link_worker", 0).id,
            occurred_at=NOON,
        )
    )
    return journey


async def test_somebody_else_is_remembered_for_the_pair_and_opens_the_way(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    assert (await gives(intake, doors, second)).status_code == 422
    assert (await answers(intake, second, first, "else", note="Her sister")).status_code == 303
    both = await told(doors, DuplicateRuledOut)
    assert [(fact.participant_id, fact.with_id) for fact in both] == [
        (participant_of(second), participant_of(first)),
        (participant_of(first), participant_of(second)),
    ]
    page = unescape((await intake.get(f"/referral/{first}")).text)
    assert "Do we know Dimitra Papadopoulou already?" not in page, "the other one's page does not ask either"
    assert "has compared Dimitra Papadopoulou: somebody else" in page
    assert "Her sister" in page
    assert "Maybe known already" not in (await intake.get("/referral")).text
    assert (await gives(intake, doors, second)).status_code == 303


async def test_it_is_asked_again_when_their_cards_come_to_look_more_alike(doors: Doors) -> None:
    first = await somebody_asks(doors, name="Con Papadopoulos", phone="0477 111 111", email="con@example.org")
    second = await somebody_asks(doors, name="Con Papadopoulos", phone="0477 222 222")
    intake = await doors.client("intake")
    await answers(intake, second, first, "else")
    card: dict[str, Any] = {"name": "Con Papadopoulos", "contact_by": "call", "safe_to_contact": "safe"}
    here = card_page(second)
    await intake.submit(here, page=here, **card, phone="0477 222 223", born="1959", version="1")
    assert "Do we know" not in unescape((await intake.get(f"/referral/{second}")).text), "nothing more speaks for it"
    await intake.submit(here, page=here, **card, phone="0477 111 111", born="1959", version="2")
    page = unescape((await intake.get(f"/referral/{second}")).text)
    assert "Do we know Con Papadopoulos already?" in page
    assert "they look more alike now" in page
    assert (await gives(intake, doors, second)).status_code == 422


async def test_not_sure_yet_is_kept_and_nobody_is_given_while_it_is_open(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    assert (await answers(intake, second, first, "unsure", note="Ring her on Monday")).status_code == 303
    assert len(await told(doors, DuplicateLeftOpen)) == TOLD_OF_EACH
    page = unescape((await intake.get(f"/referral/{second}")).text)
    assert "Ring her on Monday" in page
    refused = await gives(intake, doors, second)
    assert refused.status_code == 422
    assert "Answer first whether we know them already" in refused.text
    assert (await answers(intake, second, first, "else", before=1)).status_code == 303
    assert (await gives(intake, doors, second)).status_code == 303


async def test_a_second_referral_of_somebody_supported_is_answered_and_never_turned_away(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors, what_brings_them="I asked before")
    intake = await doors.client("intake")
    await answers(intake, first, second, "unsure")
    await answers(intake, first, second, "else", before=1)
    await gives(intake, doors, first)
    await opened(doors, first)
    assert (await answers(intake, second, first, "same", before=2, note="She rang twice")).status_code == 303
    both = await told(doors, ParticipantJoined)
    assert {fact.kept_id for fact in both} == {participant_of(first)}, "somebody walks with her there"
    assert len({fact.joining_id for fact in both}) == 1
    page = unescape((await intake.get(f"/referral/{second}")).text)
    assert "This referral was answered by that, and waits for nothing" in page
    assert "She rang twice" in page
    assert "Accept and give" not in page
    counts = unescape((await intake.get("/referral")).text)
    assert "No one is waiting for a first answer" in counts
    assert "Dimitra" in (await intake.get("/referral?show=joined")).text
    assert "Dimitra" not in (await intake.get("/referral?show=declined")).text
    refused = await decide(intake, second, "waitlist", reason="no_capacity")
    assert refused.status_code == 409
    assert "put with another referral of the same person" in refused.text


async def test_of_two_referrals_that_wait_the_first_one_goes_on_waiting(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    await answers(intake, first, second, "same")
    page = await intake.get("/referral")
    assert f"/referral/{first}" in page.text
    assert f"/referral/{second}" not in page.text
    assert (await gives(intake, doors, first)).status_code == 303, "there is nothing left to ask"


async def test_whoever_comes_back_after_their_journey_can_be_given_to_somebody(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    await decide(intake, first, "decline", reason="did_not_want_it")
    await answers(intake, second, first, "same")
    assert f"/referral/{second}" in (await intake.get("/referral")).text
    assert (await gives(intake, doors, second)).status_code == 303


async def test_where_both_are_supported_somebody_chooses_who_goes_on(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    await answers(intake, second, first, "else")
    for each in (first, second):
        await gives(intake, doors, each)
        await opened(doors, each)
    refused = await answers(intake, second, first, "same", before=1)
    assert refused.status_code == 422
    assert "Choose who goes on" in refused.text
    assert (await answers(intake, second, first, "same", before=1, kept="this")).status_code == 303
    assert {fact.kept_id for fact in await told(doors, ParticipantJoined)} == {participant_of(second)}


async def test_two_tabs_do_not_answer_over_one_another(doors: Doors) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    one, two = await doors.client("intake"), await doors.client("lead")
    await answers(one, second, first, "else")
    late = await answers(two, second, first, "same")
    assert late.status_code == 409
    assert "Somebody else has answered this meanwhile: they are two people" in unescape(late.text)
    assert await told(doors, ParticipantJoined) == []


@pytest.mark.parametrize("wrong", [{"answer": "maybe"}, {"answers_before": "-1"}, {"kept": "y"}])
async def test_what_does_not_fit_is_named(doors: Doors, wrong: dict[str, str]) -> None:
    first, second = await somebody_asks(doors), await somebody_asks(doors)
    intake = await doors.client("intake")
    sent = {"answer": "same", "answers_before": "0"} | wrong
    assert (await decide(intake, second, f"known/{participant_of(first)}", **sent)).status_code == 422
    assert await told(doors, ParticipantJoined) == []
