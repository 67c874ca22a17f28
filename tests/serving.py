"""An app on a real port of this machine, behind the server that production runs."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def serving(app: Any, **settings: Any) -> AsyncIterator[str]:
    """`settings` are uvicorn's. What comes back is where the app answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, **{"log_config": None, "http": "httptools", "lifespan": "off"} | settings)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve([free]))
        while not server.started:  # noqa: ASYNC110  it tells nobody
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{free.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
