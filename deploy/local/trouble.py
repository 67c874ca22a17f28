"""What a person can do something about, said in one line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CliError(Exception):
    """Its text is one line: what is wrong, and what to do about it. Never shown with a traceback."""


def about(error: OSError, folder: Path, setting: str) -> CliError | None:
    """What to say of a full disk or a folder that may not be written; nothing if it is something else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CliError(f"The disk that holds {folder} is full. Make room, or set {setting} to another folder.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT):
        return CliError(f"{folder} may not be written. Set {setting} to a folder of your own.")
    return None


@contextmanager
def writing(folder: Path, setting: str) -> Iterator[None]:
    """Says such an error in one line that names the setting to change."""
    try:
        yield
    except OSError as error:
        trouble = about(error, folder, setting)
        if trouble:
            raise trouble from None
        raise
