"""Leaving ends something: a copied cookie is out at once in every process, and so is who has left the staff list."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, expect
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from services.journey.app import service as journey
from services.referral.app import service as referral
from services.site_map import LOCAL
from shared.app.service import build
from tests.doors import STAFF, Client, Doors, OpenDoors
from tests.serving import serving


class Ingress:
    """Two services on databases of their own behind one address; the referral service has all the rest."""

    def __init__(self, front: Any, back: Any) -> None:
        self.front, self.back = front, back

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.back if scope["path"].startswith("/journey") else self.front
        await app(scope, receive, send)


class Down:
    """An address at which one service does not run."""

    def __init__(self, app: Any, service: str) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(f"/{self.service}"):
            await PlainTextResponse("no such upstream", 502)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def logged_out(client: Client) -> str:
    """The page that says so."""
    answer = await client.submit("/logout", page="/referral")
    assert answer.status_code == 303
    return (await client.get(answer.headers["location"])).text


async def pictures_of(page: str) -> dict[str, str]:
    """Which services the page asks to end the session, and where."""
    return {at.split("/")[1]: at for at in re.findall(r'<img src="([^"]+)"', page)}


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
    asked = await pictures_of(await logged_out(lead))
    assert list(asked) == list(LOCAL.services), "where it could not be noted at home the picture says so, too"
    assert [(await lead.get(at)).headers["content-type"] for at in asked.values()] == ["image/gif"] * 6
    for path in ("/referral", "/journey"):
        assert (await thief.get(path)).status_code == 303
        assert (await thief.get(path)).headers["location"].startswith("/login")


async def test_a_copied_cookie_is_counted_like_anybodys_once_its_owner_has_logged_out(
    both: tuple[Doors, Doors],
) -> None:
    app = Ingress(both[0].app, both[1].app)
    lead = await logged_in(app, both[0], "lead")
    thief = browser(app, lead.cookies)
    both[0].app.state.site.public_posts.per_minute = 1
    assert [(await thief.post("/ask/send", data={"x": "y"})).status_code for _ in range(3)] == [403, 403, 403]
    assert (await lead.submit("/logout", page="/referral")).status_code == 303
    assert [(await thief.post("/ask/send", data={"x": "y"})).status_code for _ in range(3)] == [403, 429, 429]


async def test_it_is_out_of_another_process_of_the_same_service(both: tuple[Doors, Doors]) -> None:
    front, _ = both
    second = build(referral, front.here.settings, LOCAL, front.clock)
    second.state.here = front.here
    lead = await logged_in(front.app, front, "lead")
    thief = browser(second, lead.cookies)
    assert (await thief.get("/referral")).status_code == 200
    await lead.submit("/logout", page="/referral")
    assert (await thief.get("/referral")).status_code == 303


async def test_where_one_service_does_not_run_all_others_end_the_session_and_the_page_says_until_when_it_lasts(
    both: tuple[Doors, Doors],
) -> None:
    front, back = both
    app = Down(Ingress(front.app, back.app), "community")
    lead = await logged_in(app, front, "lead")
    thief = browser(app, lead.cookies)
    page = await logged_out(lead)
    assert "You are logged out" in page
    assert "ends by itself 30 minutes after its last click" in page.replace("\N{NO-BREAK SPACE}", " ")
    answers = {name: (await lead.get(at)).status_code for name, at in (await pictures_of(page)).items()}
    assert answers == dict.fromkeys(LOCAL.services, 200) | {"community": 502}
    for path in ("/referral", "/journey"):
        assert (await thief.get(path)).status_code == 303


async def test_a_part_that_did_not_answer_is_named(both: tuple[Doors, Doors], chromium: Browser) -> None:
    front, back = both
    async with serving(Down(Ingress(front.app, back.app), "practice")) as address:
        page = await (await chromium.new_context(base_url=address)).new_page()
        await page.goto("/login")
        await page.get_by_role("button", name=front.person("lead").name).click()
        await page.get_by_role("button", name="Log out").click()
        await expect(page.locator("#away")).to_contain_text("Practice did not answer.")
        await expect(page.get_by_role("link", name="Log in again")).to_be_visible()


async def test_who_is_logged_in_somewhere_else_stays_there(both: tuple[Doors, Doors]) -> None:
    front, _ = both
    phone, desk = await logged_in(front.app, front, "lead"), await logged_in(front.app, front, "lead")
    await desk.submit("/logout", page="/referral")
    assert (await phone.get("/referral")).status_code == 200


@pytest.mark.parametrize("door", ["logout", "logged-out"])
@pytest.mark.parametrize("of", ["", "nonsense", "WyJhYiIsIDEsIFtdXQ.aaaaaa.bbbbbb"])
async def test_nobody_is_logged_out_by_an_address_that_somebody_made_up(
    both: tuple[Doors, Doors], of: str, door: str
) -> None:
    front, _ = both
    lead = await logged_in(front.app, front, "lead")
    assert (await lead.get(f"/referral/{door}?of={of}")).status_code == 404
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
