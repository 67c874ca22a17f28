"""A TCP proxy that makes a network bad: the toxics that toxiproxy knows, in the harness's own process."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from deploy.local.ports import HOST

PIECE = 65_536


@dataclass
class Toxics:
    """How the network is just now; it may be changed while connections are open. Times in seconds."""

    latency: float = 0.0
    jitter: float = 0.0
    blackhole: bool = False
    """Half open: connections stand and are taken, and nothing comes through any more."""
    slice: int = 0
    """Bytes go in pieces of at most this size, if it is not 0."""
    bytes_a_second: int = 0
    cut_on: bytes = b""
    """The connection is cut when the client sends these bytes: `cut_after` tells whether the server still gets them."""
    cut_after: bool = False
    refuse: bool = False
    """New connections are cut at once."""


@dataclass
class Proxy:
    port: int
    target: int
    toxics: Toxics = field(default_factory=Toxics)
    cuts: int = 0
    connections: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    _open: "set[asyncio.Task[None]]" = field(default_factory=set)
    _writers: "set[asyncio.StreamWriter]" = field(default_factory=set)

    async def reset_all(self) -> None:
        """Every open connection is torn down with a reset (RST), as a broken router does."""
        for writer in list(self._writers):
            _reset(writer)
            self.cuts += 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        self._writers.add(writer)
        try:
            if self.toxics.refuse:
                return
            await self._both_ways(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # a broken connection is what this is for
        finally:
            self._open.discard(task)
            self._writers.discard(writer)
            writer.close()

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server = await asyncio.open_connection(HOST, self.target)
        self._writers.add(to_server[1])
        ways = [
            asyncio.create_task(self._pump(reader, to_server[1], to_server[1], writer)),
            asyncio.create_task(self._pump(to_server[0], writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._writers.discard(to_server[1])
            to_server[1].close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *cut: asyncio.StreamWriter
    ) -> None:
        """One direction. `cut`: what to tear down when the words to cut on come by; only the client's way has it."""
        while piece := await reader.read(PIECE):
            toxics = self.toxics
            while toxics.blackhole:
                await asyncio.sleep(0.05)  # what is dropped stays dropped; the peer's own clock has to notice
                piece = b""
                toxics = self.toxics
            if not piece:
                return
            if toxics.latency or toxics.jitter:
                await asyncio.sleep(max(0.0, toxics.latency + self.chance.uniform(-toxics.jitter, toxics.jitter)))
            if cut and toxics.cut_on and toxics.cut_on in piece:
                await self._cut(piece if toxics.cut_after else b"", writer, cut)
                return
            await self._write(writer, piece, toxics)

    async def _write(self, writer: asyncio.StreamWriter, piece: bytes, toxics: Toxics) -> None:
        size = toxics.slice or len(piece)
        for start in range(0, len(piece), size):
            writer.write(piece[start : start + size])
            await writer.drain()
            if toxics.slice:
                await asyncio.sleep(0)
        if toxics.bytes_a_second:
            await asyncio.sleep(len(piece) / toxics.bytes_a_second)

    async def _cut(self, last: bytes, server: asyncio.StreamWriter, both: tuple[asyncio.StreamWriter, ...]) -> None:
        """The client is gone first, so that it cannot hear what the server made of the last words."""
        self.cuts += 1
        for writer in both:
            if writer is not server:
                _reset(writer)
        if last:
            server.write(last)
            await server.drain()
            await asyncio.sleep(0.05)
        _reset(server)

    def close(self) -> None:
        for task in list(self._open):
            task.cancel()


def _reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None:
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def proxied(port: int, target: int, change: Callable[[Toxics], None] | None = None) -> AsyncIterator[Proxy]:
    """A proxy on `port` (0: any) of this machine before `target`."""
    proxy = Proxy(port, target)
    if change:
        change(proxy.toxics)
    server = await asyncio.start_server(proxy.serve, HOST, port)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.close()
