"""`lc demo`: the whole of it on one machine, with people who do not exist."""

import asyncio
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deploy.cli.output import say
from deploy.cli.where import known
from deploy.local import embedded
from deploy.local.providers import provide
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.kernel import topics

if TYPE_CHECKING:
    from deploy.demo.run import Demo
    from deploy.demo.summary import Summary

app = typer.Typer(help="Start everything, let made-up people live half a year in it, and show what came of it.")
EXAMPLES = "Examples: lc demo · lc demo --once --json summary.json · lc demo --locals brimbank,latrobe --people 60"


@app.command(epilog=EXAMPLES)
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the summary.")] = False,
    locals_: Annotated[str, typer.Option("--locals", help="Slugs with commas between; all six if left out.")] = "",
    people: Annotated[int, typer.Option(min=1, max=5000, help="How many people are made up.")] = 300,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How long they live with us.")] = 26,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the summary here, too.")] = None,
) -> None:
    """Start the servers, six Locals and the evaluator; simulate; show the figures; stay until Ctrl-C."""
    from deploy.demo.alone import AlreadyRunning, alone
    from deploy.demo.run import Demo

    if json_file:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        if json_file.is_dir():
            raise CliError(f"{json_file} is a folder. Name a file in it.")
    work = Demo(embedded.default_state(), Console(soft_wrap=True), chosen(locals_), people, weeks, seed)
    # SIGTERM and SIGHUP end it as Ctrl-C does: in order, also where a shell started it deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        with alone(work.state):
            _run(work, once, json_file)
    except AlreadyRunning as there:
        _point_to(there.known, work.console)


def chosen(slugs: str) -> list[str]:
    """The Locals named with commas between, in the usual order; all if none is named."""
    named = {known(slug.strip()) for slug in slugs.split(",") if slug.strip()}
    return [slug for slug in topics.LOCALS if slug in named or not named]


def _run(work: "Demo", once: bool, json_file: Path | None) -> None:
    from deploy.demo import processes

    processes.ports(len(work.locals_) + 1)  # asked first: nothing is started or cleared away if one is taken
    with work.stage("stack", "Starting Kafka and PostgreSQL"):
        stack = provide(work.state, say)
    try:
        asyncio.run(_lived(work, stack, once, json_file))
    except KeyboardInterrupt:
        work.console.print("Ending: the sites, then the servers.")
        if "total" not in work.seconds:
            raise
    finally:
        processes.stop(work.sites)
        stack.close()


async def _lived(work: "Demo", stack: Stack, once: bool, json_file: Path | None) -> None:
    from deploy.simulation.messages import Mailboxes

    async with Mailboxes() as mail:
        summary = await work.lived(stack, mail)
        work.seconds["total"] = sum(work.seconds.values())
        _write(json_file, summary)
        summary.show(work.console)
        if not once:
            await _stay(work, summary)


def _write(json_file: Path | None, summary: "Summary") -> None:
    if json_file:
        json_file.write_text(json.dumps(summary.as_json(), indent=2, ensure_ascii=False), encoding="utf-8")


async def _stay(work: "Demo", summary: "Summary") -> None:
    from deploy.demo.alone import remember

    remember(work.state, {site.name: site.address for site in work.sites})
    summary.show_addresses(work.console)
    work.console.print("From here the clocks of the Locals go on at their usual pace.")
    work.console.print("Ctrl-C ends everything. What was told and stored stays on disk until the next demo.")
    await work.go_on()


def _point_to(there: object, console: Console) -> None:
    found = dict(there) if isinstance(there, dict) else {}
    console.print(f"The demo is already running (process {found.get('pid', 'unknown')}).", highlight=False)
    for name, address in found.get("addresses", {}).items():
        console.print(f"  {name}: {address}", highlight=False)
