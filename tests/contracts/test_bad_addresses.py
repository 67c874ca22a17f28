"""Every address of every service, asked for wrongly: what is not there or not yours is not there; nothing breaks."""

import re
from collections.abc import Awaitable, Callable, Iterator
from uuid import UUID, uuid4

import pytest

from shared.kernel.topics import SERVICES
from tests.doors import OpenDoors
from tests.evaluation import evaluator as site

from .addresses import ANYONE, addresses, allowed, filled, service
from .asking import Sheet, Visitor, fingerprint
from .door import Door, Stage
from .stages import STAGES

NOWHERE = (
    "nonsense", "1", "-1", "9" * 30, "a" * 9000, str(UUID(int=0)), "..%2f..%2fetc%2fpasswd", "%2e%2e", "x;y=1",
    "%00", "%ff%fe", "x%0d%0aset-cookie:%20a=b", "{{7*7}}", "'%20OR%201=1--",
)  # fmt: skip
BY_NAME = {"day": ("2026-02-30", "9999-12-31", "0001-01-01", "2026-03-03"), "offset": ("9223372036854775808",)}
ASKED = (
    "page", "kind", "weekday", "free", "step_free", "quiet", "show", "source", "story", "stage", "before", "after",
    "limit", "instrument", "occasion", "next",
)  # fmt: skip
HOSTILE = (
    "-1", "99999999999999999999", "%00", "%ff", "<script>alert(1)</script>", "'%20OR%201=1--", "{{7*7}}", "",
    "a" * 1500, "2026-02-30", "9999-12-31T23:59:59%2b14:00", "0001-01-01T00:00:00%2b14:00",
)  # fmt: skip
OPEN = re.compile(r"/static/.*|/favicon\.ico|/[a-z]+/(health/.*|metrics|openapi\.json)")


def who_may(template: str) -> str:
    """One role that may use the address; the role that sees least where several may."""
    roles = allowed(template)
    return (
        "anyone"
        if roles is ANYONE
        else next(role for role in ("link_worker", "intake", "operator", "lead") if role in roles)
    )


def names_in(template: str) -> list[str]:
    return [name for name, _ in re.findall(r"\{(\w+)(:\w+)?\}", template) if name != "path"]


Ask = Callable[[str], Awaitable[int]]


async def with_names(stage: Stage) -> list[tuple[str, Ask]]:
    """Every address with a name in it, and how to ask it rightly but for the address."""
    visitors = {who: await Visitor.of(stage, who) for who in {door.who for door in stage.forms}}

    def post(door: Door) -> Ask:
        async def ask(path: str) -> int:
            sheet = Sheet(stage, door, visitors[door.who])
            return (await sheet.visitor.send(path, sheet.pairs())).status_code

        return ask

    posts = [(door.template, post(door)) for door in stage.forms if names_in(door.template)]
    return posts + await readings(stage)


async def readings(stage: Stage) -> list[tuple[str, Ask]]:
    """Every page with a name in its address."""
    visitors = {who: await Visitor.of(stage, who) for who in ("anyone", "link_worker", "intake", "operator", "lead")}

    def get(who: str) -> Ask:
        async def ask(path: str) -> int:
            return (await visitors[who].client.get(path)).status_code

        return ask

    return [
        (template, get(who_may(template)))
        for method, template in addresses(stage.doors.service.name)
        if method == "GET" and names_in(template) and not OPEN.fullmatch(template)
    ]


@pytest.mark.parametrize("name", SERVICES)
async def test_what_is_not_there_or_not_yours_is_not_there(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name), public_posts_per_minute=1_000_000))
    told, before, wrong = len(await stage.doors.told()), await fingerprint(stage.doors), []
    for template, ask in await with_names(stage):
        for path, statuses in _nowhere(stage, template):
            status = await ask(path)
            if status not in statuses:
                wrong.append(f"{template}: {path[:120]} answered {status}")
    assert not wrong, "\n".join(wrong)
    assert await fingerprint(stage.doors) == before
    assert len(await stage.doors.told()) == told


