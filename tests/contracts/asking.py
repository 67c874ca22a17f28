"""How bad input is sent, as bytes over a wire, and what is looked for in the answers."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from html import unescape
from typing import Literal, get_origin
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx

from shared.web.form_parsing import Kind
from tests.doors import Client, Doors

from .addresses import filled
from .door import Door, Stage

FORM = "application/x-www-form-urlencoded"
CSRF = re.compile(r'name="csrf"[^>]*value="([^"]*)"')
TYPED = re.compile(r'value="[^"]*"|<textarea[^>]*>.*?</textarea>', re.DOTALL)
Pairs = list[tuple[str, str | bytes]]


@dataclass
class Visitor:
    client: Client
    csrf: str

    @classmethod
    async def of(cls, stage: Stage, who: str) -> "Visitor":
        client = await stage.doors.client(None if who == "anyone" else who)
        page = await client.get(stage.page if who == "anyone" else "/nowhere")
        found = CSRF.search(page.text)
        assert found, f"no form for {who}"
        return cls(client, unescape(found[1]))

    async def send(self, path: str, pairs: Pairs, **headers: str) -> httpx.Response:
        return await self.client.post(path, content=urlencode(pairs), headers={"content-type": FORM} | headers)


@dataclass
class Sheet:
    """One form as it would be sent, filled in rightly."""

    stage: Stage
    door: Door
    visitor: Visitor

    @property
    def path(self) -> str:
        return filled(self.door.template, **self.stage.own)

    def pairs(self, changed: str = "", command_id: UUID | None = None) -> Pairs:
        """All right answers, but for the field that is to be changed."""
        answers = dict(self.door.right) | dict(self.door.more(changed))
        right: Pairs = [("csrf", self.visitor.csrf), ("command_id", str(command_id or uuid4())), *answers.items()]
        return [(name, value) for name, value in right if name != changed]

    async def send(self, pairs: Pairs, **headers: str) -> httpx.Response:
        return await self.visitor.send(self.path, pairs, **headers)

    @property
    def marks(self) -> list[str]:
        """What stands in the typed texts and may come back in their own fields only."""
        return sorted({found for value in self.door.right.values() for found in re.findall(r"^zq\w+", value)})


def wrong_answers(name: str, kind: Kind, one_line: bool) -> dict[str, list[str | bytes]]:
    """What cannot be right for a field of this kind, by what is wrong with it."""
    found: dict[str, list[str | bytes]] = {
        "NUL": [b"a\x00b"],
        "half a letter": [b"a\xed\xa0\x80"],
        "a direction override": ["a\u202eb"],
    }
    if kind.base is str:
        found["Latin-1 bytes"] = [b"caf\xe9"]
    if (kind.most or 0) < 10_000:
        found["10,000 letters"] = ["a" * 10_000]
    if not kind.many:
        found["twice"] = ["1", "1"]
    for base, texts in WRONG.items():
        if kind.base is base or (base is Literal and get_origin(kind.base) is Literal):
            found |= {text: [text] for text in texts}
    if one_line:
        found["a second line"] = ["a@example.org\nBcc: all@example.org"]
    return found | {text: [text] for text in BY_NAME.get(name, ())}


NOT_SEEN = ("NUL", "a direction override")
"""A search passes over what nobody sees: it compares, and keeps nothing."""

WRONG: dict[object, tuple[str, ...]] = {
    int: ("-1", "9223372036854775808", "1.5", "NaN"),
    Decimal: ("-1", "NaN", "Infinity", "1e999", "1e-9", "9223372036854775808"),
    bool: ("perhaps",),
    date: ("2026-02-30", "0001-01-01", "9999-12-31", "soon"),
    time: ("25:00", "noon"),
    UUID: ("nonsense", "00000000-0000-0000-0000-000000000000"),
    Literal: ("<script>",),
}
BY_NAME: dict[str, tuple[str, ...]] = {
    "born": ("2026-02-30", "9999", "0001", "2027", "1850", "yesterday"),
    "phone": ("0400", "call me", "1300 555 555", "+1 202 555 0100", "0412 345 678; 0400 000 000"),
    "email": ("a", "a@b", "a@example.org, b@example.org", "<a@example.org>", "a@exam ple.org"),
    "year_of_birth": ("1850", "2999"),
}


def left_in_sight(page: str, marks: Iterable[str]) -> list[str]:
    """Marks that stand anywhere but in a form's own fields."""
    rest = TYPED.sub("", page)
    return [mark for mark in marks if mark in rest]


def names_the_field(page: str, name: str) -> bool:
    """The summary leads to the field; and where the page shows the field, the words stand beside it, too."""
    dashed = name.replace("_", "-")
    leads = re.search(rf'<a href="#((?:[\w-]+-)?{dashed})">', page)
    if not leads:
        return False
    shown = re.search(rf'<(?:input(?![^>]*type="hidden")|textarea|select)[^>]* name="{name}"', page)
    return not shown or (f'id="{leads[1]}"' in page and 'class="why"' in page)


async def fingerprint(doors: Doors) -> Mapping[str, str]:
    """All that is stored, in short. That a person was looked at (the audit) is no change, nor what Back shows."""
    async with doors.here.db.transaction() as tx:
        tables = await tx.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('audit', 'shown_page')"
        )
        return {
            row["tablename"]: await tx.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {row['tablename']} t"
            )
            for row in tables
        }


async def in_pieces(body: bytes, size: int = 4096) -> AsyncIterator[bytes]:
    """A body whose length nobody said."""
    for start in range(0, len(body), size):
        yield body[start : start + size]
