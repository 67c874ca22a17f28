"""Files that people write, read as the texts they should be."""

import codecs
from pathlib import Path

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""How a file begins that Windows has written in Unicode -> its encoding."""
NOT_UTF8 = "it is not in UTF-8; save it again in that encoding (Notepad: Save as; Excel: CSV UTF-8)"


class UndecodableText(ValueError):
    """Why there is no reading it, in words that say nothing of what stands in it."""


def text_of(path: Path) -> str:
    """What stands in the file, in UTF-8 or as Windows writes Unicode. Raises `UndecodableText`."""
    try:
        return decoded(path.read_bytes())
    except UnicodeDecodeError:
        raise UndecodableText(NOT_UTF8) from None
    except OSError as error:
        raise UndecodableText(str(error.strerror)) from None


def without(path: Path, what: str) -> str:
    """Why a library that reads this file by itself finds no `what` (PEM: -----BEGIN ...) in it."""
    utf16 = path.read_bytes().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return (
        "names a file in UTF-16; save it again in UTF-8 (Notepad: Save as)" if utf16 else f"names a file without {what}"
    )


def decoded(data: bytes) -> str:
    """The text of a file, without a mark of its encoding and with line ends of one kind. Raises UnicodeDecodeError."""
    encoding = next((kind for mark, kind in MARKS.items() if data.startswith(mark)), "utf-8")
    return data.decode(encoding).replace("\r\n", "\n")
