"""`lc topics`: what is on the broker, and who may read and write it."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.output import DryRun, Json, machine, say, table, writable
from deploy.cli.where import LocalsOption, administrator, these
from deploy.kafka.admin import Admin
from deploy.kafka.drift import Difference, differences, mend, report
from deploy.kafka.plan import TopicPlan, plan
from deploy.kafka.plan import apply as apply_plan
from deploy.kafka.prepare import secret
from deploy.kafka.rights import rights_for, topics_for
from deploy.local import given
from deploy.local.stack import Stack
from shared.kernel import topics
from shared.kernel.counts import counted

app = typer.Typer(no_args_is_help=True, help="Topics, users and access rules on the broker.")


@app.command(epilog="Examples: lc topics apply --local brimbank --dry-run · lc topics apply --local brimbank --fix")
def apply(
    local: LocalsOption = None,
    dry_run: DryRun = False,
    fix: Annotated[bool, typer.Option("--fix", help="Also mend what has come to differ: settings, and rules.")] = False,
    wide: Annotated[
        bool, typer.Option("--wide", help="With --fix: also take away rules that reach beyond these Locals.")
    ] = False,
    metrics: Annotated[
        Path | None,
        typer.Option(callback=writable, help="Also write how much differs into this file, for Prometheus."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the topics, users and rights that are missing, take away what our users should not have, and name whatever
    else differs: partitions, replicas, settings, and every rule by anybody that touches these Locals.

    Status 1 if anything differs when it ends.
    """
    access, stack = administrator()
    admin, locals_ = Admin(access), these(local)
    if dry_run:
        todo = plan(admin.found(), locals_)
    else:
        todo = apply_plan(admin, locals_, lambda user: _password(stack, user))
    told = differences(admin, locals_)
    mended = mend(admin, told, wide=wide) if fix and not dry_run else []
    left = differences(admin, locals_) if mended else told
    missing = len(plan(admin.found(), locals_).lines())
    if metrics:
        report(metrics, locals_, left, missing, time.time())
    waiting = [user for user in todo.users if _password(stack, user) is None]
    _show(todo, mended, left, waiting, dry_run, as_json)
    raise typer.Exit(1 if left or missing else 0)


def _password(stack: Stack | None, user: str) -> str | None:
    """The one in the environment of the user's own process; on the embedded stack its own; else none: left alone."""
    local = user.rpartition(".")[0]
    own = not local or local == os.environ.get("LC_LOCAL")
    name = _setting(user)
    if own and (said := given.secret(name)):
        return said
    return secret(stack, f"kafka:{user}") if stack else None


def _setting(user: str) -> str:
    return f"LC_{user.rpartition('.')[2].upper()}__KAFKA_PASSWORD"


def _show(
    todo: TopicPlan,
    mended: Sequence[Difference],
    left: Sequence[Difference],
    waiting: Sequence[str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """`waiting`: users that cannot be made, because nobody has said with which password."""
    changes = replace(todo, users=tuple(user for user in todo.users if user not in waiting))
    lines = [*changes.lines(), *(f"mended: {each.words}" for each in mended)]
    missing = [f"user {user} is not there: give LC_LOCAL, and its password as {_setting(user)}" for user in waiting]
    told = [*(str(each) for each in left), *missing]
    if as_json:
        machine({"applied": not dry_run, "changes": lines, "differences": told})
        return
    for line in lines:
        typer.echo(line)
    for words in told:
        typer.echo(f"differs: {words}")
    if lines:
        say(f"{counted(len(lines), 'change')} {'to make' if dry_run else 'made'}.")
    if told:
        say(f"{counted(len(told), 'difference')} left.{' --fix mends what can be mended.' if _more(left) else ''}")
    if not lines and not told:
        say("Everything is as it should be.")


def _more(left: Sequence[Difference]) -> bool:
    return any(each.mends for each in left)


@app.command("list", epilog="Example: lc topics list --json")
def list_(local: LocalsOption = None, as_json: Json = False) -> None:
    """Every topic, whether it is there, who writes and who reads it."""
    access, _ = administrator()
    there = Admin(access).found().topics
    rights = [right for right in rights_for(topics.LOCALS) if right.kind == "TOPIC"]
    rows = []
    for topic in topics_for(these(local)):
        writers = [right.user for right in rights if right.name == topic.name and right.operation == "WRITE"]
        readers = [right.user for right in rights if right.name == topic.name and right.operation == "READ"]
        rows.append((topic.name, topic.name in there, topic.policy, writers, readers))
    if as_json:
        machine([dict(zip(("topic", "there", "policy", "written_by", "read_by"), row, strict=True)) for row in rows])
        return
    shown = [
        (name, "yes" if is_there else "no", policy, ", ".join(w), ", ".join(r)) for name, is_there, policy, w, r in rows
    ]
    table(("topic", "there", "policy", "written by", "read by"), shown, "No topics.")
