"""Each Local and the evaluator as a process of its own, with nothing but its own settings."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from deploy.kafka.rights import EVALUATOR
from deploy.local.children import Child
from deploy.local.ports import HOST, free, is_free
from deploy.local.trouble import CliError
from deploy.simulation.simulate import LocalSite
from deploy.simulation.steps import moment

ROOT = Path(__file__).parents[2]
PORT_SETTING = "LC_DEMO_PORT"
FIRST_PORT = 8100
PATIENCE = 90.0  # seconds until every site answers
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "LC_TRACEBACK", "LD_LIBRARY_PATH")
Environment = dict[str, str]


@dataclass
class Process:
    """One site: its settings, its address, and the guarded child that runs it."""

    name: str
    environment: Environment
    child: Child

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.environment['LC_PORT']}"

    @property
    def command(self) -> list[str]:
        what = ["outcomes"] if self.name == EVALUATOR else ["all", "--local", self.name]
        # The mark tells this process from any other one: a pid file is believed only if it stands in the command line.
        return [sys.executable, "-X", self.child.mark, "-m", "deploy.cli", "serve", *what]

    def start(self) -> None:
        inherited = {name: value for name, value in os.environ.items() if name in KEPT}
        self.child.start(self.command, environment=inherited | self.environment | {"PYTHONPATH": str(ROOT)})

    @property
    def place(self) -> LocalSite:
        return LocalSite(self.name, self.address, Path(self.environment["LC_SMS_FILE"]), self.environment["LC_SECRET"])


def ports(count: int) -> list[int]:
    """Ports one after the other from LC_DEMO_PORT (8100 if it is not set); any free ones if that is 0."""
    asked = os.environ.get(PORT_SETTING, str(FIRST_PORT)).strip()
    if not asked.isdigit() or int(asked) > 65535 - count:
        raise CliError(f"{PORT_SETTING}={asked} is not a port. Give the first of {count} ports in a row, or 0 for any.")
    if asked == "0":
        return free(count)
    wanted = list(range(int(asked), int(asked) + count))
    if taken := [port for port in wanted if not is_free(port)]:
        raise CliError(
            f"Port {taken[0]} is already in use. Set {PORT_SETTING} to the first of {count} free ports in a row, "
            f"for example {int(asked) % 30_000 + 10_000}, or to 0 for any."
        )
    return wanted


def processes(environments: Mapping[str, Environment], state: Path, mail_port: int) -> list[Process]:
    """The evaluator's first, then the Locals', each with what only the demo needs: a clock that can be moved."""
    folder, logs = state / "demo", state / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    logs.mkdir(parents=True, exist_ok=True)
    names = [EVALUATOR, *(name for name in environments if name != EVALUATOR)]
    found = []
    for name, port in zip(names, ports(len(names)), strict=True):
        settings = dict(environments[name]) | _of_the_demo(name, port, mail_port, folder)
        found.append(Process(name, settings, _Logged(name, folder, f"lc={folder / name}", logs=logs)))
    return found


@dataclass
class _Logged(Child):
    """Its log stands with the other logs; its pid file in the demo's own folder."""

    logs: Path = Path()

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"


def _of_the_demo(name: str, port: int, mail_port: int, folder: Path) -> Environment:
    settings = {"LC_HOST": HOST, "LC_PORT": str(port), "LC_PUBLIC_URL": f"http://{HOST}:{port}"}
    settings |= {"LC_LOG_LEVEL": "WARNING"}
    if name != EVALUATOR:
        settings |= {
            "LC_CLOCK": "movable",
            "LC_CLOCK_STARTS": moment(0).isoformat(),
            "LC_SMS_FILE": str(folder / "sms" / f"{name}.jsonl"),
            "LC_SMTP_PORT": str(mail_port),
            "LC_PUBLIC_POSTS_PER_MINUTE": "1000000",  # everybody's telephone is this one machine
        }
    return settings


def forget_messages(state: Path) -> None:
    """Delete the text messages that an earlier demo wrote, and make their folder."""
    shutil.rmtree(state / "demo" / "sms", ignore_errors=True)
    (state / "demo" / "sms").mkdir(parents=True, exist_ok=True)


async def until_ready(sites: Sequence[Process]) -> None:
    """Wait until every site answers. Raises CliError, with the last words of a process that has ended."""
    deadline = time.monotonic() + PATIENCE
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        for site in sites:
            while not await _answers(http, site):
                if site.child.has_ended:
                    raise CliError(f"{site.name} has ended: {site.child.last_words()}")
                if time.monotonic() > deadline:
                    raise CliError(f"{site.name} does not answer at {site.address} (see {site.child.log}).")
                await asyncio.sleep(0.1)


async def _answers(http: httpx.AsyncClient, site: Process) -> bool:
    path = f"/{'outcomes' if site.name == EVALUATOR else 'referral'}/health/ready"
    try:
        return (await http.get(site.address + path)).status_code == 200
    except httpx.TransportError:
        return False


def memory_mb(pids: Sequence[int]) -> float:
    """What these processes and their children hold in memory, in MB; shared pages are counted once (PSS) where told.

    Each process counts once, also where one of those named is a child of another."""
    found: dict[int, psutil.Process] = {}
    for pid in pids:
        try:
            named = psutil.Process(pid)
            found |= {process.pid: process for process in (named, *named.children(recursive=True))}
        except psutil.Error:
            continue
    return sum(_own_bytes(process) for process in found.values()) / 1e6


def _own_bytes(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss)
    except psutil.Error:
        return 0


def stop(sites: Sequence[Process]) -> None:
    """Stop all sites at once, each in order."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max(1, len(sites))) as pool:
        list(pool.map(lambda site: site.child.stop(), sites))
