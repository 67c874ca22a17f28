"""`lc outcomes` as somebody at the evaluator types it."""

import asyncio
import csv
import io
import json
import os
import sys

from services.evaluation.outcomes.settings import EvaluatorSettings, Source
from tests.doors import STAFF
from tests.evaluation.brokers import Broker, has, live, live_with_records_gone, stands_still, until
from tests.evaluation.evaluator import opened, people


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


async def lc(settings: EvaluatorSettings, *words: str, part: str = "outcomes") -> tuple[int, str, str]:
    """Exit status, what was asked for, and what was said beside it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy.cli", part, *words, env=environment(settings),
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


WHY = ("--because", "Somebody set the retention to a day", "--by", "Sam Lee")


async def test_it_goes_on_without_records_that_are_gone_once_somebody_says_why(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    local = broker.locals[0]
    async with live_with_records_gone(broker, settings) as (_, following):
        await until(stands_still(broker, following))
        said = (await lc(settings, "status"))[2]
        assert "deleted before counting. It stands still there. To go on without: `lc outcomes go-on`." in said
        assert (await lc(settings, "go-on", "--because", " ", "--by", "Sam"))[0] == 1
        assert json.loads((await lc(settings, "status", "--json"))[1])["gone"]
        status, _, said = await lc(settings, "go-on", *WHY)
        assert (status, "It goes on without record" in said) == (0, True)
        await broker.tell(0, *people(local, 5, start=10))
        await until(has(settings, participation=9, measure=18))
        assert local not in following.troubles
    found = json.loads((await lc(settings, "status", "--json"))[1])
    assert found["gone"] == []
    assert {(one["because"], one["by"]) for one in found["went_on"]} == {(WHY[1], WHY[3])}
    assert (await lc(settings, "go-on", *WHY))[2] == "Nothing is gone that was not counted.\n"
    async with opened(settings.database_url.get_secret_value()) as site:
        page = await (await site.evaluator()).get("/quality")
    assert "These figures are without" in page.text
    assert WHY[1] in page.text


async def test_what_can_never_be_read_is_set_aside_for_good_and_stays_so_after_a_rebuild(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    await broker.tell_rubbish(0)
    await broker.tell(0, *people(broker.locals[0], 12))
    of_the_evaluator = ("--service", "outcomes")
    async with live(settings):
        await until(has(settings, parked=1, measure=24))
        [one] = json.loads((await lc(settings, "list", *of_the_evaluator, "--json", part="parked"))[1])
        place = one["record"]
        told = ("--because", "A test of the broker\u2019s", "--by", "Sam Lee")
        assert (await lc(settings, "set-aside", place, *told, part="parked"))[0] == 1  # a Local is asked, not this one
        assert (await lc(settings, "set-aside", place, *of_the_evaluator, *told, part="parked"))[0] == 0
        assert json.loads((await lc(settings, "status", "--json"))[1])["parked"] == {}
        assert (await lc(settings, "rebuild", "--replace"))[0] == 0
        [kept] = json.loads((await lc(settings, "list", *of_the_evaluator, "--set-aside", "--json", part="parked"))[1])
        assert (kept["record"], kept["set_aside"]["by"]) == (place, "Sam Lee")
    async with opened(settings.database_url.get_secret_value()) as site:
        page = await (await site.evaluator()).get("/quality")
    assert "could not be read" not in page.text
    assert "A test of the broker\u2019s" in page.text
