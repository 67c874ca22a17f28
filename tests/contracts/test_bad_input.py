"""Every form of every service, sent wrongly in every way: a clear answer at the right field, and nothing changed."""

import asyncio
import re
from uuid import UUID, uuid4

import httpx
import pytest

from shared.kernel import logs
from shared.kernel.topics import SERVICES
from shared.web.form_parsing import kinds
from tests.doors import OpenDoors

from .addresses import addresses, service
from .asking import (
    FORM,
    NOT_SEEN,
    Pairs,
    Sheet,
    Visitor,
    fingerprint,
    in_pieces,
    left_in_sight,
    names_the_field,
    wrong_answers,
)
from .stages import STAGES

LEAVING = {"/logout", "/leave"}  # always works, whatever comes with it
JSON_DOORS = {"/referral/api/referrals", "/notifications/api/replies", "/notifications/api/mail", "/stop/{token}"}
ALREADY = {"/ask/send": "/ask/already", "/refer": "/refer/already"}  # public doors show nothing that was typed
ANSWERED_ONCE = {"/me/{token}"}  # one question, one answer: the page says thank you
IN_PARTS = {"journey": 3, "referral": 2}
"""Services with so many forms that one test of all of them would be long; each form is tried in one of the parts."""
PARTS = [(name, part, parts) for name in SERVICES for parts in (IN_PARTS.get(name, 1),) for part in range(1, parts + 1)]
NOT_ASKED = "something it does not ask for"


class Asked:
    """Counts what is asked and keeps what is wrong with the answers."""

    def __init__(self) -> None:
        self.count = 0
        self.problems: list[str] = []

    def expect(self, right: bool, *words: object) -> None:
        self.count += 1
        if not right:
            self.problems.append(" · ".join(map(str, words)))


