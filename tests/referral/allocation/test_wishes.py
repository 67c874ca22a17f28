"""What somebody wishes for in who supports them: asked gently, kept here, and held to when they are given away."""

from html import unescape
from uuid import UUID

import pytest

from services import permissions
from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ReferralAccepted, SupportWishesNoted
from shared.kernel.staff import StaffMember
from tests.doors import Client, Doors, OpenDoors
from tests.referral.people import card_page, decide, somebody_asks

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def worker(doors: Doors, number: int) -> StaffMember:
    return doors.person("link_worker", number)


async def seen(client: Client, page: str) -> str:
    return " ".join(unescape((await client.get(page)).text).split())


async def wishes(client: Client, referral_id: UUID, **fields: object) -> int:
    at = f"/referral/{referral_id}/wishes"
    return (await client.submit(at, page=at, **{"updates": "0"} | fields)).status_code


async def test_wishes_stand_beside_the_workers_and_leave_the_service_in_no_word(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    assert await wishes(intake, referral_id, gender="woman", experience="carer", days=["monday", "friday"]) == 303
    [event] = [event for event in await doors.told() if isinstance(event, SupportWishesNoted)]
    assert event.model_dump(exclude={"occurred_at", "participant_id"}, exclude_none=True) == {}
    page = await seen(intake, f"/referral/{referral_id}")
    assert "asked for a woman, lived experience of carer and Mondays and Fridays." in page
    assert "Nobody here has stated that they are a woman." in page
    assert "Lived experience: carer, as Dimitra Papadopoulou asked." in page
    form = await seen(intake, f"/referral/{referral_id}/wishes")
    assert 'value="woman" id="gender" checked' in form
    assert 'name="updates" value="1"' in form


async def test_nobody_is_given_to_whom_they_would_rather_not_meet_nor_to_who_knows_them(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    thuy, malia, piotr = (worker(doors, number) for number in range(3))
    assert await wishes(intake, referral_id, not_with=str(thuy.id), conflicts=str(malia.id)) == 303
    page = await seen(intake, f"/referral/{referral_id}")
    assert "Give to Piotr Zieliński" in page
    assert "Give to Thuy" not in page
    assert "Dimitra Papadopoulou would rather not meet Thuy Nguyễn." in page
    assert "Malia Tuala knows Dimitra Papadopoulou otherwise." in page
    for one in (thuy, malia):
        refused = await decide(intake, referral_id, "accept", link_worker_id=str(one.id))
        assert refused.status_code == 422
        assert "Give them to somebody else." in refused.text
    assert not [event for event in await doors.told() if isinstance(event, ReferralAccepted)]
    assert (await decide(intake, referral_id, "accept", link_worker_id=str(piotr.id))).status_code == 303


async def test_an_older_page_writes_over_no_wish_that_somebody_has_noted_since(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    assert await wishes(intake, referral_id, days="monday") == 303
    assert await wishes(intake, referral_id, days="friday") == 409
    assert await wishes(intake, referral_id, days="friday", updates="1") == 303


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("gender", "girl"), ("days", "someday"), ("not_with", "nobody"), ("not_with", NOBODY), ("conflicts", NOBODY),
     ("updates", ""), ("experience", "x\ny"), ("experience", "what nobody here has stated")],
)  # fmt: skip
async def test_what_is_no_wish_is_refused_by_its_field(doors: Doors, name: str, wrong: str) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    assert await wishes(intake, referral_id, **{name: wrong}) == 422
    assert not [event for event in await doors.told() if isinstance(event, SupportWishesNoted)]


async def test_wishes_go_when_the_record_is_erased(doors: Doors) -> None:
    referral_id, intake, lead = await somebody_asks(doors), await doors.client("intake"), await doors.client("lead")
    await wishes(intake, referral_id, gender="man")
    await decide(intake, referral_id, "decline", reason="did_not_want_it")
    at = f"{card_page(referral_id)}/erase"
    assert (await lead.submit(at, page=at, reason="entered_by_mistake", sure="yes")).status_code == 303
    async with doors.here.db.transaction() as tx:
        assert await tx.fetch("SELECT * FROM support_wish WHERE participant_id = $1", participant_of(referral_id)) == []


async def test_in_the_integrated_model_the_lead_is_given_people_too(open_doors: OpenDoors) -> None:
    doors = await open_doors(service, delivery_model="integrated")
    referral_id, intake, lead = await somebody_asks(doors), await doors.client("intake"), doors.person("lead")
    assert f"Give to {lead.name}" in await seen(intake, f"/referral/{referral_id}")
    assert (await decide(intake, referral_id, "accept", link_worker_id=str(lead.id))).status_code == 303


async def test_in_the_central_model_link_workers_alone_are_given_people(doors: Doors) -> None:
    referral_id, intake, lead = await somebody_asks(doors), await doors.client("intake"), doors.person("lead")
    assert f"Give to {lead.name}" not in await seen(intake, f"/referral/{referral_id}")
    assert (await decide(intake, referral_id, "accept", link_worker_id=str(lead.id))).status_code == 422


def test_whoever_has_two_roles_is_named_once() -> None:
    lines = [
        {"id": UUID(int=1), "name": "Ana", "role": "lead"},
        {"id": UUID(int=1), "name": "Ana", "role": "link_worker"},
        {"id": UUID(int=2), "name": "Bo", "role": "clinician"},
        {"id": UUID(int=3), "name": "Cy", "role": "link_worker"},
    ]
    staff = [StaffMember.model_validate(line) for line in lines]
    assert [each.name for each in permissions.link_workers(staff, "integrated")] == ["Ana", "Cy"]
    assert [each.name for each in permissions.link_workers(staff)] == ["Ana", "Cy"]


async def test_a_wish_told_at_the_door_stands_beside_the_workers(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors, wish_gender="woman"), await doors.client("intake")
    assert "asked for a woman." in await seen(intake, f"/referral/{referral_id}")
    assert 'name="updates" value="1"' in await seen(intake, f"/referral/{referral_id}/wishes")


async def test_who_wishes_for_nothing_at_the_door_has_no_wish_noted(doors: Doors) -> None:
    await somebody_asks(doors, wish_gender="")
    assert not [event for event in await doors.told() if isinstance(event, SupportWishesNoted)]
