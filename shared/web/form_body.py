"""A posted form, from bytes to names and texts. Nothing is believed yet."""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from shared.kernel import letters

from .failures import BodyTooLarge, Wrong

MOST_BYTES = 64 * 1024
MOST_FIELDS = 500


@dataclass(frozen=True)
class FormBody:
    """What was typed, in order, and what is wrong with a field before anybody looks at its meaning."""

    pairs: tuple[tuple[str, str], ...]
    unreadable: dict[str, str]

    def first(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")


async def posted(request: Request, most: int = MOST_BYTES) -> FormBody:
    """The form in the request's body; 415 for another kind of body, 413 for too much of it."""
    known: FormBody | None = getattr(request.state, "posted", None)
    if known is None:
        known = request.state.posted = parse(await _body(request, most))
    return known


async def _body(request: Request, most: int) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Wrong(415)
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > most:
        raise BodyTooLarge
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise BodyTooLarge
    return bytes(body)


def parse(body: bytes) -> FormBody:
    """An urlencoded body (`a=1&b=2`, UTF-8) in order. Raises `BodyTooLarge` for too many fields."""
    pieces = body.split(b"&", MOST_FIELDS)
    if len(pieces) > MOST_FIELDS:
        raise BodyTooLarge
    pairs: list[tuple[str, str]] = []
    unreadable: dict[str, str] = {}
    for piece in filter(None, pieces):
        raw_name, _, raw_value = piece.partition(b"=")
        name, _ = _text(raw_name)
        value, why = _text(raw_value)
        pairs.append((name, value))
        if why:
            unreadable.setdefault(name, why)
    return FormBody(tuple(pairs), unreadable)


def _text(raw: bytes) -> tuple[str, str | None]:
    return text_of(unquote_to_bytes(raw.replace(b"+", b" ")))


def text_of(data: bytes) -> tuple[str, str | None]:
    """The text, and why it cannot be kept as it is: what cannot be kept is left out so that the rest is not lost."""
    try:
        text, why = data.decode("utf-8"), None
    except UnicodeDecodeError:
        text, why = data.decode("utf-8", "replace"), "Some letters could not be read. Type them again."
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = letters.kept(text)
    return kept, why if kept == text else letters.TAKEN_OUT
