"""Back and Reload after every form: no page that answers one lies in a browser's history without an address."""

import httpx
import pytest

from shared.kernel.topics import SERVICES
from tests.doors import Client, OpenDoors

from .addresses import service
from .asking import FORM, Sheet, Visitor
from .stages import STAGES


async def as_a_browser_sends(client: Client, path: str, body: bytes) -> httpx.Response:
    """What a browser is told before it goes on."""
    return await httpx.AsyncClient.post(client, path, content=body, headers={"content-type": FORM})


@pytest.mark.parametrize("name", SERVICES)
async def test_every_page_that_answers_a_form_has_an_address_to_come_back_to(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name), public_posts_per_minute=1_000_000))
    problems = []
    for door in stage.forms:
        stage.page = "/login"  # that a link has been answered is no matter here
        sheet = Sheet(stage, door, await Visitor.of(stage, door.who))
        client = sheet.visitor.client
        nothing = httpx.QueryParams({"csrf": sheet.visitor.csrf})
        for what, body in {"nothing": nothing, "no token": httpx.QueryParams({"a": "b"}),
                           "all": httpx.QueryParams([(k, str(v)) for k, v in sheet.pairs()])}.items():  # fmt: skip
            answer = await as_a_browser_sends(client, sheet.path, str(body).encode())
            onward = answer.headers.get("location", "")
            if answer.headers.get("content-type", "").startswith("text/html"):
                problems.append(f"{door.template}, {what}: a page without an address, {answer.status_code}")
            elif "kept=" in onward:
                first, again = await client.get(onward), await client.get(onward)
                if first.text != again.text or first.status_code != again.status_code:
                    problems.append(f"{door.template}, {what}: Reload shows something else")
                lost = [mark for mark in sheet.marks if mark not in first.text] if what == "all" else []
                if lost and first.status_code in (409, 422, 429):
                    problems.append(f"{door.template}, {what}: {lost} is lost")
                if "text/html" not in first.headers["content-type"] or "no-store" not in first.headers["cache-control"]:
                    problems.append(f"{door.template}, {what}: no page, or one that the browser may keep")
                other = await (await stage.doors.client()).get(onward)
                if any(mark in other.text for mark in sheet.marks):
                    problems.append(f"{door.template}, {what}: another browser sees it")
    assert not problems, "\n".join(problems)
