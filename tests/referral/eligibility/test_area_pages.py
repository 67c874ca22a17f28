"""A referral says whose area it is; who is shown another way hears where to; a Lead sees the list."""

from html import unescape
from uuid import UUID

import pytest

from services.referral.app import service
from shared.events import ReferralAccepted, ReferralDeclined
from tests.doors import Client, Doors, OpenDoors
from tests.referral.people import decide, somebody_asks


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def seen(client: Client, referral_id: UUID) -> str:
    return unescape((await client.get(f"/referral/{referral_id}")).text)


async def test_what_was_understood_of_the_address_stands_beside_the_rule(doors: Doors) -> None:
    intake = await doors.client("intake")
    fits = await somebody_asks(doors, address="9 Main Road East\nSt Albans 3021")
    assert "Lives in St Albans 3021, as we understood it." in await seen(intake, fits)
    asks = await somebody_asks(doors, address="Brooklyn", phone="0412 000 002")
    assert "which lies in Brimbank and Hobsons Bay. Ask what is near them." in await seen(intake, asks)
    unknown = await somebody_asks(doors, address="with my sister", phone="0412 000 003")
    assert "We do not know the place they wrote." in await seen(intake, unknown)


async def test_who_lives_nearer_to_another_local_is_accepted_only_with_a_reason(doors: Doors) -> None:
    intake, referral_id = await doors.client("intake"), await somebody_asks(doors, address="Frankston 3199")
    assert "the Local in Frankston (1800 000 525) is nearer" in await seen(intake, referral_id)
    thuy = str(doors.person("link_worker").id)
    refused = await decide(intake, referral_id, "accept", link_worker_id=thuy)
    assert refused.status_code == 422
    because = {"exception_because": "She works at the library here"}
    assert (await decide(intake, referral_id, "accept", link_worker_id=thuy, **because)).status_code == 303
    [told] = [event for event in await doors.told() if isinstance(event, ReferralAccepted)]
    assert told.exception_because is None


async def test_too_far_names_the_right_local(doors: Doors) -> None:
    intake, referral_id = await doors.client("intake"), await somebody_asks(doors, address="Queenscliff 3225")
    closed = await decide(
        intake, referral_id, "decline", reason="outside_catchment", redirected_to="other_local"
    )  # fmt: skip
    assert closed.status_code == 303
    assert "the Local in Greater Geelong and Queenscliffe, 1800 573 151" in await seen(intake, referral_id)
    [told] = [event for event in await doors.told() if isinstance(event, ReferralDeclined)]
    assert told.other_local == "geelong-queenscliffe"


async def test_where_exceptions_are_the_leads_intake_makes_none(open_doors: OpenDoors) -> None:
    doors = await open_doors(service, exceptions_by="lead")
    referral_id, thuy = await somebody_asks(doors, born="2005"), str(doors.person("link_worker").id)
    fields = {"link_worker_id": thuy, "exception_because": "He cares for his mother"}
    refused = await decide(await doors.client("intake"), referral_id, "accept", **fields)
    assert refused.status_code == 422
    assert "Ask the Lead" in unescape(refused.text)
    assert (await decide(await doors.client("lead"), referral_id, "accept", **fields)).status_code == 303


async def test_the_list_of_places_is_there_for_whoever_answers_the_door(doors: Doors) -> None:
    page = unescape((await (await doors.client("lead")).get("/referral/area")).text)
    assert "St Albans 3021" in page
    assert "Brooklyn 3012" in page.partition("Partly in it")[2]
    assert "Frankston: 1800 000 525" in page.replace('<a href="tel:1800000525">', "").replace("</a>", "")
    assert (await (await doors.client("link_worker")).get("/referral/area")).status_code == 403
