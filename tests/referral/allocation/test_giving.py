"""Giving somebody to a link worker: a button each with the name on it, and one tap to take it back."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from services.referral.app import service
from services.referral.domain import referrals
from shared.events import AcceptanceAskedBack, ReferralAccepted, ReferralDecisionTakenBack
from tests.doors import NOON, Client, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def thuy(doors: Doors) -> str:
    return str(doors.person("link_worker", 0).id)


async def seen(client: Client, referral_id: UUID, more: str = "") -> str:
    return " ".join(unescape((await client.get(f"/referral/{referral_id}{more}")).text).split())


def buttons(page: str) -> list[tuple[str, str]]:
    """The buttons that give: their class and what stands on them."""
    return re.findall(r'<button(?: class="(\w+)")? name="link_worker_id"[^>]*>([^<]+)</button>', page)


async def test_each_button_says_to_whom_and_the_one_that_fits_is_the_filled_one(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, language="Tiếng Việt"), await doors.client("intake")
    page = await seen(intake, referral_id)
    assert buttons(page) == [
        ("", "Give to Thuy Nguyễn"), ("quiet", "Give to Malia Tuala"), ("quiet", "Give to Piotr Zieliński"),
    ]  # fmt: skip
    assert "Suggested</span> Speaks Vietnamese (Tiếng Việt). Supports nobody yet." in page
    assert "Speaks English and Polish (polski); an interpreter would be needed. Supports nobody yet." in page


async def test_no_button_is_filled_while_a_question_above_is_open(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, born=""), await doors.client("intake")
    page = await seen(intake, referral_id)
    assert {kind for kind, _ in buttons(page)} == {"quiet"}
    assert "Answer the question above first." in page


async def test_where_nobody_fits_the_page_says_what_is_missing_and_a_person_still_decides(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, language="Hazaraghi"), await doors.client("intake")
    page = await seen(intake, referral_id)
    assert "Nobody here speaks Hazaragi (هزارگی). Ask whether an interpreter suits; it is free." in page
    assert {kind for kind, _ in buttons(page)} == {"quiet"}
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))).status_code == 303


async def test_why_somebody_was_given_is_kept_with_the_decision_and_told_to_nobody(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, language="Viet"), await doors.client("intake")
    await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))
    [event] = [event for event in await doors.told() if isinstance(event, ReferralAccepted)]
    assert (event.wished, event.met, event.was_suggested) == (None, None, None)
    async with doors.here.db.transaction() as tx:
        row = await tx.fetchrow("SELECT wished, met, was_suggested FROM referral WHERE id = $1", referral_id)
    assert row
    assert tuple(row) == (["language"], ["language"], True)
    assert "Suggested. Asked for and there: language." in await seen(intake, referral_id)


async def test_giving_is_taken_back_with_one_tap_for_ten_minutes_by_whoever_gave(doors: Doors) -> None:
    referral_id, intake, other = await somebody_asks(doors), await doors.client("intake"), await doors.client("lead")
    given = await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))
    page = await seen(intake, referral_id, given.headers["location"].removeprefix(f"/referral/{referral_id}"))
    assert "Thuy Nguyễn sees them on “My day” within seconds." in page
    assert "for 10 minutes more" in page
    assert page.count(">Undo</button>") == 1
    doors.clock.move(NOON + timedelta(minutes=8, seconds=30))
    assert "for 2 minutes more" in await seen(intake, referral_id)
    assert ">Undo</button>" not in await seen(other, referral_id)
    doors.clock.move(NOON + timedelta(minutes=10))
    assert ">Undo</button>" not in await seen(intake, referral_id)
    assert "Given to Thuy Nguyễn by mistake?" in await seen(intake, referral_id)


@pytest.mark.parametrize(
    ("what", "fields", "back"),
    [
        ("accept", {}, AcceptanceAskedBack),
        ("waitlist", {"reason": "no_capacity"}, ReferralDecisionTakenBack),
        ("decline", {"reason": "did_not_want_it"}, ReferralDecisionTakenBack),
    ],
)
async def test_every_decision_has_its_undo(doors: Doors, what: str, fields: dict[str, str], back: type) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    fields = fields or {"link_worker_id": thuy(doors)}
    answer = await decide(intake, referral_id, what, **fields)
    page = await seen(intake, referral_id, answer.headers["location"].removeprefix(f"/referral/{referral_id}"))
    assert ">Undo</button>" in page
    state = re.findall(rf"/referral/{referral_id}/(\w+)/take-back", page)[0]
    at = f"/referral/{referral_id}"
    assert (await intake.submit(f"{at}/{state}/take-back", page=at)).status_code == 303
    assert any(isinstance(event, back) for event in await doors.told())


async def test_a_second_tab_gives_nobody_twice_nor_from_before_it_was_taken_back(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    await decide(intake, referral_id, "waitlist", reason="no_capacity")
    at = f"/referral/{referral_id}"
    assert (await intake.submit(f"{at}/waitlisted/take-back", page=at)).status_code == 303
    old = await decide(intake, referral_id, "accept", link_worker_id=thuy(doors), decisions_before="0")
    assert old.status_code == 409
    assert "decided and taken back since you opened the page" in old.text
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))).status_code == 303
    again = await intake.submit(f"{at}/accept", page="/refer", link_worker_id=str(doors.person("link_worker", 1).id))
    assert again.status_code == 409
    assert len([event for event in await doors.told() if isinstance(event, ReferralAccepted)]) == 1


def test_what_is_left_of_ten_minutes_is_said_in_minutes_begun() -> None:
    mine, other = UUID(int=1), UUID(int=2)
    assert referrals.minutes_to_undo(mine, NOON, mine, NOON) == 10
    assert referrals.minutes_to_undo(mine, NOON, mine, NOON + timedelta(minutes=9, seconds=59)) == 1
    assert referrals.minutes_to_undo(mine, NOON, mine, NOON + timedelta(minutes=10)) == 0
    assert referrals.minutes_to_undo(mine, NOON, other, NOON) == 0
    assert referrals.minutes_to_undo(None, None, mine, NOON) == 0
