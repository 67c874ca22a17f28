"""A form with a file in it, read like any other: a file of text stands in one of its fields, any other beside it."""

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
    if _is_multipart(request):
        request.state.posted = await _posted(request, file, into, most)
    return await forms.read(request, model, most=4 * most)  # an encoded text is longer than what it says


async def read_beside(
    request: Request, model: type[Wish], *, file: str, most: int
) -> tuple[BoundForm[Wish], bytes | None]:
    """As `forms.read`, and the file that came with it as it is; None if none was chosen. 413 if it is larger."""
    sent: bytes | None = None
    if _is_multipart(request):
        request.state.posted, sent = await _parts(request, file, most)
    return await forms.read(request, model, most=4 * form_body.MOST_BYTES), sent


def _is_multipart(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"


async def _posted(request: Request, file: str, into: str, most: int) -> form_body.FormBody:
    posted, data = await _parts(request, file, most)
    if data is None:
        return posted
    sent, why = _text(data)
    pairs = [pair for pair in posted.pairs if pair[0] != into] + [(into, sent)]
    return form_body.FormBody(tuple(pairs), posted.unreadable | ({into: why} if why else {}))


async def _parts(request: Request, file: str, most: int) -> tuple[form_body.FormBody, bytes | None]:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length[:20]) > most + form_body.MOST_BYTES:
        raise failures.BodyTooLarge
    pairs: list[tuple[str, str]] = []
    unreadable: dict[str, str] = {}
    sent: bytes | None = None
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=most) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read(most + 1)
                if len(data) > most:
                    raise failures.BodyTooLarge
                if name == file and (data or value.filename):
                    sent = data
                continue
            text, why = form_body.text_of(value.encode("utf-8", "surrogatepass"))
            pairs.append((name, text))
            unreadable |= {name: why} if why else {}
    return form_body.FormBody(tuple(pairs), unreadable), sent


def _text(data: bytes) -> tuple[str, str | None]:
    """With every letter: the file's own checksum is about them, and whoever reads it looks at each text in it."""
    try:
        return texts.decoded(data), None
    except UnicodeDecodeError:
        return "", NOT_TEXT
