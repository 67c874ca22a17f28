"""A form with a file of text in it: read like any other form, the file's text standing in one of its fields."""

from typing import TypeVar

from starlette.datastructures import UploadFile
from starlette.requests import Request

from shared.kernel import texts

from . import failures, form_body, forms
from .forms import BoundForm, Form

MOST_FIELDS = 40
NOT_TEXT = "This file is no text that can be read here. Choose the file as it was given to you."
Wish = TypeVar("Wish", bound=Form)


async def read(request: Request, model: type[Wish], *, file: str, into: str, most: int) -> BoundForm[Wish]:
    """As `forms.read`. `file`: the name of the file's input; its text takes the place of the field `into`.

    A form without a file may also come as any other form does, with the text in the field itself.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        request.state.posted = await _posted(request, file, into, most)
    return await forms.read(request, model, most=4 * most)  # an encoded text is longer than what it says


async def _posted(request: Request, file: str, into: str, most: int) -> form_body.FormBody:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length[:20]) > most + form_body.MOST_BYTES:
        raise failures.BodyTooLarge
    pairs: list[tuple[str, str]] = []
    unreadable: dict[str, str] = {}
    sent: str | None = None
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=most) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read(most + 1)
                if len(data) > most:
                    raise failures.BodyTooLarge
                if name == file and (data or value.filename):
                    sent, why = _text(data)
                    unreadable |= {into: why} if why else {}
                continue
            text, why = form_body.text_of(value.encode("utf-8", "surrogatepass"))
            pairs.append((name, text))
            unreadable |= {name: why} if why else {}
    if sent is not None:
        pairs = [pair for pair in pairs if pair[0] != into] + [(into, sent)]
    return form_body.FormBody(tuple(pairs), unreadable)


def _text(data: bytes) -> tuple[str, str | None]:
    """With every letter: the file's own checksum is about them, and whoever reads it looks at each text in it."""
    try:
        return texts.decoded(data), None
    except UnicodeDecodeError:
        return "", NOT_TEXT
