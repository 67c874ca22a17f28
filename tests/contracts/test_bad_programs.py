"""What programs send wrongly: problem+json that names the field and echoes nothing, and nothing changed."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.notifications.api import signature
from shared.kernel import logs
from tests.doors import Doors, OpenDoors
from tests.notifications.people import Somebody

from .addresses import service
from .asking import fingerprint, in_pieces

REFERRALS, REPLIES = "/referral/api/referrals", "/notifications/api/replies"
MARK = "zqprogram"
PERSON: dict[str, Any] = {"source": "gp", "agreed": True, "name": f"{MARK} Li", "contact_by": "drop_in"}
REPLY: dict[str, Any] = {"from": "+61491570006", "text": f"STOP {MARK}"}


def posted(body: bytes, door: str, doors: Doors, **headers: str) -> dict[str, str]:
    """The headers that let a body in: a key of its own, or the gateway's signature."""
    key = signature(doors.here.settings.secret.get_secret_value(), body)
    right = {
        "content-type": "application/json",
        "accept": "*/*",
        "idempotency-key": str(uuid4()),
        "x-lc-signature": key,
    }
    return right | headers


def not_json(right: dict[str, Any]) -> dict[str, tuple[bytes, set[int]]]:
    """Bodies that are no such object, with the statuses that fit."""
    whole = json.dumps(right).encode()
    return {
        "nothing": (b"", {400}),
        "half": (whole[:-9], {400}),
        "UTF-16": (json.dumps(right).encode("utf-16"), {400}),
        "Latin-1": ('{"name": "é", "from": "é"}'.encode("latin-1"), {400}),
        "a list": (b"[]", {422}),
        "null": (b"null", {422}),
        "deep": (b"[" * 20_000, {400, 422}),
        "large": (b'{"text": "' + b"x" * 1_100_000 + b'"}', {413}),
    }


def wrong_values(right: dict[str, Any], named: str) -> dict[str, tuple[bytes, set[int]]]:
    """One field wrong, the others right."""
    values: tuple[Any, ...] = (None, 7, True, [], {}, "a\x00b", "\ud800", "x" * 10_000, float("inf"), float("nan"))
    return {
        f"{named}: {value!r:.30}": (json.dumps(right | {named: value}).encode(), {400, 422})
        for value in values
        if value is not right[named]
        and not (named == "text" and value in ("a\x00b", "\ud800"))  # words are kept without what cannot be
    }


async def problems(doors: Doors, client: httpx.AsyncClient, door: str, right: dict[str, Any], named: str) -> list[str]:
    before, found = await fingerprint(doors), []
    for what, (body, statuses) in (not_json(right) | wrong_values(right, named)).items():
        answer = await client.post(door, content=body, headers=posted(body, door, doors))
        if answer.status_code not in statuses or answer.headers["content-type"] != "application/problem+json":
            found.append(f"{what} answered {answer.status_code} {answer.headers.get('content-type')}")
        elif answer.status_code == 422 and ": " in what and named not in [e["field"] for e in answer.json()["errors"]]:
            found.append(f"{what} does not name the field: {answer.text}")
        if MARK in answer.text or "+6149" in answer.text:
            found.append(f"{what} is echoed")
    whole = json.dumps(right).encode()
    for name, value, status in (
        ("content-type", "text/plain", 415),
        ("content-type", "application/x-www-form-urlencoded", 422 if door == REPLIES else 415),
        ("content-encoding", "gzip", 415), ("accept", "application/xml", 406),
    ):  # fmt: skip
        answer = await client.post(door, content=whole, headers=posted(whole, door, doors, **{name: value}))
        if answer.status_code != status:
            found.append(f"{name}: {value} answered {answer.status_code}")
    large = b" " * 1_100_000
    answer = await client.post(door, content=in_pieces(large), headers=posted(large, door, doors))
    if answer.status_code != 413:
        found.append(f"large, in pieces answered {answer.status_code}")
    return found if await fingerprint(doors) == before else [*found, "something changed"]


async def test_a_referral_that_a_program_sends_wrongly(open_doors: OpenDoors, capsys: Any) -> None:
    doors = await open_doors(service("referral"))
    client = await doors.client("integrator")
    logs.configure(production=True)
    for named in PERSON:
        assert await problems(doors, client, REFERRALS, PERSON, named) == []
    body = json.dumps(PERSON | {"is_admin": True}).encode()
    answer = await client.post(REFERRALS, content=body, headers=posted(body, REFERRALS, doors))
    assert [each["field"] for each in answer.json()["errors"]] == ["is_admin"]
    whole = json.dumps(PERSON).encode()
    for key in ("", "7", str(UUID(int=0)), "é", "a" * 5000):
        headers = posted(whole, REFERRALS, doors) | {"idempotency-key": key}
        answer = await client.post(REFERRALS, content=whole, headers={k: v.encode() for k, v in headers.items()})
        assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (400, True), key
    assert await doors.told() == []
    assert MARK not in "".join(capsys.readouterr())


async def test_an_answer_that_a_gateway_sends_wrongly(open_doors: OpenDoors, capsys: Any) -> None:
    doors = await open_doors(service("notifications"))
    await Somebody().ready(doors)
    client = await doors.client()
    logs.configure(production=True)
    for named in REPLY:
        assert await problems(doors, client, REPLIES, REPLY, named) == []
    whole = json.dumps(REPLY).encode()
    for key in ("", "nonsense", "é", "0" * 64):
        headers = posted(whole, REPLIES, doors) | {"x-lc-signature": key}
        answer = await client.post(REPLIES, content=whole, headers={k: v.encode() for k, v in headers.items()})
        assert answer.status_code == 403, key
    for number in ("", "1" * 400):
        body = json.dumps(REPLY | {"from": number}).encode()
        answer = await client.post(REPLIES, content=body, headers=posted(body, REPLIES, doors))
        assert answer.status_code == 422, number
        assert [error["field"] for error in answer.json()["errors"]] == ["from"]
    assert MARK not in "".join(capsys.readouterr())


@pytest.mark.parametrize("query", ["after=nonsense", "limit=-1", "limit=99999999999999999999", "page=%00", "kind=%ff"])
async def test_a_list_that_a_program_asks_for_wrongly(open_doors: OpenDoors, query: str) -> None:
    doors = await open_doors(service("community"))
    client = await doors.client("integrator")
    answer = await client.get(f"/community/api/activities?{query}", headers={"accept": "application/json"})
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert answer.headers["content-type"] == "application/problem+json"
        assert query.partition("=")[0] in [each["field"] for each in answer.json()["errors"]]
