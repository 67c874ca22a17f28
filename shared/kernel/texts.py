"""Files that people write, read as the texts they should be."""

from pathlib import Path


class Unreadable(ValueError):
    """Why there is no reading it, in words that say nothing of what stands in it."""


def text_of(path: Path) -> str:
    """What stands in the file, which is UTF-8. Raises `Unreadable`."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Unreadable("it is not a text in UTF-8; save it in that encoding") from None
    except OSError as error:
        raise Unreadable(str(error.strerror)) from None