@pytest.mark.parametrize(("name", "part", "parts"), PARTS)
async def test_every_form_refuses_what_is_wrong_and_carries_out_what_is_right_once(
    name: str, part: int, parts: int, open_doors: OpenDoors, capsys: pytest.CaptureFixture[str]
) -> None:
    doors = await open_doors(service(name), public_posts_per_minute=1_000_000)
    stage, asked = await STAGES[name](doors), Asked()
    logs.configure(production=True)
    visitors = {who: await Visitor.of(stage, who) for who in {door.who for door in stage.forms}}
    stranger = await Visitor.of(stage, "anyone")
    start, end = (len(stage.forms) * each // parts for each in (part - 1, part))
    for door in stage.forms[:start]:  # the other parts' own: only what the later forms need of them
        sheet = Sheet(stage, door, visitors[door.who])
        assert (await sheet.send(sheet.pairs())).status_code == door.status, sheet.path
    for door in stage.forms[start:end]:
        sheet = Sheet(stage, door, visitors[door.who])
        told, before = len(await doors.told()), await fingerprint(doors)
        await _foreign_and_unreadable(sheet, stranger, asked)
        await _not_the_form(sheet, asked)
        if name == "evaluation" or door.template != "/login":  # one and the same form in each service
            await _wrong_fields(sheet, asked)
        after = await fingerprint(doors)
        asked.expect(before == after, sheet.path, "changed", {k for k in after if after[k] != before[k]})
        asked.expect(len(await doors.told()) == told, sheet.path, "told something")
        command_id = await _right_twice_at_once(sheet, asked, told)
        await _sent_again_with_other_words(sheet, asked, command_id)
    written = "".join(capsys.readouterr())
    assert '"answered"' in written
    marks = {mark for door in stage.forms[:end] for mark in Sheet(stage, door, stranger).marks}
    assert not [mark for mark in marks if mark in written], "what was typed stands in the log"
    assert not asked.problems, f"{len(asked.problems)} of {asked.count}:\n" + "\n".join(asked.problems)


async def _foreign_and_unreadable(sheet: Sheet, stranger: Visitor, asked: Asked) -> None:
    """Forms that were not made here for this person, and bodies that are no form."""
    right = sheet.pairs()
    without: Pairs = [pair for pair in right if pair[0] != "csrf"]
    body = "&".join(f"{name}=x" for name, _ in right).encode()
    large = (b"csrf=x&name=" + b"a" * 300_000) if sheet.door.template == "/login" else b"csrf=x&name=" + b"a" * 70_000
    post, form = sheet.visitor.client.post, {"content-type": FORM}
    kind, size = (403, 403) if sheet.door.takes_a_file else (415, 413)
    answers = {
        "no token": (403, await sheet.send(without)),
        "a token that is none": (403, await sheet.send([("csrf", "nonsense"), *without])),
        "a token of other letters": (403, await sheet.send([("csrf", b"\xff\x00\xe9"), *without])),
        "somebody else's token": (403, await sheet.send([("csrf", stranger.csrf), *without])),
        "from another site": (403, await sheet.send(right, origin="https://elsewhere.example")),
        "from another site, says the browser": (403, await sheet.send(right, **{"sec-fetch-site": "cross-site"})),
        "JSON": (415, await post(sheet.path, json=dict(sheet.door.right))),
        "a file": (kind, await post(sheet.path, files={"name": b"x"})),
        "no kind": (415, await post(sheet.path, content=body)),
        "compressed": (415, await sheet.send(right, **{"content-encoding": "gzip"})),
        "too large": (size, await post(sheet.path, content=large, headers=form)),
        "too large, in pieces": (size, await post(sheet.path, content=in_pieces(large), headers=form)),
        "a thousand fields": (413, await sheet.send([*right, *[("came", "x")] * 1000])),
        "nothing": (403, await post(sheet.path, content=b"", headers=form)),
    }
    for what, (status, answer) in answers.items():
        _answered(sheet, asked, what, answer, {status})


async def _not_the_form(sheet: Sheet, asked: Asked) -> None:
    """Fields that the form does not have, and its own number wrong."""
    right = sheet.pairs("command_id")
    for what, added in {
        "an unknown field": [("command_id", str(uuid4())), ("is_admin", "yes")],
        "an unknown field of odd letters": [("command_id", str(uuid4())), (b"\xff\x00<script>", "yes")],
        "no command": [],
        "no number as command": [("command_id", "nonsense")],
        "nil as command": [("command_id", str(UUID(int=0)))],
        "the command twice": [("command_id", str(uuid4())), ("command_id", str(uuid4()))],
        "NUL in the command": [("command_id", b"\x00")],
    }.items():
        answer = await sheet.send([*right, *added])
        _answered(sheet, asked, what, answer, {422})
        if "unknown" in what:
            asked.expect(NOT_ASKED in answer.text, sheet.path, what, "is not said")


async def _wrong_fields(sheet: Sheet, asked: Asked) -> None:
    for name, kind in kinds(sheet.door.model).items():
        if name == "command_id":
            continue
        for what, values in wrong_answers(name, kind, name in sheet.door.lines).items():
            pairs: Pairs = [*sheet.pairs(name), *((name, value) for value in values)]
            answer = await sheet.send(pairs)
            case = f"{name}: {what[:40]!r}"
            if sheet.door.model.seeks and what in NOT_SEEN:
                _answered(sheet, asked, case, answer, {200})
            elif _answered(sheet, asked, case, answer, {409, 422}):
                named = answer.status_code == 409 or names_the_field(answer.text, name)
                asked.expect(named, sheet.path, case, "does not name the field")
                kept = [mark for mark in sheet.marks if mark not in answer.text]
                others = [value for other, value in sheet.door.right.items() if other != name and value[:2] == "zq"]
                asked.expect(not kept or not others, sheet.path, case, "loses what was typed")


def _answered(sheet: Sheet, asked: Asked, what: str, answer: httpx.Response, statuses: set[int]) -> bool:
    asked.expect(answer.status_code in statuses, sheet.path, what, "answered", answer.status_code)
    asked.expect(not left_in_sight(answer.text, sheet.marks), sheet.path, what, "shows what was typed")
    asked.expect("<script>alert(" not in answer.text, sheet.path, what, "lets a script through")
    asked.expect("Traceback" not in answer.text, sheet.path, what, "shows its inside")
    return answer.status_code in statuses


async def _right_twice_at_once(sheet: Sheet, asked: Asked, told: int) -> UUID:
    """Two identical posts at once are one effect; and what hostile hands write is shown as text."""
    door, doors, command_id = sheet.door, sheet.stage.doors, uuid4()
    pairs = sheet.pairs(command_id=command_id)
    both = await asyncio.gather(sheet.send(pairs), sheet.send(pairs))
    asked.expect({each.status_code for each in both} == {door.status}, sheet.path, [each.status_code for each in both])
    more = len(await doors.told()) - told
    asked.expect(more == door.tells, sheet.path, f"tells {more} instead of {door.tells}")
    onward = both[0].headers.get("location")
    page = await sheet.visitor.client.get(onward) if onward else both[0]
    asked.expect(page.status_code == 200, sheet.path, "leads to", page.status_code)
    asked.expect("<script>alert(" not in page.text, sheet.path, "lets a script through")
    return command_id


async def _sent_again_with_other_words(sheet: Sheet, asked: Asked, command_id: UUID) -> None:
    """Back, other words, send: nobody takes it for a double click, and nothing that was typed is lost."""
    name = next((name for name, value in sheet.door.right.items() if value.startswith("zq")), None)
    if name is None or sheet.door.status != 303 or sheet.door.template in ANSWERED_ONCE:
        return
    doors, before = sheet.stage.doors, await fingerprint(sheet.stage.doors)
    told, other = len(await doors.told()), "zqother words"
    answer = await sheet.send([*sheet.pairs(name, command_id), (name, other)])
    asked.expect(await fingerprint(doors) == before, sheet.path, "sent with other words changed something")
    asked.expect(len(await doors.told()) == told, sheet.path, "sent with other words told something")
    if already := ALREADY.get(sheet.door.template):
        asked.expect(answer.headers.get("location") == already, sheet.path, "does not say that it was sent already")
        return
    asked.expect(answer.status_code == 409, sheet.path, "sent with other words answered", answer.status_code)
    asked.expect("with other words in it" in answer.text, sheet.path, "does not say that it was sent before")
    asked.expect(other in answer.text, sheet.path, "loses what was typed now")
    ids = set(re.findall(r'name="command_id" value="([^"]+)"', answer.text))
    asked.expect(bool(ids) and str(command_id) not in ids, sheet.path, "gives no command of its own to the other words")


@pytest.mark.parametrize("name", SERVICES)
async def test_no_form_is_left_out(name: str, open_doors: OpenDoors) -> None:
    stage = await STAGES[name](await open_doors(service(name)))
    known = [Sheet(stage, door, Visitor(None, "")).path for door in stage.forms]  # type: ignore[arg-type]
    for method, template in addresses(name):
        pattern = re.sub(r"\\\{\w+(:\w+)?\\\}", "[^/]+", re.escape(template))
        if method == "POST" and template not in LEAVING | JSON_DOORS:
            assert any(re.fullmatch(pattern, path) for path in known), f"nobody tries {template}"
