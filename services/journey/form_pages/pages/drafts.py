"""Drafts: what was typed on a small page is kept as it was, until it is sent, thrown away or two weeks old.

A light script keeps it after a pause; without scripts a form whose login ran out comes back filled all the same.
"""

import json
import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import Field

from services.journey.core.pages.access import LinkWorker, must_be_theirs, whose
from services.journey.core.store import people as people_store
from services.journey.form_pages import store
from services.journey.form_pages.store import Draft
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import Refused
from shared.web import forms
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from .router import router

PAGE = re.compile(r"/journey/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[a-z0-9/-]{1,120}")
MOST_CHARACTERS = 20_000
WORDS = {"check-in": "Record a contact", "moments": "Note a moment", "goals": "Set a goal",
         "matters": "What matters to them", "debriefs": "How it went"}  # fmt: skip
"""What a page is called where its draft is offered; any other is a note."""


class KeepForm(forms.Form):
    """A draft to keep: the address of its page, and the fields as a JSON object."""

    page: Annotated[str, Field(max_length=200)]
    fields: Annotated[str, Field(max_length=MOST_CHARACTERS)]


class ThrowAwayForm(forms.Form):
    """The page whose draft is thrown away."""

    page: Annotated[str, Field(max_length=200)]


@router.get("/journey/drafts")
async def my_drafts(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/drafts: what one began to write and has not sent, the latest first."""
    return await _shown(request, here, user, forms.blank(KeepForm))


@router.post("/journey/drafts")
async def keep_draft(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/drafts: keep what was typed on a small page, for whoever typed it and nobody else.

    Nothing but blanks is no draft: an earlier one is deleted then.
    """
    form = await forms.read(request, KeepForm)
    if wish := form.wish:
        with form.refusals():
            journey_id, fields = _journey_of(wish.page), _fields(wish.fields)
            async with here.db.transaction() as tx:
                must_be_theirs(user, await people_store.person(tx, journey_id))
                if any(fields.values()):
                    await store.keep_draft(tx, user.id, wish.page, journey_id, fields, here.now())
                else:
                    await store.drop_draft(tx, user.id, wish.page)
            return PlainTextResponse("Kept.")
    return await _shown(request, here, user, form)


@router.post("/journey/drafts/throw-away")
async def throw_draft_away(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/drafts/throw-away: delete one's draft of a page."""
    form = await forms.read(request, ThrowAwayForm)
    if wish := form.wish:
        with form.refusals():
            _journey_of(wish.page)
            async with here.db.transaction() as tx:
                await store.drop_draft(tx, user.id, wish.page)
            return redirect(wish.page, "Thrown away. The page is as new.")
    return await _shown(request, here, user, form)


async def _shown(request: Request, here: ServiceContext, user: User, form: Any) -> Response:
    async with here.db.snapshot() as tx:
        begun = await store.drafts(tx, user.id, whose(user))
    return render(request, "journey/drafts.html", status=form.status, form=form, drafts=begun, names=name_of)


def take_up(form: Any, draft: Draft) -> None:
    """Fill a form from its draft; what the form does not ask any more is left out."""
    asked = form.model.model_fields.keys() - {"command_id"}
    form.typed |= {name: typed for name, typed in draft.fields.items() if name in asked}


def name_of(page: str) -> str:
    """What the page at that address is called in the list of drafts."""
    return WORDS.get(page.split("/")[3], "A note")


def _journey_of(page: str) -> UUID:
    found = PAGE.fullmatch(page)
    if found is None:
        raise Refused("There is no such page to keep a draft of.", field="page")
    return UUID(found[1])


def _fields(text: str) -> dict[str, str | list[str]]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(_is_typed(value) for value in given.values()):
        raise Refused("This draft cannot be read.", field="fields")
    return {name: value for name, value in given.items() if name.isascii() and name.isidentifier()}


def _is_typed(value: object) -> bool:
    several = value if isinstance(value, list) else [value]
    return all(isinstance(each, str) and _is_text(each) for each in several)


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
