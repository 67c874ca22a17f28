"""`lc simulate`: made-up people at Locals that are running already."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from deploy.cli.demo import chosen
from deploy.cli.output import Json, machine
from deploy.local import embedded
from shared.kernel.counts import counted

if TYPE_CHECKING:
    from deploy.simulation.plan import Plan
    from deploy.simulation.simulate import HalfYear, LocalSite

app = typer.Typer(help="Let made-up people live with Locals that are running.")
EXAMPLE = "Example: LC_CLOCK=movable lc serve all --local brimbank & lc simulate --locals brimbank --people 50"


@app.command(epilog=EXAMPLE)
def simulate(
    locals_: Annotated[str, typer.Option("--locals", help="Slugs with commas between; all six if left out.")] = "",
    people: Annotated[int, typer.Option(min=1, max=5000, help="How many people are made up.")] = 300,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How long they live with us.")] = 26,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 7,
    mail_port: Annotated[int, typer.Option(help="Where these Locals send mail: their LC_SMTP_PORT.")] = 1025,
    as_json: Json = False,
) -> None:
    """Drive running Locals through their own doors.

    They must have been started with LC_CLOCK=movable (production refuses that) and a generous
    LC_PUBLIC_POSTS_PER_MINUTE. Addresses and SMS files are read from deploy/locals. If LC_SECRET is theirs, some
    people answer a text message with STOP.
    """
    from deploy.demo.run import STAFF
    from deploy.simulation.simulate import keep_personal, made_up

    slugs = chosen(locals_)
    plans = made_up(seed, people, weeks * 7, slugs, STAFF)
    lived = asyncio.run(_live(plans, [_place(slug) for slug in slugs], mail_port))
    keep_personal(embedded.default_state() / "demo" / "personal.json", list(lived.values()))
    told = _told(seed, lived)
    if as_json:
        machine(told)
        return
    console = Console(soft_wrap=True)
    who, forms = counted(told["people"], "person", "people"), counted(told["forms"], "form")
    console.print(f"Everybody is made up (seed {seed}): {who}, {forms} sent.")
    console.print(f"True mean change of UCLA-3 at week 12 over everybody who consented: {told['truth']['mean_change']}")
    for refused in told["refused"]:
        console.print(f"Refused: {refused}", highlight=False)


def _place(slug: str) -> "LocalSite":
    from deploy.kafka.prepare import written
    from deploy.simulation.simulate import LocalSite

    settings = written(slug)
    secret = os.environ.get("LC_SECRET", "")
    return LocalSite(slug, settings["LC_PUBLIC_URL"], Path(settings["LC_SMS_FILE"]).resolve(), secret)


async def _live(plans: "dict[str, Plan]", places: "list[LocalSite]", mail_port: int) -> "dict[str, HalfYear]":
    from deploy.demo.progress import Lines
    from deploy.demo.run import STAFF
    from deploy.simulation.messages import Mailboxes
    from deploy.simulation.simulate import simulate as live

    console = Console(stderr=True, soft_wrap=True)
    with Lines(console, {slug: len(plan.people) for slug, plan in plans.items()}) as lines:
        async with Mailboxes(mail_port) as mail:
            return await live(plans, places, STAFF, mail, lines)


def _told(seed: int, lived: "dict[str, HalfYear]") -> dict[str, Any]:
    from deploy.simulation.simulate import true_change

    plans = [each.plan for each in lived.values()]
    return {
        "synthetic": True,
        "seed": seed,
        "people": sum(len(plan.people) - plan.moved_here() for plan in plans),
        "moved": sum(plan.moved_here() for plan in plans),
        "forms": sum(each.posts for each in lived.values()),
        "truth": {
            "mean_change": true_change(plans),
            "by_local": {slug: each.plan.true_change() for slug, each in lived.items()},
        },
        "refused": [str(refusal) for each in lived.values() for refusal in each.refusals],
    }
