"""The story once more, shorter, over sealed lines alone: a private authority signs for Kafka and for PostgreSQL."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rich.console import Console

from deploy.demo import processes
from deploy.demo.run import Demo
from deploy.kafka.rights import EVALUATOR
from deploy.local.stack import Stack
from deploy.simulation.messages import Mailboxes
from shared.kernel.tls import sealed
from tests.authority import Authority
from tests.faults.cluster import Seal
from tests.faults.ground import own, through
from tests.sealing import Seal as PostgresSeal
from tests.sealing import sealed_by

from .conftest import Lived

pytestmark = [pytest.mark.timeout(300), pytest.mark.servers]
LOCAL, PEOPLE, WEEKS, SEED = "latrobe", 10, 14, 97


@dataclass
class Sealed:
    lived: Lived
    postgres: PostgresSeal


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """Relays, listeners, the evaluator's reader and the administrator: no line of theirs is open to anybody."""
    folder = tmp_path_factory.mktemp("sealed")
    authority = Authority(folder / "authority")
    certificate = authority.signs(folder / "server.pem")
    with own(folder / "ground", seal=Seal(certificate, authority.file)) as ground:
        plain = ground.stack.postgres_url
        with sealed_by(certificate, urlsplit(plain).port or 0) as postgres:
            stack = replace(
                ground.stack,
                kafka_bootstrap=ground.reached.bootstrap,
                kafka_tls=True,
                kafka_ca_file=authority.file,
                postgres_url=sealed(through(plain, postgres.port), authority.file),
            )
            yield from _lived(stack, postgres, folder / "state")


def _lived(stack: Stack, postgres: PostgresSeal, state: Path) -> Iterator[Sealed]:
    (state / "demo").mkdir(parents=True)
    demo = Demo(state, Console(file=io.StringIO()), (LOCAL,), PEOPLE, WEEKS, SEED)

    async def lives() -> Lived:
        async with Mailboxes() as mail:
            return Lived(stack, state, demo, await demo.lived(stack, mail))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(processes.PORT_SETTING, "0")
        try:
            yield Sealed(asyncio.run(lives()), postgres)
        finally:
            processes.stop(demo.sites)


def test_from_the_referral_to_the_figure_every_step_is_taken(story: Sealed) -> None:
    summary = story.lived.summary
    assert [str(refusal) for each in summary.lived.values() for refusal in each.refusals] == []
    assert summary.figures["n_consented"] == sum(len(plan.in_evaluation()) for plan in story.lived.plans.values()) > 0
    assert summary.figures["overall"]["n_paired"] > 0


def test_a_rebuild_reads_the_sealed_logs_to_the_same_figures(story: Sealed) -> None:
    done = story.lived.lc("outcomes", "rebuild", "--json")
    assert done.returncode == 0, done.stderr
    assert '"identical": true' in done.stdout


def test_no_process_was_told_of_an_open_line(story: Sealed) -> None:
    for name in (LOCAL, EVALUATOR):
        environment = story.lived.site(name).environment
        assert environment["LC_KAFKA_TLS"] == "true"
        urls = [value for key, value in environment.items() if key.endswith("DATABASE_URL")]
        assert urls
        assert all("sslmode=verify-full" in url for url in urls)
    assert story.postgres.sealed > 10
