"""quixstreams and faust: every record of a topic as JSON into a function that does nothing. No table, no database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from benchmarks.run import Run
from benchmarks.worker import Given, Once


class Stopwatch:
    """From the first record to the last one."""

    def __init__(self, size: int) -> None:
        self.size, self.taken, self.began, self.ended = size, 0, 0.0, 0.0

    def saw(self) -> bool:
        if not self.taken:
            self.began = time.perf_counter()
        self.taken += 1
        if self.taken == self.size:
            self.ended = time.perf_counter()
        return self.taken >= self.size

    def run(self) -> Run:
        assert self.taken == self.size, f"{self.taken} of {self.size} records"
        return Run(self.ended - self.began, self.taken)


@asynccontextmanager
async def quix(given: Given) -> AsyncIterator[Once]:
    from quixstreams import Application
    from quixstreams.kafka import ConnectionConfig

    kafka = given["kafka"]
    broker = ConnectionConfig(
        bootstrap_servers=kafka["bootstrap"], security_protocol="sasl_plaintext", sasl_mechanism="SCRAM-SHA-512",
        sasl_username=kafka["user"], sasl_password=kafka["password"],
    )  # fmt: skip

    async def once() -> Run:
        watch = Stopwatch(given["size"])
        app = Application(
            broker_address=broker, consumer_group=f"quix-{uuid4()}", auto_offset_reset="earliest", loglevel="ERROR",
            auto_create_topics=False,
        )  # fmt: skip
        values = app.dataframe(app.topic(given["topic"], value_deserializer="json"))
        values.update(lambda value: app.stop() if watch.saw() else None)
        app.run()
        return watch.run()

    yield once


@asynccontextmanager
async def faust(given: Given) -> AsyncIterator[Once]:
    import faust as library

    kafka = given["kafka"]

    async def once() -> Run:
        watch, done = Stopwatch(given["size"]), asyncio.Event()
        app: Any = library.App(
            f"faust-{uuid4()}", broker=f"kafka://{kafka['bootstrap']}", web_enabled=False, topic_disable_leader=True,
            broker_credentials=library.SASLCredentials(
                username=kafka["user"], password=kafka["password"], mechanism="SCRAM-SHA-512"
            ),
            topic_allow_declare=False, value_serializer="json", stream_wait_empty=False,
        )  # fmt: skip

        @app.agent(app.topic(given["topic"], key_type=bytes, value_serializer="json", value_type=None))
        async def nothing(stream: Any) -> None:
            async for _ in stream:
                if watch.saw():
                    done.set()

        await app.start()
        try:
            async with asyncio.timeout(120):
                await done.wait()
        finally:
            await app.stop()
        return watch.run()

    yield once
