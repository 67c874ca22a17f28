"""How quickly the journey's pages answer in a Local with many people: `python -m benchmarks.journey_pages`.

The pages are asked for at the service's own door, in this process, from a real database: middleware, the record of who
looked, every query and the template are in the figure; the network is not. Beside each figure stands the same page in a
tenth of the people. What the database means to do for each page is written down with it.
"""

import argparse
import json
import logging
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import structlog

from deploy.local import embedded
from deploy.local.providers import provide
from services.journey.app import service
from services.settings import LocalSettings
from services.site_map import LOCAL
from shared.app.service import build
from shared.config.settings import ServiceAccess
from shared.context.service_context import ServiceContext
from shared.kernel.clock import MovableClock
from shared.persistence.database import connected

from .journey_people import EACH, ENTRIES, NOW, THUY, ended, key, load, waits
from .journey_plans import plans
from .place import ROOT, Place, wait
from .worker import calm_collector

GOAL_MS = 100.0
RESULTS = ROOT / "var/benchmarks/journey_pages.json"
PLANS = ROOT / "var/benchmarks/journey_pages_plans.txt"
LEAD = key(9, 0xFFFF)
HIDDEN = re.compile(r'name="(csrf|command_id)"[^>]*value="([^"]*)"')
Path_ = Callable[[random.Random, int], str]


@dataclass(frozen=True)
class Figure:
    """One page in one Local."""

    page: str
    people: int
    entries: int
    median_ms: float
    p95_ms: float
    p99_ms: float
    most_ms: float
    bytes: int

    @property
    def held(self) -> bool:
        return self.p99_ms <= GOAL_MS


def _somebody(choice: random.Random, people: int) -> str:
    while True:
        person = choice.randrange(people)
        if not waits(person) and not ended(person):
            return f"/journey/{key(1, person)}"


PAGES: dict[str, tuple[str, Path_]] = {
    "my day": ("link_worker", lambda choice, people: "/journey"),
    "my people": ("link_worker", lambda choice, people: "/journey/people"),
    "lead: the Local": ("lead", lambda choice, people: "/journey"),
    "lead: everybody": ("lead", lambda choice, people: "/journey/people"),
    "lead: everybody, far down": ("lead", lambda choice, people: f"/journey/people?page={people // 40}"),
    "lead: who is quiet": ("lead", lambda choice, people: "/journey/people?stage=quiet"),
    "a person": ("lead", _somebody),
    "a person, far back": ("lead", lambda choice, people: f"{_somebody(choice, people)}?page=6"),
    "a person, groups only": ("lead", lambda choice, people: f"{_somebody(choice, people)}?story=groups"),
}


def settings(url: str, folder: Path) -> LocalSettings:
    staff = folder / "staff.json"
    people = [
        {"id": str(THUY), "name": "Thuy Nguyen", "role": "link_worker"},
        {"id": str(LEAD), "name": "Priya Raman", "role": "lead"},
    ]
    staff.write_text(json.dumps({"brimbank": people}))
    return LocalSettings.model_validate({
        "local": "brimbank", "local_name": "Brimbank", "phone": "03 9448 5522", "secret": "only-here-" + "s" * 24,
        "pseudonym_key": "only-here-" + "p" * 24, "staff_file": staff, "kafka_bootstrap": "127.0.0.1:1",
        "clock": "movable", "clock_starts": NOW.isoformat(), "public_url": "http://local.test",
        "journey": ServiceAccess.model_validate({"database_url": url, "kafka_password": "none"}),
    })  # fmt: skip


@asynccontextmanager
async def doors(url: str, folder: Path) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """The service without its ears, and a browser for each of the two."""
    known = settings(url, folder)
    clock = MovableClock(NOW)
    app = build(service, known, LOCAL, clock)
    async with connected(url) as db:
        app.state.here = ServiceContext(service.name, known.local, known, clock, db)
        transport = httpx.ASGITransport(app=app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://local.test") as worker,
            httpx.AsyncClient(transport=transport, base_url="http://local.test") as lead,
        ):
            await _log_in(worker, f"link_worker/{THUY}")
            await _log_in(lead, f"lead/{LEAD}")
            yield {"link_worker": worker, "lead": lead}


async def _log_in(client: httpx.AsyncClient, who: str) -> None:
    client.headers["accept"] = "text/html"
    hidden = {name: unescape(value) for name, value in HIDDEN.findall((await client.get("/login")).text)}
    answer = await client.post("/login", data=hidden | {"person": who})
    assert answer.status_code == 303, f"the login answered {answer.status_code}"


