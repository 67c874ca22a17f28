"""A name of any script comes back as it was typed: from the form to the card, and from the card to every page."""

import unicodedata
from html import unescape
from uuid import UUID, uuid5

from shared.events import ParticipantCardUpdated, ReferralAccepted
from tests.community.people import opened
from tests.doors import NOON, OpenDoors
from tests.journey.people import THUY
from tests.referral.people import decide, somebody_asks

from .addresses import service

NAMES = (
    "Nguyễn Thị Minh Khai", "Wawrzyniec Brzęczyszczykiewicz-Żółć", "محمد عبد الله", "שָׁלוֹם", "李小龍", "김민준",
    "Дмитро Їжак", "अनुष्का", "Ọláṣubọ̀mí", "Kaʻahumanu", "Anne-Marie d’Arcy O'Neill", "Zoe\u0308 Nun\u0303ez",
    "👩🏽‍🌾 Ana", "María José עדי", "<b>B</b> & Co; DROP TABLE person", "=1+1", "X", "ß" * 200,
)  # fmt: skip


async def test_a_name_of_any_script_comes_back_as_it_was_typed_everywhere(open_doors: OpenDoors) -> None:
    referral = await open_doors(service("referral"))
    intake, ids = await referral.client("intake"), {}
    for number, name in enumerate(NAMES):
        asked = await somebody_asks(referral, name=name, phone=f"0412 000 0{number:02}", address=f"{number} Street")
        page = await intake.get(f"/referral/{asked}")
        assert unicodedata.normalize("NFC", name) in unescape(page.text), name
        await decide(intake, asked, "accept", link_worker_id=str(THUY), age_asked="yes")
        ids[name] = asked
    told = await referral.told()
    cards = [event for event in told if isinstance(event, ParticipantCardUpdated)]
    accepted = [event for event in told if isinstance(event, ReferralAccepted)]
    assert [card.name for card in cards] == [unicodedata.normalize("NFC", name) for name in NAMES]
    assert len(accepted) == len(NAMES)
    await _seen_by_their_link_worker(open_doors, ids, cards, accepted)


async def _seen_by_their_link_worker(
    open_doors: OpenDoors,
    ids: dict[str, UUID],
    cards: list[ParticipantCardUpdated],
    accepted: list[ReferralAccepted],
) -> None:
    journey, community = await open_doors(service("journey")), await open_doors(service("community"))
    for card, referral in zip(cards, accepted, strict=True):
        await journey.hear(card)
        await journey.hear(referral)
        await community.hear(opened(card.participant_id))
        await community.hear(card)
    walks, finds = await journey.client("link_worker"), await community.client("link_worker")
    for name, asked in ids.items():
        called = unicodedata.normalize("NFC", name)
        mine = await walks.get(f"/journey/{uuid5(asked, 'journey')}")
        assert (mine.status_code, called in unescape(mine.text)) == (200, True), name
        theirs = await finds.get(f"/community/for/{uuid5(asked, 'participant')}")
        first = called.split()[0][:60]  # what the groups may know, at most
        assert (theirs.status_code, first in unescape(theirs.text)) == (200, True), name
        assert "<b>B</b>" not in mine.text + theirs.text


async def test_under_26_is_no_refusal_but_another_way_with_reasons_that_intake_may_override(
    open_doors: OpenDoors,
) -> None:
    doors = await open_doors(service("referral"))
    young = await somebody_asks(doors, born=str(NOON.year - 20))
    intake = await doors.client("intake")
    page = await intake.get(f"/referral/{young}")
    assert "26" in page.text
    told = len(await doors.told())
    without = await decide(intake, young, "accept", link_worker_id=str(THUY))
    assert (without.status_code, 'href="#accept-exception-because"' in without.text) == (422, True)
    nowhere = await decide(intake, young, "decline", reason="under_26")
    assert (nowhere.status_code, 'href="#decline-redirected-to"' in nowhere.text) == (422, True)
    assert len(await doors.told()) == told
    because = {"link_worker_id": str(THUY), "exception_because": "Cares for her mother, 61"}
    assert (await decide(intake, young, "accept", **because)).status_code == 303
    assert isinstance((await doors.told())[-1], ReferralAccepted)
