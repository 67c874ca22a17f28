"""A browser as small as the simulation needs it: kept connections, cookies, the token that a page's forms carry."""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4, uuid5

import httpx

from deploy.local.trouble import CliError
from deploy.simulation.patience import Say, reason, until_it_is_back
from deploy.simulation.steps import Fields
from shared.kernel.staff import StaffMember as Staff

_CSRF = re.compile(r'name="csrf"\s+value="([^"]+)"|value="([^"]+)"\s+name="csrf"')
_BEGAN_FROM = re.compile(r'name="began_from" value="([^"]+)"')
_IDS = re.compile(r"[0-9a-f-]{36}|[A-Za-z0-9_-]{51}")
PATIENCE = 90.0  # seconds for one answer
TRIES = 3
FRESH = 2.0  # seconds for which a connection that is not used may be trusted; sites close theirs after 5
MOST_BYTES = 16 * 2**20
FORM = "application/x-www-form-urlencoded"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def say_aside(line: str) -> None:
    """Write a line to stderr, for whoever looks on."""
    sys.stderr.write(line + "\n")


@dataclass(frozen=True)
class Response:
    """An HTTP answer; the names of its headers are in lower case."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class Browser:
    """One person's session at one site: cookies, kept connections and the CSRF token of its forms."""

    def __init__(self, address: str, say: Say = say_aside) -> None:
        self.address, self._say = address, say
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._idle: list[tuple[Connection, float]] = []
        self._cookies: dict[str, str] = {}
        self._token = ""

    async def visits(self, path: str) -> str:
        """Opens a page, wherever it leads, and keeps the token of its forms."""
        page = await self._asks("GET", path)
        while page.status in (302, 303, 307):
            path = urlsplit(page.header("location") or "/")._replace(scheme="", netloc="").geturl()
            page = await self._asks("GET", path)
        if page.status != 200:
            raise CliError(f"{self.address}{shape(path)} answered {page.status}; the simulation cannot go on.")
        if found := _CSRF.search(page.text):
            self._token = found[1] or found[2]
        return page.text

    async def began_from(self, path: str) -> Fields:
        """What the form on that page says of what the page showed, to be sent with it."""
        found = _BEGAN_FROM.search((await self.fetches(path)).text)
        return {"began_from": found[1]} if found else {}

    async def sends(self, path: str, fields: Fields, command_id: UUID) -> Response:
        form = urlencode({**fields, "csrf": self._token, "command_id": str(command_id)}, doseq=True)
        return await self._shown(
            await self._asks("POST", path, FORM, form.encode(), {"traceparent": traceparent(command_id)})
        )

    async def uploads(self, path: str, fields: Fields, command_id: UUID, file: bytes, name: str = "file") -> Response:
        """The same with a file in it, as a page sends it that asks for one. `name`: of the page's field for it."""
        form = {**fields, "csrf": self._token, "command_id": str(command_id)}
        sheet = httpx.Request("POST", self.address, data=form, files={name: (name, file)})
        kind, body = sheet.headers["content-type"], sheet.read()
        return await self._shown(await self._asks("POST", path, kind, body, {"traceparent": traceparent(command_id)}))

    async def _shown(self, answer: Response) -> Response:
        """A page that answers a form has an address of its own: that page."""
        onward = answer.header("location") or ""
        return await self._asks("GET", onward) if answer.status == 303 and "kept=" in onward else answer

    async def fetches(self, path: str) -> Response:
        return await self._asks("GET", path)

    async def hands_over(self, path: str, content: bytes, head: dict[str, str] | None = None) -> Response:
        """JSON, as a program sends it to a program's door."""
        return await self._asks("POST", path, "application/json", content, head)

    async def tells(self, path: str, wish: dict[str, str]) -> dict[str, Any]:
        """JSON there and back, for the simulation's own doors."""
        answer = await self.hands_over(path, json.dumps(wish).encode())
        if answer.status != 200:
            hint = ": is LC_CLOCK=movable set there?" if answer.status == 404 else ""
            raise CliError(f"{self.address}{path} answered {answer.status}{hint}")
        return dict(json.loads(answer.body))

    async def logs_in(self, person: Staff, home: str) -> None:
        await self.visits("/login")
        answer = await self.sends("/login", {"person": str(person.id)}, uuid4())
        if answer.status != 303:
            raise CliError(f"Nobody could log in as {person.role}: {self.address}/login answered {answer.status}.")
        await self.visits(home)

    async def closes(self) -> None:
        for (_, writer), _ in self._idle:
            writer.close()
        self._idle.clear()

    async def _asks(
        self, method: str, path: str, kind: str = FORM, body: bytes = b"", more: dict[str, str] | None = None
    ) -> Response:
        """The answer, also where a server behind the site is away for a while: then it is asked for again."""
        answer = await self._asks_once(method, path, kind, body, more)
        if answer.status == 503:
            async for _ in until_it_is_back(self.address, self._why_not, self._say):
                answer = await self._asks_once(method, path, kind, body, more)
                if answer.status != 503:
                    break
        return answer

    async def _why_not(self) -> str:
        """What the site says is away."""
        for service in ("referral", "outcomes"):
            ready = await self._asks_once("GET", f"/{service}/health/ready")
            if ready.status != 404:
                return reason(ready.body)
        return "it does not say for what"

    async def _asks_once(
        self, method: str, path: str, kind: str = FORM, body: bytes = b"", more: dict[str, str] | None = None
    ) -> Response:
        """Sends it, and sends it again if the connection broke: a form that comes twice is carried out once."""
        head = {"host": f"{self._host}:{self._port}", "content-type": kind, "content-length": str(len(body))}
        head |= {"cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())} | (more or {})
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
        request = f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body
        for left in reversed(range(TRIES)):
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._exchanged(request)
                self._remember(answer)
                return answer
            except (OSError, EOFError, TimeoutError) as broken:
                await self.closes()  # the other connections will be as old as this one
                if not left:
                    why = "did not answer in time" if isinstance(broken, TimeoutError) else "is not reached"
                    hint = "Is `lc serve` running there?"
                    raise CliError(f"{self.address}{shape(path)} {why}. {hint}") from None
        raise AssertionError

    async def _exchanged(self, request: bytes) -> Response:
        reader, writer = connection = await self._connected()
        try:
            writer.write(request)
            answer = await _read(reader)
        except BaseException:
            writer.close()
            raise
        if (answer.header("connection") or "").lower() == "close":
            writer.close()
        else:
            self._idle.append((connection, time.monotonic()))
        return answer

    async def _connected(self) -> Connection:
        """The connection used last, or a new one."""
        while self._idle:
            connection, since = self._idle.pop()
            if time.monotonic() - since < FRESH and not connection[0].at_eof():
                return connection
            connection[1].close()
        return await asyncio.open_connection(self._host, self._port, limit=MOST_BYTES)

    def _remember(self, answer: Response) -> None:
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _, rules = value.partition(";")
                key, _, said = cookie.partition("=")
                if "max-age=0" in rules.lower():
                    self._cookies.pop(key, None)
                else:
                    self._cookies[key] = said


async def _read(reader: asyncio.StreamReader) -> Response:
    """One answer in HTTP/1.1: a length, or chunks."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in head[1:] if line]
    headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
    found = dict(headers)
    if found.get("transfer-encoding") == "chunked":
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")
    else:
        body = await reader.readexactly(int(found.get("content-length", "0")))
    return Response(int(head[0].split(" ", 2)[1]), headers, body)


def trace_id(command_id: UUID) -> str:
    """The trace id of one form, derived from its command: the same in every run, and not the id of anything."""
    return uuid5(command_id, "trace").hex


def traceparent(command_id: UUID) -> str:
    """The W3C traceparent header that goes with one form."""
    return f"00-{trace_id(command_id)}-{trace_id(command_id)[:16]}-01"


def shape(path: str) -> str:
    """A path with its ids and tokens replaced by `…`, fit for a message."""
    return _IDS.sub("…", path)
