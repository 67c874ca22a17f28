"""A letter that comes with a referral: a PDF, or a photo of one. Looked at by what it is, never by its name. Pure."""

import io
import logging
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps
from pypdf import PdfReader

from shared.kernel.refusal import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 40
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3000
"""Pixels a photo keeps: a page of small print stays easy to read."""
QUALITY = 85
FIELD = "letter"
WHAT = "Choose a PDF, or a photo as JPEG or PNG"
BROKEN = f"This file could not be read; it may be damaged. Open it, save it once more, or take a photo of it. {WHAT}"
LOCKED = "This PDF opens only with a password. Save it without one, or take a photo of it"
HEIC = "This photo is in the HEIC format, which not everybody here can open. Send it as JPEG"
_PDF, _JPEG, _PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it says what is wrong with a file, and may quote it

Kind = Literal["pdf", "jpeg"]


@dataclass(frozen=True)
class Letter:
    """A letter as it is kept: a PDF as it came, a photo made anew without where and with what it was taken."""

    kind: Kind
    pages: int
    content: bytes


def checked(data: bytes) -> Letter:
    """The letter that a file holds; refused with what would be right if it holds none, or one that nobody can open."""
    if not data:
        raise _wrong(f"This file is empty. {WHAT}")
    if len(data) > MOST_BYTES:
        raise _wrong(f"This file is larger than {MOST_BYTES // 1024 // 1024} MB. Send fewer pages, or a photo of them")
    if data.startswith(_PDF):
        return _pdf(data)
    if data.startswith((_JPEG, _PNG)):
        return _photo(data)
    raise _wrong(HEIC if data[4:12] in _HEIC else f"This kind of file cannot be taken here. {WHAT}")


def _pdf(data: bytes) -> Letter:
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
    except Exception:  # what a broken file can make a reader stumble over has no end
        raise _wrong(BROKEN) from None
    if locked:
        raise _wrong(LOCKED)
    if not 1 <= pages <= MOST_PAGES:
        raise _wrong(f"A letter has at most {MOST_PAGES} pages; send the ones that matter" if pages else BROKEN)
    return Letter("pdf", pages, data)


def _photo(data: bytes) -> Letter:
    """The picture upright and alone: its place, camera, thumbnail and comments do not come along."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            too_large = picture.width * picture.height > MOST_PIXELS
            made = b"" if too_large else _made_anew(picture)
    except Exception:  # as with a PDF
        raise _wrong(BROKEN) from None
    if too_large:
        raise _wrong("This picture has too many pixels to be a photo of a letter. Take it with a usual camera")
    return Letter("jpeg", 1, made)


def _made_anew(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright.getchannel("A"))
    on_white.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = io.BytesIO()
    on_white.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _wrong(why: str) -> Refused:
    return Refused(why, field=FIELD)
