"""The door for programs: once per key, strict, and every refusal names its field."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from services.referral.app import service
from shared.kernel import references
from tests.doors import Client, Doors, OpenDoors

from .people import decide

PATH = "/referral/api/referrals"
BODY = {
    "source": "gp", "referred_by": "Dr Chen, Sunshine Clinic", "agreed": True, "name": "Dimitra O’Neill",
    "born": "1959-03-27", "contact_by": "call", "phone": "0412 345 678",
}  # fmt: skip


@pytest.fixture
async def doors(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


async def send(client: Client, body: Any = None, key: str | None = None, **headers: str) -> Any:
    key = str(uuid4()) if key is None else key
    raw = body if isinstance(body, bytes) else json.dumps(body or BODY).encode()
    sent = {"content-type": "application/json", "accept": "application/json"} | (
        {"idempotency-key": key} if key else {}
    )
    return await client.post(PATH, content=raw, headers=sent | headers)


async def test_a_clinics_system_refers_somebody_and_asks_how_it_stands(doors: Doors) -> None:
    client, key = await doors.client("integrator"), uuid4()
    answer = await send(client, key=str(key))
    assert answer.status_code == 201
    expected = {
        "referral_id": str(key),
        "participant_id": str(uuid5(key, "participant")),
        "reference": references.words(references.of(key)),
        "state": "received",
    }
    assert answer.json() == expected
    assert (await client.get(answer.headers["location"], headers={"accept": "application/json"})).json() == expected
    assert [type(told).__name__ for told in await doors.told()] == ["ReferralReceived", "ParticipantCardUpdated"]


async def test_the_same_key_and_body_answer_the_same_again(doors: Doors) -> None:
    client, key = await doors.client("integrator"), str(uuid4())
    first, upper = await send(client, key=key), await send(client, key=key.upper())
    assert (first.status_code, first.json()) == (upper.status_code, upper.json())
    assert await doors.count("referral") == 1


DR_CHEN = {"name": "Dr Chen", "organisation": "Sunshine Clinic", "phone": "1300 555 555", "wants_to_hear": False}
STRUCTURED = {name: value for name, value in BODY.items() if name != "referred_by"} | {"referrer": DR_CHEN}


async def test_the_same_key_later_answers_how_it_stands_by_then_as_far_as_they_agreed(doors: Doors) -> None:
    client, key = await doors.client("integrator"), uuid4()
    await send(client, STRUCTURED, str(key))
    intake = await doors.client("intake")
    await decide(intake, key, "decline", reason="did_not_want_it")
    again = await send(client, STRUCTURED, str(key))
    assert (again.status_code, again.json()["state"]) == (201, "received")
    await intake.submit(f"/referral/{key}/news", page=f"/referral/{key}/news", agreed="yes")
    assert (await send(client, STRUCTURED, str(key))).json()["state"] == "ended"


async def test_who_refers_is_taken_field_by_field_or_in_one_line(doors: Doors) -> None:
    client, key = await doors.client("integrator"), uuid4()
    assert (await send(client, STRUCTURED, str(key))).status_code == 201
    page = (await (await doors.client("intake")).get(f"/referral/{key}")).text
    assert "Dr Chen, Sunshine Clinic · 1300555555" in page


WRONG_REFERRERS: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "referrer.name"),
    ({"email": "dr@example.org\nBcc: x@example.org"}, "referrer.email"),
    ({"phone": "ring me"}, "referrer.phone"),
    ({"relation": "stranger"}, "referrer.relation"),
    ({"wants_to_hear": "yes"}, "referrer.wants_to_hear"),
    ({"is_admin": True}, "referrer.is_admin"),
    ({"organisation": "x" * 151}, "referrer.organisation"),
]


async def test_what_is_wrong_with_a_referrer_is_named(doors: Doors) -> None:
    client = await doors.client("integrator")
    for wrong, field in WRONG_REFERRERS:
        answer = await send(client, STRUCTURED | {"referrer": DR_CHEN | wrong})
        assert answer.status_code == 422, wrong
        assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await doors.told() == []


async def test_the_same_key_with_another_body_is_refused_every_time(doors: Doors) -> None:
    client, key = await doors.client("integrator"), str(uuid4())
    await send(client, key=key)
    for _ in range(2):
        answer = await send(client, BODY | {"name": "Somebody Else"}, key)
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await send(client, key=key)).status_code == 201
    assert await doors.count("referral") == 1


async def test_two_identical_ones_at_once_are_one(doors: Doors) -> None:
    client, key = await doors.client("integrator"), str(uuid4())
    answers = await asyncio.gather(*[send(client, key=key) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {201}
    assert await doors.count("referral") == 1


async def test_without_a_good_key_nothing_is_done(doors: Doors) -> None:
    client = await doors.client("integrator")
    for key in ("", "7", str(UUID(int=0)), "not-a-uuid-but-thirty-six-letters-lo", "{" + str(uuid4()) + "}"):
        answer = await send(client, key=key)
        assert answer.status_code == 400, key
        assert "Idempotency-Key" in answer.json()["detail"]


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"deployment": "geelong"}, "deployment"),
    ({"is_admin": True}, "is_admin"),
    ({"name": None}, "name"),
    ({"name": 7}, "name"),
    ({"name": "a\x00b"}, "name"),
    ({"name": "\ud800"}, "name"),
    ({"name": "x" * 10_000}, "name"),
    ({"name": ""}, "name"),
    ({"agreed": "true"}, "agreed"),
    ({"agreed": False}, "agreed"),
    ({"agreed": 1}, "agreed"),
    ({"source": "police"}, "source"),
    ({"born": "2026-02-30"}, "born"),
    ({"born": "0001-01-01"}, "born"),
    ({"born": "9999-01-01"}, "born"),
    ({"born": 1959}, "born"),
    ({"phone": "1300 000 525"}, "phone"),
    ({"phone": "letters"}, "phone"),
    ({"phone": None}, "phone"),
    ({"contact_by": "sms", "phone": "03 9123 4567"}, "phone"),
    ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
    ({"hours_from": -1}, "hours_from"),
    ({"hours_from": 2**63}, "hours_from"),
    ({"hours_from": 8.5}, "hours_from"),
    ({"hours_from": 20, "hours_until": 8}, "hours_until"),
    ({"what_brings_them": ["a"]}, "what_brings_them"),
]


async def test_a_field_that_does_not_fit_is_named_and_never_echoed(doors: Doors) -> None:
    client = await doors.client("integrator")
    for change, field in BAD_FIELDS:
        answer = await send(client, BODY | change)
        assert answer.status_code == 422, change
        assert answer.headers["content-type"] == "application/problem+json"
        assert field in [error["field"] for error in answer.json()["errors"]], (change, answer.json())
        assert "Dimitra" not in answer.text
    assert await doors.told() == []


BAD_BODIES: list[tuple[bytes, int]] = [
    (b"", 400),
    (b'{"name": ', 400),
    (b'{"hours_from": NaN}', 400),
    (b'{"hours_from": Infinity}', 400),
    (b'{"name": "a", "name": "b"}', 400),
    ("{}".encode("utf-16"), 400),
    (b'{"name": "\xe9"}', 400),
    (b"[" * 100_000, 413),
    (b"[" * 60_000, 400),
    (b"[]", 422),
    (b"null", 422),
    (b'"text"', 422),
    (b'{"hours_from": 1' + b"0" * 5000 + b"}", 400),
    (b'{"name": "' + b"x" * 70_000 + b'"}', 413),
]


async def test_what_is_no_referral_is_refused_in_words(doors: Doors) -> None:
    client = await doors.client("integrator")
    for body, status in BAD_BODIES:
        answer = await send(client, body)
        assert answer.status_code == status, body[:40]
        assert answer.json()["status"] == status
        assert "Traceback" not in answer.text


async def test_only_json_goes_in_and_comes_out(doors: Doors) -> None:
    client = await doors.client("integrator")
    assert (await send(client, **{"content-type": "text/plain"})).status_code == 415
    assert (await send(client, accept="application/xml")).status_code == 406


async def test_another_site_cannot_use_somebodys_session(doors: Doors) -> None:
    answer = await send(await doors.client("integrator"), **{"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


async def test_only_those_who_may_refer_do(doors: Doors) -> None:
    assert (await send(await doors.client())).status_code == 401
    for role, status in {"link_worker": 403, "operator": 403, "intake": 201, "lead": 201}.items():
        assert (await send(await doors.client(role))).status_code == status, role


async def test_a_referral_that_is_not_there_is_not_there(doors: Doors) -> None:
    client = await doors.client("integrator")
    for path in (f"{PATH}/{uuid4()}", f"{PATH}/7"):
        answer = await client.get(path, headers={"accept": "application/json"})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_openapi_describes_the_door(doors: Doors) -> None:
    document = (await (await doors.client()).get("/referral/openapi.json")).json()
    post = document["paths"][PATH]["post"]
    assert post["parameters"][0]["name"] == "Idempotency-Key"
    assert "agreed" in post["requestBody"]["content"]["application/json"]["schema"]["required"]
