"""Text messages into a file, for gateways that read files: one JSON line each, on disk before it counts as taken."""

import asyncio
import json
import os
from pathlib import Path

from . import Outcome, OutgoingMessage


class SmsFile:
    """Text messages appended to a file that a gateway reads, and its owner alone: it holds phone numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        return await asyncio.to_thread(self._append, _line(letter))

    def _append(self, line: bytes) -> Outcome:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError:
            return "away"  # nothing was written
        try:
            whole = os.write(file, line) == len(line)
            os.fsync(file)
            return "taken" if whole else "unknown"
        except OSError:
            return "unknown"
        finally:
            os.close(file)


class NoTexts:
    """The channel where text messages are not set up: it refuses each, and the link worker is told so."""

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        return "refused"


def _line(letter: OutgoingMessage) -> bytes:
    entry = {
        "message_id": str(letter.message_id),
        "at": letter.at.isoformat(),
        "to": letter.to,
        "language": letter.language,
        "text": letter.body,
    }
    return json.dumps(entry, ensure_ascii=False).encode() + b"\n"
