"""What reaches people's telephones and mailboxes: the SMS file of each Local, and a mail server that keeps nothing."""

import asyncio
import json
import re
from collections import defaultdict
from email import message_from_bytes, policy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP

from deploy.local.trouble import CliError

LINK = re.compile(r"https?://\S+?/me/([A-Za-z0-9_-]{51})")


class Mailboxes:
    """A mail server on this machine that hands each letter to the person it is for."""

    def __init__(self, port: int = 0) -> None:
        self._wanted = port
        self._letters: dict[str, list[str]] = defaultdict(list)
        self._full: set[str] = set()
        self._came_back: set[str] = set()
        self.received = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: SMTP(self, hostname="localhost"), "127.0.0.1", self._wanted)
        except (OSError, OverflowError):
            raise CliError(f"No mail can be taken at port {self._wanted}: name a free one with --mail-port.") from None
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.close()

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.lower() in self._full:
            self._came_back.add(address.lower())
            return "552 the mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 there is room"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        body = letter.get_body(("plain",))
        found = LINK.search(body.get_content() if body else "")
        for address in envelope.rcpt_tos:
            if found:
                self._letters[address.lower()].append(found[1])
        self.received += 1
        return "250 kept"

    def fills(self, address: str) -> None:
        """From now on nothing more fits into somebody's mailbox."""
        self._full.add(address.lower())

    def came_back(self, address: str) -> bool:
        """Whether a letter to somebody was refused since this was last asked."""
        refused = address.lower() in self._came_back
        self._came_back.discard(address.lower())
        return refused

    def take(self, address: str) -> list[str]:
        """The tokens of the links that have come for somebody since they last looked."""
        return self._letters.pop(address.lower(), [])

    def waiting(self) -> list[str]:
        return list(self._letters)


class Telephones:
    """The text messages of one Local, as they are written to its SMS file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_up_to = file.stat().st_size if file.exists() else 0

    def rings(self) -> list[tuple[str, str]]:
        """(number, token of the link) of each message since the last look."""
        if not self._file.exists():
            return []
        with self._file.open("rb") as file:
            file.seek(self._read_up_to)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_up_to += len(whole)
        messages = [json.loads(line) for line in whole.splitlines()]
        return [(message["to"], found[1]) for message in messages if (found := LINK.search(message["text"]))]
