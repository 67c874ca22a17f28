"""What was said at the door reaches whoever walks with the person now, and nobody who does not."""

from datetime import timedelta
from html import unescape
from uuid import UUID, uuid5

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import JourneyHandedOver, JourneyOpened, ParticipantCardUpdated
from tests.doors import NOON, Doors, OpenDoors
from tests.referral.asking.test_news import referred
from tests.referral.people import card_page, decide, somebody_asks

WORDS = "My husband died in March.\nThe house is so quiet, I used to sing."


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def story_page(referral_id: UUID) -> str:
    return f"/referral/story/{participant_of(referral_id)}"


async def walks_with(doors: Doors, referral_id: UUID, nth: int = 0) -> None:
    """Intake gives them to the nth link worker, and their journey opens."""
    worker = doors.person("link_worker", nth).id
    await decide(await doors.client("intake"), referral_id, "accept", link_worker_id=str(worker))
    await doors.hear(
        JourneyOpened(
            participant_id=participant_of(referral_id),
            journey_id=uuid5(referral_id, "journey"),
            referral_id=referral_id,
            link_worker_id=worker,
            occurred_at=NOON,
        )
    )


async def handed_to(doors: Doors, referral_id: UUID, nth: int) -> None:
    await doors.hear(
        JourneyHandedOver(
            participant_id=participant_of(referral_id),
            journey_id=uuid5(referral_id, "journey"),
            handover_id=uuid5(referral_id, f"handover {nth}"),
            link_worker_id=doors.person("link_worker", nth).id,
            earlier_link_worker_id=doors.person("link_worker", 0).id,
            occurred_at=NOON + timedelta(days=1),
        )
    )


async def cards(doors: Doors) -> list[ParticipantCardUpdated]:
    return [event for event in await doors.told() if isinstance(event, ParticipantCardUpdated)]


async def test_the_card_carries_what_was_said_at_the_door_and_keeps_it_when_it_is_corrected(doors: Doors) -> None:
    family = {"source": "carer_family_supporter", "referrer_name": "Eleni", "relation": "child",
              "referrer_organisation": "", "what_brings_them": "She used to sing."}  # fmt: skip
    referral_id = await referred(doors, **family)
    page = card_page(referral_id)
    await (await doors.client("intake")).submit(
        page, page=page, name="Dimitra", contact_by="call", phone="0412 345 678", safe_to_contact="safe", version="1"
    )
    first, corrected = await cards(doors)
    for card in (first, corrected):
        assert (card.source, card.asked_at) == ("carer_family_supporter", NOON)
        assert card.what_brings_them == "She used to sing."
        assert (card.referred_by or "").startswith("Eleni")
    assert (corrected.name, corrected.changed_by) == ("Dimitra", None), "who changed it stays at home"


async def test_whoever_walks_with_them_now_reads_it_and_nobody_else(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, what_brings_them=WORDS)
    page = story_page(referral_id)
    thuy, malia = await doors.client("link_worker", 0), await doors.client("link_worker", 1)
    assert (await thuy.get(page)).status_code == 404
    await walks_with(doors, referral_id)
    shown = unescape((await thuy.get(page)).text)
    assert "The house is so quiet, I used to sing." in shown
    assert "What should whoever walks with" not in shown
    assert (await malia.get(page)).status_code == 404
    await handed_to(doors, referral_id, 1)
    assert (await thuy.get(page)).status_code == (await thuy.get(card_page(referral_id))).status_code == 404
    assert "The house is so quiet" in (await malia.get(page)).text
    assert "The house is so quiet" in (await (await doors.client("lead")).get(page)).text


async def test_every_look_at_it_is_logged_and_none_that_was_refused(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    await walks_with(doors, referral_id)
    for nth in (0, 1):
        await (await doors.client("link_worker", nth)).get(story_page(referral_id))
    async with doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT user_id, participant_id FROM audit WHERE what = 'story'")
    assert [tuple(row) for row in rows] == [(doors.person("link_worker", 0).id, participant_of(referral_id))]


async def test_what_intake_writes_for_them_travels_with_the_card(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    await walks_with(doors, referral_id)
    intake, page = await doors.client("intake"), story_page(referral_id)
    answer = await intake.submit(f"{page}/note", page=page, intake_note="Prefers a woman to call.", version="1")
    assert answer.headers["location"] == page
    assert (await cards(doors))[-1].intake_note == "Prefers a woman to call."
    assert "Prefers a woman to call." in (await (await doors.client("link_worker")).get(page)).text
    older = await intake.submit(f"{page}/note", page=page, intake_note="Something else", version="1")
    assert older.status_code == 409
    by_worker = await (await doors.client("link_worker")).submit(f"{page}/note", page="/leave", intake_note="Mine")
    assert by_worker.status_code == 403


async def test_a_link_worker_corrects_the_card_of_whom_they_walk_with_and_what_stood_before_stays(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    page = card_page(referral_id)
    thuy = await doors.client("link_worker")
    fields = {"name": "Dimitra Papadopoulou", "contact_by": "call", "safe_to_contact": "not_safe"}
    assert (await thuy.get(page)).status_code == 404
    await walks_with(doors, referral_id)
    answer = await thuy.submit(page, page=page, **fields, phone="0491 570 006", version="1")
    assert answer.status_code == 303
    card = (await cards(doors))[-1]
    assert (card.phone, card.safe_to_contact) == ("+61491570006", "not_safe")
    shown = unescape((await thuy.get(story_page(referral_id))).text)
    assert "<del>0412 345 678</del> 0491 570 006" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "Safe to contact: <del>not known</del> not safe" in shown
    assert doors.person("link_worker", 0).name in shown
    await handed_to(doors, referral_id, 1)
    late = await thuy.submit(page, page="/leave", **fields, phone="0491 570 157", version="2")
    assert late.status_code == 404
    assert (await cards(doors))[-1] == card