def _nowhere(stage: Stage, template: str) -> Iterator[tuple[str, set[int]]]:
    """The address with one name after the other wrong: no such thing, somebody else's, and no name at all."""
    for name in names_in(template):
        if name in ("topic", "partition", "token", "day", "offset"):
            others = ["x" * 51] if name == "token" else ["7"] if name in ("partition", "offset") else []
        else:
            others = [str(uuid4())]
        own_people = allowed(template) != frozenset({"lead"})  # the lead sees everybody's
        others += [stage.foreign[name]] if name in stage.foreign and own_people else []
        for value in (*others, *NOWHERE, *BY_NAME.get(name, ())):
            if value == stage.own.get(name):  # a number may be the right one
                continue
            refused = {404, 422} if name == "day" else {404}  # a day may be a day, and not one of the group's
            yield filled(template, **stage.own | {name: value}), refused


@pytest.mark.parametrize("name", SERVICES)
async def test_an_id_in_capitals_is_the_same_id(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name)))
    capitals = {key: value.upper() for key, value in stage.own.items() if key.endswith("_id")}
    for template, ask in await readings(stage):
        as_kept = await ask(filled(template, **stage.own))
        assert await ask(filled(template, **stage.own | capitals)) == as_kept, template


@pytest.mark.parametrize("name", SERVICES)
async def test_another_method_is_told_which_would_do(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name)))
    client = await stage.doors.client()
    known: dict[str, set[str]] = {}
    for method, template in addresses(name):
        known.setdefault(template, set()).add(method)
    for template, methods in known.items():
        path = filled(template, **stage.own)
        for method in {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST", "GET"} - methods:
            answer = await client.request(method, path)
            assert (answer.status_code, set(answer.headers.get("allow", "").split(", ")) >= methods) == (405, True), (
                f"{method} {path} answered {answer.status_code}, allow {answer.headers.get('allow')}"
            )


@pytest.mark.parametrize("name", SERVICES)
async def test_no_question_breaks_a_page_and_head_is_a_page_without_its_body(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name)))
    visitors: dict[str, Visitor] = {}
    before = await fingerprint(stage.doors)
    for method, template in addresses(name):
        if method != "GET" or OPEN.fullmatch(template):
            continue
        who, path = who_may(template), filled(template, **stage.own)
        client = (visitors.get(who) or visitors.setdefault(who, await Visitor.of(stage, who))).client
        plain, head = await client.get(path), await client.head(path)
        assert (head.status_code, head.content) == (plain.status_code, b""), f"HEAD {path}"
        for value in HOSTILE:
            answer = await client.get(
                f"{path}?{'&'.join(f'{asked}={value}' for asked in ASKED)}&x={value}&page={value}"
            )
            assert answer.status_code in (200, 303, 404, 422), f"{path} with {value[:60]} answered {answer.status_code}"
            assert "<script>alert(" not in answer.text, f"{path} lets a script through"
    assert await fingerprint(stage.doors) == before


async def test_the_evaluators_site_refuses_the_same_and_breaks_as_little(outcomes_url: str) -> None:
    async with site.opened(outcomes_url) as opened:
        robin = await opened.evaluator()
        for path in ("/", "/path", "/quality", "/exports/figures.csv", "/exports/figures.json", "/api/outcomes"):
            assert (await opened.visitor().get(path)).status_code in (303, 401), path
            assert (await robin.post(path, data={"a": "b"})).status_code == 405, path
            for value in HOSTILE:
                answer = await robin.get(f"{path}?{'&'.join(f'{asked}={value}' for asked in ASKED)}")
                assert answer.status_code in (200, 404, 422), f"{path} with {value[:60]} answered {answer.status_code}"
                assert "<script>alert(" not in answer.text, f"{path} lets a script through"
        for data, status in (({"person": "x"}, 403), ({"csrf": "x"}, 403)):
            assert (await robin.post("/login", data=data)).status_code == status
        assert (await robin.post("/login", json={})).status_code == 415
        wrong = await opened.visitor().submit("/login", page="/login", person="evaluator/nobody")
        assert (wrong.status_code, "Choose one of the people on this page" in wrong.text) == (422, True)
