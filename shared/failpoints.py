"""Named places between two durable steps where a test may kill the process: `LC_FAILPOINT=relay.after_delete:3`."""

import os
import signal

_name, _, _count = os.environ.get("LC_FAILPOINT", "").partition(":")
_left = int(_count or 1)


def reached(name: str) -> None:
    """Die here by SIGKILL if the environment asks for it, at the asked-for pass."""
    global _left
    if name == _name:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
