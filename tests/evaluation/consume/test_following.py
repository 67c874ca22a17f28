"""The projection on a real broker: it follows every Local's log, and says so where it cannot."""

import re
from collections.abc import Awaitable, Callable

import pytest

from deploy.local.stack import Stack
from services.evaluation.outcomes.consume import following
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.outcomes.site.status import standing
from shared.kernel import lines
from tests.doors import Client
from tests.evaluation.brokers import Broker, has, live, live_with_records_gone, stands_still, until
from tests.evaluation.evaluator import opened, people
from tests.evaluation.logs import measured, took_part
from tests.freezing import frozen


async def test_what_every_local_tells_is_counted_and_a_restart_counts_nothing_twice(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 12, 3))
    async with live(settings):
        await until(has(settings, participation=30, measure=54))
    async with live(settings) as (_, following):
        await broker.tell(0, took_part("late", 1, broker.locals[0]), measured(99, "late", 7, 2))
        await until(has(settings, participation=31, measure=55))

        async def nothing_waits() -> bool:
            return not following.progress.waiting()

        await until(nothing_waits)
        assert sum(following.progress.ends.values()) == 30 + 54 + 2


async def test_rubbish_between_good_neighbours_is_parked_and_shown(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, took_part("ann", 1, broker.locals[0]))
    await broker.tell_rubbish(0)
    await broker.tell(0, took_part("bo", 1, broker.locals[0]))
    async with live(settings):
        await until(has(settings, participation=2, parked=1))
    found = await standing(settings)
    assert sum(found.parked.values()) == 1
    assert sum(one.reached for one in found.logs) == sum(one.end or 0 for one in found.logs) == 3


async def test_a_local_that_cannot_be_reached_holds_up_no_other(broker: Broker, settings: EvaluatorSettings) -> None:
    nowhere = {"local": "nowhere", "bootstrap": "127.0.0.1:1"}
    more = settings.model_copy(update={"sources": [*settings.sources, type(settings.sources[0])(**nowhere)]})
    await broker.tell(1, took_part("ann", 1, broker.locals[1]))
    async with live(more) as (_, following):
        await until(has(settings, participation=1))

        async def said() -> bool:
            return "nowhere" in following.troubles

        await until(said)
        assert set(following.troubles) == {"nowhere"}


async def test_records_that_are_gone_before_they_were_counted_are_not_passed_over(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    async with live_with_records_gone(broker, settings) as (_, following):
        await until(stands_still(broker, following))


def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is trouble after four seconds, and the broker is asked more often than that."""
    monkeypatch.setattr(lines, "QUIET", 4.0)
    monkeypatch.setattr(following, "QUIET", 4.0)
    monkeypatch.setattr(following, "LOOK_EVERY", 0.5)
    monkeypatch.setattr(following, "LOOK_SECONDS", 2.0)


async def test_a_frozen_broker_is_told_on_the_pages_and_by_readiness_and_for_how_long(
    broker: Broker, settings: EvaluatorSettings, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    brisk(monkeypatch)
    await broker.tell(0, *people(broker.locals[0], 12))
    async with live(settings) as (_, follows), opened(settings.database_url.get_secret_value()) as site:
        site.app.state.here.progress.lines = follows.progress.lines
        site.app.state.following = follows
        reader = await site.evaluator()
        await until(has(settings, measure=24))

        async def all_is_well() -> bool:
            return all(line.open for line in follows.progress.lines.values()) and len(follows.progress.lines) == 3

        await until(all_is_well)
        await until(says(reader, "/outcomes/health/ready", '"ready"'))
        with frozen(stack.pids["kafka"]):
            for nth in (0, 1):
                await until(says(reader, "/outcomes/health/ready", f"not reading {broker.locals[nth]} for "))
                await until(says(reader, "/", f"not reading {broker.locals[nth]} for "))
            await until(says(reader, "/", "the broker does not answer"))
            answer = await reader.get("/outcomes/health/ready")
            assert answer.status_code == 503
            silent = re.findall(
                r"lc_reading_silent_seconds\{.*\} ([0-9.]+)", (await reader.get("/outcomes/metrics")).text
            )
            assert len(silent) == 2
            assert all(float(seconds) > 4 for seconds in silent)
        await until(all_is_well)
        assert '"ready"' in (await reader.get("/outcomes/health/ready")).text
        assert "not reading" not in (await reader.get("/")).text


def says(reader: Client, address: str, words: str) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        return words in (await reader.get(address)).text

    return true
