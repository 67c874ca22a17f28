"""How somebody opens their own page: the year they were born, or a word, noted with their link worker."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, form_page
from services.journey.my_page.rules import mine
from services.journey.my_page.store import mine as mine_store
from shared.events import Event
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from .router import router


class KeyForm(forms.Form):
    """The year of birth or the word that opens somebody's own page, as noted with them."""

    year: (
        Annotated[int, Field(ge=1900, le=2100), ErrorMessage("Write the year with four digits, for example 1951.")]
        | None
    ) = None
    word: Annotated[str, Field(max_length=100)] | None = None


async def note_key(asking: FormContext, wish: KeyForm) -> Event:
    """POST /journey/<id>/own-page: note the year of birth or the word that opens the person's own page."""
    return mine.note_key(asking.journey, wish.command_id, wish.year, wish.word, asking.here.now())


async def how_it_opens(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/own-page needs: `keys`, what opens it now, and `shut_out`, why it may not open."""
    return {"keys": await mine_store.own_keys(tx, person.participant_id), "shut_out": mine.SHUT_OUT}


form_page(
    router,
    FormPage(
        "own-page",
        "own-key",
        KeyForm,
        note_key,
        lambda _: "Noted. Their own page opens with it, from the link they have already.",
        how_it_opens,
    ),
)
