"""Forms that write a whole: each says what it began from, so that nobody's newer words are wiped out unseen.

The page carries a mark of what stood in each field. If something else stands there when the form comes back, nothing is
written: fields that were not touched take the newer words, and beside those that were the newer words are shown.

A form may also say what its page only showed, for example what it takes back: what stands there under a name that is no
field of the form.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from shared.kernel.refusal import Refused

from . import forms
from .forms import BoundForm, Form, Typed

Labels = Mapping[str, Mapping[Any, str]]
"""What the codes of a field are called on its page: field -> code -> words."""
CHANGED = "Somebody else changed this after you opened the page, so nothing is saved yet. What they wrote stands below."
THEIRS_STAND = "This was changed after you opened the page. What is written there now stands here."
SHOWN_ANEW = "This was changed after you opened the page, so nothing is done yet. What stands there now is below."
GONE = "What this page showed is not there any more: it was taken back, or taken away, since you opened the page."
EMPTIED = "Somebody else emptied this after you opened the page. What you have here is not saved yet."


class Whole(Form):
    """A form that writes everything it shows. One that does not say what it began from (no page of ours sends such a
    one) is not compared."""

    began_from: Annotated[str, Field(max_length=2000)] | None = None


@dataclass(frozen=True)
class Newer:
    """A field in which something else stands now than when the form began, and not what was typed either."""

    name: str
    typed: Typed
    touched: bool
    """Whether whoever filled in the form changed it, too."""


def begin(sheet: BoundForm[Any], stands: Mapping[str, Any]) -> None:
    """Fills the form with what stands there now (field -> value, None for nothing), and says so in it."""
    now = _typed(sheet, stands)
    sheet.typed |= now
    sheet.typed[forms.BEGAN_FROM] = ",".join(f"{name}:{_mark(now.get(name))}" for name in stands)


def newer(sheet: BoundForm[Any], stands: Mapping[str, Any]) -> Iterator[Newer]:
    """What has become different since the form began; nothing, if the form does not say from what it began."""
    began = dict(mark.split(":", 1) for mark in sheet.value(forms.BEGAN_FROM).split(",") if ":" in mark)
    now = _typed(sheet, stands)
    for name in stands if began else ():
        mine = _mark(sheet.typed.get(name)) if _is_field(sheet, name) else began.get(name)
        theirs = _mark(now.get(name))
        if theirs not in (began.get(name), mine):
            yield Newer(name, now.get(name, ""), mine != began.get(name))


def must_be_as_it_began(sheet: BoundForm[Any], stands: Mapping[str, Any]) -> None:
    """Refuses a form that would put its words over newer ones, or take back something else than its page showed."""
    for one in newer(sheet, stands):
        if _is_field(sheet, one.name):
            raise Refused(CHANGED, conflict=True)
        raise Refused(SHOWN_ANEW, one.name, conflict=True)


def show_newer(sheet: BoundForm[Any], stands: Mapping[str, Any], labels: Labels | None = None) -> None:
    """The newer words beside what was typed, none of which is lost; sent again, the form knows of them."""
    found = list(newer(sheet, stands))
    for one in found:
        if not _is_field(sheet, one.name):
            sheet.errors[one.name] = SHOWN_ANEW
        elif one.touched:
            sheet.errors[one.name] = _beside(_said(one, labels or {}))
        else:
            sheet.typed[one.name] = one.typed
            sheet.errors[one.name] = THEIRS_STAND
    if found:
        kept = dict(sheet.typed)
        begin(sheet, stands)
        sheet.typed = kept | {forms.BEGAN_FROM: sheet.typed[forms.BEGAN_FROM]}


def _beside(theirs: str) -> str:
    if not theirs:
        return EMPTIED
    return f"Somebody else wrote here after you opened the page: “{theirs}”. Put both together, or keep one of them."


def _said(one: Newer, labels: Labels) -> str:
    words = {str(code): label for code, label in labels.get(one.name, {}).items()}
    several = [one.typed] if isinstance(one.typed, str) else one.typed
    return ", ".join(words.get(each, each) for each in several)


def _typed(sheet: BoundForm[Any], stands: Mapping[str, Any]) -> dict[str, Typed]:
    only_shown = {name: str(value) for name, value in stands.items() if not _is_field(sheet, name)}
    return only_shown | forms.filled(sheet.model, stands).typed


def _is_field(sheet: BoundForm[Any], name: str) -> bool:
    return name in sheet.model.model_fields


def _mark(typed: Typed | None) -> str:
    """The same for the same words, however many blanks and lines lie between them."""
    several = [typed] if isinstance(typed, str) else sorted(typed or [])
    said = "\n".join(" ".join(each.split()) for each in several)
    return hashlib.sha256(said.encode()).hexdigest()[:10]
