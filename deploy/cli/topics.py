"""`lc topics`: what is on the broker, and who may read and write it."""

import os
from pathlib import Path

import typer

from deploy.cli.output import DryRun, Json, machine, say, table
from deploy.cli.where import LocalsOption, administrator, these
from deploy.kafka.admin import Admin
from deploy.kafka.plan import Plan, plan
from deploy.kafka.plan import apply as apply_plan
from deploy.kafka.prepare import secret
from deploy.kafka.rights import rights_for, topics_for
from deploy.local import Stack
from shared import topics

app = typer.Typer(no_args_is_help=True, help="Topics, users and access rules on the broker.")


@app.command(epilog="Example: lc topics apply --local brimbank --dry-run")
def apply(local: LocalsOption = None, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Make the topics, users and rights that are missing, and take away rights that nobody should have."""
    bootstrap, name, password, stack = administrator()
    admin = Admin(bootstrap, name, password, tls=_tls())
    if dry_run:
        todo = plan(admin.found(), these(local))
    else:
        todo = apply_plan(admin, these(local), lambda user: _password(stack, user))
    _show(todo, dry_run, as_json)


def _tls() -> bool:
    return os.environ.get("LC_KAFKA_TLS", "").lower() in ("true", "1", "yes", "on")


def _password(stack: Stack | None, user: str) -> str | None:
    """The one in the environment of the user's own process; on the embedded stack its own; else none: left alone."""
    local, _, service = user.rpartition(".")
    own = not local or local == os.environ.get("LC_LOCAL")
    name = f"LC_{service.upper()}__KAFKA_PASSWORD"
    if own and os.environ.get(name):
        return os.environ[name]
    if own and os.environ.get(name + "_FILE"):
        return Path(os.environ[name + "_FILE"]).read_text(encoding="utf-8").strip()
    return secret(stack, f"kafka:{user}") if stack else None


def _show(todo: Plan, dry_run: bool, as_json: bool) -> None:
    lines = todo.lines()
    if as_json:
        machine({"applied": not dry_run, "changes": lines})
        return
    for line in lines:
        typer.echo(line)
    say(
        f"{len(lines)} changes {'would be' if dry_run else 'were'} made." if lines else "Everything is as it should be."
    )


@app.command("list", epilog="Example: lc topics list --json")
def list_(local: LocalsOption = None, as_json: Json = False) -> None:
    """Every topic, whether it is there, who writes and who reads it."""
    bootstrap, name, password, _ = administrator()
    there = Admin(bootstrap, name, password, tls=_tls()).found().topics
    rights = [right for right in rights_for(topics.LOCALS) if right.kind == "TOPIC"]
    rows = []
    for topic in topics_for(these(local)):
        writers = [right.user for right in rights if right.name == topic.name and right.operation == "WRITE"]
        readers = [right.user for right in rights if right.name == topic.name and right.operation == "READ"]
        rows.append((topic.name, topic.name in there, topic.settings["cleanup.policy"], writers, readers))
    if as_json:
        machine([dict(zip(("topic", "there", "policy", "written_by", "read_by"), row, strict=True)) for row in rows])
        return
    shown = [
        (name, "yes" if is_there else "no", policy, ", ".join(w), ", ".join(r)) for name, is_there, policy, w, r in rows
    ]
    table(("topic", "there", "policy", "written by", "read by"), shown, "No topics.")
