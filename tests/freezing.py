"""Processes that stand still and are not gone: what a paused machine or a stuck disk looks like from outside."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """The process first, so that no child of it is born meanwhile. A child that was just ending is none any more."""
    process = psutil.Process(pid)
    process.suspend()
    family = [process, *process.children(recursive=True)]
    for child in family[1:]:
        with suppress(psutil.NoSuchProcess):
            child.suspend()
    try:
        yield
    finally:
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.resume()
