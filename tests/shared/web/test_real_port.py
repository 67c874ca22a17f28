"""What only a real server on a real port shows: who is believed about whom, HEAD, early ends, bodies of every kind."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from deploy.cli.serve import believed
from shared.web import limits
from tests.doors import settings_for
from tests.serving import serving

from .conftest import Browser, Settings, build, fields

pytestmark = pytest.mark.servers
FEW = 5
FORM = "application/x-www-form-urlencoded"


@dataclass
class Port:
    address: str
    host: str
    port: int

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port)


def behind(proxies: str | None) -> dict[str, object]:
    return believed(settings_for("journey", "postgresql://nobody@127.0.0.1/none", trusted_proxies=proxies))


@pytest.fixture
async def port() -> AsyncIterator[Port]:
    async with serving(build(Settings(public_posts_per_minute=FEW))) as address:
        parts = urlsplit(address)
        yield Port(address, parts.hostname or "", parts.port or 0)


class Visitor(Browser):
    """Over a real connection, from an address of this machine."""

    def __init__(self, address: str, source: str = "127.0.0.1") -> None:
        self.http = httpx.AsyncClient(
            base_url=address,
            transport=httpx.AsyncHTTPTransport(local_address=source),
            headers={"accept": "text/html", "sec-fetch-site": "same-origin"},
            follow_redirects=False,
        )

    async def asks(self, forwarded: str) -> httpx.Response:
        """Fills in the public form and sends it; a browser goes on to the page that answers."""
        form = fields((await self.get("/ask")).text, "/ask") | {"words": "I would like company"}
        answer = await self.post("/ask", form, **{"x-forwarded-for": forwarded})
        onward = answer.headers.get("location", "")
        return await self.get(onward) if "kept=" in onward else answer


async def statuses(proxies: str | None, source: str, forwarded: list[str]) -> tuple[list[int], str]:
    async with serving(build(Settings(public_posts_per_minute=FEW)), **behind(proxies)) as address:
        answers = [await Visitor(address, source).asks(each) for each in forwarded]
    return [answer.status_code for answer in answers], answers[-1].text


MANY = [f"203.0.113.{number}" for number in range(1, 31)]
ONE = ["203.0.113.1"] * 30


async def test_thirty_people_behind_a_proxy_that_is_named_are_thirty() -> None:
    found, _ = await statuses("10.0.0.1, 127.0.0.8/29", "127.0.0.9", MANY)
    assert found == [303] * 30


async def test_one_person_behind_it_thirty_times_has_to_wait_and_finds_the_form_filled() -> None:
    found, page = await statuses("127.0.0.9", "127.0.0.9", ONE)
    assert (found[:FEW], set(found[FEW:])) == ([303] * FEW, {429})
    assert fields(page, "/ask")["words"] == "I would like company"
    assert "wait a minute" in page


async def test_who_is_not_named_is_not_believed() -> None:
    found, _ = await statuses("127.0.0.9", "127.0.0.3", MANY)
    assert found == [303] * FEW + [429] * (30 - FEW)


async def test_a_visitor_cannot_say_through_the_proxy_that_they_are_somebody_else() -> None:
    found, _ = await statuses("127.0.0.9", "127.0.0.9", [f"{each}, 198.51.100.7" for each in MANY])
    assert found == [303] * FEW + [429] * (30 - FEW)


async def test_with_nothing_said_this_machine_alone_is_believed() -> None:
    assert (await statuses(None, "127.0.0.1", MANY))[0] == [303] * 30
    assert 429 in (await statuses(None, "127.0.0.9", MANY))[0]


async def test_after_head_the_connection_stays_and_nothing_failed(port: Port) -> None:
    reader, writer = await port.opened()
    with capture_logs() as lines:
        for path in ("/ask", "/login", "/nowhere"):
            for method in ("HEAD", "GET", "HEAD", "GET"):
                writer.write(f"{method} {path} HTTP/1.1\r\nhost: {port.host}\r\n\r\n".encode())
                status, head, body = await answered(reader, method)
                assert status == (404 if path == "/nowhere" else 200)
                assert int(head["content-length"]) > 0
                assert bool(body) == (method == "GET")
    writer.close()
    assert not [line for line in lines if line["event"] == "failed"]
    assert [line["route"] for line in lines if line["event"] == "answered"][:4] == ["/ask"] * 4


async def answered(reader: asyncio.StreamReader, method: str = "POST") -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    length = 0 if method == "HEAD" else int(found.get("content-length", "0"))
    return int(head[0].split(" ", 2)[1]), found, await reader.readexactly(length)


async def sent(port: Port, head: str, *pieces: bytes) -> int:
    reader, writer = await port.opened()
    writer.write(f"POST /ask HTTP/1.1\r\nhost: {port.host}\r\ncontent-type: {FORM}\r\n{head}\r\n\r\n".encode())
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    status, _, _ = await answered(reader)
    writer.close()
    return status


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def test_a_body_too_large_is_refused_before_it_is_read(port: Port) -> None:
    assert await sent(port, f"content-length: {limits.MOST_BYTES + 1}") == 413
    assert await sent(port, "content-length: 70000", b"words=" + b"a" * 69994) == 413


async def test_a_body_in_pieces_is_read_up_to_its_limit(port: Port) -> None:
    chunked = "transfer-encoding: chunked"
    assert await sent(port, chunked, chunk(b"words=a"), b"0\r\n\r\n") == 403  # read whole; it has no token
    assert await sent(port, chunked, *[chunk(b"a" * 8000)] * 10, b"0\r\n\r\n") == 413


async def test_a_form_that_comes_a_few_letters_at_a_time_is_a_form_like_any_other(port: Port) -> None:
    browser = Visitor(port.address)
    form = fields((await browser.get("/ask")).text, "/ask") | {"words": "slowly"}
    body = urlencode(form).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    pieces = [body[start : start + 7] for start in range(0, len(body), 7)]
    assert await sent(port, f"cookie: {cookie}\r\ncontent-length: {len(body)}", *pieces) == 303


async def test_who_hangs_up_while_sending_leaves_no_failure_behind(port: Port) -> None:
    with capture_logs() as lines:
        _, writer = await port.opened()
        writer.write(
            f"POST /ask HTTP/1.1\r\nhost: x\r\ncontent-type: {FORM}\r\ncontent-length: 60000\r\n\r\nwords=".encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(10):
            while not any(line["event"] == "answered" for line in lines):  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.01)
    assert not [line for line in lines if line["event"] == "failed"]
    assert (await Visitor(port.address).get("/ask")).status_code == 200


async def test_a_download_comes_whole_and_one_that_is_broken_off_harms_nobody(port: Port) -> None:
    browser = Visitor(port.address)
    whole = await browser.get("/journey/people.csv")
    assert len(whole.content) == int(whole.headers["content-length"])
    reader, writer = await port.opened()
    writer.write(b"GET /journey/people.csv HTTP/1.1\r\nhost: x\r\n\r\n")
    await reader.readexactly(10)
    writer.close()
    assert (await browser.get("/journey/people.csv")).content == whole.content


async def test_a_program_is_refused_in_its_own_words_also_over_a_wire(port: Port) -> None:
    head = {"content-type": "application/json"}
    async with httpx.AsyncClient(base_url=port.address) as program:
        answer = await program.post("/journey/api/notes", content=b"{" * 70_000, headers=head)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        large = await program.post("/journey/api/notes", content=json.dumps("a" * 1_100_000), headers=head)
    assert large.status_code == 413
