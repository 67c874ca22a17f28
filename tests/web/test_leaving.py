"""Leaving ends something: a copied cookie is out at once in every process, and so is who has left the staff list."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from services.journey.app import service as journey
from services.referral.app import service as referral
from services.site_map import LOCAL
from shared.app.service import build
from tests.doors import STAFF, Client, Doors, OpenDoors


class Ingress:
    """Two services on databases of their own behind one address; the referral service has all the rest."""

    def __init__(self, front: Any, back: Any) -> None:
        self.front, self.back = front, back

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.back if scope["path"].startswith("/journey") else self.front
        await app(scope, receive, send)


def browser(app: Any, cookies: httpx.Cookies | None = None) -> Client:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return Client(transport=transport, base_url="http://local.test", headers={"accept": "text/html"}, cookies=cookies)


async def logged_in(app: Any, doors: Doors, role: str) -> Client:
    client = browser(app)
    answer = await client.submit("/login", page="/login", person=f"{role}/{doors.person(role).id}")
    assert answer.status_code == 303
    return client


@pytest.fixture
async def both(open_doors: OpenDoors) -> tuple[Doors, Doors]:
    return await open_doors(referral), await open_doors(journey)


async def test_a_copied_cookie_is_out_of_every_service_once_its_owner_has_logged_out(both: tuple[Doors, Doors]) -> None:
    front, back = both
    app = Ingress(front.app, back.app)
    lead = await logged_in(app, front, "lead")
    thief = browser(app, lead.cookies)
    for path in ("/referral", "/journey"):
        assert (await thief.get(path)).status_code == 200
    answer = await lead.submit("/logout", page="/referral")
    steps = []
    while answer.status_code == 303 and answer.headers["location"] != "/login":
        steps.append(answer.headers["location"].split("?")[0])
        answer = await lead.get(answer.headers["location"])
    assert steps == [f"/{name}/logout" for name in ("journey", "community", "notifications", "practice", "evaluation")]
    for path in ("/referral", "/journey"):
        assert (await thief.get(path)).status_code == 303
        assert (await thief.get(path)).headers["location"].startswith("/login")


async def test_it_is_out_of_another_process_of_the_same_service(both: tuple[Doors, Doors]) -> None:
    front, _ = both
    second = build(referral, front.here.settings, LOCAL, front.clock)
    second.state.here = front.here
    lead = await logged_in(front.app, front, "lead")
    thief = browser(second, lead.cookies)
    assert (await thief.get("/referral")).status_code == 200
    await lead.submit("/logout", page="/referral")
    assert (await thief.get("/referral")).status_code == 303


async def test_who_is_logged_in_somewhere_else_stays_there(both: tuple[Doors, Doors]) -> None:
    front, _ = both
    phone, desk = await logged_in(front.app, front, "lead"), await logged_in(front.app, front, "lead")
    await desk.submit("/logout", page="/referral")
    assert (await phone.get("/referral")).status_code == 200


@pytest.mark.parametrize("of", ["", "nonsense", "WyJhYiIsIDEsIFtdXQ.aaaaaa.bbbbbb"])
async def test_nobody_is_logged_out_by_an_address_that_somebody_made_up(both: tuple[Doors, Doors], of: str) -> None:
    front, _ = both
    lead = await logged_in(front.app, front, "lead")
    assert (await lead.get(f"/referral/logout?of={of}")).status_code == 404
    assert (await lead.get("/referral")).status_code == 200


def write(path: Path, people: list[dict[str, Any]]) -> None:
    """As a directory service writes it: whole, under the old name."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"brimbank": people}), encoding="utf-8")
    new.replace(path)


async def test_who_leaves_the_staff_list_is_out_with_the_next_request_and_who_comes_is_in(
    open_doors: OpenDoors, tmp_path: Path
) -> None:
    everybody = json.loads(STAFF.read_text())["brimbank"]
    file = tmp_path / "staff.json"
    write(file, everybody)
    doors = await open_doors(referral, staff_file=file)
    lead, who = await logged_in(doors.app, doors, "lead"), doors.person("lead")
    assert (await lead.get("/referral")).status_code == 200
    colleague = {"id": "0b000000-0000-4000-8000-0000000000f1", "name": "Marlene", "role": "lead"}
    write(file, [*(each for each in everybody if each["id"] != str(who.id)), colleague])
    assert (await lead.get("/referral")).status_code == 303
    assert who.name not in (await lead.get("/login")).text
    assert (await lead.submit("/login", page="/login", person=colleague["id"])).status_code == 303
    assert (await lead.get("/referral")).status_code == 200


async def test_another_role_on_the_list_is_another_role_at_once(open_doors: OpenDoors, tmp_path: Path) -> None:
    everybody = json.loads(STAFF.read_text())["brimbank"]
    file = tmp_path / "staff.json"
    write(file, everybody)
    doors = await open_doors(referral, staff_file=file)
    lead, who = await logged_in(doors.app, doors, "lead"), doors.person("lead")
    write(file, [each | ({"role": "operator"} if each["id"] == str(who.id) else {}) for each in everybody])
    assert (await lead.get("/referral")).status_code == 303


async def test_a_list_that_cannot_be_read_counts_as_it_was(open_doors: OpenDoors, tmp_path: Path) -> None:
    file = tmp_path / "staff.json"
    write(file, json.loads(STAFF.read_text())["brimbank"])
    doors = await open_doors(referral, staff_file=file)
    lead = await logged_in(doors.app, doors, "lead")
    file.write_text('{"brimbank": [', encoding="utf-8")
    assert (await lead.get("/referral")).status_code == 200
    file.unlink()
    assert (await lead.get("/referral")).status_code == 200
    write(file, [])
    assert (await lead.get("/referral")).status_code == 303
