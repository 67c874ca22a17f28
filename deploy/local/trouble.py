"""What a person can do something about, said in one line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CliError(Exception):
    """An error for whoever runs a command: one line that says what is wrong and what to do. Never a traceback."""


def about(error: OSError, folder: Path, setting: str) -> CliError | None:
    """A CliError for a full disk or a folder that may not be written; None if the error is another one."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CliError(f"The disk that holds {folder} is full. Make room, or set {setting} to another folder.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT):
        return CliError(f"{folder} may not be written. Set {setting} to a folder of your own.")
    return None


@contextmanager
def writing(folder: Path, setting: str) -> Iterator[None]:
    """Turn an error of writing to a folder into a CliError that names the setting to change."""
    try:
        yield
    except OSError as error:
        trouble = about(error, folder, setting)
        if trouble:
            raise trouble from None
        raise
