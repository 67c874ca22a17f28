"""Intake's pages: the inbox, one referral and what is decided about it."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.app import service
from services.referral.domain.referrals import participant_of
from shared.events import ReferralAccepted, ReferralDeclined, ReferralWaitlisted
from tests.doors import NOON, Doors, OpenDoors
from tests.referral.people import ASKS, card_page, decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def thuy(doors: Doors) -> str:
    return str(doors.person("link_worker", 0).id)


# The inbox


async def test_an_empty_inbox_teaches(doors: Doors) -> None:
    intake = await doors.client("intake")
    for page, words in {
        "/referral": "New referrals appear here",
        "/referral/waitlist": "No one is on the waitlist",
        "/referral?show=given": "No one has been given",
        "/referral?show=declined": "No referral was closed",
        "/referral?show=all": "Nobody has asked yet",
        "/referral/people": "Nobody has asked yet",
    }.items():
        assert words in (await intake.get(page)).text, page


async def test_whoever_has_waited_longest_stands_first_and_a_long_wait_is_seen(doors: Doors) -> None:
    await somebody_asks(doors, name="Osman")
    doors.clock.move(doors.here.now() + timedelta(days=5))
    await somebody_asks(doors, name="Joan", phone="0498 765 432")
    page = (await (await doors.client("intake")).get("/referral")).text
    assert page.index("Osman") < page.index("Joan")
    assert "5 days, longer than it should be" in page
    assert "2 people wait" in page


async def test_filters_are_plain_links(doors: Doors) -> None:
    await somebody_asks(doors, name="Osman")
    intake = await doors.client("intake")
    await intake.submit(
        "/refer",
        page="/refer",
        **ASKS | {"name": "Joan", "phone": "", "contact_by": "drop_in", "source": "gp", "agreed": "yes"},
    )
    everybody, from_gps = (await intake.get("/referral")).text, (await intake.get("/referral?source=gp")).text
    assert "/referral?source=gp" in everybody
    assert ("Osman" in everybody, "Joan" in everybody) == (True, True)
    assert ("Osman" in from_gps, "Joan" in from_gps) == (False, True)
    for strange in ("?source=x'--", "?show=%00", "?page=-1", "?page=9999999999", "?show=new&show=all"):
        assert (await intake.get(f"/referral{strange}")).status_code == 200


async def test_the_download_names_nobody(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    answer = await (await doors.client("lead")).get("/referral/referrals.csv?show=new")
    assert answer.headers["content-type"].startswith("text/csv")
    row = next(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert (row["referral_id"], row["state"], row["age_band"]) == (str(referral_id), "received", "65+")
    assert "Dimitra" not in answer.text
    assert "412345678" not in answer.text


# Who may see what


async def test_the_inbox_is_not_for_everybody(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    inbox = ("/referral", "/referral/waitlist", "/referral/referrals.csv", "/referral/people")
    for role in ("link_worker", "operator", "integrator"):
        client = await doors.client(role)
        for page in (*inbox, f"/referral/{referral_id}", card_page(referral_id)):
            answer = await client.get(page)
            theirs_if_they_walk_together = role == "link_worker" and page == card_page(referral_id)
            assert answer.status_code == (404 if theirs_if_they_walk_together else 403), (role, page)
            assert "Dimitra" not in answer.text


async def test_nobody_logged_in_is_asked_to_log_in(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    client = await doors.client()
    for page in ("/referral", f"/referral/{referral_id}", card_page(referral_id)):
        answer = await client.get(page)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


async def test_what_is_not_there_is_not_there(doors: Doors) -> None:
    intake = await doors.client("intake")
    for page in (
        f"/referral/{uuid4()}",
        "/referral/7",
        f"/referral/people/{uuid4()}",
        "/referral/people/me",
        "/referral/%00",
    ):
        assert (await intake.get(page)).status_code == 404, page
    referral_id = await somebody_asks(doors)
    shown = f"/referral/{referral_id}"
    for what in ("accept", "waitlist", "decline"):
        answer = await intake.submit(
            f"/referral/{uuid4()}/{what}", page=shown, link_worker_id=thuy(doors), reason="did_not_want_it"
        )
        assert answer.status_code in (404, 422)
    answer = await intake.submit(
        f"/referral/people/{uuid4()}", page=shown, name="X", contact_by="drop_in", safe_to_contact="safe"
    )
    assert answer.status_code == 404


async def test_every_look_at_a_person_is_noted(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake = await doors.client("intake")
    await intake.get(f"/referral/{referral_id}")
    await intake.get(card_page(referral_id))
    async with doors.here.db.transaction() as tx:
        looks = await tx.fetch("SELECT user_id, participant_id, what FROM audit ORDER BY position")
    ines, them = doors.person("intake").id, participant_of(referral_id)
    assert [tuple(look) for look in looks] == [(ines, them, "referral"), (ines, them, "contact card")]


async def test_no_name_stands_in_a_title(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake = await doors.client("intake")
    for page in (f"/referral/{referral_id}", card_page(referral_id)):
        text = (await intake.get(page)).text
        assert "Dimitra" in text
        assert "Dimitra" not in text[text.index("<title>") : text.index("</title>")]


# Deciding


async def test_giving_somebody_to_a_link_worker(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake = await doors.client("intake")
    assert "Give to " in (await intake.get(f"/referral/{referral_id}")).text
    answer = await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/referral/{referral_id}?undo=accepted")
    page = (await intake.get(f"/referral/{referral_id}")).text
    assert "Thuy Nguyễn has walked with them since" in page
    assert "Give to " not in page
    assert "Thuy Nguyễn" in (await intake.get("/referral?show=given")).text
    told = (await doors.told())[-1]
    assert isinstance(told, ReferralAccepted)
    assert str(told.link_worker_id) == thuy(doors)
    assert told.decided_by is None, "who decided stays here"


async def test_the_second_to_decide_hears_who_was_quicker(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    ines, sam = await doors.client("intake", 0), await doors.client("intake", 1)
    await decide(ines, referral_id, "accept", link_worker_id=thuy(doors))
    for what, fields in {
        "accept": {"link_worker_id": thuy(doors)},
        "waitlist": {"reason": "no_capacity"},
        "decline": {"reason": "did_not_want_it"},
    }.items():
        answer = await decide(sam, referral_id, what, **fields)
        assert answer.status_code == 409
        assert "Ines Marković gave this person to Thuy Nguyễn already. Nothing was changed." in answer.text
    assert len(await doors.told()) == 3


async def test_a_double_click_decides_once_and_shows_no_error(doors: Doors) -> None:
    referral_id, command_id = await somebody_asks(doors), uuid4()
    intake = await doors.client("intake")
    for _ in range(2):
        answer = await decide(
            intake, referral_id, "accept", command_id=command_id, decisions_before="0", link_worker_id=thuy(doors)
        )
        assert answer.status_code == 303
    assert sum(isinstance(told, ReferralAccepted) for told in await doors.told()) == 1


async def test_waiting_keeps_the_day_they_asked(doors: Doors) -> None:
    referral_id = await somebody_asks(doors)
    intake = await doors.client("intake")
    assert (await decide(intake, referral_id, "waitlist")).status_code == 422
    await decide(intake, referral_id, "waitlist", reason="no_capacity", note="Rings again on Friday")
    doors.clock.move(doors.here.now() + timedelta(days=30))
    assert "30 days, longer than it should be" in (await intake.get("/referral/waitlist")).text
    page = (await intake.get(f"/referral/{referral_id}")).text
    assert "Rings again on Friday" in page
    assert isinstance((await doors.told())[-1], ReferralWaitlisted)
    assert (await decide(intake, referral_id, "waitlist", reason="no_capacity")).status_code == 409
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))).status_code == 303


async def test_declining_says_where_to_go_instead(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, born="2010")
    intake = await doors.client("intake")
    refused = await decide(intake, referral_id, "decline", reason="under_26")
    assert refused.status_code == 422
    assert "Choose where they can go instead" in refused.text
    await decide(
        intake, referral_id, "decline", reason="under_26", redirected_to="youth_service", note="headspace Sunshine"
    )
    page = (await intake.get(f"/referral/{referral_id}")).text
    assert "a youth service" in page
    assert "headspace Sunshine" in page
    told = (await doors.told())[-1]
    assert isinstance(told, ReferralDeclined)
    assert (told.reason, told.redirected_to, told.note) == ("under_26", "youth_service", None)


async def test_under_26_is_explained_and_accepted_with_a_reason(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, born="2010")
    intake = await doors.client("intake")
    assert "A youth service is made for them" in (await intake.get(f"/referral/{referral_id}")).text
    refused = await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))
    assert refused.status_code == 422
    assert "They are under 26. Write why" in refused.text
    accepted = await decide(
        intake, referral_id, "accept", link_worker_id=thuy(doors), exception_because="Cares for her mother, 67"
    )
    assert accepted.status_code == 303
    assert "Cares for her mother, 67" in (await intake.get(f"/referral/{referral_id}")).text


async def test_an_age_nobody_knows_is_asked_first(doors: Doors) -> None:
    referral_id = await somebody_asks(doors, born="")
    intake = await doors.client("intake")
    assert "Ask them, then tick" in (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors))).text
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy(doors), age_asked="yes")).status_code == 303


THUY, INES = "0b000000-0000-4000-8000-000000000011", "0b000000-0000-4000-8000-000000000001"
MISTAKES: list[tuple[str, dict[str, Any]]] = [
    ("accept", {}),
    ("accept", {"link_worker_id": "thuy"}),
    ("accept", {"link_worker_id": str(UUID(int=0))}),
    ("accept", {"link_worker_id": INES}),
    ("accept", {"link_worker_id": THUY, "state": "accepted"}),
    ("waitlist", {"reason": "full_moon"}),
    ("waitlist", {"reason": "no_capacity", "note": "x" * 1001}),
    ("decline", {}),
    ("decline", {"reason": "under_26", "redirected_to": "the_moon"}),
    ("decline", {"reason": "under_26", "redirected_to": "youth_service"}),
]


async def test_a_decision_that_does_not_fit_changes_nothing(doors: Doors) -> None:
    referral_id, intake = await somebody_asks(doors), await doors.client("intake")
    for what, fields in MISTAKES:
        answer = await decide(intake, referral_id, what, **fields)
        assert answer.status_code == 422, (what, fields)
        assert "Something needs another look" in answer.text
    assert len(await doors.told()) == 2


# Finding a referral, and the list beside it


async def test_a_referral_is_found_by_name_number_suburb_or_who_referred(doors: Doors) -> None:
    intake = await doors.client("intake")
    await somebody_asks(doors, name="Chinh Đỗ", address="9 Main Road, St Albans 3021", phone="0412 000 001")
    await somebody_asks(doors, name="Beverley Stokes", address="Sunshine 3020", phone="0412 000 002")
    for asked, found in (("do chinh", "Chinh"), ("0412 000 002", "Beverley"), ("st albans", "Chinh")):
        answer = await intake.submit("/referral/find", page="/referral", asked=asked)
        assert answer.status_code == 200
        other = "Beverley" if found == "Chinh" else "Chinh"
        assert found in answer.text
        assert other not in answer.text
    nobody = await intake.submit("/referral/find", page="/referral", asked="nobody of that name")
    assert "Nothing found." in nobody.text
    assert (await intake.submit("/referral/find", page="/referral", asked=" ")).headers["location"] == "/referral"


async def test_beside_an_open_referral_stands_the_list_it_is_in(doors: Doors) -> None:
    intake = await doors.client("intake")
    first = await somebody_asks(doors, name="Chinh Đỗ", phone="0412 000 001")
    doors.clock.move(NOON + timedelta(hours=1))
    second = await somebody_asks(doors, name="Beverley Stokes", phone="0412 000 002")
    page = (await intake.get(f"/referral/{second}")).text
    assert f'<li class="here"><div><h3><a href="/referral/{second}" aria-current="true">' in page
    assert page.index(f'href="/referral/{first}"') < page.index(f'href="/referral/{second}"')
    await decide(intake, second, "waitlist", reason="no_capacity")
    waiting = (await intake.get(f"/referral/{second}")).text
    assert f'href="/referral/{first}"' not in waiting
