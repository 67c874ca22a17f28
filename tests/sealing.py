"""TLS in front of a PostgreSQL server that has none: answers what a client asks first, then hands its words on."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.ports import HOST

SSL_REQUEST = bytes.fromhex("0000000804d2162f")  # length 8, code 80877103, as PostgreSQL's protocol says
PIECE = 65_536


class Seal:
    """One port of this machine, sealed by the certificate in `certificate`, before `target`."""

    def __init__(self, certificate: Path, target: int) -> None:
        self.certificate, self.target = certificate, target
        self.port = 0
        self.sealed = 0
        """How many connections came over TLS; those that asked for none were sent away."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate)
        try:
            if await reader.readexactly(8) != SSL_REQUEST:
                return
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(context)
            self.sealed += 1
            await self._both_ways(reader, writer)
        except (OSError, EOFError, ssl.SSLError):
            pass  # whoever does not trust the certificate goes away
        finally:
            writer.close()

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(HOST, self.target)
        ways = [asyncio.create_task(_pump(reader, to_server)), asyncio.create_task(_pump(from_server, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to_server.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()


@contextmanager
def sealed_by(certificate: Path, target: int) -> Iterator[Seal]:
    """In a thread of its own, so that it serves whoever asks while the test itself waits."""
    seal = Seal(certificate, target)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin() -> asyncio.Server:
        server = await asyncio.start_server(seal.serve, HOST, 0)
        seal.port = server.sockets[0].getsockname()[1]
        return server

    async def end(server: asyncio.Server) -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    try:
        yield seal
    finally:
        asyncio.run_coroutine_threadsafe(end(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
