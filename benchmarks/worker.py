"""One arm in a process of its own: made ready once, run whenever it is asked, one line of JSON a run.

`python -m benchmarks.worker <module>:<arm> <json>`. Standard library alone: a peer has nothing else of ours.
Every arm gets the same event loop and the same calm garbage collector, as the product's own processes have.
"""

import asyncio
import gc
import importlib
import json
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace
from typing import Any

from benchmarks.run import Run

Given = dict[str, Any]
Once = Callable[[], Awaitable[Run]]
ArmMaker = Callable[[Given], AbstractAsyncContextManager[Once]]


def calm_collector() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def processor_time() -> float:
    """Seconds so far of this process and of those it has started and seen end."""
    return sum(os.times()[:4])


async def serve(make: ArmMaker, given: Given, answer: Callable[[Any], None]) -> None:
    async with make(given) as once:
        if given.get("calm", True):
            calm_collector()
        answer("ready")
        while await asyncio.to_thread(sys.stdin.readline):
            before = processor_time()
            done = await once()
            answer(asdict(replace(done, cpu=processor_time() - before)))


def main() -> None:
    where, given = sys.argv[1], json.loads(sys.argv[2])
    module, name = where.split(":")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed must not stand between the answers

    def answer(content: Any) -> None:
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    try:
        import uvloop
    except ImportError:
        run = asyncio.run
    else:
        run = uvloop.run
    run(serve(getattr(importlib.import_module(module), name), given, answer))


if __name__ == "__main__":
    main()
