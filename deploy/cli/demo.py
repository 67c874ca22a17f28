"""`lc demo`: the whole of it on one machine, with people who do not exist."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.output import say
from deploy.local import Trouble, embedded, provide
from shared import topics

app = typer.Typer(help="Start everything, let made-up people live half a year in it, and show what came of it.")


@app.command(epilog="Examples: lc demo · lc demo --once --json summary.json · lc demo --locals brimbank,latrobe --people 60 --weeks 14")
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the summary.")] = False,
    locals_: Annotated[str, typer.Option("--locals", help="Slugs with commas between; all six if left out.")] = "",
    people: Annotated[int, typer.Option(min=6, max=5000, help="How many people are made up.")] = 300,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How long they live with us.")] = 26,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the summary here, too.")] = None,
) -> None:
    """Start the servers, six Locals and the evaluator; simulate; show the figures; stay until Ctrl-C."""
    from deploy.demo import processes
    from deploy.demo.run import Demo, ends_on_a_signal

    slugs, state = chosen(locals_), embedded.default_state()
    console = Console(soft_wrap=True)
    if there := processes.running(state):
        console.print(f"The demo is already running (process {there['pid']}):", highlight=False)
        for name, address in dict(there.get("addresses") or {}).items():  # type: ignore[call-overload]
            console.print(f"  {name}: {address}")
        return
    if json_file and not json_file.resolve().parent.is_dir():
        raise Trouble(f"{json_file.parent} is no folder: --json cannot be written there.")
    ends_on_a_signal()
    work = Demo(state, console, slugs, people, weeks, seed)
    try:
        asyncio.run(_run(work, once, json_file))
    finally:
        processes.stop(work.sites)
        processes.forget(state)


def chosen(slugs: str) -> list[str]:
    from deploy.cli.where import known

    return sorted({known(slug.strip()) for slug in slugs.split(",") if slug.strip()}) or list(topics.LOCALS)


async def _run(work: "Demo", once: bool, json_file: Path | None) -> None:  # type: ignore[name-defined] # noqa: F821
    from deploy.demo import processes
    from deploy.simulation.messages import Mailboxes

    with work.stage("stack", "Starting Kafka and PostgreSQL"):
        stack = await asyncio.to_thread(provide, work.state, say)
    with suppress(asyncio.CancelledError):
        async with Mailboxes() as mail:
            (work.state / "demo").mkdir(parents=True, exist_ok=True)
            processes.remember(work.state, {})
            summary = await work.lived(stack, mail)
            work.seconds["total"] = sum(work.seconds.values())
            if json_file:
                json_file.write_text(json.dumps(summary.as_json(), indent=2, ensure_ascii=False), encoding="utf-8")
            summary.show(work.console)
            if not once:
                await _stay(work, summary)
    await asyncio.to_thread(processes.stop, work.sites)
    await asyncio.to_thread(stack.close)
