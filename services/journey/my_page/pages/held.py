"""A participant's own page: what you hold about me. To read, and to take along as a text or for another program."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_jsonable_python

from services.journey.core.rules.journeys import Journey
from services.journey.measures.pages import sheets
from services.journey.my_page.rules import held
from services.journey.my_page.rules.held import Section
from services.journey.my_page.rules.held_parts import DataLine, in_zone
from services.journey.my_page.store import held as held_store
from shared.context.service_context import ServiceContext
from shared.kernel import phones
from shared.kernel.days import date_words, day_words
from shared.persistence.database import Transaction
from shared.web.rendering import ContextDep, paging

from .answering import me, page_for
from .mine import Shown, of_theirs
from .whats_on import called_by_them

FORMAT = "local-connections-held"
VERSION = 1
NAME = "what-you-hold-about-me"
"""Of the files: it says nothing about anybody."""
MOST_LINES = 12
"""So many lines of a section stand on the page, the latest; the rest is a tap away."""
MOST_A_PAGE = 40


async def _held(tx: Transaction, here: ServiceContext, journey: Journey) -> Shown:
    """Everything, the sections it is told in, and what is left out."""
    parts = in_zone(await held_store.held(tx, journey.participant_id), here.zone)
    to_read = parts | {"card": [card | {"phone": phones.words(card["phone"])} for card in parts["card"]]}
    return {
        "parts": parts,
        "sections": held.sections(to_read, lambda code, version: sheets.stored_instrument(here, code, version)),
        "left_out": held.left_out(await held_store.notes_of_others(tx, journey.participant_id)),
        "worker": called_by_them(here, journey.link_worker_id),
    }


@me.get("/me/{token}/mine/held")
async def show_held(request: Request, token: str, here: ContextDep, part: str = "") -> Response:
    """GET /me/<token>/mine/held: what is kept about the person, the latest of each section.

    `part` is the number of one section, and shows all of that a page at a time.
    """
    shown = await of_theirs(request, token, here, "own record", _held)
    if isinstance(shown, Response):
        return shown
    sections: list[Section] = shown["sections"]
    if part in {str(number) for number in range(1, len(sections) + 1)}:
        one = sections[int(part) - 1]
        page = paging(request, len(one.lines), MOST_A_PAGE)
        found = replace(one, lines=one.lines[page.offset : page.offset + page.size])
        return page_for(request, "journey/mine-held-part.html", token=token, section=found, page=page)
    latest = [(section, replace(section, lines=section.lines[-MOST_LINES:])) for section in sections]
    return page_for(request, "journey/mine-held.html", token=token, **shown, latest=latest)


@me.get("/me/{token}/mine/held.txt")
async def take_text(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine/held.txt: what is kept about the person as a text, in the words of the page."""
    return await _file(request, token, here, "txt")


@me.get("/me/{token}/mine/held.json")
async def take_json(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine/held.json: what is kept about the person, as a program reads it."""
    return await _file(request, token, here, "json")


async def _file(request: Request, token: str, here: ServiceContext, kind: str) -> Response:
    shown = await of_theirs(request, token, here, f"own record as {kind}", _held)
    if isinstance(shown, Response):
        return shown
    said = _json(here, shown) if kind == "json" else _text(here, shown)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.{kind}"', "Cache-Control": "no-store"}
    media = "application/json" if kind == "json" else "text/plain; charset=utf-8"
    return Response(said, media_type=media, headers=headers)


def _json(here: ServiceContext, shown: Mapping[str, Any]) -> str:
    content = {
        "format": FORMAT,
        "version": VERSION,
        "held_by": here.settings.local_name,
        "made_at": here.now().astimezone(here.zone),
        "left_out": shown["left_out"],
        **shown["parts"],
    }
    return json.dumps(to_jsonable_python(content), ensure_ascii=False, indent=2)


def _text(here: ServiceContext, shown: Mapping[str, Any]) -> str:
    now = here.today()
    written = [f"What we hold about you, on {date_words(now)}", ""]
    for section in shown["sections"]:
        written += [section.title, "-" * len(section.title)]
        for line in section.lines:
            written += _lines(line, here)
        written.append("")
    title = "What is not in this file"
    written += [title, "-" * len(title), *(f"* {words}" for words in shown["left_out"]), ""]
    phone = f", or call {here.settings.phone}" if here.settings.phone else ""
    written += [f"All of that is yours to know, too. Ask {shown['worker']}{phone}.", ""]
    return "\n".join(written)


def _lines(line: DataLine, here: ServiceContext) -> list[str]:
    on = f"{day_words(line.at, here.today())}: " if line.at else ""
    words = [f"    {said}" for told in line.words for said in told.splitlines()]
    return [f"* {on}{line.says}", *words]