@dataclass(frozen=True)
class Full:
    """A Local with people in it."""

    url: str
    people: int
    entries: int


async def measure(locals_: list[Full], times: int) -> list[Figure]:
    """Each page of each Local, in turns: a machine that is busy for a moment wrongs none of them."""
    found = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        clients = [(full, await stack.enter_async_context(doors(full.url, folder))) for full in locals_]
        calm_collector()
        for page in PAGES:
            found += await _in_turns(clients, page, times)
    return found


async def _in_turns(clients: list[tuple[Full, dict[str, httpx.AsyncClient]]], page: str, times: int) -> list[Figure]:
    (who, path), choice = PAGES[page], random.Random(page)
    took: dict[int, list[float]] = {full.people: [] for full, _ in clients}
    size: dict[int, int] = {}
    for number in range(times + 8):  # the first few find everything cold, and prepare the statements
        for full, of in clients[:: 1 if number % 2 else -1]:
            seconds, size[full.people] = await _asked(of[who], path(choice, full.people))
            took[full.people] += [seconds * 1000] if number >= 8 else []
    return [_figure(page, full, took[full.people], size[full.people]) for full, _ in clients]


async def _asked(client: httpx.AsyncClient, address: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await client.get(address)
    seconds = time.perf_counter() - began
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return seconds, len(answer.content)


def _figure(page: str, full: Full, took: list[float], size: int) -> Figure:
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return Figure(page, full.people, full.entries, cuts[49], cuts[94], cuts[98], max(took), size)


def _as_jsonb(value: object) -> bytes:
    return b"\x01" + json.dumps(value).encode()


def _from_jsonb(value: bytes) -> Any:
    return json.loads(value[1:])


async def filled(url: str, people: int) -> int:
    connection = await asyncpg.connect(url)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_as_jsonb, decoder=_from_jsonb, format="binary"
    )
    try:
        return await load(connection, people)
    finally:
        await connection.close()


@contextmanager
def database_alone() -> Iterator[Place]:
    """A stack of its own, beside that of the other benchmarks; gone afterwards."""
    folder = embedded.default_state() / "benchmarks"
    with (
        tempfile.TemporaryDirectory(dir=made(folder), prefix="pages-") as state,
        provide(Path(state), lambda line: print(line, file=sys.stderr)) as stack,
    ):
        yield Place(stack, folder)


def made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def a_local(where: Place, people: int) -> Full:
    url, began = where.database("journey"), time.monotonic()
    entries = wait(filled(url, people))
    print(f"{people:,} people, {entries:,} entries, loaded in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return Full(url, people, entries)


def show(found: list[Figure]) -> None:
    for one in found:
        print(f"{one.page:26} {one.people:>7,}: median {one.median_ms:6.1f} ms, p99 {one.p99_ms:6.1f} ms,"
              f" {one.bytes / 1000:.0f} kB{'' if one.held else '   over the goal'}", file=sys.stderr)  # fmt: skip


def slopes(found: list[Figure]) -> dict[str, float]:
    """How much longer each page takes with the most people than with the fewest."""
    few, many = min(one.people for one in found), max(one.people for one in found)
    median = {(one.page, one.people): one.median_ms for one in found}
    return {page: median[page, many] / median[page, few] for page in PAGES}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journey_pages", description=__doc__)
    parser.add_argument("--people", default="5000,50000", help="how many people, with commas between")
    parser.add_argument("--times", type=int, default=200, help="how often each page is asked for")
    wish = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with database_alone() as where:
        locals_ = [a_local(where, int(people)) for people in wish.people.split(",")]
        found = wait(measure(locals_, wish.times))
        most = max(locals_, key=lambda full: full.people)
        PLANS.write_text(wait(plans(most.url, most.people)))
    show(found)
    told = {"goal_ms": GOAL_MS, "each_walks_with": EACH, "entries_each": ENTRIES,
            "figures": [asdict(one) for one in found], "slopes": slopes(found)}  # fmt: skip
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")
    print(json.dumps(told["slopes"], indent=1), file=sys.stderr)
    if over := [one.page for one in found if not one.held]:
        sys.exit(f"over {GOAL_MS:.0f} ms: {', '.join(over)}")


if __name__ == "__main__":
    main()
