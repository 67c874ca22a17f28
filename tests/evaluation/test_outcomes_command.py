"""`lc outcomes` as somebody at the evaluator types it."""

import asyncio
import csv
import io
import json
import os
import sys

from shared.settings import EvaluatorSettings, Source
from tests.doors import STAFF

from .site import people
from .test_following import Broker, broker, has, live, settings, until

__all__ = ["broker", "settings"]


def environment(settings: EvaluatorSettings) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LC_")} | {
        "LC_SECRET": settings.secret.get_secret_value(),
        "LC_STAFF_FILE": str(STAFF),
        "LC_KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "LC_KAFKA_USER": settings.kafka_user,
        "LC_KAFKA_PASSWORD": settings.kafka_password.get_secret_value(),
        "LC_DATABASE_URL": settings.database_url.get_secret_value(),
        "LC_SOURCES": json.dumps([{"local": source.local} for source in settings.sources]),
    }


async def lc(settings: EvaluatorSettings, *words: str) -> tuple[int, str, str]:
    """Exit status, what was asked for, and what was said beside it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy.cli", "outcomes", *words, env=environment(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, said = await program.communicate()
    return program.returncode or 0, out.decode(), said.decode()


async def test_rebuild_says_identical_to_the_live_projection(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, *people(broker.locals[0], 12, 3))
    async with live(settings):
        await until(has(settings, participation=15, measure=27))
        status, out, _ = await lc(settings, "rebuild")
    assert (status, out) == (0, "Rebuilt from 42 records: identical to the live projection.\n")


async def test_rebuild_says_what_differs_and_fails_and_replaces_only_when_told_to(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    await broker.tell(0, *people(broker.locals[0], 12))
    async with live(settings) as (here, _):
        await until(has(settings, measure=24))
        async with here.db.transaction() as tx:
            await tx.execute("DELETE FROM measure WHERE day > 0")
        status, out, _ = await lc(settings, "rebuild")
        assert status == 1
        assert "rows of measure" in out
        assert (await lc(settings, "rebuild", "--replace"))[0] == 0
        assert (await lc(settings, "rebuild"))[0] == 0


async def test_a_rebuild_of_a_log_that_is_not_there_says_which_one(broker: Broker, settings: EvaluatorSettings) -> None:
    more = settings.model_copy(update={"sources": [*settings.sources, Source(local="nowhere")]})
    status, _, said = await lc(more, "rebuild")
    assert status == 1
    assert "lc.nowhere.evaluation cannot be read: there is no such topic." in said
    assert "Traceback" not in said


async def test_status_and_export_can_be_read_by_a_machine(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, *people(broker.locals[0], 12))
    async with live(settings):
        await until(has(settings, measure=24))
    found = json.loads((await lc(settings, "status", "--json"))[1])
    assert sum(one["reached"] for one in found["logs"]) == sum(one["end"] for one in found["logs"]) == 36
    figures = json.loads((await lc(settings, "export"))[1])
    assert {one["n_paired"] for one in figures["outcomes"] if one["occasion"] == "week_12"} == {12}
    lines = list(csv.DictReader(io.StringIO((await lc(settings, "export", "--format", "csv"))[1])))
    assert [line["n_paired"] for line in lines if line["occasion"] == "week_12"] == ["12", "12", "12"]
